"""Where everything in a folder of metadata belongs: both layouts, any nesting, several roots."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import unquote

from connectors.salesforce.metadata.registry import Kind, load_registry

SOURCE_SUFFIX: Final = "-meta.xml"

_TAKEN_APART: Final = "PermissionSet"
"""The type whose components may have a folder each, with a folder in it for each sort of part; some are called like other types."""
_OF_PART: Final = 2

_ONLY_WHOLE: Final = {"CustomLabels": "CustomLabels"}
"""Types of which an org has one component, so that no folder needs to tell which of them a part belongs to."""
_RECORD: Final = "CustomMetadata"
"""The names of its components have a dot, which tells them from other texts with its suffix."""

_SCHEMAS: Final = frozenset({"json", "yaml"})


class Place(NamedTuple):
    """What one file holds, as its path tells."""

    path: str
    kind: Kind
    suffix: str
    """The file's own suffix; it differs from the kind's where a component is split into parts that the registry lacks."""
    name: str
    """The component's name, decoded."""
    whole: str
    """For a part, the name of the component that it is a part of, decoded."""


class Layout(NamedTuple):
    """Every file of a tree, sorted out."""

    places: tuple[Place, ...]
    unknown: tuple[str, ...]
    """Files of no known type."""


def lay_out(files: Iterable[str]) -> Layout:
    """Sort the files out, which come in order of path."""
    places: list[Place] = []
    unknown: list[str] = []
    for path in files:
        place = locate(path)
        if place:
            places.append(place)
        else:
            unknown.append(path)
    described = [place.path for place in places]
    return Layout(tuple(places), tuple(path for path in unknown if not _is_schema(path, described)))


def _is_schema(path: str, described: list[str]) -> bool:
    """Whether a file lies, under the same name, beside the description of the component that it is the schema of."""
    stem, _, suffix = path.rpartition(".")
    at = bisect_left(described, f"{stem}.")
    return suffix in _SCHEMAS and at < len(described) and described[at].startswith(f"{stem}.")


def locate(path: str) -> Place | None:
    """What the file at `path` holds; `None` where its path names no type.

    >>> place = locate("force-app/main/default/objects/Contact/fields/SSN__c.field-meta.xml")
    >>> place.kind.name, place.name, place.whole
    ('CustomField', 'SSN__c', 'Contact')
    >>> locate("src/profiles/Custom%3A Support.profile").name
    'Custom: Support'
    """
    folder, _, file = path.rpartition("/")
    # Hidden files belong to tools, and so do the doubles that some systems write beside each file.
    if file.startswith("."):
        return None
    is_source = file.casefold().endswith(SOURCE_SUFFIX)
    stem, _, suffix = (file[: -len(SOURCE_SUFFIX)] if is_source else file).rpartition(".")
    home = _home(folder, suffix if stem else "", is_source)
    if home is None:
        return None
    if home.kind.name == _RECORD and "." not in stem:
        return None
    whole = (home.below[0] if home.below else _ONLY_WHOLE.get(home.kind.part_of, "")) if home.kind.part_of else ""
    own = home.kind.suffix if home.is_told else suffix
    return Place(path, home.kind, own, _decoded(_name(home, stem or suffix)), _decoded(whole))


def _name(home: "_Home", stem: str) -> str:
    """A component's name: with its folders where they belong to it, else the file's or that of the folder it fills."""
    if home.kind.nested:
        return "/".join([*home.below, stem])
    return stem if home.is_told else (home.below[0] if home.below else stem).partition(".")[0]


class _Home(NamedTuple):
    kind: Kind
    below: tuple[str, ...]
    """The folders between the type's folder and the file."""
    is_told: bool
    """The suffix tells the kind; else only the folder does."""


@lru_cache(maxsize=4096)
def _home(folder: str, suffix: str, is_source: bool) -> _Home | None:
    """The kind of a folder's files of one suffix."""
    registry = load_registry()
    folders = folder.split("/")
    taken_apart = registry.by_directory.get(folders[-3].casefold()) if is_source and len(folders) > _OF_PART else None
    if taken_apart and taken_apart.name == _TAKEN_APART and suffix.casefold() != taken_apart.suffix:
        return _Home(taken_apart, tuple(folders[-2:]), is_told=False)
    kinds = registry.by_suffix.get(suffix) or registry.by_folded_suffix.get(suffix.casefold(), ())
    for kind in kinds:
        below = _below(folders, {kind.directory.casefold(): kind})
        if below:
            return _Home(kind, below[1], is_told=True)
    described = _below(folders, registry.folders) if is_source and not suffix else None
    if described:
        return _Home(described[0], described[1], is_told=True)
    if is_source and len(kinds) == 1 and not kinds[0].strict and not kinds[0].part_of:
        return _Home(kinds[0], (), is_told=True)
    held = _below(folders, registry.by_directory if is_source else registry.holding)
    # A bundle is a folder: what lies beside the bundles, such as an editor's settings, is none.
    return _Home(held[0], held[1], is_told=False) if held and (held[1] or held[0].suffix) else None


def _below(folders: list[str], kinds: Mapping[str, Kind]) -> tuple[Kind, tuple[str, ...]] | None:
    """The last folder that is one of the kinds', and the folders below it."""
    for at in range(len(folders) - 1, -1, -1):
        kind = kinds.get(folders[at].casefold())
        if kind:
            return kind, tuple(folders[at + 1 :])
    return None


def _decoded(name: str) -> str:
    return unquote(name) if "%" in name else name
