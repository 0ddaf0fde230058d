"""`lineage export authorizations`: all rights as a table for their owners."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from lineage.errors import UsageError

if TYPE_CHECKING:
    from lineage.pipeline import Opened


def write_rights(opened: "Opened", subject: str, out: Path | None) -> None:
    """Write the table of rights to a file, or to stdout."""
    from lineage.export.rights import rights_csv

    if subject:
        raise UsageError(f"The table has all rights, not those of {subject!r}; filter it in the spreadsheet.")
    rights = opened.graph.authorizations()
    text = rights_csv(rights)
    if out is None:
        typer.echo(text, nl=False)
        return
    out.write_text(text, encoding="utf-8-sig", newline="")
    typer.echo(f"wrote {out}: {len(rights)} rights; a map reads it with `authorizations_csv: {out.name}`", err=True)
