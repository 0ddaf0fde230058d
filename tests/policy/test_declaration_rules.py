"""What maps declare, held against what metadata shows: undeclared, idle, unconfirmed."""

import pytest

from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Evidence, Gap, Job
from lineage.model.verdicts import Active, Basis
from tests.policy.checking import checked, of_rule, only, shown

SYSTEMS = """
systems: {org: {operator: A}, hr: {operator: B}, mail: {operator: C}}
elements: {org/E#ssn: [ssn], org/E#email: [email]}
"""
WIRE = "{from: org/E#ssn, to: hr/P#ssn, tls: true, job: {name: wire, runs_in: org}}"


def hops(*lines: str) -> str:
    return SYSTEMS + "hops:\n" + "".join(f"  - {line}\n" for line in lines)


NOTHING_DECLARED = SYSTEMS + "authorizations: [{party: B, elements: all}, {party: C, elements: all}]\n"


def test_a_flow_that_metadata_shows_and_no_map_declares_is_violated_as_bad_as_what_it_carries() -> None:
    found = only(checked(NOTHING_DECLARED, more=shown(hops(WIRE))), "undeclared-flow")
    assert (found.verdict, found.severity, found.where) == ("violated", "critical", "org → hr, by wire")
    assert found.detail == "Set up, and no map declares it: E.ssn (ssn)."


@pytest.mark.parametrize(
    "declared",
    [
        WIRE,
        WIRE.replace("hr/P#ssn", "hr"),
        WIRE.replace("org/E#ssn", "org/E"),
        WIRE.replace("org/E#ssn", "org"),
        WIRE.replace(", job: {name: wire, runs_in: org}", ""),
    ],
    ids=["itself", "only the receiver is named", "the dataset", "the System", "no job is named"],
)
def test_a_declaration_that_says_as_much_or_more_covers_it(declared: str) -> None:
    assert of_rule(checked(hops(declared), more=shown(hops(WIRE))), "undeclared-flow") == []


@pytest.mark.parametrize(
    "declared",
    [
        WIRE.replace("wire", "other"),
        WIRE.replace("org/E#ssn", "org/E#email"),
        WIRE.replace("hr/P#ssn", "hr/Q#ssn"),
        WIRE.replace("hr/P#ssn", "mail/P#ssn"),
    ],
    ids=["job", "field", "dataset", "receiver"],
)
def test_a_declaration_of_something_else_does_not(declared: str) -> None:
    assert only(checked(hops(declared), more=shown(hops(WIRE))), "undeclared-flow").verdict == "violated"


def test_a_part_that_is_declared_leaves_the_rest_unknown() -> None:
    whole = shown(hops(WIRE.replace("org/E#ssn", "org/E")))
    found = only(checked(hops(WIRE), more=whole), "undeclared-flow")
    assert (found.verdict, found.detail.partition(":")[0]) == ("unknown", "Set up as a whole, and declared for a part only")


def test_bare_paths_have_one_finding_for_all_flows() -> None:
    found = only(checked(SYSTEMS + "bare: true\n", more=shown(hops(WIRE, WIRE.replace("hr/", "mail/")))), "undeclared-flow")
    assert (found.severity, found.where) == ("info", "the whole run")
    assert found.detail == "2 flows leave their System; without a map none is declared."


def test_a_declaration_that_nothing_read_would_show_is_unconfirmed_once_for_the_system_that_would() -> None:
    other = WIRE.replace("name: wire, runs_in: org", "name: push, runs_in: hr")
    answer = checked(hops(WIRE, WIRE.replace("#ssn, to", "#email, to"), WIRE.replace("wire", "cable"), other))
    assert [(one.where, one.severity, one.detail) for one in of_rule(answer, "unconfirmed-declaration")] == [
        ("hr", "info", "Nothing of it was read that would show what is declared of push."),
        ("org", "info", "Nothing of it was read that would show what is declared of cable, wire."),
    ]


def test_what_metadata_shows_is_neither_idle_nor_unconfirmed() -> None:
    answer = checked(hops(WIRE), more=shown(hops(WIRE.replace("hr/P#ssn", "hr"))))
    assert [one for rule in ("idle-declaration", "unconfirmed-declaration") for one in of_rule(answer, rule)] == []


DECLARED_MESSAGE = hops(WIRE.replace("{name: wire, runs_in: org}", "org/@job/outbound-message/E.Send"))
READ = Evidence(basis=Basis.CONFIGURED, connector="metadata", locator="E.workflow:3")


def message(name: str, active: Active = Active.YES) -> Job:
    id = Id.system("org").of_kind("job", f"outbound-message/{name}")
    return Job(id=id, subtype="outbound message", runs_in=Id.system("org"), active=active, evidence=(READ,))


GAP = Gap(surface="outbound message", what="A file could not be read.", why="it is no XML", hides="messages")


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ([message("E.Other")], "Declared, and org has no such outbound message."),
        ([message("E.Send", Active.NO)], "Declared, and org: job outbound-message/E.Send is switched off."),
        ([message("E.Send")], ""),
        ([message("E.Other"), GAP], ""),
        ([], ""),
    ],
    ids=["none of that name", "switched off", "there, and not read inside", "not read whole", "nothing read"],
)
def test_idle_only_where_whatever_would_show_it_was_read_whole(more: list[AnyRecord], reason: str) -> None:
    answer = checked(DECLARED_MESSAGE, more=more)
    idle = [(one.verdict, one.severity, one.detail) for one in of_rule(answer, "idle-declaration")]
    assert idle == ([("violated", "low", reason)] if reason else [])
    assert bool(of_rule(answer, "unconfirmed-declaration")) == (not reason)
