"""Comparing an answer with what a case expects of it."""

from collections.abc import Iterator
from datetime import date

from tests.reference.case_file import Raw, listing, mapping

_LISTS = {"expect_onward": "possible_onward", "expect_inactive": "inactive", "expect_channels": "plain_channels"}


def check_expectations(case: Raw, answer: Raw) -> list[str]:
    """A line for each expectation that the answer does not meet."""
    return list(_failures(case, answer))


def _failures(case: Raw, answer: Raw) -> Iterator[str]:
    if "expect_error" in case:
        expected = case["expect_error"]
        yield from _keys("error", expected if isinstance(expected, dict) else {"error": expected}, answer)
        return
    if "error" in answer:
        yield f"error: {answer['error']} {answer['names']}"
        return
    if "expect" in case:
        yield from _rows(mapping(case["expect"]), answer["rows"])
    for hop, expected in mapping(case.get("expect_hops")).items():
        yield from _hop(str(hop), expected, answer["hops"])
    for key, name in _LISTS.items():
        if key in case:
            yield from _differs(name, sorted(listing(case[key])), answer[name])
    if "expect_elements" in case:
        elements, expected = answer["elements"], case["expect_elements"]
        with_forms = isinstance(expected, dict)
        yield from _differs(
            "elements", expected if with_forms else sorted(listing(expected)), elements if with_forms else [*elements]
        )


def _rows(expected: Raw, rows: Raw) -> Iterator[str]:
    for node in sorted(expected.keys() | rows.keys()):
        if node not in rows:
            yield f"{node}: no such row"
        elif node not in expected:
            yield f"{node}: unexpected row {rows[node]}"
        else:
            yield from _keys(node, mapping(expected[node]), rows[node])


def _hop(hop: str, expected: object, hops: Raw) -> Iterator[str]:
    if expected is None:
        if hop in hops:
            yield f"{hop}: must not exist"
    elif hop not in hops:
        yield f"{hop}: no such hop among {sorted(hops)}"
    else:
        yield from _keys(hop, mapping(expected), hops[hop])


def _keys(where: str, expected: Raw, found: Raw) -> Iterator[str]:
    """Compare the keys that are given: lists as sets, `witness` by its nodes, `last_crossing` key by key."""
    for key, value in expected.items():
        here = f"{where} {key}"
        if key not in found:
            yield f"{here}: the answer has no such key"
        elif key == "witness":
            for verdict, via in mapping(value).items():
                shown = found[key][verdict]
                yield from _differs(f"{here} {verdict}", via, shown if isinstance(via, dict) else shown["via"])
        elif key == "last_crossing":
            yield from _keys(here, mapping(value), found[key])
        elif isinstance(found[key], list):
            yield from _differs(here, sorted(str(one) for one in listing(value)), found[key])
        else:
            yield from _differs(here, value.isoformat() if isinstance(value, date) else value, found[key])


def _differs(where: str, expected: object, found: object) -> Iterator[str]:
    if expected != found:
        yield f"{where}: expected {expected!r}, found {found!r}"
