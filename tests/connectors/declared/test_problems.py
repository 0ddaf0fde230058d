"""Mistakes in a map: each with file, line, column, value, what is allowed and the nearest name; all at once."""

import pytest

from tests.connectors.declared.maps import SYSTEMS, problems


def test_all_mistakes_of_all_files_are_told_at_once() -> None:
    first = """
systems:
  crm: {kind: salesfroce, operator: Acme}
  mule: {operater: MuleSoft}
  warehouse: {}
"""
    second = """
hops:
  - {from: Contact.Email, to: warehuose/T#E, channel: nowhere}
  - {from: crm/Contact#Email, to: mul, tls: maybe}
authorizations:
  - {party: MuleSoft, source: crn, elements: [emial, ssn], categories: [AB], until: 2026-02-30}
  - {party: MuleSoft, elements: all, from: 2026-02-02, until: 2026-02-01}
"""
    assert problems(first, second) == [
        "a.yaml:3:15: systems.crm.kind: 'salesfroce' is not allowed; allowed: other, portal, public, salesforce. "
        "Did you mean 'salesforce'?",
        "a.yaml:4:10: systems.mule: unknown key 'operater'; allowed: at_rest, gateway, internal, kind, label, matches, "
        "namespace, operator, org, receives, region, role, segment. Did you mean 'operator'?",
        "b.yaml:3:31: there is no System 'warehuose'; known: crm, mule, salesforce://acme, warehouse. Did you mean 'warehouse'?",
        "b.yaml:3:55: there is no channel 'nowhere'",
        "b.yaml:4:35: there is no System 'mul'; known: crm, mule, salesforce://acme, warehouse. Did you mean 'mule'?",
        "b.yaml:4:45: hops[1].tls: yes or no is wanted (true or false), not 'maybe'",
        "b.yaml:6:31: there is no System 'crn'; known: crm, mule, salesforce://acme, warehouse. Did you mean 'crm'?",
        "b.yaml:6:47: there is no data element 'emial'; `lineage schema map` lists them, `dictionary:` adds your own. "
        "Did you mean 'email'?",
        "b.yaml:6:73: there is no category 'AB'; known: A, B, C, D, E, F, G, H, I, J, K, L. Did you mean 'B'?",
        "b.yaml:6:85: authorizations[0].until: a day is wanted, such as 2026-12-31, not '2026-02-30'",
        "b.yaml:7:5: 'source' is missing: a right says who receives and from where",
        "b.yaml:7:63: the last day, 2026-02-01, is before the first, 2026-02-02",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hops: [{to: mule}]", "a.yaml:1:8: 'from' is missing"),
        ("hops: [{from: Contact.Email}]", "a.yaml:1:8: a hop goes somewhere: `to`, or `map`, is missing"),
        ("hops: [{from: crm, to: mule, map: {A.b: mule}}]", "a.yaml:1:30: `to` and `map` exclude each other"),
        ("hops: [{from: Contact.A, to: 'mule/T#*'}]", "a.yaml:1:30: a target `dataset#*` needs a source `dataset#*`"),
        ("hops: [{from: Contact.A, to: mul}]", "a.yaml:1:30: there is no System 'mul'"),
        ("hops: [{from: Contact.A, to: 'kafka://broker:9092/topic#f'}]", "a.yaml:1:30: there is no System 'kafka://broker:9092'"),
        (
            "hops: [{from: Contact.A, to: 'https://${HOST}/x'}]",
            "a.yaml:1:30: no host can be read from the URL 'https://${HOST}/x'",
        ),
        ("hops: [{from: 'crm/#A', to: mule}]", "a.yaml:1:15: 'crm/#A' is no id; write `system/dataset#field`"),
        (
            "hops: [{from: 'https://x.example', map: {A.b: mule}}]",
            "a.yaml:1:15: a mapping is from a System or a dataset, not from",
        ),
        ("hops: [{from: crm, map: {A.b: mule}, drop: [A.b]}]", "a.yaml:1:26: 'A.b' stands in `map` and in `drop`"),
        ("hops: [{from: Contact.A, to: mule, runs_in: mule}]", "a.yaml:1:8: a job without a name; add `job: name`"),
        (
            "hops: [{from: Contact.A, to: mule, basis: observed}]",
            "a.yaml:1:43: basis: 'observed' is not allowed; allowed: declared",
        ),
        ("hops: [5]", "a.yaml:1:8: hops[0]: a mapping is wanted (`key: value`), not 5"),
        ("hops: {from: a}", "a.yaml:1:7: hops: a list is wanted (`- …`), not {'from': 'a'}"),
        (
            "hosp: []",
            "a.yaml:1:1: unknown key 'hosp'; allowed: access, assessments, authorizations, authorizations_csv, "
            "blocks, channels, classification, datasets, dictionary, hops",
        ),
        ("- a", "a.yaml:1:1: a map is a mapping (`systems:`, `hops:`…), not ['a']"),
        ("internal: yes", "a.yaml:1:11: internal: 'yes' is not allowed; allowed: required"),
        ("systems: {mule: {}}", "b.yaml:4:3: systems: 'mule' is there twice; first at a.yaml:1:11"),
        ("systems: {a/b: {}}", "a.yaml:1:11: systems: 'a/b' is no name for a System"),
        ("systems: {two: {namespace: mule}}", "b.yaml:4:3: systems: 'two' and 'mule' are both mule; give each its own"),
        (
            "systems: {two: {kind: salesforce}}",
            "b.yaml:3:3: systems: 'two' and 'crm' are both salesforce://acme; give one an `org:`",
        ),
        ("datasets: {mule: {}}", "a.yaml:1:12: 'mule' is no dataset; write `system/dataset`"),
        ("datasets: {crm/X__x: {external: {}}}", "a.yaml:1:33: datasets.crm/X__x.external: 'remote' is missing"),
        ("classification: {mule/T: [ssn]}", "a.yaml:1:18: 'mule/T' is no field; write `system/dataset#field`"),
        ("classification: {Contact.A: [ssm]}", "a.yaml:1:29: there is no data element 'ssm'"),
        ("classification: {Contact.A: {ssn: hashed}}", "a.yaml:1:35: classification.Contact.A.ssn: 'hashed' is not allowed"),
        ("authorizations: [{party: x, source: mule}]", "a.yaml:1:18: 'elements', 'categories' or 'fields' is missing"),
        ("authorizations: [{party: x, source: mule, elements: [all, ssn]}]", "a.yaml:1:54: `all` covers everything"),
        ("authorizations: [{party: x, source: mule, categories: [Z]}]", "a.yaml:1:56: there is no category 'Z'; known: A, B"),
        ("authorizations: [{party: x, source: mule, elements: [ae(1)(Q)]}]", "a.yaml:1:54: there is no data element 'ae(1)(Q)'"),
        ("dictionary: {mine: {categories: [Q]}}", "a.yaml:1:34: there is no category 'Q'"),
        (
            "hops: [{from: crm, to: mule, job: {name: j, runs_in: hr}}, {from: crm, to: mule, job: {name: j, runs_in: mule}}]",
            "a.yaml:1:87: the job 'j' runs in hr as well as in mule; give it two names",
        ),
    ],
)
def test_a_mistake_is_told_where_it_stands(text: str, said: str) -> None:
    told = problems(text, SYSTEMS)
    assert [problem for problem in told if problem.startswith(said)], told


def test_of_an_entry_with_a_mistake_the_rest_is_read_and_nothing_is_called_missing() -> None:
    told = problems("systems: {a: }\nhops: [{from: 1.5, to: b}, {from: a, to: 1.5}, {from: a, map: {c: d}, job: {}}]")
    assert [problem.partition(" ")[0] for problem in told] == [
        "a.yaml:2:15:",
        "a.yaml:2:24:",
        "a.yaml:2:42:",
        "a.yaml:2:67:",
        "a.yaml:2:76:",
    ]


def test_a_name_without_a_system_needs_the_only_org() -> None:
    two = "systems: {a: {kind: salesforce, org: a}, b: {kind: salesforce, org: b}}\nhops: [{from: Contact.Email, to: b}]"
    assert problems(two) == ["a.yaml:2:15: 'Contact.Email' does not say its System; write `system/dataset#field`"]


def test_a_system_whose_entry_is_wrong_is_not_missed_as_well() -> None:
    assert len(problems("systems: {a: {kinds: x}, b: }\nhops: [{from: a/T#f, to: b}]")) == 1


def test_credentials_in_an_address_are_not_repeated() -> None:
    (told,) = problems("systems: {a: }\nhops: [{from: a, to: a, urll: 'https://me:hunter2@x.example'}]")
    assert "hunter2" not in told
