"""Exports and a folder of metadata of one org, read together."""

import re
from datetime import date
from pathlib import Path

import pytest

from lineage import pipeline
from lineage.model.access_answers import AccessAnswer, ApplicationAccessAnswer
from lineage.pipeline import Asked, Opened
from lineage.project import bare_project, find_project
from tests.connectors.salesforce.exports.tables import COUNTS, FIELDS, READER, exported
from tests.connectors.salesforce.rights import field, owner
from tests.connectors.salesforce.writing import SOURCE, tag, write, xml
from tests.example import HARVESTED

METADATA = {
    f"{SOURCE}/permissionsets/Reader.permissionset-meta.xml": xml(
        "PermissionSet", field("Contact.Email"), owner("Contact", allowRead="true"), tag("label", "Reader")
    ),
    f"{SOURCE}/profiles/Support.profile-meta.xml": xml("Profile", tag("custom", "true")),
    f"{SOURCE}/objects/Contact/Contact.object-meta.xml": xml("CustomObject", tag("sharingModel", "Private")),
    f"{SOURCE}/objects/Contact/fields/SSN__c.field-meta.xml": xml(
        "CustomField", tag("fullName", "SSN__c"), tag("type", "Text"), tag("label", "SSN")
    ),
    f"{SOURCE}/connectedApps/Drift.connectedApp-meta.xml": xml(
        "ConnectedApp",
        tag("label", "Drift chat"),
        tag("oauthConfig", tag("callbackUrl", "https://zz.drift.example/back"), tag("scopes", "Api")),
    ),
}


def opened(folder: Path, *, with_exports: bool = True, **changed: str | None) -> Opened:
    write(folder / "metadata", METADATA)
    exported(folder, **changed)
    sources = "  - {type: salesforce-metadata, path: ./metadata}\n"
    sources += "  - {type: salesforce-exports, path: ./exports}\n" if with_exports else ""
    write(folder, {"lineage.yaml": f"org: acme\nsources:\n{sources}"})
    project = find_project(folder)
    pipeline.harvest(project, HARVESTED)
    return pipeline.open_snapshot(project)


def readers(answers: Opened, name: str) -> list[str]:
    answer = answers.access(name, Asked())
    assert isinstance(answer, AccessAnswer)
    return [f"{line.status} {line.principal.kind} {line.principal.name}" for line in answer.readers]


def surfaces(answers: Opened) -> set[str]:
    return {gap.surface for gap in answers.graph.gaps()}


def test_the_export_that_the_gap_of_metadata_proposes_closes_it(tmp_path: Path) -> None:
    before = opened(tmp_path / "before", with_exports=False)
    (remedy,) = (gap.remedy for gap in before.graph.gaps() if gap.surface == "membership")
    command = re.fullmatch(r'sf data query --query "SELECT (.+) FROM \w+" --result-format csv > (\S+)', remedy)
    assert command
    query, file = command.groups()
    said = {
        "Assignee.Username": "ana@acme.example",
        "Assignee.IsActive": "true",
        "PermissionSet.Name": "Reader",
        "PermissionSet.IsOwnedByProfile": "false",
        "IsActive": "true",
    }
    columns = query.split(", ")
    assert said.keys() <= set(columns)
    table = f"{','.join(columns)}\n{','.join(said.get(column, '') for column in columns)}\n"
    folder = write(tmp_path / "after", METADATA | {f"exports/{file}": table})
    project = bare_project([folder / "force-app", folder / "exports"]).model_copy(update={"store": tmp_path / "store"})
    pipeline.harvest(project, HARVESTED)
    after = pipeline.open_snapshot(project)
    assert "membership" not in surfaces(after)


def test_a_field_is_read_by_users(tmp_path: Path) -> None:
    assert readers(opened(tmp_path), "Contact.Email") == [
        "yes permission-set-group The agents",
        "yes permission-set Reader",
        "yes user Ana",
        "yes user Bot",
    ]


def test_what_is_not_granted_is_denied_and_without_counts_unknown(tmp_path: Path) -> None:
    whole, partly = opened(tmp_path / "whole"), opened(tmp_path / "partly", counts=None)
    assert [line for line in readers(whole, "Contact.SSN__c") if line.startswith(("yes", "unknown"))] == []
    assert "unknown user Bot" in readers(partly, "Contact.SSN__c")


def test_who_holds_what_is_no_gap_any_more_once_users_are_told(tmp_path: Path) -> None:
    assert {"membership", "profile"} <= surfaces(opened(tmp_path / "without", with_exports=False))
    assert not {"membership", "profile"} & surfaces(opened(tmp_path / "with"))


def test_what_profiles_leave_out_stays_a_gap_while_they_are_told_in_part(tmp_path: Path) -> None:
    short = COUNTS.replace("FieldPermissions,3", "FieldPermissions,4")
    assert "profile" in surfaces(opened(tmp_path, counts=short))


def test_a_permission_for_a_field_that_is_not_there_is_a_gap_and_the_rest_is_right(tmp_path: Path) -> None:
    rows = f"x,{READER},Contact,Contact.Gone__c,true,false\nx,{READER},Contact,Contact.Ssn__C,true,false\n"
    answers = opened(tmp_path, FieldPermissions=FIELDS + rows, counts=COUNTS.replace("FieldPermissions,3", "FieldPermissions,5"))
    (gap,) = [gap for gap in answers.graph.gaps() if "other sources do not have" in gap.what]
    assert gap.what == "Permissions of salesforce-exports name 1 field that the other sources do not have: Contact.Gone__c."
    assert "yes user Bot" in readers(answers, "Contact.SSN__c")


def test_an_application_of_the_metadata_acts_as_the_owners_of_its_tokens(tmp_path: Path) -> None:
    answer = opened(tmp_path).access("app:Drift", Asked())
    assert isinstance(answer, ApplicationAccessAnswer)
    assert [(one.how, one.principal.name, one.readable) for one in answer.acts_as] == [("token", "Bot", 1)]
    assert answer.system == "zz.drift.example"


def test_a_user_whom_metadata_names_is_told_whole_by_the_exports(tmp_path: Path) -> None:
    app = xml(
        "ConnectedApp",
        tag("label", "Sync"),
        tag(
            "oauthConfig",
            tag("callbackUrl", "https://sync.example"),
            tag("isClientCredentialEnabled", "true"),
            tag("oauthClientCredentialUser", "BOT@acme.example"),
            tag("scopes", "Api"),
        ),
    )
    write(tmp_path / "metadata", {f"{SOURCE}/connectedApps/Sync.connectedApp-meta.xml": app})
    answers = opened(tmp_path)
    assert len([line for line in readers(answers, "Contact.Email") if " user " in line]) == 2
    assert [line for line in readers(answers, "Contact.SSN__c") if line.startswith("unknown")] == []
    answer = answers.access("app:Sync", Asked())
    assert isinstance(answer, ApplicationAccessAnswer)
    assert [(one.how, one.readable) for one in answer.acts_as] == [("run-as", 1)]


def test_bare_paths_of_metadata_and_exports_are_one_org(tmp_path: Path) -> None:
    write(tmp_path / "metadata", METADATA)
    exported(tmp_path)
    project = bare_project([tmp_path / "metadata", tmp_path / "exports"]).model_copy(update={"store": tmp_path / "store"})
    pipeline.harvest(project, HARVESTED)
    assert "yes user Bot" in readers(pipeline.open_snapshot(project), "Contact.Email")


def test_memberships_are_those_of_the_day_asked_for(tmp_path: Path) -> None:
    answer = opened(tmp_path).access("Contact.Email", Asked(as_of=date(2027, 1, 1)))
    assert isinstance(answer, AccessAnswer)
    assert [line.principal.name for line in answer.readers if line.principal.kind == "user"] == ["Bot"]


@pytest.mark.parametrize("surface", ["memberships", "tokens"])
def test_surfaces_that_the_exports_give_are_no_findings(tmp_path: Path, surface: str) -> None:
    told = {finding.where for finding in opened(tmp_path).check(Asked()).findings}
    assert surface not in told
