import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lineage.export.sarif import sarif
from lineage.model.answers import CheckAnswer, EvidenceLine
from tests.export import answers
from tests.export.flows import HOSTILE

_TEXT = {"type": "string", "minLength": 1}
_MESSAGE = {"type": "object", "required": ["text"], "additionalProperties": False, "properties": {"text": _TEXT}}
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
_PHYSICAL = {
    "type": "object",
    "required": ["artifactLocation", "region"],
    "additionalProperties": False,
    "properties": {
        "artifactLocation": {
            "type": "object",
            "required": ["uri"],
            "additionalProperties": False,
            "properties": {"uri": {"type": "string", "pattern": r"^[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+$"}},
        },
        "region": {
            "type": "object",
            "required": ["startLine"],
            "additionalProperties": False,
            "properties": {"startLine": {"type": "integer", "minimum": 1}},
        },
    },
}
_LOGICAL = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"fullyQualifiedName": _TEXT, "kind": _TEXT},
}
_LOCATION = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "id": {"type": "integer", "minimum": 0},
        "physicalLocation": _PHYSICAL,
        "logicalLocations": {"type": "array", "items": _LOGICAL},
    },
}
_RULE = {
    "type": "object",
    "required": ["id"],
    "additionalProperties": False,
    "properties": {
        "id": _TEXT,
        "name": _TEXT,
        "shortDescription": _MESSAGE,
        "help": _MESSAGE,
        "defaultConfiguration": {"type": "object", "additionalProperties": False, "properties": {"level": _LEVEL}},
        "properties": {"type": "object", "properties": {"tags": {"type": "array", "uniqueItems": True}}},
    },
}
_RESULT = {
    "type": "object",
    "required": ["message"],
    "additionalProperties": False,
    "properties": {
        "ruleId": _TEXT,
        "ruleIndex": {"type": "integer", "minimum": 0},
        "kind": {"enum": ["notApplicable", "pass", "fail", "review", "open", "informational"]},
        "level": _LEVEL,
        "message": _MESSAGE,
        "locations": {"type": "array", "items": _LOCATION},
        "relatedLocations": {"type": "array", "uniqueItems": True, "items": _LOCATION},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
        "suppressions": {
            "type": "array",
            "uniqueItems": True,
            "items": {
                "type": "object",
                "required": ["kind"],
                "additionalProperties": False,
                "properties": {
                    "kind": {"enum": ["inSource", "external"]},
                    "status": {"enum": ["accepted", "underReview", "rejected"]},
                    "justification": _TEXT,
                },
            },
        },
        "properties": {"type": "object"},
    },
}
# The parts of the SARIF 2.1.0 schema that are used, written after the standard.
SCHEMA = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "additionalProperties": False,
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "additionalProperties": False,
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "additionalProperties": False,
                                "properties": {
                                    "name": _TEXT,
                                    "semanticVersion": _TEXT,
                                    "rules": {"type": "array", "uniqueItems": True, "items": _RULE},
                                },
                            }
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": _RESULT},
                    "properties": {"type": "object"},
                },
            },
        },
    },
}


def run_of(answer: CheckAnswer) -> Any:
    log = json.loads(sarif(answer, "1.2.3"))
    Draft202012Validator(SCHEMA).validate(log)
    return log["runs"][0]


def test_findings_are_results() -> None:
    run = run_of(answers.check())
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["missing-right", "unencrypted-hop"]
    assert [(one["ruleId"], one["ruleIndex"], one["level"]) for one in run["results"]] == [
        ("unencrypted-hop", 1, "error"),
        ("missing-right", 0, "warning"),
        ("unencrypted-hop", 1, "note"),
    ]
    assert run["results"][0]["partialFingerprints"] == {"lineage/v1": "unencrypted-hop-4f1c"}
    assert run["results"][0]["message"]["text"] == (
        "Personal data leaves in plain text. Where: salesforce://acme/Contact#SSN__c → legacy. "
        "http://hr.acme.internal. Remedy: Use https."
    )


def test_a_rule_has_the_worst_severity_that_it_found() -> None:
    rule = run_of(answers.check())["tool"]["driver"]["rules"][1]
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"]["security-severity"] == "9.5"


def test_files_are_places_and_queries_are_not() -> None:
    result = run_of(answers.check())["results"][0]
    place = {
        "artifactLocation": {"uri": "force-app/flows/HR%20update.flow-meta.xml"},
        "region": {"startLine": 12},
    }
    assert result["locations"][0]["physicalLocation"] == place
    assert "relatedLocations" not in result
    assert result["properties"]["evidence"][1] == "SELECT Id FROM Contact"


def test_a_flow_has_a_location_for_each_place_with_its_fields_the_worst_first() -> None:
    answer = answers.check().model_copy(update={"findings": (answers.flow_finding(),)})
    (result,) = run_of(answer)["results"]
    places = [
        (
            location["physicalLocation"]["artifactLocation"]["uri"],
            [one["fullyQualifiedName"] for one in location["logicalLocations"]],
        )
        for location in result["locations"]
    ]
    assert places == [
        ("b.xml", ["salesforce://acme/Contact#SSN__c → legacy/P/Q#X"]),
        ("a.xml", ["salesforce://acme/Contact#Email → legacy/P/Q#X"]),
    ]
    assert [one["physicalLocation"]["artifactLocation"]["uri"] for one in result["relatedLocations"]] == ["map.yaml"]
    assert [(one["fingerprint"], one["source"]) for one in result["properties"]["hops"]] == [
        ("f-SSN__c", "salesforce://acme/Contact#SSN__c"),
        ("f-Email", "salesforce://acme/Contact#Email"),
    ]


def test_of_a_large_flow_the_worst_twenty_hops_are_written_and_all_are_counted() -> None:
    flow = answers.flow_finding()
    email, ssn = sorted(flow.members, key=lambda one: one.severity, reverse=True)
    finding = flow.model_copy(update={"members": (*[email] * 150, ssn)})
    (result,) = run_of(answers.check().model_copy(update={"findings": (finding,)}))["results"]
    hops = result["properties"]["hops"]
    assert (len(hops), hops[0]["fingerprint"], result["properties"]["hopCount"]) == (20, "f-SSN__c", 151)


def test_a_rule_with_one_remedy_explains_it_and_one_with_several_points_to_the_results() -> None:
    one, other = answers.finding(), answers.finding(remedy="Move it.", fingerprint="x")
    for findings, said in (((one, one), "Use https."), ((one, other), "Each result says what to do.")):
        run = run_of(answers.check().model_copy(update={"findings": findings}))
        assert run["tool"]["driver"]["rules"][0]["help"]["text"] == said


@pytest.mark.parametrize(
    ("locator", "uri"),
    [
        ("/srv/org/a.xml:3", "file:///srv/org/a.xml"),
        (r"C:\org\a.xml:3", "file:///C:/org/a.xml"),
        ("maps/ä#1.yaml:3", "maps/%C3%A4%231.yaml"),
        ("https://x.example:3", None),
        ("SELECT Id FROM A WHERE B > 2026-01-01T00:00:00Z:3", None),
        ("a.xml:0", None),
        ("a.xml", None),
        (":3", None),
        ("", None),
    ],
)
def test_places(locator: str, uri: str | None) -> None:
    line = EvidenceLine(basis="configured", stated=True, connector="c", locator=locator)
    answer = answers.check().model_copy(update={"findings": (answers.finding(evidence=(line,)),)})
    location = run_of(answer)["results"][0]["locations"][0]
    assert location.get("physicalLocation", {}).get("artifactLocation", {}).get("uri") == uri


def test_unknown_counts_and_accepted_is_suppressed() -> None:
    _, unknown, accepted = run_of(answers.check())["results"]
    assert unknown["kind"] == "fail"
    assert unknown["message"]["text"].startswith("Unknown, which counts as violated: ")
    # Where one result has suppressions all have, if empty ones (SARIF 2.1.0, 3.27.23).
    assert unknown["suppressions"] == []
    assert accepted["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "ops@acme.example until 2027-01-31: VPN"}
    ]


def test_coverage_is_in_the_run() -> None:
    assert run_of(answers.check())["properties"]["coverage"]["gaps"] == 1


def test_nothing_found_is_a_valid_run() -> None:
    assert run_of(answers.check().model_copy(update={"findings": ()}))["results"] == []


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip()])
def test_hostile_words_are_text(text: str) -> None:
    finding = answers.finding(title=text, detail=text, subject=text, accepted=text, remedy=text)
    run = run_of(answers.check().model_copy(update={"findings": (finding,)}))
    assert [one["ruleId"] for one in run["results"]] == [finding.rule]


def test_a_rule_whose_name_would_be_its_id_has_none() -> None:
    answer = answers.check()
    renamed = answer.model_copy(update={"findings": tuple(one.model_copy(update={"rule": "gap"}) for one in answer.findings)})
    (rule,) = run_of(renamed)["tool"]["driver"]["rules"]
    assert (rule["id"], "name" in rule) == ("gap", False)
