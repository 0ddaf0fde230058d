"""Exports of one org as CSV files."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from connectors.salesforce.assemble.completion import complete
from connectors.salesforce.assemble.containers import assemble_containers
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.assemble.permissions import assemble_grants
from connectors.salesforce.exports.coverage import strange_columns, strange_files, unsaid_permissions
from connectors.salesforce.exports.files import ExportFile, find_files, holds_exports
from connectors.salesforce.exports.reading import Reading
from connectors.salesforce.exports.sorts import FIELD, OBJECT, SET, TOKEN
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.permissions import AccessRow
from lineage.connector import Harvested, Plan, Settings
from lineage.model.ids import Id
from lineage.model.records import Effort, Fact, Gap, System

NAME: Final = "salesforce-exports"
LOOKS_FOR: Final = (
    "CSV files with the columns of User, PermissionSetAssignment, ObjectPermissions, FieldPermissions or OauthToken"
)


class ExportSettings(Settings):
    """Tables of users, of what they hold and of what that permits, as CSV files."""

    path: Path
    """A CSV file, or a folder with such files in it; folders below it are not looked into. Each file is known by its header."""


def detect(path: Path) -> bool:
    """Whether a file is an export of users or rights, or a folder holds one."""
    return holds_exports(path)


def plan(settings: ExportSettings) -> Plan:
    """Which files would be read, and as what."""
    found, strange = find_files(settings.path)
    lines = [f"read {file.shown} as {file.sort.name}" for file in found]
    return Plan(files=len(found), lines=(*lines, *(f"leave out {file.shown}" for file in strange)))


def harvest(settings: ExportSettings) -> Iterator[Harvested]:
    """Everything that the exports say."""
    found, strange = find_files(settings.path)
    org = Org(Id.system(f"salesforce://{settings.org}"), settings.org, NAME)
    if found:
        reading = Reading(org, found)
        at = found[0].at()
        yield System(id=org.id, label=org.label, kind="salesforce", evidence=org.said(at))
        yield from complete(org, Rows(), _records(org, reading, found))
        yield from _gaps(org, reading, found)
    yield from strange_files(org, strange)
    yield Effort(files=len(found))


def _records(org: Org, reading: Reading, files: Iterable[ExportFile]) -> Iterator[Harvested]:
    """The records; what rests on how much of all was received comes last."""
    yield from reading.grants()
    rows = Rows(reading.rows())
    yield from reading.identified(assemble_containers(org, rows))
    yield from assemble_grants(org, Rows(rows.of(AccessRow)))
    yield from reading.people()
    yield from _secrets(org, files)
    yield from reading.received()


def _secrets(org: Org, files: Iterable[ExportFile]) -> Iterator[Fact]:
    for file in files:
        for column in file.secret_columns:
            subject = org.dataset(file.sort.name)
            yield Fact(subject=subject, name="secret-in-metadata", value=f"column {column}", evidence=org.said(file.at()))


def _gaps(org: Org, reading: Reading, files: Iterable[ExportFile]) -> Iterator[Gap]:
    """What is missing or not sure."""
    yield from reading.coverage.gaps(org)
    yield from reading.missing.gaps(org)
    yield from reading.doubts()
    for file in files:
        if file.sort is SET:
            yield from unsaid_permissions(org, file)
        elif file.sort in (OBJECT, FIELD):
            yield from strange_columns(org, file)
        elif file.sort is TOKEN and "appmenuitem.name" not in file.head.folded:
            yield _named_by_label(org, file)


def _named_by_label(org: Org, file: ExportFile) -> Gap:
    return org.gap(
        "export",
        f"{file.shown} names applications by their labels only.",
        why="the column AppMenuItem.Name is not in the export",
        hides="that an application of the metadata is the same: it may stand there under another name",
        remedy=TOKEN.command,
        locator=file.at(),
    )
