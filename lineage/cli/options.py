"""Options that several commands share."""

from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lineage.errors import ConfigurationError, UnreadableInput, UsageError

if TYPE_CHECKING:
    from lineage.pipeline import Asked, Opened
    from lineage.project import Project

ProjectOption = Annotated[
    Path | None, typer.Option("--project", help="A lineage.yaml or the folder of one; default: the nearest above here.")
]
StoreOption = Annotated[
    Path | None, typer.Option("--store", help="Folder of snapshots; default: .lineage beside the project file.")
]
SnapshotOption = Annotated[str, typer.Option("--snapshot", help="latest, latest~N, a prefix of its digest or name, or a path.")]
AsOfOption = Annotated[str, typer.Option("--as-of", help="Judge rights on this day (YYYY-MM-DD) instead of the harvest's.")]
BasisOption = Annotated[
    str, typer.Option("--basis", help="Walk only hops known in these ways: declared,configured,permitted,observed.")
]
InactiveOption = Annotated[bool, typer.Option("--include-inactive", help="Walk hops that are switched off as well.")]


class Format(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


FormatOption = Annotated[Format, typer.Option("--format", help="table, json, csv or markdown.")]


def open_project(path: Path | None) -> "Project":
    """The project asked for, or the nearest above here; without any, what was harvested from bare paths here."""
    from lineage.project import bare_project, find_project

    if path is not None:
        if not path.exists():
            raise UnreadableInput(f"--project {path}: there is no such file or folder.")
        return find_project(path)
    try:
        return find_project(Path.cwd())
    except ConfigurationError:
        if any((folder / "lineage.yaml").is_file() for folder in (Path.cwd(), *Path.cwd().parents)):
            raise
        return bare_project([])


def open_answers(project: Path | None, store: Path | None, snapshot: str) -> "Opened":
    """The snapshot that questions are asked of."""
    from lineage.pipeline import open_snapshot

    return open_snapshot(open_project(project), snapshot, store)


def asked(as_of: str = "", basis: str = "", *, include_inactive: bool = False) -> "Asked":
    """How a question is put."""
    from lineage.analysis.terrain import ALL_BASES
    from lineage.model.verdicts import Basis
    from lineage.pipeline import Asked

    bases = ALL_BASES
    if basis:
        words = [word.strip() for word in basis.split(",") if word.strip()]
        unknown = [word for word in words if word.upper() not in Basis.__members__]
        if unknown or not words:
            raise UsageError(f"--basis {basis!r}: allowed are {', '.join(name.lower() for name in Basis.__members__)}.")
        bases = Basis(0)
        for word in words:
            bases |= Basis[word.upper()]
    return Asked(as_of=day(as_of), today=datetime.now(UTC).date(), bases=bases, include_inactive=include_inactive)


def day(text: str, option: str = "--as-of") -> date | None:
    """A day as people write it on the command line, for an option."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} {text!r} is no day; write YYYY-MM-DD.") from error
