"""The platform's permissions as neutral grants: on the object leg or the field leg, for one or all, given or taken away.

- An object permission is a grant on the object leg of the dataset.
- A field permission is one on the field leg of the field.
- View All Fields is one on the field leg of the dataset, that of the whole org one on the field leg of the System.
- View All Data and Modify All Data are grants on the object leg of the System. They never open a field.
- What a muting set lists is taken away inside the groups that hold it.
- Where a container does not list all that it holds, an entry that says no is kept as a grant of nothing; elsewhere it says no more than
  that there is no entry.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from connectors.salesforce.assemble.completeness import ContainerKey, complete_containers
from connectors.salesforce.assemble.container_names import MUTING, TYPES, some
from connectors.salesforce.assemble.grants import Bits, Codes, Grants, Numbers, Origin
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.permissions import ALL_FIELDS, AccessRow, FieldPermissionRows, ObjectPermissionRows
from lineage.columns import GrantBatch
from lineage.model.ids import Id
from lineage.model.records import Gap
from lineage.model.verdicts import Leg, Operation

SYSTEM_PERMISSION: Final = "system-permission"

_EVERYTHING: Final[Mapping[str, Operation]] = {
    "ViewAllData": Operation.READ_ALL,
    "ModifyAllData": Operation.EDIT_ALL,
    "AssignPermissionSets": Operation.ASSIGN,
    "ManageProfilesPermissionsets": Operation.ADMINISTER,
}
"""What permissions open in the whole org, each in an operation of its own, because each is muted by itself.

With the last three their holder can get what it lacks.
"""
_EVERY_FIELD: Final = "ViewAllFieldsGlobal"
OPENS_ALL: Final = frozenset({*_EVERYTHING, _EVERY_FIELD})
"""Permissions that reach beyond single objects and fields."""
OPENS_ALL_ON: Final[Mapping[str, frozenset[str]]] = {"object": frozenset(_EVERYTHING), "field": frozenset({_EVERY_FIELD})}
"""The same by the leg that they open."""
_SYSTEM: Final = ""
"""In place of an object's name: everything."""


def assemble_grants(org: Org, rows: Rows) -> Iterator[GrantBatch | Gap]:
    """The grants of all containers, in one batch for each leg."""
    complete = complete_containers(rows, TYPES)
    for table in (_object_leg(org, rows, complete), _field_leg(org, rows, complete)):
        if table is not None:
            yield GrantBatch(org.connector, table)
    yield from _unsaid(org, rows.of(FieldPermissionRows))
    yield from _strange(org, rows.of(ObjectPermissionRows))


def _object_leg(org: Org, rows: Rows, complete: frozenset[ContainerKey]) -> pa.Table | None:
    grants, objects = Grants(), Numbers()
    for row in rows.of(ObjectPermissionRows):
        grants.add(_origin(org, row, Leg.OBJECT, complete), objects.of_all(row.names), _bits(row.operations), _lines(row))
    for access in rows.of(AccessRow):
        if access.sort == SYSTEM_PERMISSION and access.name in _EVERYTHING:
            operations = np.array([_EVERYTHING[access.name]], np.uint8)
            grants.add(*_single(org, access, Leg.OBJECT, objects.of(_SYSTEM), operations))
    return grants.table([org.dataset(name) if name != _SYSTEM else org.id for name in objects.names])


def _field_leg(org: Org, rows: Rows, complete: frozenset[ContainerKey]) -> pa.Table | None:
    grants, fields = Grants(), Numbers()
    for row in rows.of(FieldPermissionRows):
        grants.add(_origin(org, row, Leg.FIELD, complete), fields.of_all(row.names), _bits(row.operations), _lines(row))
    for whole in rows.of(ObjectPermissionRows):
        if any(whole.more):
            reads = np.where(_bits(whole.more) & ALL_FIELDS, np.uint8(Operation.READ), np.uint8(0))
            grants.add(
                _origin(org, whole, Leg.FIELD, complete)._replace(denies=False), fields.of_all(whole.names), reads, _lines(whole)
            )
    for access in rows.of(AccessRow):
        if access.sort == SYSTEM_PERMISSION and access.name == _EVERY_FIELD:
            grants.add(*_single(org, access, Leg.FIELD, fields.of(_SYSTEM), np.array([Operation.READ], np.uint8)))
    return grants.table(list(_subjects(org, fields.names)))


def _subjects(org: Org, names: Sequence[str]) -> Iterator[Id]:
    """The fields that permissions name; all of an object, or of the org, where one names no more than that."""
    owners: dict[str, Id] = {_SYSTEM: org.id}
    for name in names:
        owner, _, field = name.partition(".")
        if owner not in owners:
            owners[owner] = org.dataset(owner)
        yield owners[owner].field(field) if field else owners[owner]


def _origin(org: Org, row: ObjectPermissionRows | FieldPermissionRows, leg: Leg, complete: frozenset[ContainerKey]) -> Origin:
    unsaid = isinstance(row, ObjectPermissionRows) and row.leaves_reading_unsaid
    denies = (row.kind, row.container.casefold()) not in complete and not unsaid
    return Origin(org.id.of_kind(row.kind, row.container), row.path, leg, removes=row.kind == MUTING, denies=denies)


def _single(org: Org, access: AccessRow, leg: Leg, subject: int, operations: Bits) -> tuple[Origin, Codes, Bits, Codes]:
    """What to add for one permission that opens everything."""
    path, line = _place(access.at)
    origin = Origin(org.id.of_kind(access.kind, access.container), path, leg, access.kind == MUTING)
    return origin, np.array([subject], np.int32), operations, np.array([line], np.int32)


def _place(at: str) -> tuple[str, int]:
    """File and line; line 0 for a place without lines.

    >>> _place("profiles/Admin.profile:7"), _place("PermissionSet/0PS000000000001AAA")
    (('profiles/Admin.profile', 7), ('PermissionSet/0PS000000000001AAA', 0))
    """
    path, _, line = at.rpartition(":")
    return (path, int(line)) if path and line.isdecimal() else (at, 0)


def _bits(column: bytes) -> Bits:
    return np.frombuffer(column, np.uint8)


def _lines(row: ObjectPermissionRows | FieldPermissionRows) -> Codes:
    return np.frombuffer(row.lines, np.int32)


def _unsaid(org: Org, rows: Sequence[FieldPermissionRows]) -> Iterator[Gap]:
    unclear = [row for row in rows if row.unstated]
    if unclear:
        count = sum(row.unstated for row in unclear)
        yield org.gap(
            "permission",
            f"Of the field permissions, {count:,} in {len(unclear):,} files do not say whether the field may be read.",
            why="the entries have neither `readable` nor `hidden`",
            hides="whether these fields may be read; they are taken as readable",
            remedy="Retrieve these files again.",
            locator=unclear[0].path,
        )


def _strange(org: Org, rows: Sequence[ObjectPermissionRows]) -> Iterator[Gap]:
    strange = [row for row in rows if row.strange]
    if strange:
        names = sorted({name for row in strange for name in row.strange})
        yield org.gap(
            "permission",
            f"Object permissions grant what is not known here, in {len(strange):,} files: {some(names)}.",
            why="the platform's other versions have other permissions",
            hides="what these permissions open",
            remedy="None yet: this version does not read it.",
            locator=strange[0].path,
        )
