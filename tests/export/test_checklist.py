"""The checklist of a role: what to do, the worst first, accepted ones apart, hostile names as text."""

import csv
import io
from datetime import date
from typing import Any, get_args

import pytest

from lineage.export.checklist import ROLES, checklist, checklist_table
from lineage.model.answers import CheckAnswer, Coverage, FindingAnswer
from lineage.policy.findings import Role
from tests.export.flows import HOSTILE


def finding(number: int, **more: Any) -> FindingAnswer:
    values: dict[str, Any] = {
        "rule": "long-session",
        "title": "Idle sessions stay open",
        "verdict": "violated",
        "severity": "high",
        "subject": f"salesforce://acme/@profile/P{number}",
        "where": f"profile P{number}",
        "detail": "720 minutes",
        "remedy": "Set 30 minutes",
        "effort": "one setting",
        "role": "admin",
        "fingerprint": f"f{number:015d}",
    }
    return FindingAnswer.model_validate(values | more)


def answer(*findings: FindingAnswer) -> CheckAnswer:
    return CheckAnswer.model_validate(
        {
            "schema": "lineage/check@1",
            "snapshot": "s1",
            "as_of": date(2026, 11, 24),
            "findings": findings,
            "counts": {},
            "coverage": Coverage(fields=0, classified=0, hops=0, gaps=0),
        }
    )


def test_findings_with_the_same_thing_to_do_are_one_group_in_order_of_its_worst() -> None:
    other = {"rule": "secret-in-metadata", "title": "A secret stands in the clear", "remedy": "Take it out"}
    text = checklist(answer(finding(1), finding(2, **other), finding(3, severity="low")), "admin")
    lines = text.splitlines()
    assert [line for line in lines if line.startswith(("## ", "- ", "What"))] == [
        "## Idle sessions stay open (2)",
        "What to do (one setting): Set 30 minutes",
        "- [ ] **high**, violated: profile P1",
        "- [ ] **low**, violated: profile P3",
        "## A secret stands in the clear (1)",
        "What to do (one setting): Take it out",
        "- [ ] **high**, violated: profile P2",
    ]
    assert "  - `long-session`, fingerprint `f000000000000003`" in lines


def test_where_remedies_differ_each_entry_has_its_own() -> None:
    lines = checklist(answer(finding(1), finding(2, remedy="Set 15 minutes", effort="code")), "admin").splitlines()
    assert [line for line in lines if "hat to do" in line] == [
        "  - what to do (one setting): Set 30 minutes",
        "  - what to do (code): Set 15 minutes",
    ]


def test_a_checklist_has_the_findings_of_its_role_alone_and_says_when_there_are_none() -> None:
    made = answer(finding(1))
    assert "profile P1" in checklist(made, "admin")
    assert "Nothing to do here." in checklist(made, "developer")
    assert "profile P1" not in checklist(made, "developer")


def test_accepted_findings_are_apart_and_have_no_box() -> None:
    text = checklist(answer(finding(1), finding(2, accepted="ops until 2027-01-31: VPN")), "admin")
    _, _, apart = text.partition("## Accepted for a while")
    assert ("profile P2" in apart, "[ ]" in apart, text.count("- [ ]")) == (True, False, 1)


def test_what_was_not_seen_is_said() -> None:
    made = answer().model_copy(update={"not_seen": ("tokens",)})
    assert "Not seen, whole or in part, so that no entry there says nothing: tokens." in checklist(made, "admin")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_is_text_in_its_line(text: str) -> None:
    made = answer(finding(1, where=text or "x", detail=text, remedy=text))
    lines = checklist(made, "admin").splitlines()
    assert len([line for line in lines if line.startswith("- [ ]")]) == 1
    assert "<" not in "".join(lines).replace("\\<", "")


def test_a_row_of_the_table_has_everything_and_no_formula() -> None:
    text = checklist_table(answer(finding(1, where="=cmd()"), finding(2, accepted="ops")), "admin")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["done"], row["place"], row["fingerprint"], row["accepted"]) for row in rows] == [
        ("", "'=cmd()", "f000000000000001", ""),
        ("", "profile P2", "f000000000000002", "ops"),
    ]


def test_the_roles_of_checklists_are_those_of_cards() -> None:
    assert get_args(Role) == ROLES
