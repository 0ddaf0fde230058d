"""Everything that the files of a tree say, read one after the other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from connectors.salesforce.assemble import Org
from connectors.salesforce.metadata.census import Census
from connectors.salesforce.metadata.coverage import listed_and_missing, malformed, missing_of, refused
from connectors.salesforce.metadata.document import qualify
from connectors.salesforce.metadata.file_reads import Wanted, read_files
from connectors.salesforce.metadata.layout import Layout, Place, locate
from connectors.salesforce.metadata.manifests import Manifests, read_manifests
from connectors.salesforce.metadata.memory import Memory
from connectors.salesforce.metadata.reader import Reader
from connectors.salesforce.metadata.readers import READERS
from connectors.salesforce.rows import Row, Rows
from connectors.salesforce.rows.schema import ObjectRow
from connectors.salesforce.rows.unread import UnreadRow
from lineage.model.records import Gap
from lineage.reading.tree import FileTree, RefusedFile
from lineage.reading.xml import MalformedXml

_NAMED_BY_OBJECT: Final = frozenset({"objects", "workflows"})

WANTED: Final = frozenset({"ApexClass", "PermissionSet", "Profile", *(one.root for one in READERS.values() if one.expected)})
"""Types without which answers lack something."""


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


def read_contents(org: Org, tree: FileTree, layout: Layout, memory: Memory) -> Contents:
    """Read every file that has a reader and changed; a file that cannot be read is one gap."""
    manifests = read_manifests(org, tree, layout.unknown)
    census = Census()
    census.add_places(layout.places)
    rows: list[Row] = []
    gaps = list(manifests.gaps)
    files = len(manifests.files)
    unchanged = 0
    for wanted, read in read_files(tree, _wanted(layout, manifests), memory):
        files, unchanged = files + 1, unchanged + read.remembered
        census.add_parts(read.parts)
        rows.extend(read.rows)
        if read.error:
            rows.append(UnreadRow(wanted.reader.root, wanted.place.path))
            gaps.append(_unread(org, wanted, read.error))
    memory.write()
    for path, listed in sorted(manifests.listed.items()):
        missing = missing_of(listed, census.names, WANTED)
        rows.extend(UnreadRow(type_, path) for type_ in missing)
        gaps.extend(listed_and_missing(org, path, missing))
    rows.extend(_not_listed(tree))
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
    )


def _prefix(place: Place, manifests: Manifests) -> str:
    return manifests.prefix(place.path.rpartition("/")[0])


def reader_of(place: Place) -> Reader | None:
    """Who reads the file inside; `None` where it is only counted."""
    return READERS.get((place.kind.directory, place.suffix))


def _wanted(layout: Layout, manifests: Manifests) -> list[Wanted]:
    """The files that have a reader."""
    found = []
    for place in layout.places:
        reader = reader_of(place)
        if reader:
            found.append(Wanted(place, reader, _prefix(place, manifests)))
    return found


def _unread(org: Org, wanted: Wanted, error: MalformedXml | RefusedFile) -> Gap:
    place, reader = wanted.place, wanted.reader
    surface = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", reader.root).lower()
    owner = place.whole or place.name
    subject = org.dataset(qualify(owner, wanted.namespace)) if place.kind.directory in _NAMED_BY_OBJECT and owner else None
    if isinstance(error, MalformedXml):
        return malformed(org, place.path, error, surface=surface, hides=reader.hides, subject=subject)
    return refused(org, error, surface=surface, hides=reader.hides, subject=subject)


def _not_listed(tree: FileTree) -> Iterator[UnreadRow]:
    """What a refused file or folder may have been."""
    for entry in tree.refused:
        place = locate(entry.path)
        reader = reader_of(place) if place else None
        yield UnreadRow(reader.root if reader else "", entry.path)


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
