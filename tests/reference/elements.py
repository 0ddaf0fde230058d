"""Data elements: what the dictionary says of each, and what each field was classified as."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.reference.case_file import Raw, check_keys, listing, mapping
from tests.reference.facts import check_form, clearest
from tests.reference.ids import Names, Node

UNCLASSIFIED = "unclassified"
NOTHING = "nothing personal"


@dataclass(frozen=True)
class Element:
    """What the law says of a data element, as far as verdicts and severities need it."""

    categories: frozenset[str] = frozenset()
    spi: str = "unknown"
    clause: str = ""
    breach: str = "unknown"

    @property
    def is_critical(self) -> bool:
        return self.spi == "yes" or self.breach == "yes"


def read_dictionary(case: Raw, elements_csv: Path) -> dict[str, Element]:
    """The built-in dictionary, with what the case adds to it."""
    with elements_csv.open(encoding="utf-8", newline="") as file:
        known = {
            row["id"]: Element(
                categories=frozenset(one.strip() for one in row["ca_pi_category"].split(";")),
                spi=row["spi"],
                clause=row["spi_clause"],
                breach=row["breach_1798_82h"],
            )
            for row in csv.DictReader(file)
        }
    for name, value in mapping(case.get("dictionary")).items():
        raw, before = mapping(value), known.get(str(name), Element())
        check_keys(f"dictionary {name}", raw, frozenset({"categories", "spi", "clause", "breach"}))
        categories = before.categories
        if raw.get("categories") is not None:
            categories = frozenset(str(one) for one in listing(raw["categories"]))
        known[str(name)] = Element(
            categories=categories,
            spi=_word(raw.get("spi", before.spi)),
            clause=str(raw.get("clause", before.clause)),
            breach=_word(raw.get("breach", before.breach)),
        )
    return known


def _word(value: object) -> str:
    """A word such as yes, no or conditional, also where it was written as a boolean."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def read_classification(case: Raw, names: Names) -> dict[Node, dict[str, str]]:
    """The elements, with their forms, of each classified field; an empty entry is a classification too."""
    own: dict[Node, dict[str, str]] = {}
    for text, value in mapping(case.get("elements")).items():
        forms = value if isinstance(value, dict) else dict.fromkeys(listing(value), "clear")
        own[names.find(text)] = {str(name): check_form(str(form)) for name, form in forms.items()}
    return own


class Entry(NamedTuple):
    """How an item came into an in-flight dataset: from which System, by which job, out of which field."""

    system: str
    job: str
    field: Node | None


class Item(NamedTuple):
    """One thing that a walk carries: an element, its form now, and how it came in while it is in flight."""

    element: str
    form: str
    entry: Entry | None = None

    @property
    def is_personal(self) -> bool:
        return self.element not in (UNCLASSIFIED, NOTHING)


Items = frozenset[Item]


def unite(items: Iterable[Item]) -> Items:
    """Items together: each element in its clearest form, and `nothing` only where nothing else came in the same way."""
    best: dict[tuple[str, Entry | None], Item] = {}
    for item in items:
        other = best.get((item.element, item.entry))
        if other is None or clearest((item.form, other.form)) != other.form:
            best[item.element, item.entry] = item
    full = {item.entry for item in best.values() if item.element != NOTHING}
    return frozenset(item for item in best.values() if item.element != NOTHING or item.entry not in full)


def forms_of(items: Iterable[Item]) -> dict[str, str]:
    """The clearest form of each personal element."""
    return {
        item.element: item.form
        for item in sorted(unite(item._replace(entry=None) for item in items), key=lambda item: item.element)
        if item.is_personal
    }
