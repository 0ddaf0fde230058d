"""Where tokens, memberships and grants stand: the evidence of what can be removed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Final

import numpy as np
import numpy.typing as npt

from lineage.analysis.removal import Flow, Given, Held, Item, Token
from lineage.analysis.states import Ints
from lineage.graph.by_node import numbers, rows_with, take
from lineage.model.answers import EvidenceLine
from lineage.model.ids import Id
from lineage.model.records import Evidence
from lineage.model.verdicts import Basis, Leg
from lineage.policy.blast.sight import Sight
from lineage.policy.describe import evidence_lines

_TOLD: Final = 4
"""Lines of evidence for one item."""


class Proof:
    """Looks up the evidence of items."""

    def __init__(self, sight: Sight, hops: Mapping[Flow, Sequence[int]]) -> None:
        self._sight, self._hops = sight, hops
        self._rows_of_tokens: dict[Id, Mapping[Token, Sequence[int]]] = {}

    def of(self, item: Item, fields: Iterable[Id] = ()) -> tuple[EvidenceLine, ...]:
        """Where an item stands, the first places of it; `fields` are those that are granted one by one."""
        match item:
            case Token():
                return self._lines(self.of_rows("tokens", self._tokens(item)))
            case Held():
                return self._lines(self.of_rows("memberships", self._memberships(item)))
            case Given():
                return self._lines(self._grants(item, fields))
            case Flow():
                found = self._sight.graph.evidence(self._hops.get(item, ()))
                return self._lines([one for said in found.values() for one in said])

    def _lines(self, said: Iterable[Evidence]) -> tuple[EvidenceLine, ...]:
        return evidence_lines(list(dict.fromkeys(said))[:_TOLD], self._sight.inquiry.setting.seen_at)

    def of_rows(self, table: str, rows: Iterable[int]) -> list[Evidence]:
        """The evidence of some rows of a table."""
        return [one for row in rows for one in self._said(table).get(row, ())]

    def _tokens(self, token: Token) -> Sequence[int]:
        if token.application not in self._rows_of_tokens:
            rows: dict[Token, list[int]] = {}
            for one in self._sight.acting(applications=[token.application]):
                rows.setdefault(Token(one.application, one.principal, one.how), []).append(one.row)
            self._rows_of_tokens[token.application] = rows
        return self._rows_of_tokens[token.application].get(token, ())

    def _memberships(self, held: Held) -> list[int]:
        table = self._sight.graph.tables["memberships"]
        found = np.ones(table.num_rows, np.bool_)
        for column, id in (("member", held.member), ("container", held.container)):
            found &= numbers(table.column(column)) == self._sight.graph.row(id)
        return [int(row) for row in np.flatnonzero(found)]

    def _grants(self, given: Given, fields: Iterable[Id]) -> Iterator[Evidence]:
        leg = Leg.FIELD if given.sort in ("fields", "all-fields", "every-field") else Leg.OBJECT
        subjects = fields if given.sort == "fields" else [given.subject]
        for row in self._sight.rows_of(islice(subjects, _TOLD)):
            for at in self._sight.grants.rows_about(self._sight.graph.row(given.container) or 0, leg, row):
                if self._column("operations")[at]:
                    yield self._grant(int(self._column("source")[at]), int(self._column("line")[at]))

    def _column(self, name: str) -> npt.NDArray[np.int32]:
        return self._sight.grants.column(name)

    def _grant(self, source: int, line: int) -> Evidence:
        connector, locator = self._sources[source]
        return Evidence(basis=Basis.PERMITTED, connector=connector, locator=f"{locator}:{line}" if line else locator)

    @cached_property
    def _sources(self) -> Sequence[tuple[str, str]]:
        table = self._sight.graph.tables["grant_sources"]
        return list(zip(table.column("connector").to_pylist(), table.column("locator").to_pylist(), strict=True))

    @cached_property
    def _by_table(self) -> dict[str, Mapping[int, Sequence[Evidence]]]:
        return {}

    def _said(self, name: str) -> Mapping[int, Sequence[Evidence]]:
        """The evidence of a table's rows."""
        if name not in self._by_table:
            table = self._sight.graph.tables["evidence"]
            rows: Ints = rows_with(table.column("table"), name) if table.num_rows else np.empty(0, np.int64)
            found: dict[int, list[Evidence]] = {}
            columns = (take(table.column(one), rows).to_pylist() for one in ("row", "basis", "stated", "connector", "locator"))
            for row, basis, stated, connector, locator in zip(*columns, strict=True):
                found.setdefault(row, []).append(
                    Evidence(basis=Basis(basis), stated=stated, connector=connector, locator=locator)
                )
            self._by_table[name] = found
        return self._by_table[name]
