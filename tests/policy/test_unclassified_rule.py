"""Fields that nobody classified and that leave their System: one finding for each dataset."""

import pytest

from tests.policy.checking import checked, of_rule, only

TEXT = """
systems: {org: {operator: A}, b: {operator: B}, c: {operator: C}}
datasets: {org/E: {fields: [f, g, h, i]}}
elements: {org/E#f: [email], org/E#i: []}
hops:
"""


@pytest.mark.parametrize(
    ("hops", "detail"),
    [
        (["{from: org/E#g, to: b/T#g, tls: true}"], "g goes to b."),
        (["{from: org/E#g, to: b/T#g, tls: true}", "{from: org/E#h, to: c/T#h, tls: true}"], "g, h go to b, c."),
        (["{from: org/E, to: b/T, tls: true}"], "With the whole of it, 2 unclassified fields go to b."),
        (["{from: org/E, to: b/T, tls: true, except: [g]}"], "With the whole of it, 1 unclassified field goes to b."),
        (["{from: org, to: b, tls: true}"], "With the whole System, 2 unclassified fields go to b."),
    ],
)
def test_it_says_which_fields_go_and_where(hops: list[str], detail: str) -> None:
    found = only(checked(TEXT + "".join(f"  - {hop}\n" for hop in hops)), "unclassified-moving")
    assert (found.verdict, found.severity, found.detail) == ("unknown", "high", detail)


@pytest.mark.parametrize(
    "hop",
    [
        "{from: org/E#f, to: b/T#f, tls: true}",
        "{from: org/E#i, to: b/T#i, tls: true}",
        "{from: org/E#g, to: org/F#g}",
        "{from: org/E#g, to: b/T#g, basis: permitted, tls: true}",
        "{from: org/E#g, to: b/T#g, tls: true, active: no}",
    ],
    ids=["classified", "classified as nothing personal", "stays", "could be read", "switched off"],
)
def test_what_is_classified_or_does_not_move_is_clean(hop: str) -> None:
    assert of_rule(checked(f"{TEXT}  - {hop}\n"), "unclassified-moving") == []


def test_middleware_on_the_way_is_not_told_again() -> None:
    hop = "{from: org/E#g, to: b/T#g, tls: true, job: {name: j, runs_in: c}, onward: {tls: true}}"
    assert [one.where for one in of_rule(checked(f"{TEXT}  - {hop}\n"), "unclassified-moving")] == ["org: E"]
