"""Writing the classification that a platform lacks, as files to deploy."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from lineage.errors import UsageError

if TYPE_CHECKING:
    from lineage.pipeline import Asked, Opened

_EXPORT = "classification"
_ANSWER = "suggested-classification.json"


def write_classification(opened: "Opened", out: Path | None, asked: "Asked") -> None:
    """Write a folder to deploy with what the platform's own classification of fields lacks, and a list to review.

    Raises `UsageError` where nothing is to be suggested, or no source of the project can be written back.
    """
    from lineage.cli.grid import grid, terminal
    from lineage.export.tables import to_json
    from lineage.model.elements import element_words
    from lineage.model.ids import Id
    from lineage.pipeline import revised

    if out is None:
        raise UsageError("--out FOLDER: a classification is a folder of files to deploy; name one that is empty, or a new one.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"--out {out}: it is there already and not an empty folder; nothing was written.")
    answer = opened.suggested_classification(asked)
    if not answer.fields:
        raise UsageError(f"There is nothing to suggest: {answer.as_suggested:,} fields are classified as they should be.")
    files = revised(opened.project, _EXPORT, answer)
    if not files:
        raise UsageError("No source of this project can be written back; name its metadata folder under `sources:`.")
    for path, text in {**files, _ANSWER: to_json(answer)}.items():
        file = out / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    typer.echo(f"wrote {out}: {len(files) + 1} files", err=True)
    rows = [
        (Id(one.field).shown, ", ".join(map(element_words, one.elements)), ";".join(one.groups), one.confidentiality)
        for one in answer.fields
    ]
    terminal().print(grid(f"Suggested ({len(rows):,})", ("field", "elements", "complianceGroup", "securityClassification"), rows))
