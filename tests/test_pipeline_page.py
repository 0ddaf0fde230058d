"""The pipeline of docs/ci.md, as it stands there, on the example: what a change sends decides whether it passes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.example import copied_example
from tests.test_docs import ROOT, blocks

PAGE = ROOT / "docs" / "ci.md"
SCRIPTS = {mark: text for _, mark, text in blocks(PAGE) if mark}
REPORTS = ("lineage.sarif", "lineage.junit.xml", "lineage.md")

MESSAGE = """    <outboundMessages>
        <fullName>Send_To_Newcomer</fullName>
        <apiVersion>62.0</apiVersion>
        <endpointUrl>https://in.newcomer.example/hook</endpointUrl>
        <fields>SSN__c</fields>
        <includeSessionId>false</includeSessionId>
        <integrationUser>hr.ops@acme.example</integrationUser>
        <name>Send To Newcomer</name>
        <protected>false</protected>
        <useDeadLetterQueue>false</useDeadLetterQueue>
    </outboundMessages>
</Workflow>"""
DECLARED = """
systems:
  newcomer:
    operator: Newcomer
    region: US
    at_rest: encrypted
    matches: [in.newcomer.example]
    gateway: {rate_limit: yes, validation: yes, payload_inspection: yes}
hops:
  - from: acme-org
    job: {name: newcomer-sync, runs_in: acme-org}
    channel: {url: "https://in.newcomer.example/hook", auth: oauth}
    map: {Applicant__c.SSN__c: newcomer/PERSON#SSN}
"""
RIGHT = """authorizations:
  - {party: Newcomer, source: acme-org, agreement: NC-2026-1, purpose: hiring, elements: [ssn], from: 2026-01-01, until: 2099-12-31}
"""


def play(script: str, folder: Path, baseline: Path) -> int:
    """Run one of the page's scripts in a checkout."""
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    environment = {"PATH": path, "HOME": str(folder), "BASELINE": str(baseline), "LANG": os.environ.get("LANG", "C.UTF-8")}
    return subprocess.run(
        ["bash", "-c", SCRIPTS[script]], cwd=folder, env=environment, capture_output=True, check=False
    ).returncode


@pytest.fixture(scope="module")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("baseline") / "kept"
    assert play("main", copied_example(tmp_path_factory.mktemp("main") / "acme"), made) == 0
    return made


def sends_to_a_newcomer(folder: Path) -> None:
    workflow = folder / "force-app/main/default/workflows/Applicant__c.workflow-meta.xml"
    workflow.write_text(workflow.read_text(encoding="utf-8").replace("</Workflow>", MESSAGE), encoding="utf-8")


def declares_a_newcomer(folder: Path) -> None:
    (folder / "maps" / "newcomer.yaml").write_text(DECLARED, encoding="utf-8")


def declares_it_with_a_right(folder: Path) -> None:
    (folder / "maps" / "newcomer.yaml").write_text(DECLARED + RIGHT, encoding="utf-8")


def renames_a_label(folder: Path) -> None:
    field = folder / "force-app/main/default/objects/Applicant__c/fields/SSN__c.field-meta.xml"
    text = field.read_text(encoding="utf-8")
    assert "<label>" in text
    field.write_text(text.replace("<label>", "<label>The "), encoding="utf-8")


def loses_its_metadata(folder: Path) -> None:
    project = folder / "lineage.yaml"
    kept = [line for line in project.read_text(encoding="utf-8").splitlines() if "salesforce-metadata" not in line]
    project.write_text("\n".join(kept), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "leaves_with", "rules"),
    [
        (
            sends_to_a_newcomer,
            1,
            {"around-the-gateway", "gap", "region-crossing", "stored-in-the-clear", "undeclared-flow", "unauthorized-hop"},
        ),
        (declares_a_newcomer, 1, {"unauthorized-hop"}),
        (declares_it_with_a_right, 0, set()),
        (renames_a_label, 0, set()),
        (loses_its_metadata, 1, {"lost-surface", "untracked-field"}),
    ],
)
def test_a_change_passes_or_fails_by_what_it_sends(
    change: Any, leaves_with: int, rules: set[str], baseline: Path, tmp_path: Path
) -> None:
    folder = copied_example(tmp_path / "acme")
    change(folder)
    assert play("branch", folder, baseline) == leaves_with
    assert [name for name in REPORTS if not (folder / name).read_text(encoding="utf-8").strip()] == []
    (run,) = json.loads((folder / "lineage.sarif").read_text(encoding="utf-8"))["runs"]
    assert {one["ruleId"] for one in run["results"] if one["properties"]["severity"] in ("critical", "high")} == rules


def test_without_a_baseline_everything_counts(tmp_path: Path) -> None:
    assert play("branch", copied_example(tmp_path / "acme"), tmp_path / "none") == 1


def test_the_workflow_runs_these_scripts() -> None:
    steps = yaml.safe_load(SCRIPTS["workflow"].replace("\non:", "\n'on':"))["jobs"]["gate"]["steps"]
    ran = [step["run"].replace('cat lineage.md >> "$GITHUB_STEP_SUMMARY"\n', "") for step in steps if "run" in step]
    assert ran[1:] == [SCRIPTS["main"], SCRIPTS["branch"]]
    assert shutil.which("bash")
