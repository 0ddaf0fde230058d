"""Everything that the files of a tree say, read one after the other."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from connectors.salesforce.assemble import Org
from connectors.salesforce.metadata import mentions
from connectors.salesforce.metadata.all_reads import read_files
from connectors.salesforce.metadata.census import UNPARSABLE, Census
from connectors.salesforce.metadata.components import component_of
from connectors.salesforce.metadata.coverage import Unread, listed_and_missing, malformed, missing_of, refused
from connectors.salesforce.metadata.document import packaged, qualify
from connectors.salesforce.metadata.file_reads import Wanted
from connectors.salesforce.metadata.layout import Layout, Place, locate
from connectors.salesforce.metadata.manifests import Manifests, read_manifests
from connectors.salesforce.metadata.memory import Memory
from connectors.salesforce.metadata.reader import Reader
from connectors.salesforce.metadata.readers import READERS
from connectors.salesforce.metadata.registry import load_registry
from connectors.salesforce.metadata.roots import Roots
from connectors.salesforce.retrieving import retrieve_command
from connectors.salesforce.rows import Row, Rows
from connectors.salesforce.rows.schema import FieldRow, ObjectRow
from connectors.salesforce.rows.unread import UnreadRow
from lineage.model.ids import Id
from lineage.model.records import Gap
from lineage.reading.tree import FileTree, Refused, RefusedFile
from lineage.reading.xml import MalformedXml

_FIELD: Final = "CustomField"
_NAMED_BY_OBJECT: Final = frozenset({"layouts", "objects", "quickActions", "workflows"})
_ENDS_OBJECT: Final = {"layouts": "-", "quickActions": "."}
"""What follows the object's name in the names of components of these folders, which name fields of it and move none."""
_DATASETS: Final = {"dashboards": "dashboard", "reports": "report"}
"""Folders of components that are datasets themselves, and what sort of dataset they are."""

WANTED: Final = frozenset({"ApexClass", "PermissionSet", "Profile", *(one.root for one in READERS.values() if one.expected)})
"""Types without which answers lack something."""


_TELLING: Final = frozenset(READERS) - frozenset(mentions.READERS)
_TYPES: Final = [kind for kind in load_registry().kinds if not kind.part_of and (kind.directory, kind.suffix) in _TELLING]
_LISTED: Final = WANTED | {_FIELD, *(kind.name for kind in _TYPES)}
"""Types of which answers lack something where a package.xml lists a component that is not there; of parts, only fields are."""
_IN_FOLDERS: Final = frozenset(kind.name for kind in _TYPES if kind.nested)
"""Of these, a package.xml lists the folders as well."""


@dataclass(frozen=True)
class Contents:
    """What the files of a tree say, and what could not be read of them."""

    rows: Rows
    counts: dict[str, int]
    gaps: tuple[Gap, ...]
    unknown: tuple[str, ...]
    """Files of no known type."""
    files: int
    """How many were read."""
    unchanged: int
    """How many did not change since they were read before."""
    named_in: str
    """The file that names the project, or a dot."""
    manifests: Manifests
    """What says so."""
    roots: Roots
    """Which folders hold an org or a part of one."""
    not_listed: tuple[Refused, ...]
    """What could not be listed and may be anything."""


def read_contents(org: Org, tree: FileTree, layout: Layout, memory: Memory) -> Contents:
    """Read every file that has a reader and changed; a file that cannot be read is one gap."""
    manifests = read_manifests(org, tree, layout.unknown)
    census = Census()
    census.add_places(layout.places)
    roots = Roots(manifests, layout.places)
    rows: list[Row] = []
    gaps = list(manifests.gaps)
    files = len(manifests.files)
    unchanged = 0
    for wanted, read in read_files(tree, wanted_files(layout, manifests), memory):
        files, unchanged = files + 1, unchanged + read.remembered
        census.add_parts(read.parts)
        roots.add_parts(wanted.place, read.parts)
        rows.extend(read.rows)
        if read.error:
            census.parts[UNPARSABLE] += isinstance(read.error, MalformedXml)
            rows.append(_unread_row(wanted))
            gaps.append(_unread(org, wanted, read.error))
    memory.write()
    census.parts[UNPARSABLE] += manifests.malformed
    for path, listed in sorted(manifests.listed.items()):
        prefix = manifests.prefix(path.rpartition("/")[0])
        there = {**census.names, _FIELD: _fields(rows, prefix) if _FIELD in listed else set()}
        missing = missing_of({type_: _components(type_, members) for type_, members in listed.items()}, there, _LISTED)
        rows.extend(UnreadRow(type_, path) for type_ in missing)
        gaps.extend(listed_and_missing(org, path, missing))
    unlisted = [(entry, _wanted_at(entry.path, manifests)) for entry in _not_listed(tree)]
    rows.extend(_unread_row(would_be) if would_be else UnreadRow("", entry.path) for entry, would_be in unlisted)
    gaps.extend(_unread(org, would_be, RefusedFile(*entry)) for entry, would_be in unlisted if would_be)
    rows.extend(_undescribed(layout, manifests, rows))
    sorted_out = Rows(rows)
    return Contents(
        rows=sorted_out,
        counts=census.counts(sorted_out),
        gaps=tuple(gaps),
        unknown=tuple(path for path in layout.unknown if path not in manifests.files),
        files=files - unchanged,
        unchanged=unchanged,
        named_in=min(manifests.files, default="."),
        manifests=manifests,
        roots=roots,
        not_listed=tuple(entry for entry, would_be in unlisted if not would_be),
    )


def _components(type_: str, members: set[str]) -> set[str]:
    """Of what a package.xml lists of a type, that which is no folder."""
    return {name for name in members if "/" in name} if type_ in _IN_FOLDERS else members


def _fields(rows: Iterable[Row], prefix: str) -> set[str]:
    """The fields that are defined, as a package.xml lists them: `Object.Field`, folded, without the prefix of its package."""
    names = (f"{row.object}.{row.name}".casefold() for row in rows if isinstance(row, FieldRow))
    own = f"{prefix.casefold()}__"
    return {name.replace(own, "") for name in names} if prefix else set(names)


def _prefix(place: Place, manifests: Manifests) -> str:
    return manifests.prefix(place.path.rpartition("/")[0])


def reader_of(place: Place) -> Reader | None:
    """Who reads the file inside; `None` where it is only counted."""
    return READERS.get((place.kind.directory, place.suffix))


def wanted_files(layout: Layout, manifests: Manifests) -> list[Wanted]:
    """The files that have a reader."""
    found = []
    for place in layout.places:
        reader = reader_of(place)
        if reader:
            found.append(Wanted(place, reader, _prefix(place, manifests)))
    return found


def _unread_row(wanted: Wanted) -> UnreadRow:
    place = wanted.place
    name = packaged(place.whole or place.name, wanted.namespace)
    return UnreadRow(wanted.reader.root, place.path, place.kind.part_of or place.kind.name, name)


def _unread(org: Org, wanted: Wanted, error: MalformedXml | RefusedFile) -> Gap:
    place, reader = wanted.place, wanted.reader
    surface = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", reader.root).lower()
    subject = _subject(org, place, wanted.namespace)
    again = retrieve_command(component_of(place, wanted.namespace))
    names_only = place.kind.directory in _ENDS_OBJECT
    known = Unread(
        surface=surface, hides=reader.hides, subject=subject, everywhere=subject is not None and not names_only, again=again
    )
    return malformed(org, place.path, error, **known) if isinstance(error, MalformedXml) else refused(org, error, **known)


def _subject(org: Org, place: Place, namespace: str) -> Id | None:
    """What answers must pass to be incomplete without the file; `None` where it may be anything."""
    owner = qualify((place.whole or place.name).partition(_ENDS_OBJECT.get(place.kind.directory, "/"))[0], namespace)
    if place.kind.directory in _NAMED_BY_OBJECT:
        return org.dataset(owner) if owner else None
    kind = _DATASETS.get(place.kind.directory)
    return org.id.of_kind(kind, place.name) if kind else None


def _not_listed(tree: FileTree) -> Iterator[Refused]:
    """Refused files and folders, and folders that stand where a file should."""
    yield from tree.refused
    for folder in tree.dotted:
        place = locate(folder)
        if place and place.suffix == place.kind.suffix and reader_of(place):
            yield Refused(folder, "it is a folder")


def _wanted_at(path: str, manifests: Manifests) -> Wanted | None:
    """The file that would be read at a path, as far as the path tells."""
    place = locate(path)
    reader = reader_of(place) if place else None
    return Wanted(place, reader, _prefix(place, manifests)) if place and reader else None


def _undescribed(layout: Layout, manifests: Manifests, rows: list[Row]) -> Iterator[ObjectRow]:
    """Objects of which the folder holds parts and no readable description."""
    described = {row.name.casefold() for row in rows if isinstance(row, ObjectRow)}
    seen: set[tuple[str, str]] = set()
    for place in layout.places:
        owner = place.whole if place.kind.part_of else place.name
        key = (owner, place.path.rpartition("/")[0])
        if owner and place.kind.directory == "objects" and key not in seen:
            seen.add(key)
            name = qualify(owner, _prefix(place, manifests))
            if name.casefold() not in described:
                described.add(name.casefold())
                yield ObjectRow(name, place.path, described=False)
