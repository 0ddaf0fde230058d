import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from lineage.connector import Harvested
from lineage.graph.build import build
from lineage.model.records import Dataset, Field, Gap
from tests.connectors.salesforce.writing import ORG, arrows, harvested, of, surfaces, tag, write, xml

FIELD = xml("CustomField", tag("fullName", "Rate__c"))


def project(*directories: object, **more: object) -> str:
    return json.dumps({"packageDirectories": list(directories), **more})


def names(records: Sequence[Harvested]) -> list[str]:
    return sorted({one.id.removeprefix(f"{ORG}/") for one in records if isinstance(one, Dataset | Field)})


def test_names_of_a_project_with_a_namespace_get_it(tmp_path: Path) -> None:
    message = tag("outboundMessages", tag("fields", "Rate__c"), fullName="Send", endpointUrl="https://a.example")
    files = {
        "sfdx-project.json": project({"path": "./core"}, namespace="acme"),
        "core/main/objects/Deal__c/fields/Rate__c.field-meta.xml": FIELD,
        "core/main/objects/Deal__c/fields/oth__Rate__c.field-meta.xml": xml("CustomField", tag("fullName", "oth__Rate__c")),
        "core/main/objects/Account/fields/Rate__c.field-meta.xml": FIELD,
        "core/main/workflows/Deal__c.workflow-meta.xml": xml("Workflow", message),
    }
    records = harvested(write(tmp_path, files))
    assert names(records) == [
        "Account",
        "Account#acme__Rate__c",
        "acme__Deal__c",
        "acme__Deal__c#acme__Rate__c",
        "acme__Deal__c#oth__Rate__c",
    ]
    assert arrows(records) == ["acme__Deal__c#acme__Rate__c -> host:a.example"]


def test_each_of_several_projects_has_its_own_namespace(tmp_path: Path) -> None:
    files = {
        "sfdx-project.json": project({"path": "core"}),
        "core/objects/A__c/fields/Rate__c.field-meta.xml": FIELD,
        "managed/sfdx-project.json": project({"path": "core"}, namespace="acme"),
        "managed/core/objects/A__c/fields/Rate__c.field-meta.xml": FIELD,
    }
    assert names(harvested(write(tmp_path, files))) == ["A__c", "A__c#Rate__c", "acme__A__c", "acme__A__c#acme__Rate__c"]


def test_a_package_inside_a_project_is_not_part_of_its_namespace(tmp_path: Path) -> None:
    files = {
        "sfdx-project.json": project({"path": "core"}, namespace="acme"),
        "core/objects/A__c/fields/Rate__c.field-meta.xml": FIELD,
        "unpackaged/pre/package.xml": xml("Package"),
        "unpackaged/pre/objects/B__c.object": xml("CustomObject"),
    }
    assert names(harvested(write(tmp_path, files))) == ["B__c", "acme__A__c", "acme__A__c#acme__Rate__c"]


@pytest.mark.parametrize("namespace", ["", None, 3, "a b", "a/b"])
def test_what_is_no_namespace_gives_no_prefix(tmp_path: Path, namespace: object) -> None:
    files = {"sfdx-project.json": project(namespace=namespace), "a/objects/A__c/fields/Rate__c.field-meta.xml": FIELD}
    assert names(harvested(write(tmp_path, files))) == ["A__c", "A__c#Rate__c"]


def test_unpackaged_metadata_is_part_of_the_project(tmp_path: Path) -> None:
    files = {
        "sfdx-project.json": project({"path": "core", "unpackagedMetadata": {"path": "extra"}}, namespace="acme"),
        "core/objects/A__c/fields/Rate__c.field-meta.xml": FIELD,
        "extra/objects/B__c/fields/Rate__c.field-meta.xml": FIELD,
    }
    records = harvested(write(tmp_path, files))
    assert names(records) == ["acme__A__c", "acme__A__c#acme__Rate__c", "acme__B__c", "acme__B__c#acme__Rate__c"]
    assert not any("package directories" in gap.what for gap in of(Gap, records))


@pytest.mark.parametrize("path", [".", "./", "core", "./core/", "core\\", "./x/../core"])
def test_a_package_directory_may_be_written_in_many_ways(tmp_path: Path, path: str) -> None:
    files = {"sfdx-project.json": project({"path": path}), "core/objects/A__c/fields/Rate__c.field-meta.xml": FIELD}
    assert not any("package directories" in gap.what for gap in of(Gap, harvested(write(tmp_path, files))))


@pytest.mark.parametrize("path", ["..", "../elsewhere", "/etc", "core/../../x"])
def test_a_package_directory_outside_is_a_gap_and_is_not_read(tmp_path: Path, path: str) -> None:
    write(tmp_path, {"elsewhere/objects/Secret__c.object": xml("CustomObject")})
    files = {"sfdx-project.json": project({"path": path}), "core/objects/A__c/fields/Rate__c.field-meta.xml": FIELD}
    records = harvested(write(tmp_path / "in", files))
    assert names(records) == ["A__c", "A__c#Rate__c"]
    (gap,) = [gap for gap in of(Gap, records) if gap.locator == "sfdx-project.json"]
    assert gap.what.startswith("sfdx-project.json names package directories that are not there, 1 in all")


def test_half_a_character_in_a_project_is_no_character(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "sfdx-project.json": '{"packageDirectories": [{"path": "a\\ud800b"}, {"path": "core"}], "namespace": "x\\udfff"}',
        "core/objects/A__c/fields/Rate__c.field-meta.xml": FIELD,
    }
    records = harvested(write(tmp_path, files))
    assert names(records) == ["A__c", "A__c#Rate__c"]
    assert [gap.what for gap in of(Gap, records) if gap.locator == "sfdx-project.json"] == [
        "sfdx-project.json has a namespace that is none.",
        "sfdx-project.json names package directories that are not there, 1 in all: a?b.",
    ]
    build(records)


def test_metadata_beside_the_package_directories_is_read_and_told(tmp_path: Path) -> None:
    files = {
        "sfdx-project.json": project({"path": "core"}),
        "core/objects/A__c/fields/Rate__c.field-meta.xml": FIELD,
        "old/objects/B__c/fields/Rate__c.field-meta.xml": FIELD,
        "src/package.xml": xml("Package"),
        "src/objects/C__c.object": xml("CustomObject"),
    }
    records = harvested(write(tmp_path, files))
    assert "B__c#Rate__c" in names(records)
    (gap,) = [gap for gap in of(Gap, records) if gap.what.startswith("Files of metadata outside")]
    assert "1 in all: old/objects/B__c/fields/Rate__c.field-meta.xml" in gap.what


def test_a_damaged_project_is_one_gap_with_its_line(tmp_path: Path) -> None:
    files = {"sfdx-project.json": '{\n"packageDirectories": [\n<<<<<<< HEAD\n', "objects/A__c.object": xml("CustomObject")}
    assert surfaces(harvested(write(tmp_path, files))) == [("manifest", "sfdx-project.json:3")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_project_may_be_in_any_encoding_of_json(tmp_path: Path, encoding: str) -> None:
    files: dict[str, str | bytes] = {
        "SFDX-Project.json": project({"path": "core"}, namespace="acme").encode(encoding),
        "core/objects/A__c/fields/Rate__c.field-meta.xml": FIELD,
    }
    assert names(harvested(write(tmp_path, files))) == ["acme__A__c", "acme__A__c#acme__Rate__c"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[]", "names no package directories"),
        ('{"packageDirectories": "core"}', "names no package directories"),
        ('{"packageDirectories": [{}], "namespace": 5}', "names no package directories and has a namespace that is none"),
        ('{"packageDirectories": [{"path": "core"}], "namespace": "not one"}', "has a namespace that is none"),
    ],
)
def test_a_project_that_does_not_say_what_it_should_is_a_gap(tmp_path: Path, text: str, wrong: str) -> None:
    records = harvested(write(tmp_path, {"sfdx-project.json": text, "core/objects/A__c/fields/Rate__c.field-meta.xml": FIELD}))
    assert [gap.what for gap in of(Gap, records) if gap.surface == "manifest"] == [f"sfdx-project.json {wrong}."]
    assert names(records) == ["A__c", "A__c#Rate__c"]
