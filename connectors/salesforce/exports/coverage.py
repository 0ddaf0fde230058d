"""Whether exports are whole, and what is not known where they are not.

Nothing in a file says that it holds all rows: a tool may stop at a number of rows without a word, and a query may have a condition. Only
the number of rows that the org has, asked for beside the export, shows that none is missing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from connectors.salesforce.assemble.container_names import some
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.exports.files import StrangeFile, Table, Tally
from connectors.salesforce.exports.sorts import ASSIGNMENT, COUNTS, FIELD, OBJECT, PERMISSION, TOKEN, USER, Sort, nearly
from lineage.model.records import Gap

_SURFACE: Final = "export"
_COUNTING: Final = (USER, ASSIGNMENT, OBJECT, FIELD)
_WANTED: Final = (USER, ASSIGNMENT, OBJECT, FIELD, TOKEN)
"""Without these something is missing; the others are wanted where something names their rows."""
_LIMIT: Final = 50_000
_READING: Final = ("PermissionsViewAllData", "PermissionsModifyAllData")
"""Permissions that open objects as a whole."""
_MORE: Final = ("PermissionsViewAllFieldsGlobal", "PermissionsAssignPermissionSets", "PermissionsManageProfilesPermissionsets")
_SHOWN: Final = 3


@dataclass
class Coverage:
    """What was received of each sort, and how much of it there is."""

    files: list[tuple[Table, Tally]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    """How many rows the org has, by the folded name of the object."""

    def tally(self, file: Table) -> Tally:
        """A new tally for a file."""
        tally = Tally()
        self.files.append((file, tally))
        return tally

    def of(self, sort: Sort) -> Sequence[tuple[Table, Tally]]:
        """The files of one sort."""
        return [(file, tally) for file, tally in self.files if file.sort is sort]

    def has(self, sort: Sort) -> bool:
        """Whether there is an export of a sort."""
        return bool(self.of(sort))

    def received(self, sort: Sort) -> int:
        """Rows of a sort, right or not."""
        return sum(tally.rows + len(tally.faults.rows) for _, tally in self.of(sort))

    def is_whole(self, sort: Sort) -> bool:
        """Whether every row that the org has was received and read."""
        found, wanted = self.of(sort), self.counts.get(sort.name.casefold())
        if not found or wanted is None or not all(tally.is_whole for _, tally in found):
            return False
        # The same rows twice, in two files, are not all rows.
        return self.received(sort) == wanted if len(found) > 1 else self.received(sort) >= wanted

    def gaps(self, org: Org) -> Iterator[Gap]:
        """Everything that is missing, short, broken or not sure."""
        present = list(dict.fromkeys(file.sort for file, _ in self.files if file.sort is not COUNTS))
        for sort in _WANTED:
            if sort not in present:
                yield _absent(org, sort, self.files[0][0].shown if self.files else "")
        yield from self.broken(org)
        for sort in present:
            yield from self._short(org, sort)
        yield from self._not_counted(org, [sort for sort in _COUNTING if sort in present])

    def broken(self, org: Org) -> Iterator[Gap]:
        """Rows that could not be read."""
        for file, tally in self.files:
            yield from _broken(org, file, tally)

    def _short(self, org: Org, sort: Sort) -> Iterator[Gap]:
        received, wanted = self.received(sort), self.counts.get(sort.name.casefold())
        first = self.of(sort)[0][0]
        if wanted is not None and received < wanted:
            yield _gap(
                org,
                first.shown,
                f"The export of {sort.name} holds {received:,} of {wanted:,} rows.",
                why="the export stopped, or its query has a condition",
                hides=sort.hides,
                remedy=_all_rows(sort),
            )
        for file, tally in self.of(sort) if wanted is None else ():
            if tally.rows in sort.silent or (tally.rows and tally.rows % _LIMIT == 0):
                yield _gap(
                    org,
                    file.shown,
                    f"{file.shown} holds exactly {tally.rows:,} rows of {sort.name}, where tools stop without a word.",
                    why="the `sf` command gives no more than 50,000 rows of a query unless it is told to, and some objects give fewer",
                    hides=sort.hides,
                    remedy=_all_rows(sort),
                )

    def _not_counted(self, org: Org, sorts: Iterable[Sort]) -> Iterator[Gap]:
        uncounted = [sort for sort in sorts if sort.name.casefold() not in self.counts]
        if uncounted:
            yield _gap(
                org,
                self.files[0][0].shown,
                f"Nothing says how many rows the org has of {', '.join(sort.name for sort in uncounted)}.",
                why="no table counts.csv with the columns Object and Count lies beside the exports",
                hides="rows that were not exported: who is not found to read something is shown as unknown",
                remedy=uncounted[0].counting,
            )


def _all_rows(sort: Sort) -> str:
    if sort is TOKEN:
        return f'sf data query --query "{sort.query} WHERE UserId IN (…)" --result-format csv, for a few users at a time'
    return f'SF_ORG_MAX_QUERY_LIMIT=10000000 sf data query --query "{sort.query}" --result-format csv > {sort.name}.csv'


def _absent(org: Org, sort: Sort, at: str) -> Gap:
    return _gap(
        org,
        at.rpartition("/")[0] or at,
        f"There is no export of {sort.name}.",
        why="no table here has its columns",
        hides=sort.hides,
        remedy=sort.command,
    )


def _broken(org: Org, file: Table, tally: Tally) -> Iterator[Gap]:
    columns = len(file.head.columns)
    wrong: Mapping[str, Sequence[int]] = {
        **({f"they do not have {columns:,} values as the header has": tally.faults.rows} if tally.faults.rows else {}),
        **tally.wrong,
    }
    for why, rows in wrong.items():
        yield _gap(
            org,
            file.at(rows[0]),
            f"{file.shown}: {_rows(rows)} could not be read.",
            why=why,
            hides=file.sort.hides,
            remedy=file.sort.command,
        )
    for why, rows in tally.doubted.items():
        yield _gap(
            org,
            file.at(rows[0]),
            f"{file.shown}: {_rows(rows)} could be read only in part.",
            why=why,
            hides=file.sort.hides,
            remedy=file.sort.command,
        )
    if tally.faults.ended:
        yield _gap(
            org,
            file.shown,
            f"{file.shown} could not be read to its end; {tally.rows:,} rows were.",
            why=tally.faults.ended,
            hides=file.sort.hides,
            remedy=file.sort.command,
        )


def _rows(numbers: Sequence[int]) -> str:
    rest = len(numbers) - _SHOWN
    listed = ", ".join(map(str, numbers[:_SHOWN])) + (f" and {rest:,} more" if rest > 0 else "")
    return f"row{'s' if len(numbers) > 1 else ''} {listed}"


def strange_files(org: Org, files: Iterable[StrangeFile]) -> Iterator[Gap]:
    """A gap for each table of which nobody knows what it is."""
    for file in files:
        near = next(iter(nearly([name.casefold() for name in file.columns])), None)
        hint = f"for an export of {near[0].name} it lacks {' and '.join(near[1])}" if near and near[1] else ""
        yield _gap(
            org,
            file.shown,
            f"{file.shown} was not read.",
            why=file.why or f"its header is that of no export known{f'; {hint}' if hint else ''}",
            hides="whatever it tells of users and their rights",
            remedy=near[0].command if near else "Take it out of the folder, if it is no export of users or rights.",
        )


def strange_columns(org: Org, file: Table) -> Iterator[Gap]:
    """A gap where a table of permissions has permissions that are not known here."""
    unknown = [
        name for name in file.head.columns if name.casefold().startswith(PERMISSION) and not file.sort.reads(name.casefold())
    ]
    if unknown:
        yield _gap(
            org,
            file.at(),
            f"{file.shown} tells of permissions that are not known here: {some(sorted(unknown))}.",
            why=f"{file.sort.name} has other columns in the versions known",
            hides="what these permissions open",
            remedy="None yet: this version does not read it.",
        )


def unsaid_permissions(org: Org, file: Table) -> Iterator[Gap]:
    """A gap where an export of permission sets leaves out permissions that open data as a whole."""
    lacking = [name for name in (*_READING, *_MORE) if name.casefold() not in file.head.folded]
    if lacking:
        yield _gap(
            org,
            file.at(),
            f"{file.shown} does not say who holds {', '.join(lacking)}.",
            why="the columns are not in the export; an older org may not have all of them",
            hides="who may read whole objects, or grant themselves what they lack",
            remedy=file.sort.command,
        )


def says_who_reads_all(file: Table) -> bool:
    """Whether an export of permission sets says who may view or modify all data."""
    return {name.casefold() for name in _READING} <= set(file.head.folded)


def _gap(org: Org, locator: str, what: str, *, why: str, hides: str, remedy: str) -> Gap:
    return org.gap(_SURFACE, what, why=why, hides=hides, remedy=remedy, locator=locator)
