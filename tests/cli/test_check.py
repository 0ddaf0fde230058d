"""`lineage check`."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lineage.model.records import NOT_YET
from tests.cli.command import Ran, run
from tests.export.test_sarif import SCHEMA

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
systems: {a: {operator: A}, b: {operator: B, at_rest: encrypted}}
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


def test_a_clean_map_has_no_findings_but_for_what_nothing_tells(tmp_path: Path) -> None:
    findings = check(harvested(tmp_path / "p", CLEAN))["findings"]
    assert {(one["rule"], one["severity"]) for one in findings} == {
        ("unseen-surface", "info"),
        ("unconfirmed-declaration", "info"),
        ("around-the-gateway", "info"),
        ("outside-the-segment", "info"),
        ("region-crossing", "info"),
        ("undeclared-sub-processor", "info"),
    }


def test_unencrypted_personal_data_is_a_violation(tmp_path: Path) -> None:
    findings = check(harvested(tmp_path / "p", PLAIN))["findings"]
    said = [(one["rule"], one["verdict"], one["severity"]) for one in findings if one["rule"] == "unencrypted-hop"]
    assert said == [("unencrypted-hop", "violated", "high")]


def test_unknown_counts_like_violated(tmp_path: Path) -> None:
    unknown = CLEAN.replace("https://b.example", "jdbc:b://b.example/x")
    ran = run("check", cwd=harvested(tmp_path / "p", unknown))
    assert ran.code == 1


def test_findings_are_worst_first_and_accepted_ones_last(example: Path) -> None:
    order = [(bool(one["accepted"]), SEVERITIES.index(one["severity"])) for one in check(example)["findings"]]
    assert order == sorted(order)


def test_open_and_accepted_findings_are_counted_apart(example: Path) -> None:
    answer = check(example)
    for counts, is_accepted in ((answer["counts"], False), (answer["accepted"], True)):
        of_these = [one["severity"] for one in answer["findings"] if bool(one["accepted"]) == is_accepted]
        assert counts == {severity: of_these.count(severity) for severity in SEVERITIES}


def test_the_table_shows_accepted_findings_in_a_table_of_their_own_at_the_end(example: Path) -> None:
    lines = run("check", cwd=example).lines
    heads = [line.strip() for line in lines if line.startswith(("Findings (", "Accepted findings ("))]
    assert [head.partition(" (")[0] for head in heads] == ["Findings", "Accepted findings"]
    accepted = lines.index(next(line for line in lines if line.startswith("Accepted findings (")))
    assert any("it-operations@acme.example" in line for line in lines[accepted:])
    assert not any("it-operations@acme.example" in line for line in lines[:accepted])


def test_explain_names_every_hop_with_its_field_and_evidence(example: Path) -> None:
    findings = [one for one in check(example)["findings"] if one["members"]]
    rows = [" ".join(line.split()) for line in run("check", "--explain", cwd=example).lines]
    assert sum(row.startswith("Fingerprint: ") for row in rows) == len(check(example)["findings"])
    assert {f"Hops: {len(one['members'])}" for one in findings} <= set(rows)
    assert any(row.startswith("Employee__c.SSN__c PERSON.SSN ssn travels unencrypted") for row in rows)


def test_one_outbound_message_is_one_finding_for_each_rule(example: Path) -> None:
    findings = [one for one in check(example)["findings"] if "Send_To_Legacy_HR" in one["subject"]]
    rules = [one["rule"] for one in findings]
    assert len(set(rules)) == len(rules)
    (plain,) = (one for one in findings if one["rule"] == "unencrypted-hop")
    assert len({member["hop"]["target"] for member in plain["members"]}) > 2


@pytest.mark.parametrize("words", [(), ("--explain",), ("--format", "markdown"), ("--format", "csv")])
def test_no_text_for_people_shows_how_ids_are_encoded(example: Path, words: tuple[str, ...]) -> None:
    assert "%2F" in json.dumps(check(example))
    assert re.findall("%2[0F35]", run("check", *words, cwd=example).out) == []


def test_every_finding_says_what_to_do_and_how_much_work_it_is(example: Path) -> None:
    said = [(one["remedy"], one["effort"]) for one in check(example)["findings"]]
    assert [one for one in said if not all(one)] == []
    assert {effort for remedy, effort in said if remedy.startswith(NOT_YET)} == {"not possible yet"}


def test_gaps_are_told_in_clauses_that_read_on(example: Path) -> None:
    gaps = run("show", "gaps", "--format", "json", cwd=example).json
    assert gaps
    for gap in gaps:
        assert gap["what"].endswith(".")
        assert not gap["why"].endswith(".")
        assert not gap["hides"].endswith(".")
        assert (gap["why"] + gap["hides"])[0].islower()
        assert gap["remedy"]


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


NOT_SEEN = "permissions, memberships, tokens, event logs"


def test_a_green_check_says_in_one_line_what_was_not_seen(tmp_path: Path) -> None:
    (tmp_path / "objects").mkdir()
    (tmp_path / "objects" / "Contact.object").write_text("<CustomObject", encoding="utf-8")
    folder = harvested(tmp_path, CLEAN)
    (folder / "lineage.yaml").write_text(
        "org: acme\nsources: [{type: declared, path: map.yaml}, {type: salesforce-metadata, path: .}]\n", encoding="utf-8"
    )
    run("harvest", cwd=folder)
    ran = run("check", cwd=folder)
    (said,) = [line for line in ran.lines if line.startswith("Not seen, whole or in part: ")]
    assert ran.code == 0
    assert [name for name in ("metadata", *NOT_SEEN.split(", ")) if name not in said] == []
    assert "--strict exits with 3" in said


def test_strict_exits_with_3_where_a_whole_surface_is_not_given(tmp_path: Path) -> None:
    folder = harvested(tmp_path / "p", CLEAN)
    answer = check(folder)
    assert (answer["coverage"]["gaps"], ", ".join(answer["not_seen"])) == (0, NOT_SEEN)
    assert [run("check", *words, cwd=folder).code for words in ((), ("--strict",))] == [0, 3]


def test_bare_paths_say_that_rights_were_not_seen(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(CLEAN, encoding="utf-8")
    run("harvest", "map.yaml", cwd=tmp_path)
    assert check(tmp_path)["not_seen"][0] == "rights"


@pytest.mark.parametrize("format", ["csv", "markdown"])
def test_documents_say_what_was_not_seen(tmp_path: Path, format: str) -> None:
    assert NOT_SEEN in run("check", "--format", format, cwd=harvested(tmp_path / "p", CLEAN)).out


ACCEPTING = """
accept:
  - {finding: unencrypted-hop, select: "system:b", owner: ops@acme.example, reason: VPN, until: 9999-12-31}
"""


def test_acceptances_apply_wherever_the_project_is_asked_from(tmp_path: Path) -> None:
    folder = harvested(tmp_path / "p", PLAIN)
    project = folder / "lineage.yaml"
    project.write_text(project.read_text(encoding="utf-8") + ACCEPTING, encoding="utf-8")
    ways = {
        "in it": run("check", "--format", "json", cwd=folder),
        "named": run("check", "--project", "p", "--format", "json", cwd=tmp_path),
        "named by its file": run("check", "--project", "p/lineage.yaml", "--format", "json", cwd=tmp_path),
        "with a store": run("check", "--project", "p", "--store", "p/.lineage", "--format", "json", cwd=tmp_path),
    }
    accepted = {way: [one["rule"] for one in ran.json["findings"] if one["accepted"]] for way, ran in ways.items()}
    assert accepted == {way: ["unencrypted-hop"] for way in ways}
    assert {way: (ran.code, ran.json["note"]) for way, ran in ways.items()} == dict.fromkeys(ways, (0, ""))


def test_acceptances_apply_to_bare_paths_that_were_read_in_a_project(tmp_path: Path) -> None:
    folder = harvested(tmp_path / "p", PLAIN)
    project = folder / "lineage.yaml"
    project.write_text(project.read_text(encoding="utf-8") + ACCEPTING, encoding="utf-8")
    run("harvest", "map.yaml", cwd=folder)
    assert [one["rule"] for one in check(folder)["findings"] if one["accepted"]] == ["unencrypted-hop"]


@pytest.mark.parametrize("format", ["table", "markdown", "json"])
def test_without_a_project_it_is_said_that_nothing_is_accepted(tmp_path: Path, format: str) -> None:
    harvested(tmp_path / "p", PLAIN)
    ran = run("check", "--store", "p/.lineage", "--format", format, cwd=tmp_path)
    assert ran.code == 1
    assert "No finding is accepted" in ran.out


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


def test_sarif_of_a_whole_project_is_valid(example: Path) -> None:
    log = run("check", "--format", "sarif", cwd=example).json
    assert list(Draft202012Validator(SCHEMA).iter_errors(log)) == []


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


def test_an_element_that_joins_a_hop_that_was_known_is_new(tmp_path: Path) -> None:
    folder = harvested(tmp_path / "p", PLAIN.replace("[email]}\n", "[bank_account, email]}\n"))
    harvested(folder, PLAIN.replace("[email]}\n", "[bank_account, email, phone]}\n"))
    new = check(folder, "--since", "latest~1")["findings"]
    assert [(one["rule"], one["carries"]) for one in new if one["members"]] == [
        ("unauthorized-hop", ["bank_account", "email", "phone"]),
        ("unencrypted-hop", ["bank_account", "email", "phone"]),
    ]


def test_a_surface_that_the_older_snapshot_had_and_this_one_lacks_fails(own_example: Path) -> None:
    project = own_example / "lineage.yaml"
    said = project.read_text(encoding="utf-8")
    project.write_text(said.replace("  - {type: salesforce-metadata, path: ./force-app}\n", ""), encoding="utf-8")
    run("harvest", cwd=own_example)
    ran = run("check", "--since", "latest~1", "--format", "json", cwd=own_example)
    lost = [(one["where"], one["severity"]) for one in ran.json["findings"] if one["rule"] == "lost-surface"]
    assert lost == [
        ("permissions", "high"),
        ("salesforce://acme", "high"),
        ("source salesforce-metadata", "high"),
    ]
    assert ran.code == 1


def test_acceptances_that_lapsed_or_match_nothing_are_said(own_example: Path) -> None:
    project = own_example / "lineage.yaml"
    said = project.read_text(encoding="utf-8").replace("2027-01-31", "2026-01-31")
    nothing = '  - {finding: plain-channel, select: "system:scribe", owner: ops@acme.example, reason: gone, until: 2027-01-31}\n'
    project.write_text(said + nothing, encoding="utf-8")
    for format in ("table", "markdown", "csv"):
        out = " ".join(run("check", "--format", format, cwd=own_example).out.replace("\\", "").split())
        assert "Accepted, and found nowhere: plain-channel system:scribe (ops" in out
    lapsed = [one for one in check(own_example)["findings"] if one["lapsed"]]
    assert [(one["rule"], one["accepted"]) for one in lapsed] == [("unencrypted-hop", "")]
    assert lapsed[0]["detail"].endswith("its migration; that has lapsed.")


def test_junit_fails_as_the_gate_does(own_example: Path) -> None:
    ran = run("check", "--format", "junit", "--fail-on", "critical", cwd=own_example)
    critical = [one for one in check(own_example)["findings"] if one["severity"] == "critical" and not one["accepted"]]
    assert (ran.code, ran.out.count("<failure ")) == (1, len(critical))
