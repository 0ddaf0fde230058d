from collections.abc import Mapping

from pydantic import TypeAdapter

from lineage.model.declared_hops import HopShape
from lineage.reading.problems import checked, choice, nearest, shown
from lineage.reading.yaml import parse_yaml

HOP = TypeAdapter(HopShape)


def problems(text: str) -> list[str]:
    document = parse_yaml(text, "maps/a.yaml")
    assert isinstance(document.value, Mapping)
    _, wrong = checked(HOP, document, ("hop",), document.value["hop"])
    return [str(problem) for problem in sorted(wrong)]


def test_all_problems_of_a_value_are_told_at_once_each_with_its_place() -> None:
    assert problems("hop:\n  from: a\n  too: b\n  active: maybe\n  tls: perhaps\n") == [
        "maps/a.yaml:3:3: hop: unknown key 'too'; allowed: about, active, application, basis, caches_payload, channel, drop, "
        "enforced, except, from, job, logs_payload, map, min_group, onward, partly, precision, principal, reads, runs_in, tls, "
        "to, transform, transit, url. Did you mean 'to'?",
        "maps/a.yaml:4:11: hop.active: 'maybe' is not allowed; allowed: no, unknown, yes",
        "maps/a.yaml:5:8: hop.tls: yes or no is wanted (true or false), not 'perhaps'",
    ]


def test_a_problem_inside_a_short_form_is_placed_at_what_was_written() -> None:
    assert problems("hop:\n  map: {a: 1.5, b: [c, {t: x}]}\n") == [
        "maps/a.yaml:2:12: hop.map.a: text is wanted (in quotes, if it looks like a number), not 1.5",
        "maps/a.yaml:2:24: hop.map.b[1]: 'to' is missing",
        "maps/a.yaml:2:25: hop.map.b[1]: unknown key 't'; allowed: min_group, to, transform. Did you mean 'to'?",
    ]


def test_the_keys_of_a_part_are_the_ones_that_this_part_allows() -> None:
    assert problems("hop:\n  partly: {too: x}\n  job: {nam: j}\n") == [
        "maps/a.yaml:2:11: hop.partly: 'to' is missing",
        "maps/a.yaml:2:12: hop.partly: unknown key 'too'; allowed: names, to. Did you mean 'to'?",
        "maps/a.yaml:3:8: hop.job: 'name' is missing",
        "maps/a.yaml:3:9: hop.job: unknown key 'nam'; allowed: caches_payload, gateway, logs_payload, name, runs_in, segment, type. "
        "Did you mean 'name'?",
    ]


def test_a_value_that_is_right_has_no_problems() -> None:
    assert problems("hop: {from: a/b#c, to: d/e#f, active: no, except: x, job: 7}") == []


def test_the_nearest_name_ignores_case_and_is_left_out_where_nothing_is_near() -> None:
    assert nearest("WAREHUOSE", ["warehouse", "mule"]) == "warehouse"
    assert nearest("zzz", ["warehouse", "mule"]) == ""


def test_of_many_names_the_first_are_listed_and_the_rest_counted() -> None:
    assert choice("x", [f"s{n:03}" for n in range(40)]).endswith("s028, s029 and 10 more")


def test_secrets_and_credentials_are_not_shown() -> None:
    assert shown("hunter2", key="password") == "'…'"
    assert shown("https://me:hunter2@host/x") == "'https://…@host/x'"
    assert len(shown("x" * 500)) == 60
