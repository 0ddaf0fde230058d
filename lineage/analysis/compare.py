"""What differs between two graphs: nodes, hops, classifications, rights, facts and elements, property by property; and gaps."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from lineage.columns import Kind
from lineage.graph.by_node import take
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.nodes import KINDS
from lineage.model.answers import ChangeLine
from lineage.model.records import Assessment, Block, Declaration, Gap, Party, TimeBoundGrant
from lineage.model.verdicts import Active, Basis, Transit

Properties = Mapping[str, str]
"""Property → value in words; what was not said is missing."""
Raw = tuple[Any, ...]
"""A thing as a table has it: equal exactly where nothing changed."""

_LINE = re.compile(r":\d+(?::\d+)?$")
_RECORDS = {kind: record for record, kind in KINDS.items()}


def compare(before: LineageGraph, after: LineageGraph) -> tuple[ChangeLine, ...]:
    """Every difference but those of gaps, by kind, id, change and property."""
    lines: list[ChangeLine] = []
    for kind in Kind:
        lines.extend(_differences(kind.name.lower(), _nodes(before, kind), _nodes(after, kind), _node_in_words))
    for name, read in _READ.items():
        lines.extend(_differences(name, read(before), read(after), dict))
    return tuple(sorted(lines, key=lambda line: (line.kind, line.id, line.change, line.property)))


def compare_gaps(before: LineageGraph, after: LineageGraph) -> tuple[tuple[Gap, ...], tuple[Gap, ...]]:
    """The gaps that came, and those that went; a gap whose line moved did neither."""
    old, new = _gaps(before), _gaps(after)
    return tuple(new[key] for key in new if key not in old), tuple(old[key] for key in old if key not in new)


def _differences(
    kind: str, old: Mapping[str, Raw], new: Mapping[str, Raw], in_words: Callable[[Raw], Properties]
) -> Iterator[ChangeLine]:
    for id in old.keys() | new.keys():
        if id not in new:
            yield ChangeLine(change="removed", kind=kind, id=id, before=_whole(in_words(old[id])))
        elif id not in old:
            yield ChangeLine(change="added", kind=kind, id=id, after=_whole(in_words(new[id])))
        elif old[id] != new[id]:
            yield from _changed(kind, id, in_words(old[id]), in_words(new[id]))


def _changed(kind: str, id: str, old: Properties, new: Properties) -> Iterator[ChangeLine]:
    usual = _usual(kind)
    for name in sorted(old.keys() | new.keys()):
        was, is_ = old.get(name, usual.get(name, "")), new.get(name, usual.get(name, ""))
        if was != is_:
            yield ChangeLine(change="changed", kind=kind, id=id, property=name, before=was, after=is_)


def _whole(properties: Properties) -> str:
    return "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in properties.items())


def _nodes(graph: LineageGraph, kind: Kind) -> dict[str, Raw]:
    nodes, rows = graph.tables.nodes, graph.rows_of_kind(kind)
    if not len(rows):
        return {}
    ids, *columns = (take(nodes.column(name), rows).to_pylist() for name in ("id", "subtype", "label", "bases", "detail"))
    return dict(zip(ids, zip(*columns, strict=True), strict=True))


def _node_in_words(raw: Raw) -> Properties:
    subtype, label, bases, detail = raw
    said = {"subtype": subtype, "label": label, **(json.loads(detail) if detail else {})}
    words = {name: _in_words(name, value) for name, value in said.items() if value not in ("", None)}
    return words | {"known_by": "+".join(Basis(bases).words) or "a mention only"}


@cache
def _usual(kind: str) -> Properties:
    """What a property of a node is where a snapshot says nothing of it, for yes and no; empty where that says nothing."""
    if kind.upper() not in Kind.__members__:
        return {}
    fields = _RECORDS[Kind[kind.upper()]].model_fields
    return {name: _in_words(name, one.default) for name, one in fields.items() if isinstance(one.default, bool | Active)}


_ENUMS: dict[str, Callable[[int], Active | Transit]] = {"active": Active, "transit": Transit}


def _in_words(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and name in _ENUMS:
        return _ENUMS[name](value).word
    if isinstance(value, list | tuple | frozenset):
        return ", ".join(map(str, sorted(value) if isinstance(value, frozenset) else value))
    return str(value)


def _hops(graph: LineageGraph) -> dict[str, Raw]:
    return {
        hop.text: _pairs(
            transit=hop.transit.word,
            active=hop.active.word,
            precision=hop.precision.word,
            known_by="+".join(hop.bases.words),
            transformation=hop.transform,
            arrives_at_most=hop.cap.word if hop.cap else "",
            open="yes" if hop.open else "",
            blocked=", ".join(sorted(hop.blocked)),
            leaves_out=", ".join(sorted(field.decoded for field in hop.left_out)),
        )
        for hop in graph.hops()
    }


def _pairs(**properties: str) -> Raw:
    return tuple((name, value) for name, value in properties.items() if value)


def _classifications(graph: LineageGraph) -> dict[str, Raw]:
    said: dict[str, list[str]] = {}
    for row in range(graph.tables["classifications"].num_rows):
        one = graph.classification(row)
        said.setdefault(one.field, []).append(f"{one.element or 'nothing personal'} ({one.form.word}, {one.source})")
    return {field: _pairs(elements=", ".join(texts)) for field, texts in said.items()}


def _authorizations(graph: LineageGraph) -> dict[str, Raw]:
    found: dict[str, Raw] = {}
    for right in graph.authorizations():
        values = {name: getattr(right, name) for name in type(right).model_fields if name not in ("id", "evidence", "form")}
        said = {name: _in_words(name, value) for name, value in values.items() if value}
        found[right.id] = _pairs(**said, form=right.form.word)
    return found


def _declarations(graph: LineageGraph) -> dict[str, Raw]:
    """What people answer for: each by its kind and what it is about; what it says besides are its properties."""
    found: dict[str, Raw] = {}
    declared: list[Declaration] = [*graph.declarations(Party), *graph.declarations(TimeBoundGrant)]
    declared += [*graph.declarations(Assessment), *graph.declarations(Block)]
    for one in declared:
        values = one.model_dump(mode="json", exclude={"evidence"}, exclude_defaults=True)
        about = [str(values.pop(name)) for name in _ABOUT if name in values]
        name = base = " ".join([_DECLARED[type(one)], *about])
        count = 1
        while name in found:
            count += 1
            name = f"{base} ({count})"
        found[name] = _pairs(**{key: _in_words(key, value) for key, value in values.items()})
    return found


def _facts(graph: LineageGraph) -> dict[str, Raw]:
    said: dict[str, dict[str, list[str]]] = {}
    for row in graph.tables["facts"].to_pylist():
        said.setdefault(graph.id(row["subject"]), {}).setdefault(row["name"], []).append(row["value"] or "yes")
    return {
        id: _pairs(**{name: ", ".join(sorted(values)) for name, values in sorted(facts.items())}) for id, facts in said.items()
    }


def _elements(graph: LineageGraph) -> dict[str, Raw]:
    return {
        one.id: _pairs(**{name: _in_words(name, value) for name, value in one.model_dump(exclude={"id"}).items() if value})
        for one in graph.elements()
    }


_DECLARED = {Party: "party", TimeBoundGrant: "access", Assessment: "assessment", Block: "block"}
_ABOUT = ("name", "kind", "principal", "application", "to", "system", "job", "into", "source", "target")
"""Attributes that say what a declaration is about."""

_READ: dict[str, Callable[[LineageGraph], Mapping[str, Raw]]] = {
    "hop": _hops,
    "classification": _classifications,
    "authorization": _authorizations,
    "declaration": _declarations,
    "fact": _facts,
    "element": _elements,
}


def _gaps(graph: LineageGraph) -> dict[tuple[str, str, str, str], Gap]:
    return {(gap.surface, str(gap.subject or ""), gap.what, _LINE.sub("", gap.locator)): gap for gap in graph.gaps()}
