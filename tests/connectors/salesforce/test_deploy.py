"""The permission set that is exactly enough: what was written, read back by the metadata reader, grants exactly the need."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from connectors.salesforce.deploy import muting_name, permission_set_files, permitted_by, set_name
from lineage.analysis.permitted import Permits
from lineage.graph.build import build
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.access_answers import PrincipalLine
from lineage.model.answers import Coverage
from lineage.model.ids import Id
from lineage.model.privilege_answers import LeastPrivilegeAnswer, NeededField, NeededObject, Removal
from lineage.model.records import Membership
from tests.connectors.salesforce.rights import field, memberships, owner, placeless
from tests.connectors.salesforce.writing import ORG, SOURCE, counts, harvested, tag, write, xml
from tests.graph.test_grants import SAID

BOT = ORG.of_kind("user", "bot@acme.example")
AGENTS = ORG.of_kind("permission-set-group", "Agents")
READER = PrincipalLine(id=ORG.of_kind("permission-set", "Reader"), kind="permission-set", name="The reader")


def answer_of(
    needed: Mapping[str, str], *removals: Removal, with_object: tuple[str, ...] = (), subject: Id = BOT
) -> LeastPrivilegeAnswer:
    """An answer that needs fields `Object.Field`, to read or to edit."""
    operations = {"read": ("read",), "edit": ("read", "edit")}
    datasets: dict[str, str] = {}
    for name, how in needed.items():
        owner_ = name.partition(".")[0]
        datasets[owner_] = "edit" if "edit" in (how, datasets.get(owner_)) else "read"
    return LeastPrivilegeAnswer.model_validate(
        {
            "snapshot": "s",
            "as_of": date(2026, 11, 24),
            "subject": PrincipalLine(id=subject, kind=subject.kind, name=subject.name),
            "system": ORG,
            "surplus": "yes",
            "why": "Because.",
            "readable": 0,
            "editable": 0,
            "needed_objects": [
                NeededObject(dataset=ORG.dataset(one), operations=operations[how]) for one, how in sorted(datasets.items())
            ],
            "needed_fields": [
                NeededField(
                    field=ORG.dataset(name.partition(".")[0]).field(name.partition(".")[2]),
                    operations=operations[how],
                    read_with_object=name in with_object,
                )
                for name, how in sorted(needed.items())
            ],
            "removals": removals,
            "coverage": Coverage(fields=0, classified=0, hops=0, gaps=0),
        }
    )


def removal(subject: str, *operations: str, leg: str = "field", through: Id | None = AGENTS, **more: object) -> Removal:
    object_, _, name = subject.partition(".")
    id = ORG.dataset(object_).field(name) if name else ORG.dataset(object_) if object_ else ORG
    said = {"container": READER, "leg": leg, "subject": id, "operations": operations, "through": through or "", **more}
    return Removal.model_validate(said)


def granted(folder: Path, answer: LeastPrivilegeAnswer) -> list[str]:
    """What the written set grants, as the metadata reader reads it."""
    return [line for line in placeless(harvested(write(folder, permission_set_files(answer)))) if not line.startswith("-")]


def test_the_set_is_named_after_whom_it_is_for_and_kept_apart_from_others() -> None:
    alike = [ORG.of_kind("user", name) for name in ("bot@acme.example", "bot.acme@example", "x" * 300)]
    names = [set_name(answer_of({"Contact.Email": "read"}, subject=one)) for one in alike]
    assert names[0].startswith("Least_bot_acme_example_")
    assert len(set(names)) == 3
    assert all(len(name) <= 80 for name in names)


def test_what_was_written_and_read_back_grants_exactly_the_need(tmp_path: Path) -> None:
    answer = answer_of({"Contact.Email": "read", "Contact.SSN__c": "edit", "Case.Subject": "read"})
    name = set_name(answer)
    assert granted(tmp_path, answer) == [
        f"permission-set/{name} field Case#Subject: read",
        f"permission-set/{name} field Contact#Email: read",
        f"permission-set/{name} field Contact#SSN__c: read edit",
        f"permission-set/{name} object Case: read",
        f"permission-set/{name} object Contact: read edit",
    ]


FIELD_NAMES = st.from_regex(r"[A-Z][A-Za-z0-9]{0,8}__c", fullmatch=True)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    needed=st.dictionaries(
        st.tuples(st.sampled_from(["Contact", "Case", "A__c"]), FIELD_NAMES).map(".".join),
        st.sampled_from(["read", "edit"]),
        min_size=1,
        max_size=8,
    ),
    data=st.data(),
)
def test_a_holder_may_read_and_edit_exactly_what_is_needed(tmp_path: Path, needed: dict[str, str], data: st.DataObject) -> None:
    """Effective access, through the whole path: written, read by the metadata reader, built and asked."""
    folder = tmp_path / data.draw(st.uuids()).hex
    answer = answer_of(needed)
    others = {
        f"{SOURCE}/permissionsets/Wide.permissionset-meta.xml": xml(
            "PermissionSet", field("Contact.Other__c"), field("Case.Other__c")
        )
    }
    records = harvested(write(folder, {**permission_set_files(answer), **others}))
    held = Membership(member=BOT, container=ORG.of_kind("permission-set", set_name(answer)), evidence=SAID)
    graph = LineageGraph(build([*records, held]))
    sweep = Permits(graph, date(2026, 11, 24)).sweep
    reads = {Id(one).shown.casefold() for one in sweep.fields(sweep.readable(BOT))}
    edits = {Id(one).shown.casefold() for one in sweep.fields(sweep.editable(BOT))}
    assert reads == {name.casefold() for name in needed}
    # Names that differ in case only are one field, which is edited if either is.
    assert edits == {name.casefold() for name, how in needed.items() if how == "edit"}


def test_a_field_without_a_permission_of_its_own_is_not_written(tmp_path: Path) -> None:
    answer = answer_of({"Contact.Email": "read", "Contact.Name": "read"}, with_object=("Contact.Name",))
    assert [line for line in granted(tmp_path, answer) if " field " in line] == [
        f"permission-set/{set_name(answer)} field Contact#Email: read"
    ]


def test_a_part_is_permitted_by_its_compound_field_and_a_person_s_field_by_the_contact_s() -> None:
    account, contact = ORG.dataset("Account"), ORG.dataset("Contact")
    assert permitted_by(contact.field("MailingCity")) == "Contact.MailingAddress"
    assert permitted_by(contact.field("Place__Latitude__s")) == "Contact.Place__c"
    assert permitted_by(account.field("PersonEmail")) == "Contact.Email"
    assert permitted_by(account.field("Shoe__pc")) == "Contact.Shoe__c"
    assert permitted_by(account.field("Industry")) == "Account.Industry"
    assert permitted_by(account.field("Phone")) == "Account.Phone"


def test_the_need_of_two_parts_is_one_permission(tmp_path: Path) -> None:
    answer = answer_of({"Contact.MailingCity": "read", "Contact.MailingStreet": "edit"})
    files = permission_set_files(answer)
    (text,) = [text for path, text in files.items() if path.endswith(".permissionset-meta.xml")]
    assert text.count("<fieldPermissions>") == 1
    assert "permission-set" in granted(tmp_path, answer)[0]


def test_what_a_group_brings_is_muted_and_what_is_needed_is_left(tmp_path: Path) -> None:
    taken = (
        removal("Contact.SSN__c", "read"),
        removal("Contact.Email", "edit"),
        removal("Case", "read", "edit", leg="object"),
        removal("", "read-all", leg="object", permissions=("ApiEnabled", "ViewAllData")),
    )
    answer = answer_of({"Contact.Email": "read"}, *taken)
    before = {
        f"{SOURCE}/permissionsets/Wide.permissionset-meta.xml": xml(
            "PermissionSet",
            field("Case.Subject"),
            field("Contact.Email", edit="true"),
            field("Contact.SSN__c"),
            owner("Case", allowRead="true", allowEdit="true"),
            owner("Contact", allowRead="true"),
            tag("userPermissions", enabled="true", name="ViewAllData"),
        ),
        f"{SOURCE}/permissionsetgroups/Agents.permissionsetgroup-meta.xml": xml(
            "PermissionSetGroup",
            tag("label", "Agents"),
            tag("mutingPermissionSets", muting_name(AGENTS)),
            tag("permissionSets", "Wide"),
        ),
    }
    records = harvested(write(tmp_path, {**permission_set_files(answer), **before}))
    assert f"permission-set-group/Agents in muting-permission-set/{muting_name(AGENTS)}: yes" in memberships(records)
    graph = LineageGraph(build([*records, Membership(member=BOT, container=AGENTS, evidence=SAID)]))
    sweep = Permits(graph, date(2026, 11, 24)).sweep
    assert [Id(one).shown for one in sweep.fields(sweep.readable(BOT))] == ["Contact.Email"]
    assert list(sweep.fields(sweep.editable(BOT))) == []


def listed(answer: LeastPrivilegeAnswer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(permission_set_files(answer)["removals.csv"])))


def test_what_cannot_be_muted_is_listed_with_what_to_do() -> None:
    profile = PrincipalLine(id=ORG.of_kind("profile", "Support"), kind="profile", name="Support")
    muted = str(ORG.of_kind("muting-permission-set", "Less"))
    answer = answer_of(
        {"Contact.Email": "read"},
        removal("Contact.Phone", "read", through=None, others=4),
        removal("Contact.Phone", "read", through=None, container=profile),
        removal("Contact.Phone", "read", muted_by=muted),
        removal("Contact.Phone", "read"),
    )
    assert [(row["how"].partition(",")[0], row["other users who hold it"]) for row in listed(answer)] == [
        ("take the set away from the user", "4"),
        ("take it out of the profile", "0"),
        ("add it to Less", "0"),
        ("add Less_Agents to the group", "0"),
    ]
    assert [path for path in permission_set_files(answer) if "muting" in path] == [
        f"{SOURCE}/mutingpermissionsets/Less_Agents.mutingpermissionset-meta.xml"
    ]


def test_every_field_of_the_org_is_taken_away_as_the_one_permission_that_it_is() -> None:
    both = ("ViewAllData", "ViewAllFieldsGlobal")
    answer = answer_of(
        {"Contact.Email": "read"},
        removal("", "read-all", leg="object", through=None, permissions=both),
        removal("", "read", through=None, permissions=both),
    )
    assert [row["on"] for row in listed(answer)] == ["all data (ViewAllData)", "every field (ViewAllFieldsGlobal)"]


def test_a_permission_that_opens_what_is_needed_is_not_taken_away() -> None:
    answer = answer_of(
        {"Contact.MailingCity": "read"},
        removal("Contact.MailingAddress", "read", "edit"),
        removal("Contact.MailingStreet", "read"),
        removal("Contact.Phone", "read"),
    )
    assert [(row["on"], row["take away"]) for row in listed(answer)] == [
        ("Contact.MailingAddress", "edit"),
        ("Contact.Phone", "read"),
    ]


def test_the_folder_is_a_project_whose_package_names_what_is_in_it(tmp_path: Path) -> None:
    answer = answer_of({"Contact.Email": "read"}, removal("Contact.Phone", "read"))
    files = permission_set_files(answer)
    assert "package.xml" in files
    assert "sfdx-project.json" in files
    root = etree.fromstring(files["package.xml"].encode())
    assert [one.text for one in root.iter("{*}members")] == ["Less_Agents", set_name(answer)]
    found = counts(harvested(write(tmp_path, files)))
    assert (found["PermissionSet"], found["MutingPermissionSet"]) == (1, 1)


@pytest.mark.parametrize("name", ['<Admin> & "Co" ]]>', "Ünïcode 名", "control\x00\x1b[31m"])
def test_names_of_people_cannot_break_what_is_written(name: str) -> None:
    answer = answer_of({"Contact.Email": "read"})
    answer = answer.model_copy(update={"subject": PrincipalLine(id=ORG.of_kind("user", name), kind="user", name=name)})
    for path, text in permission_set_files(answer).items():
        if path.endswith(".xml"):
            root = etree.fromstring(text.encode())
            assert [one.tag for one in root.iter("{*}label")] in ([], ["{http://soap.sforce.com/2006/04/metadata}label"])


def test_a_spreadsheet_runs_nothing_of_the_list() -> None:
    evil = PrincipalLine(id=ORG.of_kind("permission-set", "x"), kind="permission-set", name="=cmd|'/c calc'!A1")
    assert listed(answer_of({"Contact.Email": "read"}, removal("Contact.Phone", "read", container=evil)))[0][
        "container"
    ].startswith("'=")


def test_the_same_answer_is_written_alike() -> None:
    answer = answer_of({"Contact.Email": "read"}, removal("Contact.Phone", "read"))
    assert permission_set_files(answer) == permission_set_files(answer.model_copy())
