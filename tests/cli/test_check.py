"""`lineage check`."""

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli.command import Ran, run

SEVERITIES = ("critical", "high", "medium", "low", "info")


def check(example: Path, *words: str) -> Any:
    return run("check", *words, "--format", "json", cwd=example).json


def harvested(folder: Path, text: str) -> Path:
    """A project with a declared map."""
    folder.mkdir(exist_ok=True)
    (folder / "lineage.yaml").write_text("org: acme\nsources: [{type: declared, path: map.yaml}]\n", encoding="utf-8")
    (folder / "map.yaml").write_text(text, encoding="utf-8")
    assert run("harvest", cwd=folder).code == 0
    return folder


CLEAN = """
systems: {a: {operator: A}, b: {operator: B}}
hops: [{from: a/T#f, to: b/U#g, url: "https://b.example", job: {name: j, runs_in: a}}]
classification: {a/T#f: [email]}
authorizations: [{party: B, source: a, elements: [email], agreement: X, purpose: p}]
"""
PLAIN = CLEAN.replace("https:", "http:")


def test_findings_from_high_on_exit_with_1(example: Path) -> None:
    assert run("check", cwd=example).code == 1


def test_the_gate_lets_through_what_is_less_severe(tmp_path: Path) -> None:
    folder = harvested(tmp_path / "p", PLAIN)
    codes = {severity: run("check", "--fail-on", severity, cwd=folder).code for severity in SEVERITIES}
    assert codes == {"critical": 0, "high": 1, "medium": 1, "low": 1, "info": 1}


def test_a_clean_map_has_no_findings_but_for_what_no_connector_gives(tmp_path: Path) -> None:
    findings = check(harvested(tmp_path / "p", CLEAN))["findings"]
    assert {(one["rule"], one["severity"]) for one in findings} == {("unseen-surface", "info")}


def test_unencrypted_personal_data_is_a_violation(tmp_path: Path) -> None:
    findings = check(harvested(tmp_path / "p", PLAIN))["findings"]
    said = [(one["rule"], one["verdict"], one["severity"]) for one in findings if one["rule"] == "unencrypted-hop"]
    assert said == [("unencrypted-hop", "violated", "high")]


def test_unknown_counts_like_violated(tmp_path: Path) -> None:
    unknown = CLEAN.replace("https://b.example", "jdbc:b://b.example/x")
    ran = run("check", cwd=harvested(tmp_path / "p", unknown))
    assert ran.code == 1


def test_findings_are_worst_first(example: Path) -> None:
    severities = [SEVERITIES.index(one["severity"]) for one in check(example)["findings"]]
    assert severities == sorted(severities)


def test_an_accepted_finding_does_not_fail_the_gate(own_example: Path) -> None:
    accepted = [one for one in check(own_example)["findings"] if one["accepted"]]
    assert {(one["rule"], one["accepted"].partition(":")[0]) for one in accepted} == {
        ("unencrypted-hop", "it-operations@acme.example until 2027-01-31")
    }


def test_an_acceptance_ends_on_its_day(own_example: Path) -> None:
    project = own_example / "lineage.yaml"
    project.write_text(project.read_text(encoding="utf-8").replace("2027-01-31", "2026-01-31"), encoding="utf-8")
    assert [one for one in check(own_example)["findings"] if one["accepted"]] == []


def test_since_keeps_what_is_new(tmp_path: Path) -> None:
    folder = harvested(tmp_path / "p", CLEAN)
    harvested(folder, PLAIN)
    assert [one["rule"] for one in check(folder, "--since", "latest~1")["findings"]] == ["unencrypted-hop"]
    assert run("check", "--since", "latest", "--fail-on", "info", cwd=folder).code == 0


def test_strict_exits_with_3_where_something_could_not_be_seen(tmp_path: Path) -> None:
    (tmp_path / "objects").mkdir()
    (tmp_path / "objects" / "Contact.object").write_text(
        '<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata"><fields><fullName>A__c</fullName><type>Text</type></fields></CustomObject>',
        encoding="utf-8",
    )
    run("harvest", tmp_path, cwd=tmp_path)
    assert [run("check", *words, cwd=tmp_path).code for words in ((), ("--strict",))] == [0, 3]


def test_findings_outrank_strict(example: Path) -> None:
    assert run("check", "--strict", cwd=example).code == 1


def test_the_answer_is_of_its_own_schema(example: Path) -> None:
    schema = run("schema", "check", cwd=example).json
    assert list(Draft202012Validator(schema).iter_errors(check(example))) == []


def sarif(ran: Ran) -> Any:
    (one,) = ran.json["runs"]
    return one


def test_sarif_has_a_result_for_every_finding_with_its_fingerprint(example: Path) -> None:
    results = sarif(run("check", "--format", "sarif", cwd=example))["results"]
    prints = [fingerprint for result in results for fingerprint in result["partialFingerprints"].values()]
    assert sorted(prints) == sorted(one["fingerprint"] for one in check(example)["findings"])


def test_sarif_explains_every_rule_that_it_names(example: Path) -> None:
    one = sarif(run("check", "--format", "sarif", cwd=example))
    explained = {rule["id"] for rule in one["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in one["results"]} <= explained


@pytest.mark.parametrize("format", ["csv", "markdown", "table"])
def test_every_format_leaves_with_the_same_code(example: Path, format: str) -> None:
    assert run("check", "--format", format, cwd=example).code == 1


def test_bare_paths_have_one_finding_about_rights(example: Path, tmp_path: Path) -> None:
    run("harvest", example / "force-app", cwd=tmp_path)
    rights = [one for one in check(tmp_path)["findings"] if one["rule"] == "unauthorized-hop"]
    assert [(one["verdict"], one["severity"]) for one in rights] == [("unknown", "info")]
