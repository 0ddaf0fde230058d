"""The platform's types of metadata: which folder and suffix belongs to which, from the registry beside this file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Kind:
    """A type of metadata, or a part of one that has files of its own, such as the fields of an object."""

    name: str
    """The type's name in the Metadata API."""
    directory: str
    """The folder of the type; for a part, that of the whole."""
    suffix: str = ""
    """What file names end with; empty where the type is a folder of other files."""
    part_of: str = ""
    """The type that this is a part of; empty for types."""
    element: str = ""
    """What a part is called inside the file of its whole."""
    nested: bool = False
    """Its components lie in folders, which belong to their names."""
    strict: bool = False
    """Only in its folder does the suffix mean this type."""


@dataclass(frozen=True)
class Registry:
    """All types, found by what a file's path shows."""

    kinds: tuple[Kind, ...]
    by_suffix: Mapping[str, tuple[Kind, ...]]
    by_folded_suffix: Mapping[str, tuple[Kind, ...]]
    """For suffixes in another case than the registry's."""
    by_directory: Mapping[str, Kind]
    """Types by their folder, folded."""
    holding: Mapping[str, Kind]
    """Those of them whose folders hold files of any name."""
    folders: Mapping[str, Kind]
    """What describes a folder that belongs to the names of the components in it, by the type's folder, folded."""
    elements: Mapping[str, Mapping[str, str]]
    """For each type, what its parts are called inside its file, with the part's type."""


@cache
def load_registry() -> Registry:
    """The registry that comes with the product.

    >>> [kind.name for kind in load_registry().by_suffix["dataSource"]]
    ['DataSource', 'ExternalDataSource']
    """
    text = files("connectors.salesforce.metadata").joinpath("registry.json").read_text(encoding="utf-8")
    entries = json.loads(text)["types"]
    kinds: list[Kind] = []
    holding: dict[str, Kind] = {}
    for entry in entries:
        kind = _kind(entry)
        if entry.get("content"):
            holding[kind.directory.casefold()] = kind
        kinds.append(kind)
        kinds.extend(_part(part, kind) for part in entry.get("children", ()))
    by_suffix: dict[str, tuple[Kind, ...]] = {}
    by_folded: dict[str, tuple[Kind, ...]] = {}
    for kind in sorted(kinds, key=lambda kind: bool(kind.part_of)):
        if kind.suffix:
            by_suffix[kind.suffix] = (*by_suffix.get(kind.suffix, ()), kind)
            by_folded[kind.suffix.casefold()] = (*by_folded.get(kind.suffix.casefold(), ()), kind)
    elements: dict[str, dict[str, str]] = {}
    for kind in kinds:
        if kind.part_of:
            elements.setdefault(kind.part_of, {})[kind.element] = kind.name
    types = {kind.directory.casefold(): kind for kind in reversed(kinds) if not kind.part_of}
    described = {kind.directory.casefold(): kind for kind in reversed(kinds) if kind.suffix.endswith("Folder")}
    return Registry(tuple(kinds), by_suffix, by_folded, types, holding, described, elements)


def _kind(entry: Mapping[str, str]) -> Kind:
    return Kind(
        entry["name"],
        entry["directory"],
        entry.get("suffix", ""),
        nested=bool(entry.get("folders")),
        strict=bool(entry.get("strict")),
    )


def _part(entry: Mapping[str, str], whole: Kind) -> Kind:
    return Kind(entry["name"], whole.directory, entry["suffix"], part_of=whole.name, element=entry["element"])
