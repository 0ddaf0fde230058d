"""The sections of a map, which may be spread over several files: every valid entry with its place, and what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import TypeAdapter

from lineage.model.declared_hops import ChannelShape, HopShape
from lineage.model.declared_map import (
    DatasetShape,
    ElementShape,
    FormName,
    Forms,
    MapShape,
    RightShape,
    SystemShape,
)
from lineage.model.declared_people import AccessShape, AssessmentShape, BlockShape, PartyShape
from lineage.reading.problems import Entry, Problem, checked, choice, shown
from lineage.reading.yaml import Document

T = TypeVar("T")

_SYSTEM = TypeAdapter(SystemShape)
_DATASET = TypeAdapter(DatasetShape)
_CHANNEL = TypeAdapter(ChannelShape)
_HOP = TypeAdapter(HopShape)
_RIGHT = TypeAdapter(RightShape)
_ELEMENT = TypeAdapter(ElementShape)
_PARTY = TypeAdapter(PartyShape)
_ACCESS = TypeAdapter(AccessShape)
_ASSESSMENT = TypeAdapter(AssessmentShape)
_BLOCK = TypeAdapter(BlockShape)
_FORMS: TypeAdapter[Mapping[str, FormName]] = TypeAdapter(Forms)
_REQUIRED = "required"


@dataclass(frozen=True)
class Sections:
    """Everything that the files of one map say, in the order in which they say it."""

    parties: Sequence[Entry[PartyShape]] = ()
    systems: Sequence[Entry[SystemShape]] = ()
    datasets: Sequence[Entry[DatasetShape]] = ()
    channels: Sequence[Entry[ChannelShape]] = ()
    hops: Sequence[Entry[HopShape]] = ()
    authorizations: Sequence[Entry[RightShape]] = ()
    access: Sequence[Entry[AccessShape]] = ()
    assessments: Sequence[Entry[AssessmentShape]] = ()
    blocks: Sequence[Entry[BlockShape]] = ()
    classification: Sequence[Entry[Mapping[str, FormName]]] = ()
    dictionary: Sequence[Entry[ElementShape]] = ()
    is_right_required: bool = False
    """Hops between Systems of one operator need a right everywhere."""
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Section → the names that it declares, those included whose entry is wrong."""
    problems: list[Problem] = field(default_factory=list)


def read_sections(documents: Sequence[Document]) -> Sections:
    """The entries of some documents; what is wrong with them stands in `problems`."""
    problems = [problem for document in documents for problem in _top(document)]
    tops = [(document, document.value) for document in documents if isinstance(document.value, Mapping)]
    return Sections(
        parties=_by_key(tops, "parties", _PARTY, problems),
        systems=_by_key(tops, "systems", _SYSTEM, problems),
        datasets=_by_key(tops, "datasets", _DATASET, problems),
        channels=_by_key(tops, "channels", _CHANNEL, problems),
        hops=_in_order(tops, "hops", _HOP, problems),
        authorizations=_in_order(tops, "authorizations", _RIGHT, problems),
        access=_in_order(tops, "access", _ACCESS, problems),
        assessments=_in_order(tops, "assessments", _ASSESSMENT, problems),
        blocks=_in_order(tops, "blocks", _BLOCK, problems),
        classification=_by_key(tops, "classification", _FORMS, problems, nothing=[]),
        dictionary=_by_key(tops, "dictionary", _ELEMENT, problems),
        is_right_required=any(top.get("internal") == _REQUIRED for _, top in tops),
        named={section: _keys(tops, section) for section in ("systems", "channels", "dictionary", "parties")},
        problems=problems,
    )


def _top(document: Document) -> Iterator[Problem]:
    top = document.value
    if top is None:
        return
    if not isinstance(top, Mapping):
        yield Problem(document.place(), f"a map is a mapping (`systems:`, `hops:`…), not {shown(top)}")
        return
    for key in top:
        if key not in MapShape.model_fields:
            text = f"unknown key {key!r}{choice(str(key), MapShape.model_fields, 'allowed')}"
            yield Problem(document.key_place(key), text)
    if top.get("internal") not in (None, _REQUIRED):
        yield Problem(document.place("internal"), f"internal: {shown(top['internal'])} is not allowed; allowed: {_REQUIRED}")


def _keys(tops: Sequence[tuple[Document, Mapping[str, Any]]], section: str) -> frozenset[str]:
    found = [top[section] for _, top in tops if isinstance(top.get(section), Mapping)]
    return frozenset(str(key) for keys in found for key in keys)


def _by_key(
    tops: Sequence[tuple[Document, Mapping[str, Any]]],
    name: str,
    adapter: TypeAdapter[T],
    problems: list[Problem],
    nothing: object = None,
) -> tuple[Entry[T], ...]:
    """The entries of a section that is a mapping; `nothing` stands for an entry without content."""
    found: dict[str, Entry[T]] = {}
    seen: dict[str, Document] = {}
    for document, top in tops:
        section = top.get(name)
        if section is not None and not isinstance(section, Mapping):
            problems.append(Problem(document.place(name), f"{name}: a mapping is wanted (`name: …`), not {shown(section)}"))
            continue
        for key, value in (section or {}).items():
            if key in seen:
                first = seen[key].key_place(name, key)
                problems.append(Problem(document.key_place(name, key), f"{name}: {key!r} is there twice; first at {first}"))
                continue
            seen[key] = document
            given = value if value is not None else ({} if nothing is None else nothing)
            entry, wrong = checked(adapter, document, (name, key), given)
            problems.extend(wrong)
            if entry is not None:
                found[key] = entry
    return tuple(found.values())


def _in_order(
    tops: Sequence[tuple[Document, Mapping[str, Any]]], name: str, adapter: TypeAdapter[T], problems: list[Problem]
) -> tuple[Entry[T], ...]:
    """The entries of a section that is a list."""
    found: list[Entry[T]] = []
    for document, top in tops:
        section = top.get(name)
        if section is not None and not isinstance(section, list | tuple):
            problems.append(Problem(document.place(name), f"{name}: a list is wanted (`- …`), not {shown(section)}"))
            continue
        for position, value in enumerate(section or ()):
            entry, wrong = checked(adapter, document, (name, position), value)
            problems.extend(wrong)
            if entry is not None:
                found.append(entry)
    return tuple(found)
