from pathlib import Path

import pytest

from lineage.model.records import Gap, Job
from lineage.model.verdicts import Active
from tests.connectors.salesforce.writing import ORG, harvested, of, surfaces, tag, write, xml


def jobs(folder: Path) -> dict[str, tuple[str, Active]]:
    return {job.id.name: (job.subtype, job.active) for job in of(Job, harvested(folder))}


@pytest.mark.parametrize(
    ("files", "active"),
    [
        ({"flows/Go.flow": xml("Flow", tag("status", "Active"))}, Active.YES),
        ({"flows/Go.flow": xml("Flow", tag("status", "Obsolete"))}, Active.NO),
        ({"flows/Go.flow": xml("Flow")}, Active.UNKNOWN),
        ({"flows/Go-1.flow": xml("Flow"), "flows/Go-2.flow": xml("Flow")}, Active.UNKNOWN),
        (
            {
                "flows/Go-1.flow": xml("Flow"),
                "flows/Go-2.flow": xml("Flow"),
                "flowDefinitions/Go.flowDefinition": xml("FlowDefinition", tag("activeVersionNumber", "2")),
            },
            Active.YES,
        ),
        (
            {
                "flows/Go-1.flow": xml("Flow"),
                "flowDefinitions/Go.flowDefinition": xml("FlowDefinition", tag("activeVersionNumber", "0")),
            },
            Active.NO,
        ),
    ],
)
def test_a_flow_is_one_job_that_is_active_as_its_versions_are(
    tmp_path: Path, files: dict[str, str | bytes], active: Active
) -> None:
    assert jobs(write(tmp_path, files)) == {"flow/Go": ("flow", active)}


@pytest.mark.parametrize(
    ("status", "active"), [("Active", Active.YES), ("Inactive", Active.NO), ("Deleted", Active.NO), ("", Active.UNKNOWN)]
)
def test_code_is_a_job_that_is_active_as_its_description_says(tmp_path: Path, status: str, active: Active) -> None:
    described = [tag("status", status)] if status else []
    files = {
        "src/classes/Call.cls": "class Call { <not xml> }",
        "src/classes/Call.cls-meta.xml": xml("ApexClass", *described),
        "src/triggers/OnContact.trigger": "trigger OnContact on Contact (before insert) {}",
        "src/triggers/OnContact.trigger-meta.xml": xml("ApexTrigger", *described),
    }
    records = harvested(write(tmp_path, files))
    assert surfaces(records) == []
    assert {job.id: (job.subtype, job.active) for job in of(Job, records)} == {
        ORG.of_kind("job", "apex-class/Call"): ("Apex class", active),
        ORG.of_kind("job", "apex-trigger/OnContact"): ("Apex trigger", active),
    }
    (gap,) = [gap for gap in of(Gap, records) if gap.surface == "code"]
    assert gap.what == "Counted and not read inside: 1 ApexClass, 1 ApexTrigger."


def test_code_without_a_description_is_a_job_of_which_nothing_is_known(tmp_path: Path) -> None:
    assert jobs(write(tmp_path, {"src/classes/Call.cls": "class Call {}"})) == {"apex-class/Call": ("Apex class", Active.UNKNOWN)}


def test_code_of_a_package_has_its_prefix(tmp_path: Path) -> None:
    files = {
        "package.xml": xml("Package", tag("namespacePrefix", "acme")),
        "classes/Call.cls": "(hidden)",
        "classes/Call.cls-meta.xml": xml("ApexClass", tag("status", "Active")),
    }
    assert jobs(write(tmp_path, files)) == {"apex-class/acme__Call": ("Apex class", Active.YES)}
