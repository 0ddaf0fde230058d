"""Folders as they really come: copies, leftovers, odd names, damaged files; what is lost of them, and what stays."""

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from lineage.connector import Harvested
from lineage.model.records import Dataset, Field, Gap, Received
from tests.cli.command import run
from tests.connectors.salesforce.writing import ORG, SOURCE, counts, harvested, of, surfaces, tag, write, xml

FIELD = tag("fields", fullName="SSN__c", type="Text")
OBJECT = xml("CustomObject", FIELD)
Files = dict[str, str | bytes]


def telling(records: list[Harvested], beginning: str) -> list[Gap]:
    return [gap for gap in of(Gap, records) if gap.what.startswith(beginning)]


def stated(records: list[Harvested]) -> list[str]:
    return sorted({one.id.shown for one in of(Field, records) if one.evidence[0].stated})


def held(records: list[Harvested]) -> dict[str, dict[str, int]]:
    roots: dict[str, dict[str, int]] = {}
    for record in of(Received, records):
        if record.root:
            roots.setdefault(record.root, {})[record.subtype] = record.count
    return roots


COPIES: Files = {
    f"{root}/{name}": content
    for root in ("src", "backup/src")
    for name, content in {
        "package.xml": xml("Package"),
        "objects/Contact.object": OBJECT,
        "objects/Case.object": OBJECT,
        "remoteSiteSettings/A.remoteSite": xml("RemoteSiteSetting", tag("url", "http://a.example")),
    }.items()
}


def test_copies_of_an_org_are_read_counted_once_and_told(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, {**COPIES, "src/objects/Lead.object": OBJECT}))
    assert stated(records) == ["Case.SSN__c", "Contact.SSN__c", "Lead.SSN__c"]
    assert (counts(records)["CustomObject"], counts(records)["RemoteSiteSetting"]) == (3, 1)
    assert held(records) == {
        "acme/backup/src": {"CustomField": 2, "CustomObject": 2, "RemoteSiteSetting": 1},
        "acme/src": {"CustomField": 3, "CustomObject": 3, "RemoteSiteSetting": 1},
    }
    (gap,) = telling(records, "2 folders look like copies")
    assert gap.what == (
        "2 folders look like copies of one org: backup/src, src."
        " Components that another of them holds as well: 3 of 3 in backup/src; 3 of 4 in src."
    )
    assert gap.remedy == "lineage harvest backup/src or src"


def test_parts_of_one_org_in_several_roots_are_no_copies(tmp_path: Path) -> None:
    files = {
        "one/package.xml": xml("Package"),
        "one/objects/Contact.object": OBJECT,
        "one/objects/Case.object": OBJECT,
        "two/package.xml": xml("Package"),
        "two/objects/Contact.object": OBJECT,
        "two/objects/Lead.object": OBJECT,
        "two/objects/Task.object": OBJECT,
        "Referenced Packages/Rates/package.xml": xml("Package", tag("namespacePrefix", "rts")),
        "Referenced Packages/Rates/objects/Contact.object": OBJECT,
    }
    records = harvested(write(tmp_path, files))
    assert telling(records, "2 folders look like") == telling(records, "3 folders look like") == []
    assert sorted(held(records)) == ["acme/Referenced Packages/Rates", "acme/one", "acme/two"]


def test_type_folders_without_a_manifest_are_roots_by_where_they_lie(tmp_path: Path) -> None:
    files = {name: content for name, content in COPIES.items() if not name.endswith("package.xml")}
    assert sorted(held(harvested(write(tmp_path, files)))) == ["acme/backup/src", "acme/src"]


def test_one_root_has_no_counts_of_its_own(tmp_path: Path) -> None:
    field = xml("CustomField", tag("fullName", "A__c"))
    files = {
        f"{SOURCE}/objects/Case/fields/A__c.field-meta.xml": field,
        "plugins/chat/objects/Case/fields/B__c.field-meta.xml": field,
        f"{SOURCE}/classes/Call.cls": "class Call {}",
        f"{SOURCE}/classes/Call.cls-meta.xml": xml("ApexClass"),
    }
    assert held(harvested(write(tmp_path, files))) == {}


@pytest.mark.parametrize("root", ["", "unpackaged/", "retrieveUnpackaged/", "src/", "a/b/c/"])
def test_a_retrieved_package_is_read_wherever_it_lies(tmp_path: Path, root: str) -> None:
    files: Files = {f"{root}package.xml": xml("Package"), f"{root}objects/Contact.object": OBJECT}
    with ZipFile(tmp_path / "org.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    records = harvested(write(tmp_path / "org", files))
    assert stated(records) == ["Contact.SSN__c"]
    assert harvested(tmp_path / "org.zip") == records


@pytest.mark.parametrize(
    "path",
    ["Objects/Contact.OBJECT", "OBJECTS/Contact.Object", "src/Objects/Contact/Fields/SSN__c.FIELD-Meta.XML"],
)
def test_the_case_of_folders_and_suffixes_makes_no_difference(tmp_path: Path, path: str) -> None:
    content = xml("CustomField", tag("fullName", "SSN__c")) if "FIELD-" in path else OBJECT
    assert stated(harvested(write(tmp_path, {path: content}))) == ["Contact.SSN__c"]


def test_leftovers_of_tools_and_editors_are_no_metadata(tmp_path: Path) -> None:
    files: Files = {
        "src/objects/Contact.object": OBJECT,
        ".sfdx/tools/objects/Lead.object": OBJECT,
        ".sf/orgs/objects/Lead.object": OBJECT,
        "node_modules/x/objects/Lead.object": OBJECT,
        "a/node_modules/x/objects/Lead.object": OBJECT,
        "__MACOSX/src/objects/._Contact.object": b"\x00\x05",
        "src/objects/._Contact.object": b"\x00\x05",
        "src/objects/Contact.object~": "<old",
        "src/objects/Contact.object.orig": "<old",
        "src/objects/.Contact.object.swp": b"\x00",
        ".git/config": "x",
    }
    records = harvested(write(tmp_path, files))
    assert [one.id.path for one in of(Dataset, records) if one.evidence[0].stated] == ["Contact"]
    (gap,) = telling(records, "Folders of tools")
    assert gap.what == "Folders of tools were not looked into: .sf, .sfdx, __MACOSX, node_modules (2 times)."
    (gap,) = telling(records, "Files of no known type")
    assert "Contact.object.orig, src/objects/Contact.object~" in gap.what


def test_a_folder_in_place_of_a_file_is_one_gap(tmp_path: Path) -> None:
    write(tmp_path, {"src/objects/Contact.object": OBJECT, "src/objects/Lead.object/notes.txt": "x"})
    (tmp_path / "src" / "objects" / "Case.object").mkdir()
    (tmp_path / "src" / "lwc" / "a.b").mkdir(parents=True)
    records = harvested(tmp_path)
    assert surfaces(records) == [
        ("custom object", "src/objects/Case.object"),
        ("custom object", "src/objects/Lead.object"),
    ]
    assert [gap.subject for gap in of(Gap, records) if gap.why == "it is a folder"] == [ORG.dataset("Case"), ORG.dataset("Lead")]


def test_a_link_to_nothing_is_a_gap_of_what_it_should_be(tmp_path: Path) -> None:
    write(tmp_path, {"src/objects/Contact.object": OBJECT})
    (tmp_path / "src" / "objects" / "Case.object").symlink_to(tmp_path / "gone")
    (gap,) = [gap for gap in of(Gap, harvested(tmp_path)) if gap.locator]
    assert (gap.surface, gap.locator, gap.subject) == ("custom object", "src/objects/Case.object", ORG.dataset("Case"))
    assert gap.remedy == "sf project retrieve start --metadata CustomObject:Case"


@pytest.mark.parametrize(
    ("path", "remedy"),
    [
        ("objects/Contact.object", "CustomObject:Contact"),
        ("objects/Contact/fields/SSN__c.field-meta.xml", "CustomField:Contact.SSN__c"),
        ("layouts/Contact-My Layout.layout", "'Layout:Contact-My Layout'"),
        ("profiles/Custom%3A Sales.profile", "'Profile:Custom: Sales'"),
        ("remoteSiteSettings/A.remoteSite", "RemoteSiteSetting:A"),
        ("reports/HR/People.report", "Report:HR/People"),
    ],
)
def test_a_broken_file_comes_with_the_command_that_fetches_it_again(tmp_path: Path, path: str, remedy: str) -> None:
    (gap,) = [gap for gap in of(Gap, harvested(write(tmp_path, {path: "<a>\n<<<<<<< HEAD\n</a>"}))) if gap.locator]
    assert gap.locator == f"{path}:2"
    assert gap.why == "line 2: it holds the markers of a git conflict that nobody resolved"
    assert gap.remedy == f"sf project retrieve start --metadata {remedy}"


def test_of_some_types_a_folder_may_hold_a_part(tmp_path: Path) -> None:
    files: Files = {"profiles/A.profile": xml("Profile"), "reports/X/B.report": xml("Report")}
    (gap,) = telling(harvested(write(tmp_path / "a", files)), "The folder has")
    assert gap.what == "The folder has 1 profile, 1 report of the org's; how many the org has is not told."
    assert gap.remedy.startswith(
        "sf project retrieve start --metadata Profile Report; reports go by folder: sf org list metadata "
    )
    asked = xml("Package", tag("types", tag("members", "*"), tag("name", "Profile")))
    (gap,) = telling(harvested(write(tmp_path / "b", {**files, "package.xml": asked})), "The folder has")
    assert gap.remedy.startswith("sf project retrieve start --metadata Report; ")


def test_a_version_of_a_flow_that_a_package_lists_is_there(tmp_path: Path) -> None:
    listed = xml("Package", tag("types", tag("members", "Go-1"), tag("members", "Gone-3"), tag("name", "Flow")))
    records = harvested(write(tmp_path, {"package.xml": listed, "flows/Go-1.flow": xml("Flow")}))
    (gap,) = telling(records, "package.xml lists what the folder lacks")
    assert gap.what == "package.xml lists what the folder lacks: 1 Flow (Gone-3)."


def test_fields_and_whatever_is_read_inside_are_missed_where_a_package_lists_them(tmp_path: Path) -> None:
    def listed(type_: str, *members: str) -> str:
        return tag("types", *(tag("members", name) for name in members), tag("name", type_))

    files: Files = {
        "objects/Contact.object": xml("CustomObject", tag("fields", fullName="Held__c", type="Text")),
        "package.xml": xml(
            "Package",
            listed("CustomField", "contact.held__c", "Contact.SSN__c", "*"),
            listed("EventRelayConfig", "Gone"),
            listed("Layout", "Contact-Gone"),
            listed("Report", "Folder", "Folder/Gone"),
            listed("WebLink", "Contact.Map"),
            tag("namespacePrefix", "pkg"),
        ),
    }
    (gap,) = telling(harvested(write(tmp_path, files)), "package.xml lists what the folder lacks")
    assert (
        gap.what
        == "package.xml lists what the folder lacks: 1 CustomField (Contact.SSN__c); 1 EventRelayConfig (Gone); 1 Report (Folder/Gone)."
    )


# What answers say of a file that is lost


def traced(folder: Path, field: str) -> Any:
    assert run("harvest", folder, cwd=folder.parent).code == 0
    ran = run("trace", field, "--format", "json", cwd=folder.parent)
    assert ran.code == 0, ran.err
    return ran.json


SEND = tag("outboundMessages", tag("fields", "SSN__c"), fullName="Send", endpointUrl="https://a.example")
RULE = tag("rules", tag("actions", name="Send", type="OutboundMessage"), fullName="On", active="true")
WHOLE: Files = {
    "objects/Contact.object": OBJECT,
    "objects/Case.object": OBJECT,
    "workflows/Contact.workflow": xml("Workflow", SEND, RULE),
}
CONFLICT = "<a>\n<<<<<<< HEAD\n"


@pytest.mark.parametrize(
    ("broken", "field", "touched"),
    [
        ("objects/Contact.object", "Contact.SSN__c", True),
        # What reads another object stands in the file of the reader, never in that of the object that is read.
        ("objects/Contact.object", "Case.SSN__c", True),
        ("workflows/Contact.workflow", "Contact.SSN__c", True),
        ("workflows/Contact.workflow", "Case.SSN__c", True),
        ("reports/All/Cases.report", "Case.SSN__c", True),
        ("layouts/Contact-Main.layout", "Contact.SSN__c", True),
        ("layouts/Contact-Main.layout", "Case.SSN__c", False),
        ("workflows/Case.workflow", "Case.SSN__c", True),
        ("objects/Contact/fields/Other__c.field-meta.xml", "Contact.SSN__c", True),
        ("flows/Any.flow", "Contact.SSN__c", True),
        ("flows/Any.flow", "Case.SSN__c", True),
        ("namedCredentials/Any.namedCredential", "Case.SSN__c", True),
        ("package.xml", "Case.SSN__c", True),
        ("sfdx-project.json", "Case.SSN__c", True),
    ],
)
def test_every_answer_that_a_broken_file_may_touch_says_so(tmp_path: Path, broken: str, field: str, touched: bool) -> None:
    answer = traced(write(tmp_path / "org", {**WHOLE, broken: CONFLICT}), field)
    assert [gap["locator"] for gap in answer["gaps"] if gap["locator"].startswith(broken)] == (
        [f"{broken}:{1 if broken.endswith('json') else 2}"] if touched else []
    )


def test_what_is_not_broken_is_answered_as_before(tmp_path: Path) -> None:
    whole = traced(write(tmp_path / "one" / "org", WHOLE), "Contact.SSN__c")
    partly = traced(write(tmp_path / "two" / "org", {**WHOLE, "objects/Lead.object": CONFLICT}), "Contact.SSN__c")
    # The witnesses say when each was read.
    destinations = [[{**row, "witnesses": {}} for row in answer["destinations"]] for answer in (whole, partly)]
    assert destinations[0] == destinations[1] != []


def test_a_link_to_nothing_makes_answers_about_its_object_incomplete(tmp_path: Path) -> None:
    folder = write(tmp_path / "org", WHOLE)
    (folder / "workflows" / "Case.workflow").symlink_to(tmp_path / "gone")
    assert [gap["locator"] for gap in traced(folder, "Case.SSN__c")["gaps"] if gap["locator"]] == ["workflows/Case.workflow"]


def test_the_harvest_prints_a_readable_inventory(tmp_path: Path) -> None:
    folder = write(tmp_path / "org", {**COPIES, "src/objects/Lead.object": CONFLICT})
    ran = run("harvest", folder, cwd=tmp_path)
    assert ran.code == 0
    assert "By folder that is a root of its own (2)" in ran.out
    assert "org/backup/src" in ran.out
    told = json.loads(run("harvest", folder, "--format", "json", cwd=tmp_path).out)
    assert told["counts_by_root"]["org/src"]["CustomObject"] == 3
    assert told["counts_by_subtype"]["file that is not well-formed"] == 1
