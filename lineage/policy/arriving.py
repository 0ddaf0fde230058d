"""By what right all that origins hold passes, in the form in which it arrives: judged in columns, and what is alike once."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

import numpy as np

from lineage.analysis.classes import Classes
from lineage.analysis.exposure import Passage
from lineage.analysis.holdings import Item, Part
from lineage.analysis.states import AT_ORIGIN, Ints
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id
from lineage.model.verdicts import Form
from lineage.policy.authorization import Bound, Crossing, Judging
from lineage.policy.inquiry import Inquiry

_NONE: Final = -1
"""In place of a System, a job, or a right that is not judged yet."""

_MOST: Final = 64
"""Different things said of items that fit into the bits of one number."""

_LAID_OUT: Final = 1 << 26
"""Pairs of a passage and a class whose rights are kept in a table."""

_Alike = tuple[Judging, bool, int, int, int, frozenset[str]]
"""All that judgements of a passage depend on: restored, cap, where data came from, by which job it may have come in, elements gone."""


class Arriving:
    """See `Judgement`. Passages that are judged alike have one signature."""

    def __init__(self, graph: LineageGraph, inquiry: Inquiry, passages: Sequence[Passage], parts: Sequence[Part]) -> None:
        self._graph, self._inquiry, self._classes = graph, inquiry, Classes(parts)
        numbers: dict[_Alike, int] = {}
        self.signature = np.asarray([numbers.setdefault(self._alike(one), len(numbers)) for one in passages], np.int64)
        """See `Judgement.signature`."""
        judging, restored, cap, came_from, came_by, gone = zip(*numbers, strict=True) if numbers else ((),) * 6
        self._judgings: dict[Judging, int] = {}
        self._judging = np.asarray([self._judgings.setdefault(one, len(self._judgings)) for one in judging], np.int64)
        self._restored, self._cap = np.asarray(restored, np.bool_), np.asarray(cap, np.int64)
        self._came_from, self._came_by = np.asarray(came_from, np.int64), np.asarray(came_by, np.int64)
        sets: dict[frozenset[str], int] = {}
        self._gone = np.asarray([sets.setdefault(one, len(sets)) for one in gone], np.int64)
        self._is_gone = np.asarray([[name in one for name in self._classes.elements] for one in sets], np.bool_)
        self._elements, self._places = tuple(self._classes.elements), tuple(self._classes.places)
        self._by_number = [(one, dict[Bound, int]()) for one in self._judgings]
        """Each judgement, and what it has said of items, numbered."""
        self._known: dict[int, int] = {}
        self._decided: dict[tuple[int, int], int] = {}
        self._of_all: dict[int, Ints] = {}
        size = len(numbers) * len(self._classes)
        # A byte for each pair while that is little: the same pairs are asked for again and again.
        self._table = np.full(size, _NONE, np.int8) if size <= _LAID_OUT else None

    def _alike(self, passage: Passage) -> _Alike:
        graph, rights = self._graph, self._inquiry.rights
        giving, taking = graph.id(passage.giving), graph.id(passage.taking)
        job, named = (graph.id(row) if row >= 0 else None for row in (passage.job, passage.named))
        judging = rights.judging(Crossing(giving, taking, job, named, passage.leaves_flight), self._inquiry.setting.as_of)
        came_from = graph.id(passage.came_from) if passage.came_from >= 0 else Id("")
        came_from = came_from if rights.register.stating(came_from) else Id("")
        came_by = self._classes.place(job) if job and passage.came_from == AT_ORIGIN else _NONE
        return judging, passage.restored, passage.cap, self._classes.place(came_from), came_by, passage.gone

    def of(self, signature: Ints, classes: Ints) -> Ints:
        """See `Judgement.of`."""
        pairs = signature * len(self._classes) + classes
        if self._table is None:
            pairs, which = np.unique(pairs, return_inverse=True)
            return self._judged(*np.divmod(pairs, len(self._classes)))[which]
        new = np.unique(pairs[self._table[pairs] == _NONE])
        self._table[new] = self._judged(*np.divmod(new, len(self._classes)))
        found: Ints = self._table[pairs].astype(np.int64)
        return found

    def of_all(self, signature: int) -> Ints:
        """See `Judgement.of_all`."""
        if signature not in self._of_all:
            classes = np.arange(len(self._classes))
            self._of_all[signature] = self._judged(np.full(len(classes), signature), classes)
        return self._of_all[signature]

    def _judged(self, signature: Ints, classes: Ints) -> Ints:
        """The rights of pairs; pairs of which the same is said are decided once."""
        pair, item = self._classes.items(classes)
        if not len(pair):
            return np.empty(0, np.int64)
        judging = self._judging[signature]
        bound = self._bound(judging[pair], signature[pair], item)
        if (bound >= _MOST).any():
            return self._one_by_one(judging, pair, bound)
        begins = np.flatnonzero(np.diff(pair, prepend=-1))
        said = np.bitwise_or.reduceat(np.uint64(1) << bound.astype(np.uint64), begins)
        sets, of = np.unique(said, return_inverse=True)
        alike, which = np.unique(judging * len(sets) + of, return_inverse=True)
        by, at = np.divmod(alike, len(sets))
        return np.asarray([self._decide(*one) for one in zip(by.tolist(), sets[at].tolist(), strict=True)], np.int64)[which]

    def _decide(self, judging: int, said: int) -> int:
        if (judging, said) not in self._decided:
            one, bounds = self._by_number[judging]
            decided = one.decide(frozenset(bound for bound, number in bounds.items() if said >> number & 1))
            self._decided[judging, said] = int(decided)
        return self._decided[judging, said]

    def _one_by_one(self, judging: Ints, pair: Ints, bound: Ints) -> Ints:
        """The same where more is said than fits into one number."""
        of_pairs = groupby(zip(pair.tolist(), bound.tolist(), strict=True), lambda row: row[0])
        decided = []
        for by, (_, some) in zip(judging.tolist(), of_pairs, strict=True):
            one, bounds = self._by_number[by]
            said = tuple(bounds)
            decided.append(int(one.decide(frozenset(said[number] for _, number in some))))
        return np.asarray(decided, np.int64)

    def _bound(self, judging: Ints, signature: Ints, item: Ints) -> Ints:
        """The number that each judgement gives to what an item adds to its verdicts."""
        classes, cap = self._classes, self._cap[signature]
        form = np.where(self._restored[signature], cap, np.maximum(classes.form[item], cap))
        element = np.where(self._is_gone[self._gone[signature], classes.element[item]], 0, classes.element[item])
        came_here = classes.came_by[item] == self._came_by[signature]
        came_from = np.where(came_here, classes.came_from[item], self._came_from[signature])
        says = judging
        for column, size in ((element, len(self._elements)), (form, len(Form)), (came_from, len(self._places))):
            says = says * size + column
        says, which = np.unique(says, return_inverse=True)
        return np.asarray([self._number(one) for one in says.tolist()], np.int64)[which]

    def _number(self, says: int) -> int:
        if says not in self._known:
            rest, came_from = divmod(says, len(self._places))
            rest, form = divmod(rest, len(Form))
            judging, element = divmod(rest, len(self._elements))
            one, bounds = self._by_number[judging]
            bound = one.bound(Item(self._elements[element], Form(form), self._places[came_from]))
            self._known[says] = bounds.setdefault(bound, len(bounds))
        return self._known[says]
