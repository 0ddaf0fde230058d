"""The object and field permissions of one file as columns, fast: a file may hold thousands, and a folder millions."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import Final, NamedTuple

from connectors.salesforce.assemble.container_names import MUTING
from connectors.salesforce.metadata.document import Document, flag
from connectors.salesforce.rows.permissions import (
    ALL_FIELDS,
    LINES,
    READ_UNSAID,
    FieldPermissionRows,
    ObjectPermissionRows,
    column,
)
from lineage.model.verdicts import Operation
from lineage.reading.xml import Element, children, leaves, line_of, local

ENTRIES: Final = frozenset({"fieldPermissions", "fieldLevelSecurities"})
"""What an entry is called inside a file; the second word is that of old files."""
ENTRY: Final = "FieldPermission"
"""What an entry is called that is a file of its own."""

_NO: Final = 0
_READ: Final = int(Operation.READ)
_EDIT: Final = int(Operation.READ | Operation.EDIT)
_EDIT_ALONE: Final = int(Operation.EDIT)


_line: Final[Callable[[Element], int]] = attrgetter("sourceline")
"""The line of an element that was parsed; `line_of` knows others as well, and takes twice as long."""


class _Columns(NamedTuple):
    names: list[str]
    operations: bytearray
    lines: "array[int]"
    unstated: int = 0


def read_field_permissions(document: Document, kind: str, container: str) -> Iterator[FieldPermissionRows]:
    """The columns of a file; none where it has no field permissions."""
    columns = _of_regular_entries(document.root) or _of_any_entries(document.root, _taken_away if kind == MUTING else _allowed)
    if columns.names:
        names = [_qualified(document, name) for name in columns.names] if document.namespace else columns.names
        yield FieldPermissionRows(
            kind,
            container,
            document.path,
            column(names),
            bytes(columns.operations),
            columns.lines.tobytes(),
            columns.unstated,
        )


def _qualified(document: Document, name: str) -> str:
    """A field with the package's prefix on its object and on itself."""
    return ".".join(map(document.qualified, name.split(".", 1)))


def _of_regular_entries(root: Element) -> _Columns | None:
    """The columns where every entry is as the platform writes it, `editable`, `field` and `readable` in this order, else `None`.

    Going through the elements of each name side by side is twice as fast as looking at the name of each element.
    """
    space = _space(root)
    names: list[str] = []
    operations = bytearray()
    lines = array(LINES)
    below = root.iterdescendants
    entries = zip(
        root.iterchildren(f"{space}fieldPermissions"),
        below(f"{space}editable"),
        below(f"{space}field"),
        below(f"{space}readable"),
        strict=True,
    )
    try:
        for entry, editable, field, readable in entries:
            if field.getparent() is not entry or field.getprevious() is not editable or field.getnext() is not readable:
                return None
            may_read, may_edit = readable.text, editable.text
            if may_read == "true" and may_edit == "false":
                operations.append(_READ)
            elif may_read == "true" and may_edit == "true":
                operations.append(_EDIT)
            elif may_read == "false" and may_edit == "false":
                operations.append(_NO)
            else:
                return None
            names.append(field.text or "")
            lines.append(_line(entry))
    except ValueError:
        return None
    return None if "" in names else _Columns(names, operations, lines)


def _space(root: Element) -> str:
    """What stands before the names of elements in the namespace of the outermost one; nothing where there is none."""
    return str(root.tag)[: -len(local(root))]


def _of_any_entries(root: Element, operations_of: Callable[[Mapping[str, str], bool | None], int]) -> _Columns:
    """The columns of entries of any order, of old files, and of a file that is one entry."""
    names: list[str] = []
    operations = bytearray()
    lines = array(LINES)
    unstated = 0
    for entry in [root] if local(root) == ENTRY else [child for child in root if local(child) in ENTRIES]:
        said = leaves(entry)
        if said.get("field"):
            readable = _readable(said)
            unstated += readable is None
            names.append(said["field"])
            operations.append(operations_of(said, readable))
            lines.append(line_of(entry))
    return _Columns(names, operations, lines, unstated)


def _allowed(said: Mapping[str, str], readable: bool | None) -> int:
    """What an entry allows. The platform keeps none that lets edit and not read: as in exports, it makes nobody a reader."""
    if readable is False:
        return _EDIT_ALONE if flag(said.get("editable")) else _NO
    return _EDIT if flag(said.get("editable")) else _READ


def _taken_away(said: Mapping[str, str], readable: bool | None) -> int:
    """What an entry of a muting set takes away: editing may be, while reading is left."""
    stated = readable and "readable" in said
    return (_READ if stated else _NO) | (_EDIT_ALONE if flag(said.get("editable")) else _NO)


def _readable(said: Mapping[str, str]) -> bool | None:
    """Whether an entry says that the field can be read; old files say whether it is hidden."""
    readable, hidden = flag(said.get("readable")), flag(said.get("hidden"))
    if readable is None and hidden is not None:
        return not hidden
    return True if readable is None and flag(said.get("editable")) else readable


OBJECT_ENTRY: Final = "objectPermissions"
OBJECT_PART: Final = "ObjectPermission"
"""What an entry is called that is a file of its own."""

_MORE: Final = 7
"""How many bits are operations; those above are other flags."""
_OPERATIONS: Final = (1 << _MORE) - 1
_NAME: Final = -1
"""In place of a bit: the element that names the object."""
_BITS: Final[Mapping[str, int]] = {
    "allowRead": int(Operation.READ),
    "allowCreate": int(Operation.CREATE),
    "allowEdit": int(Operation.EDIT),
    "allowDelete": int(Operation.DELETE),
    "viewAllRecords": int(Operation.READ_ALL),
    "modifyAllRecords": int(Operation.EDIT_ALL),
    "viewAllFields": ALL_FIELDS << _MORE,
    "object": _NAME,
}


def read_object_permissions(document: Document, kind: str, container: str) -> Iterator[ObjectPermissionRows]:
    """The columns of a file; none where it has no object permissions."""
    root = document.root
    names: list[str] = []
    operations, more, lines = bytearray(), bytearray(), array(LINES)
    meant, granted = _meant(_space(root)), set[object]()
    for entry in [root] if local(root) == OBJECT_PART else children(root, OBJECT_ENTRY):
        name, bits = "", 0
        for child in entry:
            value = child.text
            # Most elements say `false`, and are passed over before their name is looked at.
            if value != "false":
                bit = meant.get(child.tag, 0)
                if bit == _NAME:
                    name = (value or "").strip()
                elif value == "true" or flag(value):
                    bits |= bit
                    granted.add(child.tag)
        if name:
            names.append(name)
            operations.append(bits & _OPERATIONS)
            more.append(bits >> _MORE | (0 if bits & _READ or _says_no(entry) else READ_UNSAID))
            lines.append(_line(entry))
    if names:
        objects = column([document.qualified(name) for name in names] if document.namespace else names)
        columns = bytes(operations), bytes(more), lines.tobytes()
        yield ObjectPermissionRows(kind, container, document.path, objects, *columns, _strange(granted - meant.keys()))


def _strange(tags: Iterable[object]) -> tuple[str, ...]:
    """The names of elements that mean nothing known; comments are none."""
    return tuple(sorted(tag.rpartition("}")[2] for tag in tags if isinstance(tag, str)))


@lru_cache(maxsize=8)
def _meant(space: str) -> Mapping[object, int]:
    """What the elements of an entry mean, by their full names in a namespace."""
    return {f"{space}{name}": bit for name, bit in _BITS.items()}


def _says_no(entry: Element) -> bool:
    """Whether an entry says that the object may not be read."""
    return flag(leaves(entry).get("allowRead")) is False
