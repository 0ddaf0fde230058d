"""A project with a live org: from its file to a snapshot."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.salesforce.live import harvest as live
from connectors.salesforce.live import plan as live_plan
from lineage.pipeline.harvesting import harvest, plan
from lineage.project import Project, said_by
from tests.connectors.salesforce.live.small_org import memory_org

SOURCE = """\
org: acme
sources:
  - {type: salesforce, login: session, instance_url: "https://acme.my.salesforce.com", session: "${SF_SESSION}"}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("SF_SESSION", "planted-session-of-nobody")
    for module in (live, live_plan):
        monkeypatch.setattr(module, "open_org", lambda _: memory_org())
    return said_by(SOURCE, tmp_path / "lineage.yaml")


def test_a_live_org_becomes_a_snapshot_without_any_secret(project: Project) -> None:
    lines: list[str] = []
    answer = harvest(project, datetime(2026, 12, 1, tzinfo=UTC), lines.append)
    (source,) = answer.sources
    assert (source.connector, source.calls > 50, answer.counts["principals"]) == ("salesforce", True, 11)
    assert lines[0] == "reading salesforce"
    assert any(line.endswith(" calls: FieldPermissions") for line in lines)
    kept = b"".join(file.read_bytes() for file in project.store.rglob("*") if file.is_file())
    assert b"planted" not in kept


def test_a_plan_needs_no_path(project: Project) -> None:
    assert plan(project)[0].startswith("salesforce: 0 files, ")
