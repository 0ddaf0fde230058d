"""Answers on the terminal, or in the format asked for; results go to stdout."""

from collections.abc import Mapping, Sequence

import typer
from rich import box
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from lineage.cli.options import Format
from lineage.export.sarif import sarif
from lineage.export.sections import Answer, Table, sections
from lineage.export.tables import to_csv, to_json, to_markdown
from lineage.export.text import capped, clean
from lineage.model.answers import (
    CheckAnswer,
    Coverage,
    Destination,
    ExposureAnswer,
    ExposureCell,
    HarvestAnswer,
    HopAnswer,
    TraceAnswer,
)
from lineage.model.ids import Id

_STYLES = {
    "unencrypted": "bold red",
    "missing": "bold red",
    "expired": "bold red",
    "exceeded": "bold red",
    "unknown": "yellow",
    "critical": "bold red",
    "high": "red",
    "medium": "yellow",
}
_WIDTH_IN_PIPES = 200
_GAPS_SHOWN = 8


def _console() -> Console:
    console = Console(highlight=False, soft_wrap=False, markup=False, emoji=False)
    return console if console.is_terminal else Console(highlight=False, markup=False, emoji=False, width=_WIDTH_IN_PIPES)


def _cell(value: object) -> Text:
    words = capped(clean(str(value)), 300)
    text = Text(words)
    for word, style in _STYLES.items():
        text.highlight_words([word], style)
    return text


def _grid(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Grid:
    grid = Grid(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        grid.add_column(column, overflow="fold")
    for row in rows:
        grid.add_row(*(_cell(value) for value in row))
    return grid


def _written(answer: Answer, format: Format) -> bool:
    """Write an answer in a format for machines or documents; false where a table for people is asked for."""
    if format == Format.TABLE:
        return False
    text = {Format.JSON: to_json, Format.CSV: to_csv, Format.MARKDOWN: to_markdown}[format](answer)
    typer.echo(text, nl=False)
    return True


def rows(title: str, found: Sequence[Mapping[str, str]], format: Format) -> None:
    """An inventory."""
    columns = tuple(found[0]) if found else ()
    table = Table(title=title, columns=columns, rows=tuple(tuple(row.values()) for row in found))
    if format == Format.JSON:
        import json

        typer.echo(json.dumps([dict(row) for row in found], indent=2, ensure_ascii=False))
    elif format == Format.TABLE:
        _console().print(_grid(f"{title} ({len(found):,})", columns, table.rows))
    else:
        typer.echo((to_csv if format == Format.CSV else to_markdown)(table), nl=False)


def harvest(answer: HarvestAnswer, format: Format) -> None:
    """What a harvest brought."""
    if _written(answer, format):
        return
    console = _console()
    sources = [(one.connector, one.path, f"{one.files:,}", f"{one.calls:,}", f"{one.seconds:.2f}") for one in answer.sources]
    console.print(_grid(f"Snapshot {answer.snapshot}", ("connector", "read", "files", "calls", "seconds"), sources))
    counted = [(name, f"{count:,}") for name, count in answer.counts.items() if count]
    console.print(_grid("Counts", ("kind", "count"), counted))
    subtypes = [(name, f"{count:,}") for name, count in answer.counts_by_subtype.items()]
    console.print(_grid("By subtype", ("subtype", "count"), subtypes))
    _gaps(console, answer.gaps)


def _gaps(console: Console, gaps: Sequence[object]) -> None:
    if not gaps:
        console.print("No gaps: everything that was looked for was read.")
        return
    shown = [
        (getattr(gap, "surface", ""), getattr(gap, "what", ""), getattr(gap, "hides", ""), getattr(gap, "remedy", ""))
        for gap in gaps[:_GAPS_SHOWN]
    ]
    console.print(_grid(f"Could not be seen ({len(gaps):,})", ("surface", "what", "hides", "remedy"), shown))
    if len(gaps) > _GAPS_SHOWN:
        console.print(f"… and {len(gaps) - _GAPS_SHOWN:,} more: `lineage show gaps`.")


def _coverage(console: Console, coverage: Coverage) -> None:
    unknown = coverage.fields - coverage.classified
    console.print(
        f"Seen: {coverage.fields:,} fields ({coverage.classified:,} classified, {unknown:,} unknown), {coverage.hops:,} hops; "
        f"{coverage.gaps:,} gaps."
    )


def trace(answer: TraceAnswer, format: Format, *, explain: bool) -> None:
    """Destinations or sources of a field."""
    if _written(answer, format):
        return
    console = _console()
    held = ", ".join(f"{line.element} ({line.form})" if line.form != "clear" else line.element for line in answer.elements)
    console.print(f"{Id(answer.field).shown} holds {held or 'nothing personal'}. Rights as of {answer.as_of}.\n")
    title = "Destinations" if answer.direction == "downstream" else "Sources"
    first = [row for row in answer.destinations if not row.permitted_only]
    if first or not answer.destinations:
        _rows(console, f"{title} ({len(first)})", first)
    permitted = [row for row in answer.destinations if row.permitted_only]
    if permitted:
        _rows(console, f"Permitted only: readable, nothing seen or declared ({len(permitted)})", permitted)
    if not answer.destinations:
        console.print("No path was found in what was read; the gaps below say what could not be looked at.")
    for row in answer.destinations if explain else ():
        _explain(console, row)
    onward = "Possible onward (the System is reached as a whole)"
    for name, hops in ((onward, answer.possible_onward), ("Switched off", answer.inactive)):
        if hops:
            console.print(_grid(f"{name}: {len(hops)}", _HOP, [_hop(hop) for hop in hops]))
    _coverage(console, answer.coverage)
    _gaps(console, answer.gaps)


_ROW = ("system", "operator", "node", "transit", "authorization", "form", "precision", "active", "known by", "last crossing")
_NARROW = ("system", "node", "transit", "authorization", "form")
_WIDE_ENOUGH = 140
"""Columns of a terminal from which on a row of a trace has room for everything."""


def _rows(console: Console, title: str, rows: Sequence[Destination]) -> None:
    columns = _ROW if console.width >= _WIDE_ENOUGH else _NARROW
    kept = [_ROW.index(column) for column in columns]
    console.print(_grid(title, columns, [[_row(row)[at] for at in kept] for row in rows]))


def _row(row: Destination) -> tuple[str, ...]:
    right = ", ".join(row.authorization) + (f" (worse since {row.expires_since})" if row.expires_since else "")
    last = f"{row.last_crossing.transit} / {', '.join(row.last_crossing.authorization)}"
    node = Id(row.field or row.dataset or row.system)
    return (
        row.system_label,
        row.operator or "unknown",
        "(whole System)" if node.is_system else node.shown,
        row.transit,
        right,
        ", ".join(f"{element}: {form}" for element, form in row.form.items()) or "-",
        row.precision,
        row.active,
        "+".join(row.bases),
        last,
    )


_HOP = ("from", "to", "job", "channel", "transit", "authorization", "evidence")


def _hop(hop: HopAnswer) -> tuple[str, ...]:
    return (
        Id(hop.source).shown,
        Id(hop.target).shown,
        Id(hop.job).name if hop.job else "",
        Id(hop.channel).name if hop.channel else "",
        hop.transit,
        ", ".join(hop.authorization),
        "; ".join(f"{line.basis} {line.locator}" for line in hop.evidence),
    )


def _explain(console: Console, row: Destination) -> None:
    node = Id(row.field or row.dataset or row.system)
    name = row.system_label if node.is_system else f"{row.system_label}: {node.shown}"
    right = f"authorization {', '.join(row.authorization)}"
    if row.witnesses.transit == row.witnesses.authorization:
        console.print(
            _grid(f"{name} - transit {row.transit} and {right}, shown by", _HOP, [_hop(hop) for hop in row.witnesses.transit])
        )
        return
    for verdict, hops in ((f"transit {row.transit}", row.witnesses.transit), (right, row.witnesses.authorization)):
        console.print(_grid(f"{name} - {verdict}, shown by", _HOP, [_hop(hop) for hop in hops]))


_SHORT = {
    "encrypted": "enc",
    "unencrypted": "PLAIN",
    "unknown": "?",
    "internal": "int",
    "authorized": "ok",
    "not_needed": "-",
    "missing": "MISSING",
    "expired": "EXPIRED",
    "exceeded": "EXCEEDED",
}
_LEGEND = (
    "Cells: fields that reach the System, worst transit / worst right. enc encrypted, PLAIN unencrypted, ? unknown; "
    "ok authorized, - not needed. * sensitive or breach element."
)
_STYLES |= {"PLAIN": "bold red", "MISSING": "bold red", "EXPIRED": "bold red", "EXCEEDED": "bold red", "?": "yellow"}
_SYSTEMS_PER_GRID = 6


def exposure(answer: ExposureAnswer, format: Format) -> None:
    """The matrix; many Systems are shown in several grids below each other."""
    if _written(answer, format):
        return
    console = _console()
    cells = {(cell.row, cell.system): cell for cell in answer.cells}
    for first in range(0, max(len(answer.systems), 1), _SYSTEMS_PER_GRID):
        systems = answer.systems[first : first + _SYSTEMS_PER_GRID]
        reaching = [row for row in answer.rows if first == 0 or any((row.row, system.system) in cells for system in systems)]
        lines = []
        for row in reaching:
            name = f"{row.label}{' *' if row.sensitive else ''}"
            lines.append([name, f"{row.fields:,}", *(_short(cells.get((row.row, one.system))) for one in systems)])
        console.print(_grid("Exposure", [answer.by, "fields", *(system.label for system in systems)], lines))
    console.print(_LEGEND if answer.systems else "Nothing was found to leave its System, in what was read.")
    if answer.note:
        console.print(answer.note)
    _coverage(console, answer.coverage)


def _short(cell: ExposureCell | None) -> str:
    if cell is None:
        return ""
    return f"{cell.fields:,} {_SHORT[cell.transit]}/{'+'.join(_SHORT[word] for word in cell.authorization)}"


def check(answer: CheckAnswer, format: Format | None, *, most: int = 0) -> None:
    """Findings; without a format as SARIF."""
    if format is None:
        typer.echo(sarif(answer))
        return
    if _written(answer, format):
        return
    console = _console()
    shown = answer.findings[:most] if most else answer.findings
    lines = [
        (
            one.severity,
            one.rule,
            one.verdict,
            one.subject,
            one.detail + (f" Accepted: {one.accepted}." if one.accepted else ""),
            one.effort,
        )
        for one in shown
    ]
    console.print(
        _grid(f"Findings ({len(answer.findings):,})", ("severity", "rule", "verdict", "subject", "detail", "effort"), lines)
    )
    if len(shown) < len(answer.findings):
        console.print(f"… and {len(answer.findings) - len(shown):,} more: `lineage check`.")
    accepted = sum(bool(one.accepted) for one in answer.findings)
    counts = ", ".join(f"{count} {severity}" for severity, count in answer.counts.items() if count) or "none"
    console.print(f"Open findings: {counts}; {accepted} accepted. Rights as of {answer.as_of}.")
    _coverage(console, answer.coverage)


def tables(answer: Answer, format: Format) -> None:
    """Any other answer, section by section."""
    if _written(answer, format):
        return
    console = _console()
    for table in sections(answer):
        console.print(_grid(table.title, table.columns, table.rows))
