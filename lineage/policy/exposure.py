"""The exposure matrix: element or field × destination System, with the worst verdicts."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Literal

import numpy as np

from lineage.analysis.exposure import exposed
from lineage.analysis.holdings import NOTHING, UNCLASSIFIED, Holdings, Part
from lineage.analysis.origins import Holds
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.answers import ExposureAnswer, ExposureCell, ExposureRow, ExposureSystem
from lineage.model.elements import FREE_TEXT, Element, element_label
from lineage.model.ids import Id
from lineage.model.verdicts import Form
from lineage.policy import blocks
from lineage.policy.arriving import Arriving
from lineage.policy.describe import is_critical, system_label
from lineage.policy.inquiry import Inquiry
from lineage.policy.matrix import Forms, by_element, by_field, cells
from lineage.policy.parts import origin_parts, told_apart
from lineage.policy.trace import coverage

Narrowing = Literal["", "spi", "breach"]


def exposure(
    graph: LineageGraph, inquiry: Inquiry, *, by: Literal["element", "field"] = "element", only: Narrowing = ""
) -> ExposureAnswer:
    """What reaches which System; by element there is always a row for unclassified data and one for free text and files."""
    holds = origin_parts(graph, inquiry)
    named, readings = told_apart(graph, inquiry.rights.register), inquiry.permits.readings()
    origins, reaches, gone = exposed(graph, holds, inquiry.setting.options, partial(Arriving, graph, inquiry), named, readings)
    forms = [_forms(part, inquiry.elements, only) for part in holds.distinct]
    lines = by_element(origins, forms, gone) if by == "element" else by_field(graph, origins, forms, gone)
    made = cells(graph, reaches, lines)
    shown = {cell.row for cell in made}
    if by == "field":
        return _answer(graph, inquiry, by, [_field_row(graph, inquiry, holds, Id(name)) for name in sorted(shown)], made)
    counts = _counts(holds, forms)
    names = sorted(shown | counts.keys() | {UNCLASSIFIED, FREE_TEXT}, key=_last_unclassified)
    return _answer(graph, inquiry, by, [_element_row(inquiry, name, counts.get(name, 0)) for name in names], made)


def fields_of_cell(by_field: ExposureAnswer, cell: ExposureCell, holdings: Holdings) -> tuple[ExposureCell, ...]:
    """What a cell of the matrix by element counts: the cells of the same System by field whose field holds the element."""
    return tuple(
        one
        for one in by_field.cells
        if one.system == cell.system
        and cell.row not in one.blocked
        and cell.row in {item.element for item in holdings.of(Id(one.row))}
    )


def _forms(part: Part, elements: Mapping[str, Element], only: Narrowing) -> Forms:
    forms: dict[str, Form] = {}
    for item in part:
        if item.element != NOTHING and _wanted(elements.get(item.element), item.element, only):
            forms[item.element] = min(item.form, forms.get(item.element, item.form))
    return forms


def _wanted(element: Element | None, id: str, only: Narrowing) -> bool:
    if not only or id == UNCLASSIFIED:
        return True
    return element is not None and (element.spi if only == "spi" else element.breach) != "no"


def _counts(holds: Holds, forms: Sequence[Forms]) -> dict[str, int]:
    """How many origins hold each element."""
    counts: dict[str, int] = {}
    for held, origins in zip(forms, np.bincount(holds.numbers, minlength=len(forms)).tolist(), strict=True):
        for name in held if origins else ():
            counts[name] = counts.get(name, 0) + origins
    return counts


def _answer(
    graph: LineageGraph,
    inquiry: Inquiry,
    by: Literal["element", "field"],
    rows: Sequence[ExposureRow],
    made: Sequence[ExposureCell],
) -> ExposureAnswer:
    setting = inquiry.setting
    return ExposureAnswer.model_validate(
        {
            "schema": "lineage/exposure@1",
            "snapshot": setting.snapshot,
            "as_of": setting.as_of,
            "by": by,
            "rows": rows,
            "systems": [_system(inquiry, Id(system)) for system in sorted({cell.system for cell in made})],
            "cells": made,
            "note": _note(graph),
            "blocks": blocks.lines(block for block, effect in blocks.effects(graph, inquiry) if effect.stopped),
            "coverage": coverage(inquiry),
            "gaps": tuple(inquiry.source.gaps()),
        }
    )


def _last_unclassified(row: str) -> tuple[bool, bool, str]:
    return row == UNCLASSIFIED, row == FREE_TEXT, row


def _field_row(graph: LineageGraph, inquiry: Inquiry, holds: Holds, id: Id) -> ExposureRow:
    row = graph.row(id)
    part = holds.part(row) if row is not None else frozenset()
    is_sensitive = any(is_critical(inquiry.elements.get(item.element)) for item in part)
    return ExposureRow(row=id, label=f"{id.path}.{id.field_name}" if id.is_field else id.path, sensitive=is_sensitive, fields=1)


def _element_row(inquiry: Inquiry, name: str, fields: int) -> ExposureRow:
    element = inquiry.elements.get(name)
    return ExposureRow(row=name, label=element_label(name, inquiry.elements), sensitive=is_critical(element), fields=fields)


def _system(inquiry: Inquiry, system: Id) -> ExposureSystem:
    return ExposureSystem(system=system, label=system_label(inquiry, system), operator=inquiry.parties.of(system).operator)


def _note(graph: LineageGraph) -> str:
    counts = graph.counts()
    unknown = counts["fields"] - counts["classified"]
    if not counts["classified"]:
        return f"Nothing is classified ({unknown:,} unknown): every field may hold personal data."
    return f"{counts['classified']:,} of {counts['fields']:,} fields are classified ({unknown:,} unknown)." if unknown else ""
