"""Writing what one role has to do, from open findings."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from lineage.errors import UsageError

if TYPE_CHECKING:
    from lineage.pipeline import Asked, Opened

_SUFFIXES = (".md", ".csv")


def write_checklist(opened: "Opened", role: str, out: Path | None, asked: "Asked") -> None:
    """Write the checklist of a role, as Markdown or CSV by the file's ending; to stdout as Markdown."""
    from lineage.export.checklist import ROLES, checklist, checklist_table

    wanted = role.strip().casefold().replace("-", " ")
    if wanted not in ROLES:
        allowed = ", ".join(one.replace(" ", "-") for one in ROLES)
        raise UsageError(f"--role {role!r}: a checklist is for one role; allowed are {allowed}.")
    if out is not None and out.suffix.lower() not in _SUFFIXES:
        raise UsageError(f"--out {out}: the ending says no format; use {', '.join(_SUFFIXES)}.")
    answer = opened.check(asked)
    text = checklist_table(answer, wanted) if out is not None and out.suffix.lower() == ".csv" else checklist(answer, wanted)
    if out is None:
        typer.echo(text, nl=False)
        return
    with out.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
    mine = [one for one in answer.findings if one.role == wanted]
    typer.echo(
        f"wrote {out}: {sum(not one.accepted for one in mine):,} to do, {sum(bool(one.accepted) for one in mine):,} accepted",
        err=True,
    )
