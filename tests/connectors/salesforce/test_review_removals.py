"""What was decided to be taken away: read back by the metadata reader, it takes away exactly that."""

import csv
import io
from datetime import date
from pathlib import Path

from lxml import etree

from connectors.salesforce.deploy import muting_name
from connectors.salesforce.review_removals import removal_files
from lineage.model.access_answers import PrincipalLine
from lineage.model.ids import Id
from lineage.model.privilege_answers import LeastPrivilegeAnswer
from lineage.model.review_answers import DecidedRemoval, DecidedRemovals, DecisionWord
from tests.connectors.salesforce.rights import placeless
from tests.connectors.salesforce.test_deploy import AGENTS, BOT, answer_of, removal
from tests.connectors.salesforce.writing import ORG, harvested, write

OTHER = ORG.of_kind("user", "other@acme.example")
APP = ORG.of_kind("application", "Old_App")
MUTING = f"force-app/main/default/mutingpermissionsets/{muting_name(AGENTS)}.mutingpermissionset-meta.xml"


def decided(
    decision: DecisionWord, *answers: LeastPrivilegeAnswer, subject: Id = BOT, subtype: str = "", by_hand: str = ""
) -> DecidedRemoval:
    line = PrincipalLine(id=subject, kind=subject.kind, name=subject.name)
    return DecidedRemoval(subject=line, subtype=subtype, decision=decision, answers=answers, by_hand=by_hand)


def order(*removals: DecidedRemoval) -> DecidedRemovals:
    return DecidedRemovals(snapshot="s", as_of=date(2026, 11, 24), removals=removals)


def muted(folder: Path, made: DecidedRemovals) -> list[str]:
    """What the written muting sets take away, as the metadata reader reads it."""
    return [line for line in placeless(harvested(write(folder, removal_files(made)))) if line.startswith("-")]


def texts(xml: str, path: str) -> list[str]:
    return [
        str(one.text) for one in etree.fromstring(xml.encode()).iterfind(path, {"": "http://soap.sforce.com/2006/04/metadata"})
    ]


def test_what_a_removed_principal_holds_by_a_group_is_muted(tmp_path: Path) -> None:
    gone = answer_of({}, removal("Contact.SSN__c", "read"), removal("Contact", "read", leg="object"))
    files = removal_files(order(decided("remove", gone)))
    assert texts(files[MUTING], "fieldPermissions/field") == ["Contact.SSN__c"]
    assert texts(files[MUTING], "objectPermissions/object") == ["Contact"]
    assert [path for path in files if "/permissionsets/" in path] == []
    assert len(muted(tmp_path, order(decided("remove", gone)))) == 2


def test_what_a_reduced_one_needs_is_muted_for_nobody() -> None:
    reduced = answer_of({"Contact.Email": "read"}, removal("Contact.SSN__c", "read", "edit"))
    gone = answer_of(
        {},
        removal("Contact.SSN__c", "read", "edit"),
        removal("Contact.Email", "read", "edit"),
        removal("Contact", "read", "edit", leg="object"),
        subject=OTHER,
    )
    files = removal_files(order(decided("reduce", reduced), decided("remove", gone, subject=OTHER)))
    permissions = list(
        zip(texts(files[MUTING], "fieldPermissions/field"), texts(files[MUTING], "fieldPermissions/readable"), strict=True)
    )
    assert permissions == [("Contact.Email", "false"), ("Contact.SSN__c", "true")]
    assert texts(files[MUTING], "objectPermissions/allowRead") == ["false"]
    assert texts(files[MUTING], "objectPermissions/allowEdit") == ["true"]
    # Each is to lose by hand what its own decision says.
    listed = list(csv.DictReader(io.StringIO(files["removals.csv"])))
    assert [(one["subject"], one["decision"], one["on"], one["take away"]) for one in listed] == [
        (BOT.name, "reduce", "Contact.SSN__c", "read edit"),
        (OTHER.name, "remove", "Contact.SSN__c", "read edit"),
        (OTHER.name, "remove", "Contact.Email", "read edit"),
        (OTHER.name, "remove", "Contact", "read edit"),
    ]


def test_a_reduced_one_has_the_set_that_is_exactly_enough_in_the_package() -> None:
    files = removal_files(order(decided("reduce", answer_of({"Contact.Email": "read"}))))
    (path,) = [path for path in files if "/permissionsets/" in path]
    assert texts(files["package.xml"], "types/members") == [path.rpartition("/")[2].partition(".")[0]]


def test_an_application_of_the_org_is_deleted_by_a_deployment_of_its_own() -> None:
    files = removal_files(order(decided("remove", subject=APP, subtype="connected app")))
    assert texts(files["delete/destructiveChanges.xml"], "types/members") == ["Old_App"]
    assert texts(files["delete/destructiveChanges.xml"], "types/name") == ["ConnectedApp"]
    assert texts(files["delete/package.xml"], "types/name") == []
    assert texts(files["package.xml"], "types/name") == []


def test_a_package_is_not_deleted_and_a_reduced_application_is_not_either() -> None:
    package = decided("remove", subject=APP, subtype="installed package", by_hand="Uninstall it.")
    reduced = decided("reduce", subject=APP, subtype="connected app")
    for one in (package, reduced):
        assert [path for path in removal_files(order(one)) if path.startswith("delete/")] == []
    assert "Uninstall it." in removal_files(order(package))["notes.md"]


def test_a_name_breaks_neither_the_notes_nor_the_table() -> None:
    subject = ORG.of_kind("user", "=cmd()`<b>\n# x")
    files = removal_files(order(decided("remove", answer_of({}, removal("Contact.SSN__c", "read")), subject=subject)))
    assert "# x`" in files["notes.md"]
    assert [line for line in files["notes.md"].splitlines() if line.startswith("# ")] == ["# What was decided to be taken away"]
    assert list(csv.reader(io.StringIO(files["removals.csv"])))[1][0].startswith("'=cmd()")
