"""Asking an org question by question: what it refuses, leaves out or cannot answer any more is a gap, and never the end."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, NamedTuple

from connectors.salesforce.assemble import Org as Told
from connectors.salesforce.live.org import Answer, Org, Refused, Short, Stopped
from connectors.salesforce.live.question import Question
from lineage.connector import tell
from lineage.model.records import Gap

_NOT_THERE: Final = frozenset({"INVALID_TYPE", "NOT_FOUND"})
_NO_COLUMN: Final = "INVALID_FIELD"
_LATER: Final = "Harvest again when the org takes calls, or leave fewer of its calls to others with `api_reserve`."
_TOLD_EVERY: Final = 250
_TOLD_ROWS: Final = 20_000
_TOGETHER: Final = 5
"""Queries that one call takes."""


class Asked(NamedTuple):
    """A table as far as the org tells it."""

    columns: tuple[str, ...]
    rows: Iterable[Answer]
    """They can be gone through once, unless somebody made a list of them."""
    there: bool = True
    """False where the org refused the whole table."""


_NOTHING: Final = Asked((), (), there=False)


@dataclass
class Asking:
    """A run of questions to one org."""

    org: Org
    told: Told
    budget: int | None = None
    """Calls that may be made; `None` for as many as the org lets."""
    gaps: list[Gap] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    """Rows of tables, as far as they were counted."""
    short: set[str] = field(default_factory=set)
    """Tables of which not all is here."""
    stopped: str = ""
    """Why nothing is asked any more; empty while it is."""

    def ask(self, question: Question, where: str = "", *, group: str = "", quietly: bool = False) -> Asked:
        """The rows of a table, one for each `group` where that is given; columns that the org does not show are left out, with a gap.

        That the whole is refused is a gap as well, unless it is asked for `quietly`, to be asked for in another way.
        """
        columns = question.columns
        for _ in range(2):
            if self._must_end(question):
                return _NOTHING
            rows = self._rows(question, question.soql(columns, where) + (f" GROUP BY {group}" if group else ""))
            try:
                first = next(rows, None)
            except Refused as refused:
                known = self._known(question, refused)
                if not known or known == columns:
                    return _NOTHING if quietly else self._refused(question, refused)
                columns = known
                continue
            if columns != question.columns:
                self._hidden(question, columns)
            tell(f"{self.org.calls:,} calls: {question.entity}")
            return Asked(columns, chain([first], rows) if first is not None else ())
        return self._refused(question, Refused(_NO_COLUMN))

    def rows(self, question: Question, where: str = "") -> list[Answer]:
        """The same as a list, for small tables."""
        return list(self.ask(question, where).rows)

    def each(self, question: Question, queries: Sequence[str]) -> Iterator[Sequence[Answer]]:
        """The answers to many queries about one thing, in their order; nothing for those that are refused, with one gap for all."""
        lost: list[str] = []
        for start in range(0, len(queries), _TOGETHER):
            if self._must_end(question, start, len(queries)):
                break
            for answer in self._together(question, queries[start : start + _TOGETHER]):
                if isinstance(answer, Refused):
                    lost.append(answer.code)
                yield () if isinstance(answer, Refused) else answer
        if queries:
            tell(f"{self.org.calls:,} calls: {len(queries):,} of {question.entity}")
        if lost:
            self.lack(
                question,
                f"{len(lost):,} of {len(queries):,} questions on {question.entity} were refused.",
                why=f"the org answered {', '.join(sorted(set(lost)))}",
            )

    def _together(self, question: Question, queries: Sequence[str]) -> Iterator[Sequence[Answer] | Refused]:
        """The answers to queries of one call; where it fails as a whole, each is refused."""
        told = 0
        try:
            for answer in self.org.many(queries, tooling=question.tooling):
                told += 1
                yield answer
        except Refused as refused:
            yield from [refused] * (len(queries) - told)
        except Stopped as stopped:
            self._end(stopped)

    def count(self, question: Question) -> int | None:
        """How many rows a table has; `None` where the org does not say."""
        if self.is_over:
            return None
        try:
            self.counts[question.entity] = self.org.count(question.entity, question.where.removeprefix("WHERE "))
            return self.counts[question.entity]
        except Refused:
            return None
        except Stopped as stopped:
            self._end(stopped)
            return None

    def get(self, path: str) -> object:
        """Another resource; `None` where the org refuses it."""
        if self.is_over:
            return None
        try:
            return self.org.get(path)
        except Refused:
            return None
        except Stopped as stopped:
            self._end(stopped)
            return None

    def objects(self, question: Question) -> Sequence[Answer]:
        """Every object of the org."""
        if self._must_end(question):
            return ()
        try:
            return self.org.objects()
        except Refused as refused:
            self._refused(question, refused)
        except Stopped as stopped:
            self._end(stopped)
            self._must_end(question)
        return ()

    def descriptions(self, names: Sequence[str]) -> Iterator[tuple[str, Answer | Refused]]:
        """How the org describes objects, or why it does not; those that were not come to are left out."""
        left = dict.fromkeys(names)
        try:
            for name, told in self.org.describes(names) if not self.is_over else ():
                left.pop(name, None)
                if told is not None:
                    yield name, told
                if len(left) % _TOLD_EVERY == 0:
                    tell(f"{self.org.calls:,} calls: {len(names) - len(left):,} of {len(names):,} objects described")
        except Stopped as stopped:
            self._end(stopped)
        except Refused as refused:
            yield from dict.fromkeys(left, refused).items()

    @property
    def is_over(self) -> bool:
        """Whether nothing is asked any more."""
        if not self.stopped and self.budget is not None and self.org.calls >= self.budget:
            self.stopped = "the rest of the day's calls is left to others, as `api_reserve` says"
        return bool(self.stopped)

    def lack_rest(self, question: Question, what: str) -> None:
        """Take note that something was not come to before the harvest had to end."""
        self.lack(question, what, why=f"the harvest had to end: {self.stopped}", remedy=_LATER)

    def lack(self, question: Question, what: str, *, why: str, remedy: str = "") -> None:
        """Take note that something of a table is missing."""
        self.short.add(question.entity)
        self.gaps.append(
            self.told.gap(
                question.surface,
                what,
                why=why,
                hides=question.hides,
                remedy=remedy or f"Give the user that reads the permission {question.opens}, and harvest again.",
                locator=question.entity,
            )
        )

    def _rows(self, question: Question, soql: str) -> Iterator[Answer]:
        """The rows as they come; one answer that ends early is short, and not wrong."""
        received = 0
        try:
            for row in self._sent(question, soql):
                received += 1
                if received % _TOLD_ROWS == 0:
                    of = f" of {self.counts[question.entity]:,}" if question.entity in self.counts else ""
                    tell(f"{self.org.calls:,} calls: {received:,}{of} rows of {question.entity}")
                yield row
        except Short as short:
            self.lack(
                question,
                f"The org told {short.received:,} of {short.counted:,} rows of {question.entity}.",
                why=short.why or "its answer ended early, or rows were hidden from the user",
            )
        except Stopped as stopped:
            self._end(stopped)
            self._must_end(question, received)
        except Refused as refused:
            if not received:
                raise
            self.lack(question, f"The org told {received:,} rows of {question.entity} and no more.", why=_because(refused))

    def _sent(self, question: Question, soql: str) -> Iterator[Answer]:
        if question.key:
            return self.org.keyset(soql, question.key, tooling=question.tooling)
        return self.org.tooling(soql) if question.tooling else self.org.query(soql)

    def _known(self, question: Question, refused: Refused) -> tuple[str, ...]:
        """The columns that the org describes, where it refused one; none where that is of no use."""
        if refused.code != _NO_COLUMN:
            return ()
        described = self.describe(question)
        names = _described_columns(described) if described else frozenset()
        known = tuple(column for column in question.columns if column.split(".")[0].casefold() in names)
        return known if all(one in known for one in question.needs) else ()

    def describe(self, question: Question) -> Answer | None:
        """How the org describes a table; `None` where it does not."""
        try:
            if question.tooling:
                found = self.org.get(f"tooling/sobjects/{question.entity}/describe")
                return found if isinstance(found, Mapping) else None
            (told,) = (answer for _, answer in self.org.describes([question.entity]))
        except Refused:
            return None
        except Stopped as stopped:
            self._end(stopped)
            return None
        return told if isinstance(told, Mapping) else None

    def _hidden(self, question: Question, columns: Sequence[str]) -> None:
        lacking = [column for column in question.columns if column not in columns]
        self.gaps.append(
            self.told.gap(
                question.surface,
                f"The org does not show {', '.join(lacking)} of {question.entity}.",
                why="its version or edition has them not, or the user may not see them",
                hides=question.hides,
                remedy=f"Give the user that reads the permission {question.opens}, and harvest again.",
                locator=question.entity,
            )
        )

    def _refused(self, question: Question, refused: Refused) -> Asked:
        if question.is_optional and refused.code in _NOT_THERE:
            what = f"The org has no {question.entity}, or does not show it."
        else:
            what = f"The org did not tell of {question.entity}."
        self.lack(question, what, why=_because(refused))
        return _NOTHING

    def _end(self, error: Refused | Stopped) -> None:
        if isinstance(error, Stopped):
            self.stopped = str(error).rstrip(".") or "the org answers no more"

    def _must_end(self, question: Question, received: int = 0, of: int = 0) -> bool:
        """Whether nothing is asked any more; then what would have been asked is a gap."""
        if not self.is_over:
            return False
        come = f"; {received:,}{f' of {of:,}' if of else ' rows'} had come" if received else ""
        self.lack_rest(question, f"{question.entity} was not asked for{f' to the end{come}' if received else ''}.")
        return True


def _because(refused: Refused) -> str:
    return f"the org answered {refused}".rstrip(".")


def _described_columns(described: Answer) -> frozenset[str]:
    """The names of columns and of relations, folded."""
    fields = described.get("fields")
    told = [one for one in fields if isinstance(one, Mapping)] if isinstance(fields, list | tuple) else []
    return frozenset(str(one[key]).casefold() for one in told for key in ("name", "relationshipName") if one.get(key))
