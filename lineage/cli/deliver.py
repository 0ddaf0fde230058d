"""Commands that hand something over: export, ui."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lineage.cli.options import (
    AsOfOption,
    BasisOption,
    InactiveOption,
    ProjectOption,
    SnapshotOption,
    StoreOption,
    asked,
    open_answers,
    open_project,
)
from lineage.errors import UsageError
from lineage.garbage import resume

if TYPE_CHECKING:
    from lineage.model.answers import FlowAnswer
    from lineage.pipeline import Asked, Opened


class Document(StrEnum):
    """Documents."""

    DIAGRAM = "diagram"
    PERMISSION_SET = "permission-set"
    CLASSIFICATION = "classification"
    AUTHORIZATIONS = "authorizations"
    CHECKLIST = "checklist"


class Picture(StrEnum):
    """How a diagram is written."""

    SVG = "svg"
    MERMAID = "mermaid"
    HTML = "html"
    JSON = "json"


_BY_SUFFIX = {
    ".svg": Picture.SVG,
    ".mmd": Picture.MERMAID,
    ".mermaid": Picture.MERMAID,
    ".html": Picture.HTML,
    ".json": Picture.JSON,
}


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(export)
    app.command()(ui)


def export(
    document: Annotated[Document, typer.Argument(help="What to write.")],
    subject: Annotated[
        str, typer.Argument(help="Whose permission set: app: or user: by name; nothing else is written for somebody.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", help="The file; default: stdout. Of files to deploy, a new or empty folder.")
    ] = None,
    field: Annotated[str, typer.Option("--field", help="Draw the flow of this field instead of the whole map.")] = "",
    upstream: Annotated[bool, typer.Option("--upstream", help="Where the field comes from.")] = False,
    format: Annotated[
        Picture | None, typer.Option("--format", help="svg, mermaid, html or json; default: by the file's ending.")
    ] = None,
    most: Annotated[int, typer.Option("--most", min=2, max=300, help="Nodes to draw at most.")] = 120,
    role: Annotated[str, typer.Option("--role", help="Whose checklist: admin, developer or integration-owner.")] = "",
    project: ProjectOption = None,
    store: StoreOption = None,
    snapshot: SnapshotOption = "latest",
    basis: BasisOption = "",
    as_of: AsOfOption = "",
    include_inactive: InactiveOption = False,
) -> None:
    """Write a document: a data flow diagram as SVG, Mermaid or a page of its own; or files to deploy or to fill in.

    The classification is what the platform's own classification of fields lacks, with a list to review.

    The permission set opens what declared hops of an application, or of a principal that one acts as, need: a folder to
    deploy, with what to take away. The authorizations are all rights as CSV for a spreadsheet; a map reads them back with
    `authorizations_csv`.

    The checklist is what a role has to do about open findings, as Markdown or CSV by the file's ending.
    """
    opened = open_answers(project, store, snapshot)
    question = asked(as_of, basis, include_inactive=include_inactive)
    if role and document is not Document.CHECKLIST:
        raise UsageError(f"--role says whose checklist; a {document.value} is of no role.")
    if document is Document.CHECKLIST:
        _write_checklist(opened, subject, role, out, question)
        return
    if document is not Document.DIAGRAM:
        _write_files(document, opened, subject, out, question)
        return
    if subject:
        raise UsageError(f"A diagram is not of {subject!r}: name a field with --field, or leave it out for the whole map.")
    flow = opened.flow(field, question, upstream=upstream, most=most) if field else opened.map(question, most=most)
    text = _drawn(flow, out, format)
    if out is None:
        typer.echo(text, nl=False)
        return
    out.write_text(text, encoding="utf-8")
    typer.echo(f"wrote {out}: {len(flow.nodes)} nodes, {len(flow.hops)} hops, {flow.hidden_nodes} nodes left out", err=True)


def _write_checklist(opened: "Opened", subject: str, role: str, out: Path | None, question: "Asked") -> None:
    """Write what a role has to do."""
    if subject:
        raise UsageError(f"A checklist is not of {subject!r}: it is of a role; --role says which.")
    from lineage.cli.checklist import write_checklist

    write_checklist(opened, role, out, question)


def _write_files(document: Document, opened: "Opened", subject: str, out: Path | None, question: "Asked") -> None:
    """Write files to deploy, or to fill in."""
    if document is Document.AUTHORIZATIONS:
        from lineage.cli.rights import write_rights

        write_rights(opened, subject, out)
        return
    if document is Document.PERMISSION_SET:
        from lineage.cli.permission_set import write_permission_set

        write_permission_set(opened, subject, out, question)
        return
    if subject:
        raise UsageError(f"A classification is not of {subject!r}: it is of every field that the platform calls less than it is.")
    from lineage.cli.classification import write_classification

    write_classification(opened, out, question)


def _drawn(flow: "FlowAnswer", out: Path | None, format: Picture | None) -> str:
    """The picture of a flow, in the format asked for or told by the file's ending."""
    chosen = format or (_BY_SUFFIX.get(out.suffix.lower()) if out else Picture.SVG)
    if chosen is None:
        raise UsageError(f"--out {out}: the ending says no format; use {', '.join(_BY_SUFFIX)}, or --format.")
    if chosen == Picture.SVG:
        from lineage.export.svg import svg

        return svg(flow)
    if chosen == Picture.MERMAID:
        from lineage.export.mermaid import mermaid

        return mermaid(flow)
    if chosen == Picture.HTML:
        from hashlib import sha256

        from lineage.export.html import page

        # Nobody who wrote a label can know the hash of all that is shown, and the same flow always gives the same page.
        return page(flow, "light", sha256(flow.model_dump_json().encode()).hexdigest())
    from lineage.export.tables import to_json

    return to_json(flow)


def ui(
    project: ProjectOption = None,
    store: StoreOption = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes a free one.")] = 8501,
) -> None:
    """Open the pages on 127.0.0.1."""
    from lineage.cli.example import demo_project
    from lineage.ui.serve import serve

    opened = open_project(project)
    if project is None and opened.bare and not opened.store.is_dir():
        opened = demo_project() or opened
    resume()
    serve(opened, store or opened.store, port)
