"""Writing small folders of metadata, and harvesting them."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from connectors.salesforce import metadata_connector
from connectors.salesforce.metadata.harvest import MetadataSettings
from connectors.salesforce.metadata.layout import SOURCE_SUFFIX, locate
from connectors.salesforce.metadata.readers import READERS
from lineage.connector import Harvested
from lineage.model.ids import Id
from lineage.model.records import Gap, Hop, Received, Reference

ORG = Id.system("salesforce://acme")
SOURCE = "force-app/main/default"

R = TypeVar("R")


def xml(root: str, *body: str) -> str:
    """A file of metadata: one line for the declaration, one for the root, then a line for each part."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="http://soap.sforce.com/2006/04/metadata">', *body]
    return "\n".join([*lines, f"</{root}>", ""])


def tag(name: str, /, *content: str, **leaves: str) -> str:
    """One element on one line: text, or leaves by name, or both."""
    inner = "".join(f"<{key}>{value}</{key}>" for key, value in leaves.items())
    return f"<{name}>{''.join(content)}{inner}</{name}>"


def path_for(directory: str, suffix: str) -> str:
    """A path at which a file of that folder and suffix is found: some are only parts, and lie in the folder of their whole."""
    described, part = f"{directory}/T.X.{suffix}", f"{directory}/Whole/parts/X.{suffix}"
    # What describes a component with content of its own is another file than the component.
    tried = (described + SOURCE_SUFFIX,) if READERS[directory, suffix].content else (described, part, part + SOURCE_SUFFIX)
    for path in tried:
        place = locate(path)
        if place and (place.kind.directory, place.suffix) == (directory, suffix) and (place.whole or not place.kind.part_of):
            return path
    raise ValueError(f"no path is that of a {suffix} in {directory}")


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """The folder with these files in it."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def harvested(path: Path) -> list[Harvested]:
    """Everything that the connector says of the folder."""
    return list(metadata_connector.harvest(MetadataSettings(path=path, org="acme")))


def of(kind: type[R], records: list[Harvested]) -> list[R]:
    """The records of one kind."""
    return [record for record in records if isinstance(record, kind)]


def counts(records: list[Harvested]) -> dict[str, int]:
    """What was counted, by type."""
    return {record.subtype: record.count for record in of(Received, records) if not record.root}


def surfaces(records: list[Harvested]) -> list[tuple[str, str]]:
    """Surface and locator of the gaps that name a place, but for files of no known type."""
    return [(gap.surface, gap.locator) for gap in of(Gap, records) if gap.locator and not gap.what.startswith("Files of no")]


def end(value: Id | Reference) -> str:
    """A hop's end as short text."""
    if isinstance(value, Id):
        return value.removeprefix(f"{ORG}/")
    return f"{value.kind}:{value.value}" + (f"/{value.path}" if value.path else "") + (f"#{value.field}" if value.field else "")


def arrows(records: list[Harvested]) -> list[str]:
    """The hops as `source -> target`, sorted."""
    return sorted(f"{end(hop.source)} -> {end(hop.target)}" for hop in of(Hop, records))
