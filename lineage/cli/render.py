"""Answers on the terminal, or in the format asked for; results go to stdout."""

from collections import Counter
from collections.abc import Mapping, Sequence

import typer
from rich import box
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from lineage.cli.options import Format
from lineage.export import wording
from lineage.export.sarif import sarif
from lineage.export.sections import Answer, Table, sections
from lineage.export.tables import to_csv, to_json, to_markdown
from lineage.export.text import capped, clean
from lineage.model.answers import (
    CheckAnswer,
    Coverage,
    Destination,
    DiffAnswer,
    ExposureAnswer,
    ExposureCell,
    FindingAnswer,
    FindingMember,
    HarvestAnswer,
    HopAnswer,
    TraceAnswer,
)
from lineage.model.elements import element_words
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
_LONGEST = 1_000
_GAPS_SHOWN = 8


def _console() -> Console:
    console = Console(highlight=False, soft_wrap=False, markup=False, emoji=False)
    return console if console.is_terminal else Console(highlight=False, markup=False, emoji=False, width=_WIDTH_IN_PIPES)


def _cell(value: object) -> Text:
    words = capped(clean(str(value)), _LONGEST)
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
    sources = [
        (one.connector, one.path, f"{one.files:,}", f"{one.unchanged:,}", f"{one.calls:,}", f"{one.seconds:.2f}")
        for one in answer.sources
    ]
    console.print(_grid(f"Snapshot {answer.snapshot}", ("connector", "read", "files", "unchanged", "calls", "seconds"), sources))
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
    held = ", ".join(
        element_words(line.element) + (f" ({line.form})" if line.form != "clear" else "") for line in answer.elements
    )
    console.print(f"{Id(answer.field).shown} holds {held or 'nothing personal'}. Rights as of {answer.as_of}.\n")
    title = "Destinations" if answer.direction == "downstream" else "Sources"
    first = [row for row in answer.destinations if not row.permitted_only]
    if first or not answer.destinations:
        _rows(console, f"{title} ({len(first)})", first)
    permitted = [row for row in answer.destinations if row.permitted_only]
    if permitted:
        _rows(console, f"{wording.PERMITTED_ONLY} ({len(permitted)})", permitted)
    if not answer.destinations:
        console.print("No path was found in what was read; the gaps below say what could not be looked at.")
    for row in answer.destinations if explain else ():
        _explain(console, row)
    for name, hops in ((wording.ONWARD, answer.possible_onward), (wording.SWITCHED_OFF, answer.inactive)):
        if hops:
            console.print(_grid(f"{name} ({len(hops)})", _HOP, [_hop(hop) for hop in hops]))
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
    right = wording.rights(row.authorization) + (f" (worse since {row.expires_since})" if row.expires_since else "")
    last = f"{row.last_crossing.transit} / {wording.rights(row.last_crossing.authorization)}"
    return (
        row.system_label,
        row.operator or "unknown",
        wording.place(row.field or row.dataset or row.system),
        row.transit,
        right,
        wording.forms(row.form) or "-",
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
        wording.rights(hop.authorization),
        "; ".join(f"{line.basis} {line.locator}" for line in hop.evidence),
    )


def _explain(console: Console, row: Destination) -> None:
    node = Id(row.field or row.dataset or row.system)
    name = row.system_label if node.is_system else f"{row.system_label}: {node.shown}"
    right = f"authorization {wording.rights(row.authorization)}"
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
_MEANINGS = {
    "encrypted": "encrypted",
    "unencrypted": "unencrypted",
    "internal": "inside one System",
    "authorized": "authorized",
    "not_needed": "no right needed",
    "missing": "no right binds",
    "expired": "the right has lapsed",
    "exceeded": "the right covers less",
    "unknown": "unknown",
}
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
    console.print(_legend(answer) if answer.systems else "Nothing was found to leave its System, in what was read.")
    if answer.note:
        console.print(answer.note)
    _coverage(console, answer.coverage)


def _legend(answer: ExposureAnswer) -> str:
    """What the cells of this matrix mean; the unknown is always explained, so that its absence is seen."""
    said = {word for cell in answer.cells for word in (cell.transit, *cell.authorization)} | {"unknown"}
    explained = ", ".join(f"{_SHORT[word]} {meaning}" for word, meaning in _MEANINGS.items() if word in said)
    sensitive = " * sensitive or breach element." if any(row.sensitive for row in answer.rows) else ""
    return f"Cells: fields that reach the System, worst transit / worst right. {explained}.{sensitive}"


def _short(cell: ExposureCell | None) -> str:
    if cell is None:
        return ""
    return f"{cell.fields:,} {_SHORT[cell.transit]}/{'+'.join(_SHORT[word] for word in cell.authorization)}"


_FINDING = ("severity", "rule", "verdict", "where", "what was found", "what to do", "effort")
_FINDING_NARROW = ("severity", "rule", "where", "what was found")
_ACCEPTED = ("severity", "rule", "verdict", "where", "accepted by")
_MEMBER = ("from", "to", "carries", "what is wrong", "evidence")


def check(answer: CheckAnswer, format: Format | None, *, most: int = 0, explain: bool = False) -> None:
    """Findings, accepted ones apart and last; without a format as SARIF."""
    if format is None:
        typer.echo(sarif(answer))
        return
    if _written(answer, format):
        return
    console = _console()
    open_ = [one for one in answer.findings if not one.accepted]
    accepted = [one for one in answer.findings if one.accepted]
    shown = open_[:most] if most else open_
    columns = _FINDING if console.width >= _WIDE_ENOUGH else _FINDING_NARROW
    kept = [_FINDING.index(column) for column in columns]
    console.print(_grid(f"Findings ({len(open_):,})", columns, [[_finding(one)[at] for at in kept] for one in shown]))
    if len(shown) < len(open_):
        console.print(f"… and {len(open_) - len(shown):,} more: `lineage check`.")
    if shown and columns == _FINDING_NARROW:
        console.print("What to do about each: a wider terminal, or `lineage check --explain`.")
    if accepted:
        lines = [(one.severity, one.rule, one.verdict, _where(one), one.accepted) for one in accepted]
        console.print(_grid(f"Accepted findings ({len(accepted):,})", _ACCEPTED, lines))
    for one in answer.findings if explain else ():
        _explain_finding(console, one)
    counts = ", ".join(f"{count:,} {severity}" for severity, count in answer.counts.items() if count) or "none"
    console.print(f"Open findings: {counts}; {len(accepted):,} accepted. Rights as of {answer.as_of}.")
    _coverage(console, answer.coverage)


def _where(one: FindingAnswer) -> str:
    return one.where or Id(one.subject).decoded


def _finding(one: FindingAnswer) -> tuple[str, ...]:
    return one.severity, one.rule, one.verdict, _where(one), one.detail, one.remedy, one.effort


def _explain_finding(console: Console, one: FindingAnswer) -> None:
    accepted = f", accepted by {one.accepted}" if one.accepted else ""
    said = [
        f"{one.rule}: {_where(one)}",
        f"{one.verdict}, {one.severity}{accepted}: {one.detail}",
        f"What to do ({one.effort}): {one.remedy}",
        f"Fingerprint: {one.fingerprint}",
    ]
    console.print("\n".join(clean(line) for line in said))
    if one.members:
        console.print(_grid(f"Hops: {len(one.members):,}", _MEMBER, [_member(member) for member in one.members]))
    else:
        console.print("\n".join([*(f"Evidence: {clean(line.locator)}" for line in one.evidence), ""]))


def _member(one: FindingMember) -> tuple[str, ...]:
    accepted = f" (accepted by {one.accepted})" if one.accepted else ""
    return (
        wording.place(one.hop.source),
        wording.place(one.hop.target),
        wording.elements(one.carries) or "nothing personal",
        one.reason + accepted,
        "; ".join(f"{line.basis} {line.locator}" for line in one.hop.evidence),
    )


def diff(answer: DiffAnswer, format: Format) -> None:
    """What changed, or that nothing did."""
    if _written(answer, format):
        return
    console = _console()
    ends = f"from {answer.before} to {answer.after}"
    if not (answer.changes or answer.gaps_came or answer.gaps_went):
        console.print(f"Nothing changed {ends}: the same nodes, hops, classifications, rights, facts and gaps.")
        _coverage(console, answer.coverage_after)
        return
    kinds = Counter(line.change for line in answer.changes)
    counts = ", ".join(f"{kinds[change]:,} {change}" for change in ("added", "removed", "changed"))
    console.print(f"Changes {ends}: {counts}. Gaps: {len(answer.gaps_came):,} came, {len(answer.gaps_went):,} went.\n")
    for table in sections(answer):
        if table.rows:
            console.print(_grid(table.title.partition(" from ")[0], table.columns, table.rows))
