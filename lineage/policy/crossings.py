"""The hops of a snapshot that change System and are walked, judged for all that they carry: hops that are alike are judged once."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow.compute as pc

from lineage.analysis.holdings import Carried
from lineage.analysis.terrain import Options
from lineage.columns import Kind
from lineage.graph.alike import Ints
from lineage.graph.alike_rows import alike_rows
from lineage.graph.by_node import numbers
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import HopRow
from lineage.model.verdicts import Active, Right
from lineage.policy.authorization import Crossing, first_worse_day
from lineage.policy.inquiry import Inquiry, forms_of
from lineage.policy.judged import Bools, JudgedHop, JudgedHops, Verdicts, cargo_of
from lineage.policy.parts import told_apart


def judge_hops(inquiry: Inquiry, graph: LineageGraph, permitted: Iterable[JudgedHop] = ()) -> JudgedHops:
    """The crossing hops of a snapshot that are walked, in their order, then `permitted` ones."""
    rows = _walked(graph, inquiry.setting.options)
    first, cargo = alike_rows(_of_what_arrives(inquiry, graph, rows))
    examples = [graph.hop(row) for row in rows[first].tolist()]
    inquiry.holdings.load([hop.source for hop in examples if hop.source.is_field])
    delivered = list(map(inquiry.delivered, examples))
    cargos = [cargo_of(forms_of(one), inquiry.elements) for one in delivered]
    first, which = alike_rows([_standing(inquiry, graph, rows), cargo])
    crossings = [
        _Judged(inquiry, graph.hop(row), delivered[at])
        for row, at in zip(rows[first].tolist(), cargo[first].tolist(), strict=True)
    ]
    right = _spread([int(one.right(inquiry.setting.as_of)) for one in crossings], which)
    days = inquiry.change_days()
    expires = _spread([_ordinal(one.expires_since(days)) for one in crossings] if days else [0] * len(crossings), which)
    return JudgedHops(graph, rows, *_with(Verdicts(right, expires, cargo, cargos), inquiry, tuple(permitted)))


class _Judged(NamedTuple):
    """A crossing, and what all hops that are judged as it is deliver."""

    inquiry: Inquiry
    hop: HopRow
    delivered: Carried

    def right(self, day: date) -> Right:
        """By what right it carries it on a day."""
        return self.inquiry.right_of(self.hop, self.delivered, day)

    def expires_since(self, days: Sequence[date]) -> date | None:
        """The first of the days on which that is worse, if it still is today."""
        setting = self.inquiry.setting
        if not self.inquiry.changes(self.hop):
            return None
        return first_worse_day(self.right, days, setting.as_of, setting.today or setting.as_of)


def _with(own: Verdicts, inquiry: Inquiry, permitted: Sequence[JudgedHop]) -> tuple[Verdicts, Sequence[JudgedHop]]:
    """Verdicts on hops of the snapshot and on those that are permitted, and the latter."""
    right, expires = [int(one.right) for one in permitted], [_ordinal(one.expires_since) for one in permitted]
    cargos = [*own.cargos, *(cargo_of(one.carried, inquiry.elements) for one in permitted)]
    cargo = range(len(own.cargos), len(cargos))
    return Verdicts(_and(own.right, right), _and(own.expires, expires), _and(own.cargo, cargo), cargos), permitted


def _and(own: Ints, more: Sequence[int]) -> Ints:
    return np.concatenate([own, np.asarray(more, np.int64)])


def _spread(of_examples: Sequence[int], which: Ints) -> Ints:
    return np.asarray(of_examples, np.int64)[which]


def _walked(graph: LineageGraph, options: Options) -> Ints:
    """Rows of the hops that change System and that `Options.admits`."""
    system = graph.system_of
    crosses = system[graph.hop_column("source")] != system[graph.hop_column("target")]
    crosses &= (graph.hop_column("bases") & int(options.bases)) != 0
    if not options.include_inactive:
        crosses &= graph.hop_column("active") != Active.NO
    return np.flatnonzero(crosses).astype(np.int64)


def _of_what_arrives(inquiry: Inquiry, graph: LineageGraph, rows: Ints) -> list[Ints]:
    """Columns of all that decides what a hop carries and how it arrives: see `Inquiry.delivered`."""
    source, job = graph.hop_column("source")[rows], graph.hop_column("job")[rows]
    leaves_flight = (graph.hop_column("flight")[rows] & 1) != 0
    # Lists of most hops are empty; only the others are looked at one by one.
    left_out = numbers(pc.list_value_length(graph.tables.hops.column("left_out")))[rows] > 0
    leaving = graph.left_out if left_out.any() else {}
    return [
        _alike(inquiry, graph, source),
        _numbered(rows, left_out, lambda row: leaving.get(row, frozenset())),
        _numbered(rows, np.isin(rows, list(graph.blocked)), lambda row: graph.blocked[row]),
        graph.hop_column("restore")[rows],
        graph.hop_column("cap")[rows],
        np.where(leaves_flight, job, -2),
    ]


def _alike(inquiry: Inquiry, graph: LineageGraph, source: Ints) -> Ints:
    """A number for each source; fields of equal numbers hold the same, and no right tells them apart."""
    is_field = graph.kinds[source] == Kind.FIELD
    alone = ~is_field | np.isin(source, sorted(told_apart(graph, inquiry.rights.register)))
    found = -1 - source
    found[~alone] = graph.alike(source[~alone].astype(np.int32))
    return found


def _numbered(rows: Ints, some: Bools, of_row: Callable[[int], Hashable]) -> Ints:
    """A number for what some of the rows have; 0 for the others."""
    found = np.zeros(len(rows), np.int64)
    known: dict[Hashable, int] = {}
    found[some] = [known.setdefault(of_row(row), len(known) + 1) for row in rows[some].tolist()]
    return found


def _standing(inquiry: Inquiry, graph: LineageGraph, rows: Ints) -> Ints:
    """A number for how the receiver's rights stand, on all days that matter; crossings of equal numbers are judged alike."""
    setting, days = inquiry.setting, inquiry.change_days()
    system = graph.system_of
    ends = [system[graph.hop_column(name)[rows]].astype(np.int64) for name in ("source", "target")]
    first, which = alike_rows([*ends, graph.hop_column("job")[rows]])
    known: dict[Hashable, int] = {}
    found = []
    for hop in (graph.hop(row) for row in rows[first].tolist()):
        crossing = Crossing(hop.source.namespace, hop.target.namespace, hop.job)
        # Judgements that nothing tells apart are one object, which the rights keep. Days in between matter only where today differs.
        then, now = (inquiry.rights.judging(crossing, day) for day in (setting.as_of, setting.today or setting.as_of))
        between = () if then is now else [inquiry.rights.judging(crossing, day) for day in days]
        found.append(known.setdefault((id(then), *map(id, between)), len(known)))
    return _spread(found, which)


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0
