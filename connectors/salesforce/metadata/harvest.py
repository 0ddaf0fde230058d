"""A folder or zip of metadata, read once from end to end."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final
from zipfile import is_zipfile

from connectors.salesforce.assemble import Org, assemble
from connectors.salesforce.assemble.permission_gaps import tell_unknown_rights
from connectors.salesforce.mappings import CustomMetadataMapping
from connectors.salesforce.metadata.census import Census, received
from connectors.salesforce.metadata.contents import WANTED, read_contents, reader_of, wanted_files
from connectors.salesforce.metadata.coverage import (
    not_listed,
    not_read_inside,
    not_there,
    unknown_files,
)
from connectors.salesforce.metadata.layout import SOURCE_SUFFIX, Layout, lay_out, locate
from connectors.salesforce.metadata.manifests import PACKAGE, PROJECT
from connectors.salesforce.metadata.mappings import read_mappings
from connectors.salesforce.metadata.memory import Memory
from connectors.salesforce.metadata.shape import how_many, shape_gaps
from connectors.salesforce.rows import Rows
from lineage.connector import Harvested, Plan, Settings
from lineage.model.ids import Id
from lineage.model.records import Effort, Gap
from lineage.reading.opening import open_tree
from lineage.reading.tree import FileTree, RefusedFile

NAME: Final = "salesforce-metadata"
LOOKS_FOR: Final = "sfdx-project.json, package.xml, or files such as objects/X.object and fields/X.field-meta.xml"

_NAMESPACE: Final = "http://soap.sforce.com/2006/04/metadata"
_HEAD: Final = 4096
_NAME_LENGTH: Final = 16


class MetadataSettings(Settings):
    """A folder or zip of Salesforce metadata."""

    path: Path
    """The folder or zip: a project in source format, a retrieved package, or a repository with several of them."""
    aliases: tuple[str, ...] = ()
    """Other names of the org: its My Domain hosts, by which other orgs and systems call it."""
    custom_metadata_mappings: tuple[CustomMetadataMapping, ...] = ()
    """Types of custom metadata whose records map fields of the org to properties of services."""


def harvest(settings: MetadataSettings) -> Iterator[Harvested]:
    """Every record of the folder; raises `UnreadableInput` before the first where the whole cannot be read."""
    with open_tree(settings.path) as tree:
        label = settings.org or tree.name
        org = Org(Id.system(f"salesforce://{settings.org or slug(tree.name)}"), label, NAME, aliases=settings.aliases)
        layout = lay_out(tree.files)
        if not layout.places:
            yield _empty(org, settings.path)
            yield Effort(files=0)
            return
        yield from _harvest(org, tree, layout, settings)


def _memory(settings: MetadataSettings) -> Memory:
    """What the files at this path said before, where a cache is kept."""
    if settings.cache is None:
        return Memory()
    known_by = sha256(f"{settings.path.resolve()}\n{settings.org}".encode()).hexdigest()[:_NAME_LENGTH]
    return Memory(settings.cache / f"{NAME}-{known_by}.msgpack")


def slug(name: str) -> str:
    """A folder's name as the name of an org.

    >>> slug("ITA sfdcci (copy)")
    'ita-sfdcci-copy'
    """
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-.") or "org"


def _harvest(org: Org, tree: FileTree, layout: Layout, settings: MetadataSettings) -> Iterator[Harvested]:
    contents = read_contents(org, tree, layout, _memory(settings))
    rows = contents.rows.add(read_mappings(tree, wanted_files(layout, contents.manifests), settings.custom_metadata_mappings))
    yield from assemble(org, contents.named_in, rows, tell_unknown_rights(org, rows))
    yield from received(contents.counts)
    yield from contents.roots.received(org.label)
    yield from not_listed(org, contents.not_listed)
    yield from contents.gaps
    yield from not_read_inside(org, contents.counts)
    yield from not_there(org, WANTED, contents.counts)
    yield from how_many(org, contents.manifests, contents.counts)
    yield from shape_gaps(org, tree, layout, contents.manifests, contents.roots)
    yield from unknown_files(org, contents.unknown)
    yield Effort(files=contents.files, unchanged=contents.unchanged)


def _empty(org: Org, path: Path) -> Gap:
    return org.gap(
        "metadata",
        f"{path} holds no Salesforce metadata.",
        why=f"no file in it has a folder and suffix of the platform's types, such as {LOOKS_FOR}",
        hides="the whole org",
        remedy="Name the folder that holds the type folders, or one above it.",
    )


def detect(path: Path) -> bool:
    """Whether a folder or zip holds Salesforce metadata; raises `UnreadableInput` for a zip that could do harm."""
    if not path.is_dir() and not (path.is_file() and is_zipfile(path)):
        return False
    with open_tree(path) as tree:
        return any(_is_metadata(tree, file) for file in tree.files)


def _is_metadata(tree: FileTree, file: str) -> bool:
    name = file.rpartition("/")[2].casefold()
    if name == PROJECT:
        return True
    place = locate(file)
    if place and name.endswith(SOURCE_SUFFIX):
        return True
    if name != PACKAGE and not (place and place.suffix == place.kind.suffix):
        return False
    try:
        head = tree.read(file)[:_HEAD]
    except RefusedFile:
        return False
    return any(_NAMESPACE.encode(encoding) in head for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def plan(settings: MetadataSettings) -> Plan:
    """How many files would be read, and what the folder holds."""
    with open_tree(settings.path) as tree:
        layout = lay_out(tree.files)
        census = Census()
        census.add_places(layout.places)
        lines = tuple(f"{count:,} {name}" for name, count in census.counts(Rows()).items())
        files = sum(1 for place in layout.places if reader_of(place))
        manifests = sum(1 for path in layout.unknown if path.endswith((PACKAGE, PROJECT)))
        return Plan(files=files + manifests, calls=0, lines=lines)
