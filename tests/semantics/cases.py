"""Cases of the truth table as records, by the very functions that compile a declared map."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from connectors.declared.compile import compile_sections
from connectors.declared.rights import elements_of
from connectors.declared.scope import Scope
from connectors.declared.sections import Sections, read_sections
from lineage.model.elements import Element
from lineage.model.ids import Id
from lineage.model.records import AnyRecord
from lineage.model.verdicts import Basis
from lineage.reading.yaml import Document, Place, read_yaml, unplaced

T = TypeVar("T")

HOME = Id.system("case")
DEFAULT_DAY = date(2026, 1, 1)

_RENAMED = {"elements": "classification"}
_MAP_KEYS = frozenset({
    "internal", "parties", "systems", "datasets", "channels", "hops", "authorizations", "access", "assessments", "blocks",
    "dictionary", *_RENAMED,
})  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One case: its records, and how the question is put."""

    name: str
    raw: Mapping[str, Any]
    records: tuple[AnyRecord, ...]
    dictionary: Mapping[str, Element]
    """All data elements, the case's own among them."""
    as_of: date
    is_as_of_given: bool
    harvested: date | None
    today: date | None
    """The day to compare with; none where the case gives its as-of."""
    bare: bool
    include_inactive: bool
    trace: Id | None
    upstream: Id | None

    @property
    def about(self) -> str:
        return str(self.raw.get("about", ""))


def load_case(path: Path) -> Case:
    """The case in a file; its records say where in the file they stand."""
    document = read_yaml(path)
    assert isinstance(document.value, Mapping), f"{path} is no case"
    return _case(path.stem, document.value, document)


def case_of(raw: Mapping[str, Any], name: str = "case") -> Case:
    """The case that some values are."""
    return _case(name, raw, None)


def records_of(case: Mapping[str, Any]) -> list[AnyRecord]:
    """The records of a case that was parsed already."""
    return list(case_of(case).records)


def _case(name: str, raw: Mapping[str, Any], document: Document | None) -> Case:
    sections = read_sections([_as_map(raw, name, document)])
    scope = _scope(sections)
    records = tuple(compile_sections(sections, scope))
    problems = [*sections.problems, *scope.problems]
    assert not problems, "\n".join(map(str, problems))
    nowhere = Place(name, 0, 0)
    as_of, harvested, today = (_day(raw.get(key)) for key in ("as_of", "harvested", "today"))
    return Case(
        name=name,
        raw=raw,
        records=records,
        dictionary=elements_of(sections.dictionary),
        as_of=as_of or harvested or DEFAULT_DAY,
        is_as_of_given=as_of is not None,
        harvested=harvested,
        today=None if as_of else today,
        bare=raw.get("bare") is True,
        include_inactive=raw.get("include_inactive") is True,
        trace=scope.field(raw["trace"], nowhere) if raw.get("trace") else None,
        upstream=scope.field(raw["upstream"], nowhere) if raw.get("upstream") else None,
    )


def _as_map(raw: Mapping[str, Any], name: str, document: Document | None) -> Document:
    """What a case shares with a map, under the names that a map has for it."""
    value = _renamed(raw)
    if document is None:
        return unplaced(value, name)
    assert isinstance(document.root.inside, Mapping)
    return Document(document.name, replace(document.root, value=value, inside=_renamed(document.root.inside)))


def _renamed(section: Mapping[str, T]) -> dict[str, T]:
    return {_RENAMED.get(key, key): inner for key, inner in section.items() if key in _MAP_KEYS}


def _scope(sections: Sections) -> Scope:
    """In a case a System's namespace is its name, and nothing has to be declared."""
    names = {name: Id.system(name) for name in sections.named["systems"]}
    folding = frozenset(names[entry.key] for entry in sections.systems if entry.value.kind == "salesforce")
    return Scope(home=HOME, systems=names, folding=folding, is_strict=False, external_basis=Basis.CONFIGURED)


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value if isinstance(value, date) else None
