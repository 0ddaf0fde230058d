"""The exposure matrix: element or field × destination System, with the worst verdicts."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from lineage.analysis.exposure import JudgeEdge, Origins, Reach, exposed
from lineage.analysis.holdings import NOTHING, UNCLASSIFIED, Item, Part
from lineage.analysis.states import AT_ORIGIN, Key
from lineage.columns import Kind
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.answers import ExposureAnswer, ExposureCell, ExposureRow, ExposureSystem
from lineage.model.elements import Element
from lineage.model.ids import Id
from lineage.model.verdicts import Form, Right, Transit
from lineage.policy.authorization import Crossing
from lineage.policy.describe import is_critical, system_label
from lineage.policy.inquiry import Inquiry
from lineage.policy.trace import coverage

FREE_TEXT = "free_text_blob"
"""The element of free text and files, whose content nobody knows."""

Narrowing = Literal["", "spi", "breach"]


@dataclass
class _Cell:
    """A cell while reaches are added to it."""

    fields: int = 0
    transit: Transit = Transit.INTERNAL
    right: Right = Right.NOT_NEEDED
    exact: bool = False
    otherwise_known: bool = False
    form: Form = Form.AGGREGATE

    def add(self, reach: Reach, weight: int, start: Form) -> None:
        """Unite what one origin brings."""
        self.fields += weight
        self.transit = max(self.transit, reach.transit)
        self.right |= reach.right
        self.exact |= reach.exact
        self.otherwise_known |= reach.otherwise_known
        self.form = min([self.form, *(Form(cap if restored else max(start, cap)) for restored, cap in reach.keys)])


def exposure(graph: LineageGraph, inquiry: Inquiry, *, by: Literal["element", "field"] = "element", only: Narrowing = "") -> ExposureAnswer:
    """What reaches which System; by element there is always a row for unclassified data and one for free text and files."""
    parts = origin_parts(graph, inquiry)
    origins, reaches = exposed(graph, parts, inquiry.setting.options, _judge(graph, inquiry), _named(graph, inquiry))
    weights = origins.weights.tolist()
    cells: dict[tuple[str, int], _Cell] = {}
    for reach in reaches:
        for row, start in _rows_of(graph, origins, reach.bit, by, inquiry.elements, only):
            cells.setdefault((row, reach.system), _Cell()).add(reach, weights[reach.bit], start)
    return _answer(graph, inquiry, parts, cells, by, only)


def origin_parts(graph: LineageGraph, inquiry: Inquiry) -> dict[int, Part]:
    """What every possible origin holds, by row: every field, and every dataset without fields that a hop leaves."""
    plain: Part = frozenset({Item(UNCLASSIFIED), Item(NOTHING)})
    rows = graph.rows_of_kind(Kind.FIELD)
    parts: dict[int, Part] = dict.fromkeys(rows.tolist(), plain)
    for row in sorted(_described(graph)):
        parts[row] = inquiry.holdings.of(graph.id(row))
    with_fields = set(graph.parents[rows].tolist())
    for row in set(graph.hop_column("source").tolist()):
        if graph.kinds[row] == Kind.DATASET and row not in with_fields:
            parts[row] = inquiry.holdings.of(graph.id(row))
    return parts


def _described(graph: LineageGraph) -> set[int]:
    """Rows of fields that are classified or that walks bring something to, directly or through their dataset."""
    described = set(graph.tables["classifications"].column("field").to_pylist())
    for row in set(graph.tables["held"].column("node").to_pylist()):
        kind = graph.kinds[row]
        if kind == Kind.FIELD:
            described.add(row)
        elif kind == Kind.DATASET:
            described |= set(graph.below(graph.id(row)))
    return described


def _named(graph: LineageGraph, inquiry: Inquiry) -> frozenset[int]:
    return frozenset(row for field in inquiry.rights.named_fields if (row := graph.row(field)) is not None)


def _judge(graph: LineageGraph, inquiry: Inquiry) -> JudgeEdge:
    source, target, job = (graph.hop_column(name) for name in ("source", "target", "job"))
    day = inquiry.setting.as_of

    def judge(hop: int, before: Key, after: Key, came_from: int) -> tuple[Hashable, Callable[[Part], Right]] | None:
        giving, taking = int(graph.system_of[source[hop]]), int(graph.system_of[target[hop]])
        if giving == taking:
            return None
        leaves = int(source[hop])
        stand = leaves if graph.kinds[leaves] == Kind.FIELD else before.node
        named = graph.id(stand) if graph.kinds[stand] == Kind.FIELD else None
        by = graph.id(int(job[hop])) if job[hop] >= 0 else None
        crossing = inquiry.rights.essence(Crossing(graph.id(giving), graph.id(taking), by, named))
        came = Id("") if came_from < 0 else graph.id(came_from)

        def right(part: Part) -> Right:
            arriving = frozenset(
                Item(item.element, _form(after, item.form), _came(came_from, came, item, by)) for item in part
            )
            return inquiry.rights.judge(crossing, arriving, day)

        at_origin = by if came_from == AT_ORIGIN else None
        return (crossing, after.restored, after.cap, came_from, at_origin), right

    return judge


def _form(after: Key, start: Form) -> Form:
    return Form(after.cap if after.restored else max(start, after.cap))


def _came(came_from: int, came: Id, item: Item, by: Id | None) -> Id:
    if came_from == AT_ORIGIN:
        return item.came_from if by is not None and item.came_by == by else Id("")
    return came


def _rows_of(
    graph: LineageGraph, origins: Origins, bit: int, by: str, elements: Mapping[str, Element], only: Narrowing
) -> Iterable[tuple[str, Form]]:
    starts: dict[str, Form] = {}
    for item in origins.parts[bit]:
        if item.element != NOTHING and _wanted(elements.get(item.element), item.element, only):
            starts[item.element] = min(item.form, starts.get(item.element, item.form))
    if by == "element":
        return starts.items()
    clearest = min(starts.values(), default=Form.CLEAR)
    return [(str(graph.id(node)), clearest) for node in origins.nodes[bit]] if starts else ()


def _wanted(element: Element | None, id: str, only: Narrowing) -> bool:
    if not only or id == UNCLASSIFIED:
        return True
    return element is not None and (element.spi if only == "spi" else element.breach) != "no"


def _answer(
    graph: LineageGraph,
    inquiry: Inquiry,
    parts: Mapping[int, Part],
    cells: Mapping[tuple[str, int], _Cell],
    by: Literal["element", "field"],
    only: Narrowing,
) -> ExposureAnswer:
    held: dict[str, int] = {}
    for row, part in parts.items():
        names = {item.element for item in part if _wanted(inquiry.elements.get(item.element), item.element, only)} - {NOTHING}
        for name in names if by == "element" else {str(graph.id(row))} if names else set():
            held[name] = held.get(name, 0) + 1
    shown = {row for row, _ in cells} | (set(held) | {UNCLASSIFIED, FREE_TEXT} if by == "element" else set())
    systems = sorted({system for _, system in cells})
    setting = inquiry.setting
    return ExposureAnswer.model_validate(
        {
            "schema": "lineage/exposure@1",
            "snapshot": setting.snapshot,
            "as_of": setting.as_of,
            "by": by,
            "rows": [_row(name, held.get(name, 0), inquiry, parts, graph, by) for name in sorted(shown, key=_last_unclassified)],
            "systems": [_system(inquiry, graph.id(system)) for system in systems],
            "cells": [_cell(row, graph.id(system), cells[row, system]) for row, system in sorted(cells)],
            "note": _note(graph),
            "coverage": coverage(inquiry),
            "gaps": tuple(inquiry.source.gaps()),
        }
    )


def _last_unclassified(row: str) -> tuple[bool, bool, str]:
    return row == UNCLASSIFIED, row == FREE_TEXT, row


def _row(
    name: str, fields: int, inquiry: Inquiry, parts: Mapping[int, Part], graph: LineageGraph, by: str
) -> ExposureRow:
    if by == "field":
        id = Id(name)
        row = graph.row(id)
        critical = row is not None and any(is_critical(inquiry.elements.get(item.element)) for item in parts[row])
        return ExposureRow(row=name, label=f"{id.path}.{id.field_name}" if id.is_field else id.path, sensitive=critical, fields=1)
    element = inquiry.elements.get(name)
    label = element.label if element else "Not classified" if name == UNCLASSIFIED else name
    return ExposureRow(row=name, label=label, sensitive=is_critical(element), fields=fields)


def _system(inquiry: Inquiry, system: Id) -> ExposureSystem:
    return ExposureSystem(system=system, label=system_label(inquiry, system), operator=inquiry.parties.of(system).operator)


def _cell(row: str, system: Id, cell: _Cell) -> ExposureCell:
    return ExposureCell(
        row=row,
        system=system,
        fields=cell.fields,
        transit=cell.transit.word,
        authorization=cell.right.words,
        precision="exact" if cell.exact else "dataset",
        permitted_only=not cell.otherwise_known,
        form=cell.form.word,
    )


def _note(graph: LineageGraph) -> str:
    counts = graph.counts()
    unknown = counts["fields"] - counts["classified"]
    if not counts["classified"]:
        return f"Nothing is classified ({unknown:,} unknown): every field may hold personal data."
    return f"{counts['classified']:,} of {counts['fields']:,} fields are classified ({unknown:,} unknown)." if unknown else ""
