"""Object and field permissions as grants: worked on by the column, because an org has millions of them.

A row whose parent is a profile's own set is a grant of the profile; one whose parent mutes is taken away. What a group adds up to is a
grant of the group only where nothing tells what is in it, for else it would be told twice. A row whose id begins with 000 is no
permission that is stored: it says that its parent may modify all data.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from connectors.salesforce.assemble.container_names import MUTING
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.exports.containers import Container, Containers, flag
from connectors.salesforce.exports.files import Table, Tally, batches_of
from connectors.salesforce.exports.sorts import ID, OBJECT
from lineage.columns import GRANT_BATCH, GrantBatch
from lineage.model.verdicts import Leg, Operation
from lineage.reading.csv import CsvBatch, decoded

Codes = npt.NDArray[np.int32]
Bits = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]

_NO_PARENT: Final = "it names nobody who holds it"
_NO_SUBJECT: Final = "it names no field or object"
_UNCLEAR: Final = "a permission is neither true nor false, and it is taken as true"
_PARENT: Final = "parentid"
_PARENT_S: Final = "parent"
"""What the names of columns begin with that are of the parent itself."""
_MADE_UP: Final = "000"
"""What ids of rows begin with that the platform makes up."""

_OBJECT_BITS: Final = {
    "permissionsread": Operation.READ,
    "permissionscreate": Operation.CREATE,
    "permissionsedit": Operation.EDIT,
    "permissionsdelete": Operation.DELETE,
    "permissionsviewallrecords": Operation.READ_ALL,
    "permissionsmodifyallrecords": Operation.EDIT_ALL,
}
_FIELD_BITS: Final = {"permissionsread": Operation.READ, "permissionsedit": Operation.EDIT}
_ALL_FIELDS: Final = {"permissionsviewallfields": Operation.READ}
_NAME: Final = r"^[A-Za-z][A-Za-z0-9_]*$"
_FIELD_NAME: Final = r"^[A-Za-z][A-Za-z0-9_]*\.[A-Za-z][A-Za-z0-9_]*$"


class Holder(NamedTuple):
    """Who holds what a row permits."""

    container: Container | None = None
    """`None` where the row is left out."""
    principal: str = ""
    """Its id."""
    is_wrong: bool = False
    """The row names nobody; else it is left out because it says nothing of its own."""
    is_sum: bool = False
    """It is what a group adds up to, of which is told what is in it: its rows are told again by those of the sets."""


@dataclass
class Permissions:
    """What the exports of object and field permissions say beside the grants themselves."""

    org: Org
    containers: Containers
    left_to_parts: Collection[str] = ()
    """The groups, folded, of which is told what is in them."""
    sums: list[GrantBatch] = field(default_factory=list)
    """What groups add up to by the platform's own reckoning, where that is left to what is in them."""
    modifies_all: dict[Container, str] = field(default_factory=dict)
    """Who may modify all data, by rows that the platform makes up, with the first of them."""

    def grants(self, file: Table, tally: Tally) -> Iterator[GrantBatch]:
        """The grants of a file, batch by batch."""
        holders: dict[tuple[str, ...], Holder] = {}
        made = self._object_grants if file.sort is OBJECT else self._field_grants
        for batch in batches_of(file, tally):
            yield from made(_Rows(batch, file, tally, self._holders(batch, file, holders)))

    def _holders(self, batch: CsvBatch, file: Table, known: dict[tuple[str, ...], Holder]) -> "tuple[Codes, Sequence[Holder]]":
        """The holder of each row, as a number in a list of them."""
        columns = [name for name in batch.columns if name == _PARENT or name.startswith(f"{_PARENT_S}.")]
        if _PARENT in columns and all(map(self.containers.knows, decoded(batch.columns[_PARENT]))):
            columns = [_PARENT]
        codes, first = _combined([batch.columns[name] for name in columns], len(batch))
        values = {name: decoded(batch.columns[name]) for name in columns}
        found = []
        for row in first.tolist():
            key = tuple(values[name][batch.columns[name].indices[row].as_py()].strip() for name in columns)
            if key not in known:
                known[key] = self._holder(dict(zip(columns, key, strict=True)), file.at(int(batch.numbers[row])), file)
            found.append(known[key])
        return codes, found

    def _holder(self, said: Mapping[str, str], at: str, file: Table) -> Holder:
        related = {name.removeprefix(f"{_PARENT_S}."): value for name, value in said.items()}
        id = related.pop(_PARENT, "")
        found = self.containers.find(file.sort, id, related, at)
        if found is None:
            return Holder(is_wrong=not id)
        if found.sums_up and found.key[1] in self.left_to_parts:
            return Holder(found, str(self.org.id.of_kind(found.kind, found.name)), is_sum=True)
        return Holder(found, str(self.org.id.of_kind(found.kind, found.name)))

    def _object_grants(self, rows: "_Rows") -> Iterator[GrantBatch]:
        subjects = rows.subjects(f"{self.org.id}/", "sobjecttype", _NAME)
        made_up = rows.begins(ID, _MADE_UP)
        self._note_modifying(rows, made_up)
        stored = rows.are_right(subjects.fit) & ~made_up
        for bits, leg in ((_OBJECT_BITS, Leg.OBJECT), (_ALL_FIELDS, Leg.FIELD)):
            operations = rows.operations(bits)
            kept = stored & (operations != 0) if leg == Leg.FIELD else stored
            yield from self._told(rows, subjects, leg, operations, kept)

    def _told(self, rows: "_Rows", subjects: "_Subjects", leg: Leg, operations: Bits, kept: Bools) -> Iterator[GrantBatch]:
        """The grants that are kept, apart from what groups add up to."""
        sums = rows.are_sums()
        self.sums += rows.batch(self.org.connector, subjects, leg, operations, kept & sums)
        yield from rows.batch(self.org.connector, subjects, leg, operations, kept & ~sums)

    def _note_modifying(self, rows: "_Rows", made_up: Bools) -> None:
        codes, holders = rows.holders
        for code in np.unique(codes[made_up]).tolist():
            holder = holders[code].container
            if holder and not holders[code].is_sum:
                row = int(np.flatnonzero(made_up & (codes == code))[0])
                self.modifies_all.setdefault(holder, rows.file.at(int(rows.batch_.numbers[row])))

    def _field_grants(self, rows: "_Rows") -> Iterator[GrantBatch]:
        subjects = rows.subjects(f"{self.org.id}/", "field", _FIELD_NAME)
        yield from self._told(rows, subjects, Leg.FIELD, rows.operations(_FIELD_BITS), rows.are_right(subjects.fit))


class _Subjects(NamedTuple):
    """What rows are about."""

    column: pa.DictionaryArray
    """Ids."""
    fit: Bools
    """Whether each row names something."""
    names: Sequence[str]


@dataclass
class _Rows:
    """A batch of rows with their holders."""

    batch_: CsvBatch
    file: Table
    tally: Tally
    holders: tuple[Codes, Sequence[Holder]]

    def subjects(self, start: str, column: str, pattern: str) -> _Subjects:
        """What each row is about, as ids that begin with the org."""
        codes = _codes(self.batch_.columns[column])
        names = pa.array([name.strip() for name in decoded(self.batch_.columns[column])], pa.string())
        fit = pc.match_substring_regex(names, pattern)
        ids = pc.binary_join_element_wise(start, pc.replace_substring(names, ".", "#", max_replacements=1), "")
        right = np.asarray(fit.to_numpy(zero_copy_only=False), np.bool_)
        return _Subjects(pa.DictionaryArray.from_arrays(codes, ids), right[codes], names.filter(fit).to_pylist())

    def begins(self, column: str, start: str) -> Bools:
        """Whether a column's value begins so; never where the column is not there."""
        if column not in self.batch_.columns:
            return np.zeros(len(self.batch_), np.bool_)
        dictionary = pc.starts_with(self.batch_.columns[column].dictionary, pattern=start)
        found: Bools = np.asarray(dictionary.to_numpy(zero_copy_only=False), np.bool_)
        return found[_codes(self.batch_.columns[column])]

    def are_right(self, named: Bools) -> Bools:
        """The rows that say who may do something with what; the others are noted, if they should have."""
        codes, holders = self.holders
        nobody = np.array([one.is_wrong for one in holders], np.bool_)[codes]
        self._note(nobody, _NO_PARENT)
        self._note(~named & ~nobody, _NO_SUBJECT)
        held: Bools = np.array([one.container is not None for one in holders], np.bool_)[codes]
        return held & named

    def are_sums(self) -> Bools:
        """The rows of what groups add up to, where that is left to what is in them."""
        codes, holders = self.holders
        found: Bools = np.array([one.is_sum for one in holders], np.bool_)[codes]
        return found

    def _note(self, wrong: Bools, why: str) -> None:
        for number in self.batch_.numbers[wrong].tolist():
            self.tally.refuse(why, number)

    def operations(self, bits: Mapping[str, Operation]) -> Bits:
        """What each row allows; what is neither yes nor no might be yes."""
        made = np.zeros(len(self.batch_), np.uint8)
        for name, operation in bits.items():
            if name in self.batch_.columns:
                column = self.batch_.columns[name]
                said = [flag(value.strip()) for value in decoded(column)]
                codes = _codes(column)
                made |= np.array([0 if one is False else int(operation) for one in said], np.uint8)[codes]
                if None in said:
                    for number in self.batch_.numbers[np.array([one is None for one in said], np.bool_)[codes]].tolist():
                        self.tally.doubt(_UNCLEAR, number)
        return made

    def batch(self, connector: str, subjects: _Subjects, leg: Leg, operations: Bits, kept: Bools) -> Iterator[GrantBatch]:
        """The rows that are kept as a batch of grants; none where none is."""
        count = int(np.count_nonzero(kept))
        if not count:
            return
        codes, holders = self.holders
        principals = pa.array([one.principal for one in holders], pa.string())
        mutes = [one.container is not None and one.container.kind == MUTING for one in holders]
        places = pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), pa.array([self.file.shown], pa.string()))
        columns = [
            pa.DictionaryArray.from_arrays(pa.array(codes[kept]), principals),
            subjects.column.filter(pa.array(kept)),
            pa.array(np.full(count, int(leg), np.int8)),
            pa.array(operations[kept]),
            pa.array(np.array(mutes, np.bool_)[codes[kept]]),
            places,
            pa.array(self.batch_.numbers[kept] if self.file.numbered else np.zeros(count, np.int32)),
        ]
        yield GrantBatch(connector, pa.table(columns, schema=GRANT_BATCH))


def _codes(column: pa.DictionaryArray) -> Codes:
    found: Codes = column.indices.to_numpy(zero_copy_only=False)
    return found


def _combined(columns: Sequence[pa.DictionaryArray], count: int) -> tuple[Codes, Codes]:
    """Rows with the same values in all columns as one number, and for each number the first row that has it."""
    codes = _codes(columns[0]) if columns else np.zeros(count, np.int32)
    for column in columns[1:]:
        mixed = codes.astype(np.int64) * max(len(column.dictionary), 1) + _codes(column)
        _, codes = np.unique(mixed, return_inverse=True)
    first = np.zeros(int(codes.max()) + 1 if count else 0, np.int32)
    first[codes[::-1]] = np.arange(count - 1, -1, -1)
    return codes.astype(np.int32), first
