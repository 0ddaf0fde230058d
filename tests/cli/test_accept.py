"""Accepting a finding from the command line."""

import shutil
from pathlib import Path

import pytest

from tests.cli.command import run

SAID = ("--owner", "ops@acme.example", "--reason", "VPN until it moves", "--until", "2099-03-31", "--beyond-a-year")


@pytest.fixture
def project(example: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(example, tmp_path / "acme"))


def worst(project: Path) -> str:
    return str(run("check", "--format", "json", cwd=project).json["findings"][0]["fingerprint"])


def accepted(project: Path) -> set[str]:
    found = run("check", "--format", "json", cwd=project).json["findings"]
    return {one["fingerprint"] for one in found if one["accepted"].startswith("ops@acme.example until")}


def test_a_dry_run_prints_the_change_and_writes_nothing(project: Path) -> None:
    before = (project / "lineage.yaml").read_bytes()
    finding = worst(project)
    ran = run("accept", finding, *SAID, "--dry-run", cwd=project)
    assert ran.code == 0
    assert ran.lines[:2] == ["--- lineage.yaml", "+++ lineage.yaml (changed)"]
    assert [line for line in ran.lines if line.startswith("+  ")] == [
        f"+  - finding: {finding}",
        '+    owner: "ops@acme.example"',
        '+    reason: "VPN until it moves"',
        "+    until: 2099-03-31",
    ]
    assert "1 before, 2 after" in ran.err
    assert (project / "lineage.yaml").read_bytes() == before


def test_a_finding_is_accepted_once_and_withdrawn_without_a_trace(project: Path) -> None:
    before = (project / "lineage.yaml").read_bytes()
    finding = worst(project)
    assert run("accept", finding, *SAID, cwd=project).code == 0
    assert accepted(project) == {finding}
    again = run("accept", finding, *SAID, cwd=project)
    assert (again.out, again.err) == ("", "lineage.yaml says so already; nothing to write.\n")
    assert run("accept", finding, "--withdraw", cwd=project).code == 0
    assert (project / "lineage.yaml").read_bytes() == before


def test_a_rule_is_accepted_for_what_a_selector_selects(project: Path) -> None:
    ran = run("accept", "unauthorized-hop", "--select", "system:mailwave", *SAID, cwd=project)
    assert ran.code == 0
    found = run("check", "--format", "json", cwd=project).json["findings"]
    assert {one["rule"] for one in found if one["accepted"].startswith("ops@acme.example until")} == {"unauthorized-hop"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("unauthorised-hop", "--select", "system:mailwave", *SAID), "Did you mean unauthorized-hop?"),
        (("unauthorized-hop", *SAID), "`select` is wanted beside a rule"),
        (("unauthorized-hop", "--select", "system:", *SAID), "select 'system:'"),
        (("f0123456789abcde", "--owner", "x"), "reason is missing."),
        (("f0123456789abcde", *SAID[:-1]), "more than a year ahead"),
        (("f0123456789abcde", "--withdraw"), "is not accepted in lineage.yaml"),
    ],
)
def test_what_cannot_be_accepted_is_refused_and_nothing_written(project: Path, words: tuple[str, ...], said: str) -> None:
    before = (project / "lineage.yaml").read_bytes()
    ran = run("accept", *words, cwd=project)
    assert ran.code == 2
    assert said in ran.err
    assert (project / "lineage.yaml").read_bytes() == before


def test_without_a_project_the_remedy_is_named(tmp_path: Path) -> None:
    ran = run("accept", "f0123456789abcde", *SAID, cwd=tmp_path)
    assert (ran.code, ran.err) == (2, "There is no project to accept a risk in: `lineage init` writes a lineage.yaml.\n")
