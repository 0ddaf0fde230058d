"""Gateways, the hardened segment, regions and sub-processors: a violating and a clean example of each rule."""

import pytest

from tests.policy.checking import checked, of_rule

SSN = "elements: {org/C#f: [ssn], p/x#f: [ssn]}\n"
HOP = "hops: [{from: org/C#f, to: p/x#f, tls: true, job: j}]\n"


def found(text: str, rule: str) -> list[tuple[str, str, str]]:
    """Verdict, severity and detail of the findings of a rule."""
    return [(one.verdict, one.severity, one.detail) for one in of_rule(checked(text), rule)]


def systems(org: str = "", p: str = "", more: str = "") -> str:
    return f"systems: {{org: {{kind: salesforce, operator: A{org}}}, p: {{operator: B{p}}}{more}}}\n"


GATEWAY = ", g: {operator: A, gateway: {rate_limit: yes, validation: yes, payload_inspection: yes}}"


def test_sensitive_data_that_passes_no_gateway_goes_around_it() -> None:
    assert found(systems(more=GATEWAY) + SSN + HOP, "around-the-gateway") == [
        ("violated", "critical", "Passes no declared gateway: C.f (ssn).")
    ]


@pytest.mark.parametrize(
    "hop",
    [
        "{from: org/C#f, to: p/x#f, tls: true, job: {name: j, runs_in: g}}",
        "{from: org/C#f, to: g/x#f, tls: true, job: j}",
        "{from: org/C#f, to: p/x#f, tls: true, job: {name: j, gateway: {rate_limit: yes, validation: yes, payload_inspection: yes}}}",
        "{from: p/y#f, to: g/x#f, tls: true, job: j}",
    ],
)
def test_what_passes_the_gateway_or_no_org_is_in_order(hop: str) -> None:
    assert found(systems(more=GATEWAY) + SSN + f"hops: [{hop}]", "around-the-gateway") == []


def test_what_is_only_permitted_may_go_around_the_gateway() -> None:
    hop = "hops: [{from: org/C#f, to: p/x#f, tls: true, basis: permitted, application: a}]"
    assert [verdict for verdict, _, _ in found(systems(more=GATEWAY) + SSN + hop, "around-the-gateway")] == ["unknown"]


def test_without_any_gateway_that_is_said_once() -> None:
    assert found(systems() + SSN + HOP, "around-the-gateway") == [
        ("unknown", "info", "No gateway is declared; 1 hop with sensitive data could not be held against one.")
    ]


@pytest.mark.parametrize(
    ("gateway", "said"),
    [
        ("{rate_limit: yes, validation: yes, payload_inspection: yes}", []),
        (
            "{rate_limit: no, validation: yes, payload_inspection: yes}",
            [("violated", "medium", "It does not limit how much passes.")],
        ),
        (
            "{rate_limit: no, validation: yes}",
            [("violated", "medium", "It does not limit how much passes. Nobody says that it does look into payloads.")],
        ),
        (
            "{validation: yes, payload_inspection: yes}",
            [("unknown", "medium", "Nobody says that it does limit how much passes.")],
        ),
    ],
)
def test_a_gateway_does_all_three_or_is_found(gateway: str, said: list[tuple[str, str, str]]) -> None:
    assert found(systems(more=f", g: {{gateway: {gateway}}}") + SSN + HOP, "gateway-does-less") == said


def test_sensitive_data_that_touches_the_segment_nowhere_is_outside_it() -> None:
    text = systems(more=", s: {segment: hardened}") + SSN + HOP
    assert found(text, "outside-the-segment") == [("violated", "critical", "Touches no hardened segment: C.f (ssn).")]


def test_a_segment_at_either_end_or_of_the_job_will_do() -> None:
    for text in (
        systems(p=", segment: hardened") + HOP,
        systems(org=", segment: hardened") + HOP,
        systems() + "hops: [{from: org/C#f, to: p/x#f, tls: true, job: {name: j, segment: hardened}}]",
    ):
        assert found(text + "\n" + SSN, "outside-the-segment") == []


def test_without_any_segment_that_is_said_once() -> None:
    assert found(systems() + SSN + HOP, "outside-the-segment") == [
        ("unknown", "info", "No hardened segment is declared; 1 hop with sensitive data could not be held against one.")
    ]


REGIONS = systems(org=", region: US", p=", region: EU")


def right(more: str) -> str:
    return f"authorizations: [{{party: B, source: org, elements: [ssn]{more}}}]\n"


def test_another_region_needs_a_safeguard_on_a_right_that_covers_the_hop() -> None:
    said = [("violated", "critical", "Goes from US to EU without a safeguard that covers it: C.f (ssn).")]
    for rights in (
        "",
        right(""),
        right(", safeguard: scc, regions: [UK]"),
        right(", safeguard: scc, until: 2025-01-01"),
        right(", safeguard: scc, job: other"),
        right(", safeguard: scc").replace("ssn", "email"),
        right(", safeguard: scc").replace("source: org", "source: p"),
    ):
        assert found(REGIONS + SSN + HOP + rights, "region-crossing") == said, rights


def test_a_safeguard_or_the_same_region_is_in_order() -> None:
    for text in (
        REGIONS + right(", safeguard: scc"),
        REGIONS + right(", safeguard: scc, regions: [US, EU]"),
        systems(org=", region: US", p=", region: US"),
        systems(org=", region: US") + "parties: {B: {region: US}}\n",
    ):
        assert found(text + SSN + HOP, "region-crossing") == [], text


def test_a_region_that_nobody_says_is_unknown_and_none_at_all_is_said_once() -> None:
    assert found(systems(org=", region: US") + SSN + HOP, "region-crossing") == [
        ("unknown", "critical", "Nobody says in which region p is: C.f (ssn).")
    ]
    assert found(systems() + SSN + HOP, "region-crossing") == [
        ("unknown", "info", "No region is declared; 1 hop with personal data could not be held against one.")
    ]


def test_a_safeguard_for_what_came_through_middleware_is_that_of_where_it_came_from() -> None:
    text = """
systems:
  org: {kind: salesforce, operator: A, region: US}
  m: {operator: M, region: US}
  p: {operator: B, region: EU}
elements: {org/C#f: [ssn]}
hops: [{from: org, job: {name: j, runs_in: m}, tls: true, onward: {tls: true}, map: {C.f: p/x#f}}]
"""
    assert len(found(text, "region-crossing")) == 1
    assert found(text + right(", safeguard: scc"), "region-crossing") == []


ONWARD = "hops: [{from: p/x#f, to: q/y#f, tls: true, job: j}]\n"
WITH_Q = systems(more=", q: {operator: Q}") + SSN + ONWARD


def test_a_receiver_passes_on_to_its_sub_processors_only() -> None:
    assert found(WITH_Q + "parties: {B: {sub_processors: [X]}}", "undeclared-sub-processor") == [
        ("violated", "critical", "Q is not among the sub-processors of B: x.f (ssn).")
    ]
    for lists in (
        "parties: {B: {sub_processors: [X, Q]}}",
        "authorizations: [{party: B, source: org, elements: all, sub_processors: Q}]",
        "authorizations: [{party: B, source: org, elements: all, sub_processors: allowed}]",
    ):
        assert found(WITH_Q + lists, "undeclared-sub-processor") == []


def test_a_receiver_that_nobody_runs_is_on_nobodys_list() -> None:
    nobody = WITH_Q.replace("p: {operator: B", "p: {label: Pee") + "parties: {X: {sub_processors: [Q]}}"
    assert found(nobody, "undeclared-sub-processor") == [
        ("unknown", "critical", "Nobody lists to whom Pee may pass data on, as it does to Q: x.f (ssn).")
    ]


def test_a_receiver_whose_sub_processors_nobody_lists_is_unknown() -> None:
    assert found(WITH_Q + "parties: {X: {sub_processors: [Q]}}", "undeclared-sub-processor") == [
        ("unknown", "critical", "Nobody lists to whom B may pass data on, as it does to Q: x.f (ssn).")
    ]
    assert found(WITH_Q, "undeclared-sub-processor") == [
        ("unknown", "info", "No list of sub-processors is declared; 1 hop between receivers could not be held against one.")
    ]


def test_what_comes_back_to_us_and_what_we_send_is_not_passed_on() -> None:
    hops = "hops: [{from: p/x#f, to: org/C#g, tls: true}, {from: org/C#f, to: p/x#f, tls: true}]\n"
    assert found(systems() + SSN + hops + "parties: {B: {sub_processors: [X]}}", "undeclared-sub-processor") == []


def test_people_who_look_in_have_no_region_and_no_gateway() -> None:
    text = "systems: {org: {kind: salesforce, operator: A, region: US}, p: {kind: portal}}\n"
    assert found(text + SSN + HOP, "region-crossing") == []
    assert found(text.replace("}\n", GATEWAY + "}\n") + SSN + HOP, "around-the-gateway") == []
