"""What a folder of metadata leaves open, told family by family so that nothing is silently ignored."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Required, TypedDict, Unpack

from connectors.salesforce.assemble import Org
from connectors.salesforce.metadata.families import FAMILIES
from connectors.salesforce.metadata.flows import split_version
from lineage.model.ids import Id
from lineage.model.records import NOT_YET, Gap
from lineage.reading.tree import Refused, RefusedFile
from lineage.reading.xml import MalformedXml

_SHOWN: Final = 3


def not_read_inside(org: Org, counts: Mapping[str, int]) -> Iterator[Gap]:
    """A gap for each family of which the folder holds something."""
    for family in FAMILIES:
        there = [f"{counts[type_]:,} {type_}" for type_ in family.types if counts.get(type_)]
        if there:
            yield org.gap(
                family.surface,
                f"Counted and not read inside: {', '.join(there)}.",
                why="this version does not read them",
                hides=family.hides,
                remedy=f"{NOT_YET} What you know of it can be declared in a map.",
            )


def not_there(org: Org, wanted: Iterable[str], counts: Mapping[str, int]) -> Iterator[Gap]:
    """One gap for the types that matter and of which the folder holds none."""
    missing = sorted(set(wanted) - set(counts))
    if missing:
        yield org.gap(
            "metadata",
            f"The folder holds nothing of these types: {', '.join(missing)}.",
            why="the org has none, or they were not retrieved: a folder holds only what was asked for",
            hides="whatever of these types the org has",
            remedy=f"sf project retrieve start --metadata {' '.join(missing)}",
        )


def missing_of(listed: Mapping[str, set[str]], names: Mapping[str, set[str]], wanted: Iterable[str]) -> dict[str, list[str]]:
    """By type, what a package.xml lists of the types that matter and the folder lacks."""
    lacking = {
        type_: sorted(name for name in listed.get(type_, ()) if name != "*" and _folded(type_, name) not in names.get(type_, ()))
        for type_ in sorted(wanted)
    }
    return {type_: missing for type_, missing in lacking.items() if missing}


def _folded(type_: str, name: str) -> str:
    """A component's name as it is counted: the versions of a flow are one."""
    return (split_version(name)[0] if type_ == "Flow" else name).casefold()


def listed_and_missing(org: Org, path: str, missing: Mapping[str, Sequence[str]]) -> Iterator[Gap]:
    """One gap for what a package.xml lists and the folder lacks."""
    if missing:
        told = "; ".join(f"{len(names):,} {type_} ({_some(names)})" for type_, names in missing.items())
        yield org.gap(
            "metadata",
            f"{path} lists what the folder lacks: {told}.",
            why="it was asked for and is not there, or it was not kept",
            hides="what these would say",
            remedy=f"sf project retrieve start --manifest '{path}'",
            locator=path,
        )


def unknown_files(org: Org, paths: Sequence[str]) -> Iterator[Gap]:
    """One gap for all files of no known type; hidden ones belong to tools."""
    unknown = [path for path in paths if not path.rpartition("/")[2].startswith(".")]
    if unknown:
        yield org.gap(
            "metadata",
            f"Files of no known type, {len(unknown):,} in all: {_some(unknown)}.",
            why="neither folder nor suffix is one of the platform's",
            hides="what they hold, if it is metadata after all",
            remedy="Move what is metadata into the folder of its type, or take the files out.",
            locator=unknown[0],
        )


def not_listed(org: Org, entries: Sequence[Refused]) -> Iterator[Gap]:
    """One gap for each reason for which something was not listed."""
    reasons: dict[str, list[str]] = {}
    for entry in entries:
        reasons.setdefault(entry.why, []).append(entry.path)
    for why in sorted(reasons):
        paths = reasons[why]
        yield org.gap(
            "metadata",
            f"Not read: {_some(paths)}.",
            why=why,
            hides="whatever it holds",
            remedy="Put a plain file in its place.",
            locator=paths[0],
        )


class Unread(TypedDict, total=False):
    """What is known of a file that could not be read."""

    surface: Required[str]
    hides: Required[str]
    subject: Id | None
    everywhere: bool
    """What stands in it may read other nodes than its subject."""
    again: str
    """The command that would fetch it again."""


def malformed(org: Org, path: str, error: MalformedXml, **known: Unpack[Unread]) -> Gap:
    """The gap of a file that is no XML, or not the XML that it should be."""
    return org.gap(
        known["surface"],
        f"{path} could not be read.",
        why=f"line {error.line}: {error.why}",
        hides=known["hides"],
        remedy=known.get("again") or "Repair the file, or retrieve it again.",
        locator=f"{path}:{error.line}",
        subject=known.get("subject"),
        everywhere=known.get("everywhere", False),
    )


def refused(org: Org, error: RefusedFile, **known: Unpack[Unread]) -> Gap:
    """The gap of a file that was not read at all."""
    return org.gap(
        known["surface"],
        f"{error.path} was not read.",
        why=error.why,
        hides=known["hides"],
        remedy=known.get("again") or "Retrieve the file again, or take it out of the folder.",
        locator=error.path,
        subject=known.get("subject"),
        everywhere=known.get("everywhere", False),
    )


def _some(paths: Sequence[str]) -> str:
    rest = len(paths) - _SHOWN
    return ", ".join(paths[:_SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")
