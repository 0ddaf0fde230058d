"""The exposure matrix on the terminal."""

from lineage.cli.grid import grid, seen, terminal, written
from lineage.cli.options import Format
from lineage.cli.render import blocked
from lineage.model.answers import ExposureAnswer, ExposureCell

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
_SYSTEMS_PER_GRID = 6


def exposure(answer: ExposureAnswer, format: Format) -> None:
    """The matrix; many Systems are shown in several grids below each other."""
    if written(answer, format):
        return
    console = terminal()
    cells = {(cell.row, cell.system): cell for cell in answer.cells}
    for first in range(0, max(len(answer.systems), 1), _SYSTEMS_PER_GRID):
        systems = answer.systems[first : first + _SYSTEMS_PER_GRID]
        reaching = [row for row in answer.rows if first == 0 or any((row.row, system.system) in cells for system in systems)]
        lines = []
        for row in reaching:
            name = f"{row.label}{' *' if row.sensitive else ''}"
            lines.append([name, f"{row.fields:,}", *(_short(cells.get((row.row, one.system))) for one in systems)])
        console.print(grid("Exposure", [answer.by, "fields", *(system.label for system in systems)], lines))
    console.print(_legend(answer) if answer.systems else "Nothing was found to leave its System, in what was read.")
    if answer.note:
        console.print(answer.note)
    blocked(console, answer.blocks)
    seen(console, answer.coverage)


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
