"""What findings about unseen things say: no word twice, the right remedy and effort, and one name over harvests."""

from dataclasses import replace
from typing import Any

import pytest

from lineage.model.answers import FindingAnswer
from lineage.model.ids import Id
from lineage.model.records import NOT_YET, Gap
from lineage.policy.check import check, view
from lineage.policy.findings import Unseen
from tests.policy.checking import acceptance, checked, looked_at, of_rule
from tests.semantics.answer import graph_of, inquiry_of
from tests.semantics.cases import case_of

ORG = Id.system("org")
MESSAGE = ORG.of_kind("job", "outbound-message/A__c.Send")


def gap(**more: Any) -> Gap:
    values: dict[str, Any] = {
        "surface": "flow",
        "what": "Counted and not read inside: 3 Flow.",
        "why": "it is no XML",
        "hides": "which fields flows send",
    }
    return Gap(**(values | more))


def finding(one: Gap, *, accepted: str = "") -> FindingAnswer:
    case = case_of({"systems": {"org": {"operator": "A", "label": "Our org"}}})
    graph = graph_of(case)
    looked_at = replace(view(graph, inquiry_of(case, graph)), gaps=[one])
    (found,) = of_rule(check(looked_at, [acceptance("gap", accepted)] if accepted else []), "gap")
    return found


def test_a_gap_reads_as_sentences_and_says_nothing_twice() -> None:
    found = finding(gap(remedy="sf project retrieve start --metadata Flow"))
    assert (found.where, found.detail) == (
        "flow",
        "Counted and not read inside: 3 Flow. Why: it is no XML. May hide: which fields flows send.",
    )
    assert (found.remedy, found.effort) == ("sf project retrieve start --metadata Flow", "one command")


def test_what_this_version_does_not_read_is_no_setting_and_says_so_once() -> None:
    found = finding(gap(why="this version does not read them", remedy=f"{NOT_YET} Declare it."))
    assert found.detail == "Counted and not read inside: 3 Flow. May hide: which fields flows send."
    assert (found.remedy, found.effort) == ("None yet: this version does not read it. Declare it.", "not possible yet")


@pytest.mark.parametrize(
    ("remedy", "said", "effort"),
    [
        ("lineage init", "lineage init", "one command"),
        ("Restore the file.", "Restore the file.", "one correction"),
        ("", "None known.", "not possible yet"),
    ],
)
def test_effort_follows_the_remedy(remedy: str, said: str, effort: str) -> None:
    found = finding(gap(remedy=remedy))
    assert (found.remedy, found.effort) == (said, effort)


def test_a_gap_about_a_node_is_named_as_people_name_it() -> None:
    found = finding(gap(subject=MESSAGE))
    assert found.where == "Our org: job outbound-message/A__c.Send"
    assert "%" not in found.where + found.detail
    assert str(MESSAGE) in found.subject


def test_a_gap_keeps_its_name_when_more_is_counted_or_a_line_moves() -> None:
    names = {
        finding(gap(what=f"Counted: {number:,} Flow.", locator=f"a.xml:{line}")).fingerprint
        for number, line in ((3, 7), (1204, 12))
    }
    assert len(names) == 1


def test_gaps_about_things_whose_names_differ_in_a_digit_have_two_names() -> None:
    assert len({finding(gap(what=f"{name} was not read.")).fingerprint for name in ("A2", "A3", "app-2", "app-3")}) == 4


def test_two_gaps_about_one_node_have_two_names() -> None:
    texts = ("Its type is not there.", "Its address names no host.")
    assert len({finding(gap(what=text, subject=MESSAGE)).fingerprint for text in texts}) == 2


def test_a_gap_about_a_node_can_be_accepted_for_its_system() -> None:
    assert finding(gap(subject=MESSAGE), accepted="system:org").accepted
    assert not finding(gap(), accepted="system:org").accepted


def test_an_unseen_surface_is_no_setting() -> None:
    (found,) = of_rule(checked("systems: {a: {operator: A}}", unseen=[Unseen("event logs", "what was read")]), "unseen-surface")
    assert (found.where, found.detail) == ("event logs", "Nothing in this snapshot says what was read.")
    assert (found.remedy, found.effort) == (NOT_YET, "not possible yet")


def test_an_unseen_surface_that_something_would_give_says_what() -> None:
    unseen = [Unseen("permissions", remedy="sf project retrieve start"), Unseen("tokens", remedy="Export them.")]
    found = of_rule(checked("systems: {a: {operator: A}}", unseen=unseen), "unseen-surface")
    assert [(one.where, one.remedy, one.effort) for one in found] == [
        ("permissions", "sf project retrieve start", "one command"),
        ("tokens", "Export them.", "one correction"),
    ]


def test_a_plain_channel_is_named_once_and_behind_its_system() -> None:
    found = of_rule(checked("systems: {a: {operator: A}}\nchannels: {old: {url: 'http://old.example'}}"), "plain-channel")
    assert [(one.where, one.detail) for one in found] == [
        ("case: channel old", "Its address, http://old.example, is plain text; nothing is seen using it.")
    ]


def test_without_a_map_the_remedy_is_to_start_one() -> None:
    answer = checked("systems: {a: {}, b: {}}\nhops: [{from: a/T#f, to: b}]\nbare: true")
    (found,) = of_rule(answer, "unauthorized-hop")
    assert (found.severity, found.where, "`lineage init`" in found.remedy) == ("info", "the whole run", True)
    assert found.detail == "1 hop leaves its System; without a map nobody knows by what right."


HOLDING = """
systems: {org: {operator: A, label: Our org}, b: {operator: B}}
datasets: {org/S: {fields: [f]}, org/E: {fields: [f]}, org/U: {fields: [f]}, org/N: {fields: [f]}}
elements: {org/S#f: [ssn], org/E#f: [email], org/N#f: []}
hops: [{from: org/S#f, to: b, tls: true, job: {name: wire, runs_in: org}}]
"""


@pytest.mark.parametrize(
    ("subject", "severity"),
    [
        (None, "info"),
        (ORG, "medium"),
        (ORG.dataset("S"), "high"),
        (ORG.dataset("S").field("f"), "high"),
        (ORG.dataset("E"), "medium"),
        (ORG.dataset("U"), "medium"),
        (ORG.dataset("N"), "low"),
        (Id.system("case").of_kind("job", "wire"), "high"),
        (MESSAGE, "medium"),
    ],
    ids=[
        "the whole source",
        "a System",
        "sensitive",
        "a field",
        "personal",
        "unclassified",
        "nothing personal",
        "job",
        "idle job",
    ],
)
def test_a_gap_weighs_what_its_subject_carries_or_may_carry(subject: Id | None, severity: str) -> None:
    looked = replace(looked_at(HOLDING), gaps=[gap(subject=subject)])
    assert [one.severity for one in of_rule(check(looked), "gap")] == [severity]


def test_a_surface_that_the_older_snapshot_had_is_high() -> None:
    looked = replace(looked_at(HOLDING), lost=[Unseen("permissions", "who can read which field")])
    (found,) = of_rule(check(looked), "lost-surface")
    assert (found.verdict, found.severity, found.where) == ("unknown", "high", "permissions")
    assert found.detail == "The older snapshot says who can read which field; nothing in this one does."
