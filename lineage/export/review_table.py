"""The access review as a table to fill in, and as tables to read."""

from collections.abc import Iterable, Iterator
from typing import Final

from lineage.export.sections import Cell, Row, Table, coverage_table
from lineage.export.text import capped, clean
from lineage.model.elements import element_words
from lineage.model.ids import Id
from lineage.model.review_answers import ElementCount, ReviewAnswer, ReviewChange, ReviewRow

COLUMNS: Final = (
    "kind", "name", "system", "operator", "acts as", "scopes", "fields", "datasets", "elements", "last use", "surplus", "findings",
    "since the last review", "last decision", "decision", "decided by", "note", "next due", "snapshot", "subject",
)  # fmt: skip
"""The columns of the table to fill in."""
FILL_IN: Final = ("decision", "decided by", "note", "next due")
"""Those that are left to people."""

_ELEMENTS = 12
_DATASETS = 4
_LONGEST = 2_000


def review_table(answer: ReviewAnswer) -> Table:
    """A row for each application and integration principal, with the cells that people fill in left empty."""
    return Table(
        title=f"Access review ({len(answer.rows):,})",
        columns=COLUMNS,
        rows=tuple(_row(answer, one) for one in answer.rows),
        listed=("elements", "findings", "since the last review", "last decision", "scopes", "datasets", "acts as", "system"),
        left_out=("snapshot", "subject", *FILL_IN),
    )


def review_sections(answer: ReviewAnswer) -> tuple[Table, ...]:
    """The tables of an answer, the review itself first."""
    return tuple(_sections(answer))


def _sections(answer: ReviewAnswer) -> Iterator[Table]:
    yield review_table(answer)
    if answer.gone:
        rows = tuple((Id(one).kind, Id(one).name, one) for one in answer.gone)
        yield Table(title="No longer there", columns=("kind", "name", "subject"), rows=rows, left_out=("subject",))
    if answer.note:
        yield Table(title="Note", columns=("note",), rows=((answer.note,),))
    yield coverage_table(answer.coverage, about(answer))


def about(answer: ReviewAnswer) -> Iterator[tuple[str, str]]:
    """What the review is of."""
    yield "snapshot", answer.snapshot
    yield "as of", answer.as_of.isoformat()
    yield "changes since", answer.since or "nothing to compare with"
    yield "not seen", ", ".join(answer.not_seen) or "nothing that was looked for"


def subject_shown(subject: str) -> str:
    """A subject as its cell shows it: by this a filled row is found again."""
    return clean(subject)


def _row(answer: ReviewAnswer, row: ReviewRow) -> Row:
    told = row.told != "unknown"
    most = "up to " if row.told == "bound" else ""
    said: dict[str, Cell] = {
        "kind": row.kind,
        "name": row.name,
        "system": row.system,
        "operator": row.operator or "unknown",
        "acts as": _some((one.name for one in row.acts_as), row.acting),
        "scopes": ", ".join(row.scopes) or ("unknown" if Id(row.subject).kind == "application" else ""),
        "fields": (f"{most}{row.fields:,}" if most else row.fields) if told else "unknown",
        "datasets": row.datasets if told else "unknown",
        "elements": elements(row.elements) or ("nothing personal" if told else "unknown"),
        "last use": row.last_used.isoformat() if row.last_used else "unknown",
        "surplus": f"{most}{row.surplus_fields:,} field{'s' * (row.surplus_fields != 1)}"
        if row.surplus == "yes"
        else row.surplus,
        "findings": "; ".join(f"{one.severity}: {one.rule} ({one.fingerprint})" for one in row.findings) or "none",
        "since the last review": change(row.change),
        "last decision": last(row),
        "snapshot": answer.snapshot,
        "subject": row.subject,
    }
    return tuple(_cell(said.get(name, ""), name) for name in COLUMNS)


def _cell(value: Cell, column: str) -> Cell:
    return capped(clean(value), _LONGEST) if isinstance(value, str) and column != "subject" else value


def elements(counts: Iterable[ElementCount]) -> str:
    """Elements with how many fields hold each: `ssn (3), email (12)`, the worst first."""
    found = list(counts)
    named = ", ".join(f"{element_words(one.element)} ({one.fields:,})" for one in found[:_ELEMENTS])
    rest = len(found) - _ELEMENTS
    return f"{named} and {rest:,} more" if rest > 0 else named


def change(one: ReviewChange) -> str:
    """What changed, in words."""
    if one.state != "changed":
        return {"first": "first review", "new": "new", "same": "same", "unknown": "unknown"}[one.state]
    gained = _moved("gained", one.gained_fields, one.gained_elements, one.gained_datasets)
    lost = _moved("lost", one.lost_fields, one.lost_elements, one.lost_datasets)
    return "; ".join(filter(None, (gained, lost)))


def _moved(word: str, fields: int, counts: Iterable[ElementCount], datasets: tuple[str, ...]) -> str:
    if not fields:
        return ""
    whole = f", of {_some((Id(one).shown for one in datasets[:_DATASETS]), len(datasets))}" if datasets else ""
    return f"{word} {fields:,} field{'s' * (fields != 1)}: {elements(counts) or 'nothing personal'}{whole}"


def last(row: ReviewRow) -> str:
    """What was decided last, in words."""
    if row.last is None:
        return "never reviewed"
    note = f": {row.last.note}" if row.last.note else ""
    return f"{row.last.decision} by {row.last.by} on {row.last.day}, due {row.last.next}{note}"


def _some(names: Iterable[str], count: int) -> str:
    """The names, and how many there are more."""
    named = [name for name in names if name]
    rest = count - len(named)
    return ", ".join(named) + (f" and {rest:,} more" if rest > 0 and named else "")
