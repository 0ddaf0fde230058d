"""Commands that bring input in: init, demo, harvest, connectors, schema."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lineage.cli.example import DEMO, copy_example
from lineage.cli.options import Format, FormatOption, ProjectOption, StoreOption, asked, open_project

if TYPE_CHECKING:
    from lineage.model.answers import HarvestAnswer
    from lineage.project import Project

_PARTIAL = 3


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(init)
    app.command()(demo)
    app.command()(harvest)
    app.command()(connectors)
    app.command()(schema)


def init(folder: Annotated[Path, typer.Argument(help="Where to write it.")] = Path()) -> None:
    """Write a commented lineage.yaml and map."""
    from lineage.project import write_starter

    for path in write_starter(folder):
        typer.echo(f"wrote {path}")


def harvest(
    paths: Annotated[list[Path] | None, typer.Argument(help="Folders, zips or map files; none: what the project says.")] = None,
    project: ProjectOption = None,
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,
    plan: Annotated[bool, typer.Option("--plan", help="Say what would be read and called, and do nothing.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 where something could not be seen.")] = False,
    read_all: Annotated[bool, typer.Option("--read-all", help="Read every file, also those that did not change.")] = False,
) -> None:
    """Read a project, or bare paths whose kind is found out by content, and write a snapshot.

    Paths with --project are read in place of that project's own sources of their kind: its org, map, store and
    acceptances stay.
    """
    from lineage import pipeline
    from lineage.cli import render

    opened = _project(paths or [], project, store)
    if plan:
        typer.echo("\n".join(pipeline.plan(opened)))
        return
    answer = pipeline.harvest(opened, datetime.now(UTC), lambda line: typer.echo(line, err=True), read_all=read_all)
    render.harvest(answer, format)
    if strict and answer.gaps:
        raise typer.Exit(_PARTIAL)


def _project(paths: list[Path], project: Path | None, store: Path | None) -> "Project":
    from lineage.errors import UnreadableInput, UsageError
    from lineage.pipeline import with_paths
    from lineage.project import FILE, bare_project, find_project

    for path in paths:
        if not path.exists():
            raise UnreadableInput(f"There is no {path}. Give a folder, a zip or a map file that exists.")
    is_project = len(paths) == 1 and ((paths[0] / FILE).is_file() or paths[0].name == FILE)
    if is_project and project:
        raise UsageError(f"{paths[0]} is a project of its own; give it, or --project {project} with what to read in that one.")
    if is_project:
        opened = find_project(paths[0])
    elif paths and project:
        opened = with_paths(open_project(project), paths)
    elif paths:
        opened = bare_project(paths)
        _say_what_is_left_aside()
    else:
        opened = open_project(project) if project else find_project(Path.cwd())
    return opened.model_copy(update={"store": store.resolve()}) if store else opened


def _say_what_is_left_aside() -> None:
    """Tell who stands in a project that bare paths are read without it."""
    from lineage.project import FILE

    above = next((folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / FILE).is_file()), None)
    if above:
        typer.echo(f"These are bare paths: nothing of {above / FILE} applies. `--project {above}` reads them in it.", err=True)


def demo(
    out: Annotated[Path, typer.Option("--out", help="Where to copy the example to.")] = DEMO,
) -> None:
    """Harvest the bundled example, print exposure and findings, and draw the map."""
    from lineage import pipeline
    from lineage.cli import findings, matrix, render

    root = copy_example(out)
    opened = open_project(root)
    answer: HarvestAnswer = pipeline.harvest(opened, datetime.now(UTC), lambda line: typer.echo(line, err=True))
    render.harvest(answer, Format.TABLE)
    snapshot = pipeline.open_snapshot(opened)
    question = asked()
    matrix.exposure(snapshot.exposure(question), Format.TABLE)
    findings.check(snapshot.check(question), Format.TABLE, most=12)
    from lineage.export.svg import svg

    picture = root / "map.svg"
    picture.write_text(svg(snapshot.map(question)), encoding="utf-8")
    typer.echo(f"\nThe map is drawn in {picture}. Next: cd {root} && lineage trace Contact.SSN__c && lineage ui", err=True)


def connectors(format: FormatOption = Format.TABLE) -> None:
    """List what can be read, and the settings of each."""
    from lineage import pipeline
    from lineage.cli import render

    rows = [
        {
            "connector": one.name,
            "reads": one.about,
            "settings": ", ".join(name for name in one.settings.model_fields if name not in {"org", "cache"}),
            "found by": one.looks_for or "its name in a project, and nothing else",
        }
        for one in pipeline.connectors()
    ]
    render.rows("Connectors", rows, format)


def schema(
    name: Annotated[str, typer.Argument(help="map, project, or the name of an answer such as trace; none: their names.")] = "",
) -> None:
    """Print the JSON Schema of maps and projects for editors, or of an answer."""
    from lineage.errors import UnknownName
    from lineage.model.schemas import schemas
    from lineage.project import schema as written

    known = written() | schemas()
    if not name:
        typer.echo("\n".join(sorted(known)))
        return
    if name not in known:
        raise UnknownName("schema", name, sorted(known))
    typer.echo(json.dumps(known[name], indent=2, ensure_ascii=False))
