"""Writing the permission set that is exactly enough for somebody, and what to take away."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from lineage.errors import UsageError

if TYPE_CHECKING:
    from lineage.model.privilege_answers import LeastPrivilegeAnswer
    from lineage.pipeline import Asked, Opened

_ANSWER = "least-privilege.json"


def write_permission_set(opened: "Opened", subject: str, out: Path | None, asked: "Asked") -> None:
    """Write a folder to deploy for a principal or an application, with the answer that it was made from.

    Raises `UsageError` where nothing is declared that says what is needed: then there is nothing to write.
    """
    from lineage.export.tables import to_json
    from lineage.pipeline import permission_set

    if not subject:
        raise UsageError("Whose permission set? Name an application (app:…) or a principal that one acts as (user:…).")
    if out is None:
        raise UsageError("--out FOLDER: a permission set is a folder of files to deploy; name one that is empty, or a new one.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"--out {out}: it is there already and not an empty folder; nothing was written.")
    answer = opened.least_privilege(subject, asked)
    if not answer.needed_objects:
        raise UsageError(f"There is no permission set for {answer.subject.name}: {answer.why}")
    files = {**permission_set(answer), _ANSWER: to_json(answer)}
    for path, text in files.items():
        file = out / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    typer.echo(f"wrote {out}: {len(files)} files", err=True)
    _say(answer)


def _say(answer: "LeastPrivilegeAnswer") -> None:
    from lineage.cli.grid import grid, terminal
    from lineage.cli.render import gaps
    from lineage.model.elements import element_words
    from lineage.model.ids import Id

    console = terminal()
    console.print(f"{answer.subject.kind} {answer.subject.name} on {answer.as_of}: {answer.why}")
    console.print(
        f"Fields that it may read: {answer.readable:,}, that it may edit: {answer.editable:,}; that are needed: "
        f"{len(answer.needed_fields):,}, in datasets: {len(answer.needed_objects):,}."
    )
    if answer.not_permitted:
        console.print(f"Needed and not permitted today: {', '.join(Id(one).shown for one in answer.not_permitted)}.")
    if answer.partial:
        console.print("Some of its rights were not read: there may be more to take away.")
    rows = [
        (
            Id(one.dataset).shown,
            "yes" if one.needed else "no",
            f"{len(one.readable):,}",
            f"{len(one.editable):,}",
            f"{len(one.comes_along):,}",
            ", ".join(map(element_words, one.elements)),
        )
        for one in answer.surplus_datasets
    ]
    columns = ("dataset", "needed", "may read", "may edit", "comes along", "elements")
    console.print(grid(f"More than is needed ({len(rows):,})", columns, rows))
    taken = [
        (one.container.kind, one.container.name, Id(one.through).name if one.through else "", one.leg, Id(one.subject).shown,
         ", ".join(one.operations), f"{one.others:,}")
        for one in answer.removals
    ]  # fmt: skip
    console.print(grid(f"To take away ({len(taken):,})", ("kind", "container", "through", "leg", "on", "what", "others"), taken))
    gaps(console, answer.gaps)
