from pathlib import Path

import pytest

from connectors.salesforce import metadata_connector
from connectors.salesforce.metadata.harvest import MetadataSettings
from lineage.columns import GrantBatch
from lineage.connector import Plan
from lineage.errors import UnreadableInput
from lineage.model.elements import Element
from lineage.model.records import Effort, Gap, Received, System
from tests.connectors.salesforce.writing import SOURCE, harvested, of, tag, write, xml

FILES: dict[str, str | bytes] = {
    "sfdx-project.json": '{"packageDirectories": [{"path": "force-app"}]}',
    f"{SOURCE}/objects/Case/fields/A__c.field-meta.xml": xml("CustomField", tag("fullName", "A__c")),
    f"{SOURCE}/profiles/Admin.profile-meta.xml": xml("Profile"),
}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"sfdx-project.json": "{}"}, True),
        ({"src/package.xml": xml("Package")}, True),
        ({"unpackaged/workflows/Case.workflow": xml("Workflow")}, True),
        ({"workflows/Case.workflow": xml("Workflow").encode("utf-16")}, True),
        ({"deep/down/objects/Case/Case.object-meta.xml": "broken"}, True),
        ({"package.xml": "<package><name>a robot</name></package>"}, False),
        ({"classes/thesis.cls": "\\LoadClass{book}"}, False),
        ({"documents/a.pdf": "x", "lwc/x.js": "x"}, False),
        ({"lineage.yaml": "org: acme"}, False),
        ({}, False),
    ],
)
def test_metadata_is_told_by_content(tmp_path: Path, files: dict[str, str | bytes], expected: bool) -> None:
    assert metadata_connector.detect(write(tmp_path, files)) is expected


def test_other_paths_are_not_metadata(tmp_path: Path) -> None:
    write(tmp_path, {"map.yaml": "x"})
    assert not metadata_connector.detect(tmp_path / "map.yaml")
    assert not metadata_connector.detect(tmp_path / "nowhere")


def test_a_plan_counts_what_a_harvest_reads(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    settings = MetadataSettings(path=tmp_path)
    assert metadata_connector.plan(settings) == Plan(files=3, calls=0, lines=("1 CustomField", "1 CustomObject", "1 Profile"))
    assert of(Effort, list(metadata_connector.harvest(settings))) == [Effort(files=3)]


def test_the_org_is_named_by_the_setting_or_by_the_folder(tmp_path: Path) -> None:
    folder = write(tmp_path / "My Org (copy)", FILES)
    for org, expected in (("acme", "salesforce://acme"), ("", "salesforce://my-org-copy")):
        (system,) = of(System, list(metadata_connector.harvest(MetadataSettings(path=folder, org=org))))
        assert (system.id, system.kind) == (expected, "salesforce")
        assert [evidence.locator for evidence in system.evidence] == ["sfdx-project.json"]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="does not exist"):
        harvested(tmp_path / "nowhere")


def test_harvesting_twice_says_the_same(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    assert harvested(tmp_path) == harvested(tmp_path)


def test_every_record_has_evidence_and_every_gap_its_connector(tmp_path: Path) -> None:
    for record in harvested(write(tmp_path, FILES)):
        if isinstance(record, Gap):
            assert record.connector == metadata_connector.name
        elif not isinstance(record, Effort | Received | Element | GrantBatch):
            assert record.evidence
