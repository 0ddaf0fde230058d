"""Answers on the terminal, or in the format asked for; results go to stdout."""

from collections import Counter
from collections.abc import Mapping, Sequence

import typer
from rich.console import Console

from lineage.cli.grid import WIDE_ENOUGH, grid, seen, terminal, written
from lineage.cli.options import Format
from lineage.cli.rows import Rows
from lineage.export import wording
from lineage.export.sections import Table, sections
from lineage.export.tables import to_csv, to_markdown
from lineage.model.answers import (
    BlockLine,
    Destination,
    DiffAnswer,
    HarvestAnswer,
    HopAnswer,
    TraceAnswer,
)
from lineage.model.elements import element_words
from lineage.model.ids import Id

_GAPS_SHOWN = 8
_INSIDE_SHOWN = 12
_ROOTS_SHOWN = 8
_SORTS_SHOWN = 6
_BESIDE = 3
_SHORT = 12
"""Tables up to this height stay one column."""


def rows(title: str, found: Sequence[Mapping[str, str]], format: Format) -> None:
    """An inventory."""
    columns = tuple(found[0]) if found else ()
    table = Table(title=title, columns=columns, rows=tuple(tuple(row.values()) for row in found))
    if format == Format.JSON:
        import json

        typer.echo(json.dumps([dict(row) for row in found], indent=2, ensure_ascii=False))
    elif format == Format.TABLE:
        terminal().print(grid(f"{title} ({len(found):,})", columns, table.rows))
    else:
        typer.echo((to_csv if format == Format.CSV else to_markdown)(table), nl=False)


def harvest(answer: HarvestAnswer, format: Format) -> None:
    """What a harvest brought."""
    if written(answer, format):
        return
    console = terminal()
    sources = [
        (one.connector, one.path, f"{one.files:,}", f"{one.unchanged:,}", f"{one.calls:,}", f"{one.seconds:.2f}")
        for one in answer.sources
    ]
    console.print(grid(f"Snapshot {answer.snapshot}", ("connector", "read", "files", "unchanged", "calls", "seconds"), sources))
    counted = [(name, f"{count:,}") for name, count in answer.counts.items() if count]
    console.print(grid("Counts", ("kind", "count"), counted))
    subtypes = [(name, f"{count:,}") for name, count in answer.counts_by_subtype.items()]
    console.print(_side_by_side("By subtype", ("subtype", "count"), subtypes))
    _by_root(console, answer.counts_by_root)
    gaps(console, answer.gaps)


def _side_by_side(title: str, columns: tuple[str, str], rows: Sequence[tuple[str, str]]) -> Rows:
    """Many short rows as several columns of them, read downwards."""
    height = max(_SHORT, -(-len(rows) // _BESIDE))
    beside = [rows[at : at + height] for at in range(0, len(rows), height)] or [rows]
    together = [[cell for one in beside for cell in (one[at] if at < len(one) else ("", ""))] for at in range(len(beside[0]))]
    return grid(title, columns * len(beside), together)


def _by_root(console: Console, roots: Mapping[str, Mapping[str, int]]) -> None:
    """What each root of its own holds; those that hold the most first."""
    if not roots:
        return
    largest = sorted(roots, key=lambda root: (-sum(roots[root].values()), root))
    shown = [(root, ", ".join(f"{count:,} {name}" for name, count in _most(roots[root]))) for root in largest[:_ROOTS_SHOWN]]
    console.print(grid(f"By folder that is a root of its own ({len(roots):,})", ("folder", "holds most of"), shown))
    if len(roots) > _ROOTS_SHOWN:
        console.print(f"… and {len(roots) - _ROOTS_SHOWN:,} more: `--format json` has all of it.")


def _most(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_SORTS_SHOWN]


def gaps(console: Console, found: Sequence[object]) -> None:
    """What could not be seen, the first of it whole."""
    if not found:
        console.print("No gaps: everything that was looked for was read.")
        return
    shown = [
        (getattr(gap, "surface", ""), getattr(gap, "what", ""), getattr(gap, "hides", ""), getattr(gap, "remedy", ""))
        for gap in found[:_GAPS_SHOWN]
    ]
    console.print(grid(f"Could not be seen ({len(found):,})", ("surface", "what", "hides", "remedy"), shown))
    if len(found) > _GAPS_SHOWN:
        console.print(f"… and {len(found) - _GAPS_SHOWN:,} more: `lineage show gaps`.")


def trace(answer: TraceAnswer, format: Format, *, explain: bool) -> None:
    """Destinations or sources of a field."""
    if written(answer, format):
        return
    console = terminal()
    held = ", ".join(
        element_words(line.element) + (f" ({line.form})" if line.form != "clear" else "") for line in answer.elements
    )
    console.print(f"{Id(answer.field).shown} holds {held or 'nothing personal'}. Rights as of {answer.as_of}.\n")
    _reached(console, answer)
    for row in answer.destinations if explain else ():
        _explain(console, row)
    for name, hops in ((wording.ONWARD, answer.possible_onward), (wording.SWITCHED_OFF, answer.inactive)):
        if hops:
            console.print(grid(f"{name} ({len(hops)})", _HOP, [_hop(hop) for hop in hops]))
    blocked(console, answer.blocks)
    seen(console, answer.coverage)
    gaps(console, answer.gaps)


def blocked(console: Console, blocks: Sequence[BlockLine]) -> None:
    """What does not go on, as somebody says."""
    if blocks:
        lines = [wording.block_cells(one) for one in blocks]
        console.print(grid(f"{wording.BLOCKED} ({len(blocks):,})", wording.BLOCK_COLUMNS, lines))


def _reached(console: Console, answer: TraceAnswer) -> None:
    """The destinations or sources, those that only permissions tell of apart, and copies inside the field's own System."""
    title = "Destinations" if answer.direction == "downstream" else "Sources"
    first = [row for row in answer.destinations if not row.permitted_only]
    if first or not answer.destinations:
        _rows(console, f"{title} ({len(first)})", first)
    permitted = [row for row in answer.destinations if row.permitted_only]
    if permitted:
        _rows(console, f"{wording.PERMITTED_ONLY} ({len(permitted)})", permitted)
    if answer.inside:
        console.print(f"Inside its own System it reaches {_places(answer.inside)}.\n")
    if not answer.destinations:
        console.print("No path to another System was found in what was read; the gaps below say what could not be looked at.")


def _places(nodes: Sequence[str]) -> str:
    rest = len(nodes) - _INSIDE_SHOWN
    return ", ".join(Id(node).shown for node in nodes[:_INSIDE_SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")


_ROW = ("system", "operator", "node", "transit", "authorization", "form", "precision", "active", "known by", "last crossing")
_NARROW = ("system", "node", "transit", "authorization", "form")


def _rows(console: Console, title: str, rows: Sequence[Destination]) -> None:
    columns = _ROW if console.width >= WIDE_ENOUGH else _NARROW
    kept = [_ROW.index(column) for column in columns]
    console.print(grid(title, columns, [[_row(row)[at] for at in kept] for row in rows]))


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
            grid(f"{name} - transit {row.transit} and {right}, shown by", _HOP, [_hop(hop) for hop in row.witnesses.transit])
        )
        return
    for verdict, hops in ((f"transit {row.transit}", row.witnesses.transit), (right, row.witnesses.authorization)):
        console.print(grid(f"{name} - {verdict}, shown by", _HOP, [_hop(hop) for hop in hops]))


def diff(answer: DiffAnswer, format: Format) -> None:
    """What changed, or that nothing did."""
    if written(answer, format):
        return
    console = terminal()
    ends = f"from {answer.before} to {answer.after}"
    if not (answer.changes or answer.gaps_came or answer.gaps_went):
        console.print(f"Nothing changed {ends}: the same nodes, hops, classifications, rights, facts and gaps.")
        seen(console, answer.coverage_after)
        return
    kinds = Counter(line.change for line in answer.changes)
    counts = ", ".join(f"{kinds[change]:,} {change}" for change in ("added", "removed", "changed"))
    console.print(f"Changes {ends}: {counts}. Gaps: {len(answer.gaps_came):,} came, {len(answer.gaps_went):,} went.\n")
    for table in sections(answer):
        if table.rows:
            console.print(grid(table.title.partition(" from ")[0], table.columns, table.rows))
