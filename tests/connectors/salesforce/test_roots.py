import json
from pathlib import Path

from lineage.model.records import Dataset, Field, Gap, Hop, Received
from tests.connectors.salesforce.writing import ORG, arrows, counts, harvested, of, surfaces, tag, write, xml

FIELD = tag("fields", fullName="Rate__c", type="Number")


def package(prefix: str = "") -> str:
    return xml("Package", *([tag("namespacePrefix", prefix)] if prefix else []), tag("version", "60.0"))


def names(records: list[object]) -> list[str]:
    return sorted(record.id.removeprefix(f"{ORG}/") for record in records if isinstance(record, Field))


def test_names_of_a_referenced_package_get_its_prefix(tmp_path: Path) -> None:
    base = "Referenced Packages/Rates"
    message = tag(
        "outboundMessages", tag("fields", "Rate__c"), tag("fields", "Id"), fullName="Send", endpointUrl="https://a.example"
    )
    records = harvested(
        write(
            tmp_path,
            {
                "src/package.xml": package(),
                "src/objects/Own__c.object": xml("CustomObject", FIELD),
                f"{base}/package.xml": package("rts"),
                f"{base}/objects/Account.object": xml("CustomObject", FIELD),
                f"{base}/objects/Deal__c.object": xml("CustomObject", FIELD, tag("fields", fullName="oth__Rate__c")),
                f"{base}/workflows/Deal__c.workflow": xml("Workflow", message),
            },
        )
    )
    assert names(list(records)) == [
        "Account#rts__Rate__c",
        "Own__c#Rate__c",
        "rts__Deal__c#Id",
        "rts__Deal__c#oth__Rate__c",
        "rts__Deal__c#rts__Rate__c",
    ]
    assert arrows(records) == ["rts__Deal__c#Id -> host:a.example", "rts__Deal__c#rts__Rate__c -> host:a.example"]


def test_the_nearest_package_gives_the_prefix(tmp_path: Path) -> None:
    records = harvested(
        write(
            tmp_path,
            {
                "package.xml": package("out"),
                "inner/package.xml": package(),
                "inner/objects/A__c.object": xml("CustomObject"),
                "objects/A__c.object": xml("CustomObject"),
            },
        )
    )
    assert sorted(one.id.path for one in of(Dataset, records)) == ["A__c", "out__A__c"]


def test_a_package_that_does_not_parse_is_a_gap_and_the_rest_is_read(tmp_path: Path) -> None:
    records = harvested(
        write(tmp_path, {"src/package.xml": "<Package>\n<<<<<<< HEAD\n", "src/objects/A__c.object": xml("CustomObject", FIELD)})
    )
    assert surfaces(records) == [("manifest", "src/package.xml:2")]
    assert names(list(records)) == ["A__c#Rate__c"]


def test_fields_spread_over_package_directories_are_fields_of_one_object(tmp_path: Path) -> None:
    project = {"packageDirectories": [{"path": "core"}, {"path": "./plugins/chat"}, {"path": "plugins/gone"}]}
    field = xml("CustomField", tag("fullName", "Channel__c"))
    records = harvested(
        write(
            tmp_path,
            {
                "sfdx-project.json": json.dumps(project),
                "core/main/objects/Log__c/Log__c.object-meta.xml": xml("CustomObject"),
                "plugins/chat/plugin/objects/Log__c/fields/Channel__c.field-meta.xml": field,
            },
        )
    )
    assert [one.id.path for one in of(Dataset, records)] == ["Log__c"]
    assert names(list(records)) == ["Log__c#Channel__c"]
    (gap,) = [gap for gap in of(Gap, records) if gap.locator == "sfdx-project.json"]
    assert gap.what == "sfdx-project.json names package directories that are not there, 1 in all: plugins/gone."


def test_a_project_file_that_is_no_json_or_says_nothing_is_a_gap(tmp_path: Path) -> None:
    for number, content in enumerate(
        ["{", "[1]", '{"packageDirectories": 3}', '{"packageDirectories": [{"path": 3}]}', "[" * 100_000]
    ):
        files = {"sfdx-project.json": content, "objects/A__c.object": xml("CustomObject")}
        records = harvested(write(tmp_path / str(number), files))
        assert surfaces(records) == [("manifest", "sfdx-project.json:1" if number in {0, 4} else "sfdx-project.json")]


def test_what_a_package_lists_and_the_folder_lacks_is_a_gap(tmp_path: Path) -> None:
    listed = xml(
        "Package",
        tag("types", tag("members", "*"), tag("members", "Here"), tag("members", "A%2FB"), tag("name", "Profile")),
        tag("types", tag("members", "Gone"), tag("name", "PermissionSet")),
        tag("types", tag("members", "Nothing"), tag("name", "Layout")),
    )
    files = {"package.xml": listed, "profiles/Here.profile": xml("Profile"), "profiles/A%2FB.profile": xml("Profile")}
    (gap,) = [gap for gap in of(Gap, harvested(write(tmp_path, files))) if gap.locator == "package.xml"]
    assert gap.what == "package.xml lists what the folder lacks: 1 PermissionSet (Gone)."


def test_other_manifests_are_no_unknown_files(tmp_path: Path) -> None:
    files = {
        "manifest/release.xml": package(),
        "destructive/destructiveChanges.xml": package(),
        "objects/A__c.object": xml("CustomObject"),
        "notes/broken.xml": "<not",
        "notes/todo.txt": "x",
        ".forceignore": "x",
    }
    (gap,) = [gap for gap in of(Gap, harvested(write(tmp_path, files))) if gap.what.startswith("Files of no known type")]
    assert gap.what == "Files of no known type, 2 in all: notes/broken.xml, notes/todo.txt."


def test_two_copies_of_one_org_are_told(tmp_path: Path) -> None:
    files = {f"{root}/objects/A__c.object": xml("CustomObject", FIELD) for root in ("src", "backup/src")}
    records = harvested(write(tmp_path, files))
    (gap,) = [gap for gap in of(Gap, records) if gap.surface == "field"]
    assert "backup/src/objects/A__c.object:3 and src/objects/A__c.object:3" in gap.what
    assert counts(records)["CustomObject"] == 1


def test_versions_of_a_flow_are_counted_once(tmp_path: Path) -> None:
    files = {f"src/flows/{name}.flow": xml("Flow") for name in ("Close", "Close-1", "Close-2", "Open-7")}
    files["src/flowDefinitions/Close.flowDefinition"] = xml("FlowDefinition")
    records = harvested(write(tmp_path, files))
    assert counts(records) == {"Flow": 2, "FlowDefinition": 1}
    assert of(Hop, records) == []


def test_types_that_are_not_read_are_counted(tmp_path: Path) -> None:
    files = {
        "src/classes/Call.cls": "class Call {}",
        "src/classes/Call.cls-meta.xml": xml("ApexClass"),
        "src/profiles/Admin.profile": xml("Profile"),
        "src/permissionsets/Reader/Reader.permissionset-meta.xml": xml("PermissionSet"),
        "src/permissionsets/Reader/fieldPermissions/A__c.B__c.fieldPermission-meta.xml": xml("FieldPermission"),
        "src/lwc/card/card.js": "x",
        "src/lwc/card/card.html": "x",
        "src/workflows/Case.workflow": xml("Workflow", tag("alerts", fullName="Mail"), tag("fieldUpdates", fullName="Set")),
    }
    records = harvested(write(tmp_path, files))
    assert counts(records) == {
        "ApexClass": 1,
        "LightningComponentBundle": 1,
        "PermissionSet": 1,
        "Profile": 1,
        "Workflow": 1,
        "WorkflowAlert": 1,
        "WorkflowFieldUpdate": 1,
    }
    families = {gap.surface for gap in of(Gap, records) if gap.what.startswith("Counted and not read inside")}
    assert families == {"code", "email"}
    assert len(of(Received, records)) == len(counts(records))
