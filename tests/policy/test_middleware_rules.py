"""What middleware and receivers keep: logs, caches, and data at rest."""

import pytest

from tests.policy.checking import checked, of_rule, only


def passing(
    mule: str = "", wh: str = "at_rest: encrypted", job: str = "logs_payload: true", hop: str = "", element: str = "ssn"
) -> str:
    return f"""
systems: {{org: {{operator: A}}, mule: {{operator: M, {mule}}}, wh: {{operator: W, {wh}}}}}
elements: {{org/E#f: [{element}]}}
hops:
  - {{from: org/E#f, to: wh/T#f, tls: true, onward: {{tls: true}}, job: {{name: sync, runs_in: mule, {job}}}, {hop}}}
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (passing(), [("unknown", "critical")]),
        (passing(mule="at_rest: unencrypted"), [("violated", "critical")]),
        (passing(job="caches_payload: true", element="email"), [("unknown", "high")]),
        (passing(mule="at_rest: encrypted"), []),
        (passing(job=""), []),
        (passing().replace("[ssn]", "[]"), []),
    ],
    ids=["nobody says", "unencrypted", "a cache", "encrypted", "keeps nothing", "nothing personal"],
)
def test_a_log_or_cache_with_personal_data_in_the_clear(text: str, said: list[tuple[str, str]]) -> None:
    assert [(one.verdict, one.severity) for one in of_rule(checked(text), "payload-kept")] == said


def test_it_says_what_is_kept_and_where() -> None:
    found = only(checked(passing()), "payload-kept")
    assert [(one.basis, one.locator) for one in found.evidence] == [("declared", "case:0")]
    assert (found.where, found.detail) == (
        "mule: log of sync",
        "The log of sync holds ssn in the clear, and nobody says whether it is encrypted at rest.",
    )


def test_a_job_that_keeps_and_runs_nobody_knows_where_is_not_silent() -> None:
    text = passing().replace("runs_in: mule, ", "")
    found = only(checked(text), "payload-kept")
    assert (found.verdict, found.severity, found.remedy) == (
        "unknown",
        "critical",
        "Say in the map where the job runs (`runs_in`).",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (passing(wh="at_rest: unencrypted"), [("violated", "critical")]),
        (passing(wh=""), [("unknown", "high")]),
        (passing(wh="", element="email"), [("unknown", "medium")]),
        (passing(wh="") + "datasets: {wh/T: {at_rest: unencrypted}}\n", [("violated", "critical")]),
        (passing(wh="at_rest: unencrypted") + "datasets: {wh/T: {at_rest: encrypted}}\n", []),
        (passing(wh="at_rest: unencrypted", hop="transform: hash"), []),
        (passing(wh="at_rest: unencrypted", hop="transform: mask"), [("violated", "critical")]),
        (passing(), []),
    ],
    ids=[
        "unencrypted",
        "nobody says",
        "nobody says, less sensitive",
        "one dataset is not",
        "the dataset is",
        "hashed",
        "masked",
        "encrypted",
    ],
)
def test_what_a_receiver_stores(text: str, said: list[tuple[str, str]]) -> None:
    assert [(one.verdict, one.severity) for one in of_rule(checked(text), "stored-in-the-clear")] == said


def test_a_receiver_is_one_finding_that_names_its_datasets() -> None:
    more = "  - {from: org/E#g, to: wh/U#g, tls: true}\n"
    found = only(checked(passing(wh="at_rest: unencrypted") + more), "stored-in-the-clear")
    assert found.detail == "In T, U, it keeps ssn and unclassified data, and it is not encrypted at rest."


def test_what_nobody_tells_of_is_said_beside_what_is_in_the_clear() -> None:
    more = "  - {from: org/E#g, to: wh/U#g, tls: true}\ndatasets: {wh/T: {at_rest: unencrypted}}\n"
    found = only(checked(passing(wh="", element="email") + more), "stored-in-the-clear")
    assert (found.severity, found.verdict) == ("high", "violated")
    assert found.detail == (
        "In T, it keeps email, and it is not encrypted at rest. "
        "In U, it keeps unclassified data, and nobody says whether it is encrypted at rest."
    )


@pytest.mark.parametrize("wh", ["", "at_rest: unencrypted"], ids=["nobody says", "in the clear"])
def test_what_arrives_at_a_receiver_is_told_once(wh: str) -> None:
    answer = checked(passing(wh=wh, job=""))
    assert len(of_rule(answer, "stored-in-the-clear")) == 1
    assert [one.where for one in of_rule(answer, "unencrypted-at-rest") if one.where != "org"] == []


def test_what_a_receiver_holds_besides_is_told_as_what_rests_there() -> None:
    beside = passing(wh="", job="", element="email").replace("elements: {", "elements: {wh/T#tax: [ssn], wh/U#tax: [ssn], ")
    found = only(checked(beside), "unencrypted-at-rest")
    assert (found.where, found.role) == ("wh", "integration owner")
    assert found.detail.startswith("Nothing says whether 2 sensitive fields in 2 datasets rest encrypted: T.tax, U.tax ")


def test_bare_paths_have_one_finding() -> None:
    found = only(checked(passing(wh="") + "bare: true\n"), "stored-in-the-clear")
    assert (found.severity, found.where) == ("info", "the whole run")
