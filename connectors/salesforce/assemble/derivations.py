"""Values that the org itself computes from other fields: formula fields, roll-ups, default values and field updates."""

from collections.abc import Iterator
from typing import NamedTuple

from connectors.languages import formula
from connectors.salesforce.assemble.firing import find_updating
from connectors.salesforce.assemble.lost_references import Lost, tell_lost
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.assemble.relations import Found, Schema, is_custom, relationship
from connectors.salesforce.assemble.rollups import SUMMARY, roll_up
from connectors.salesforce.assemble.updates import update_job
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.automation import FieldUpdateRow
from connectors.salesforce.rows.schema import FieldRow
from lineage.model.ids import Id
from lineage.model.records import Evidence, Gap, Hop
from lineage.model.verdicts import Active, Precision

DERIVE = "derive"


class Derivation(NamedTuple):
    """A formula, and the fields that it sets."""

    object: str
    """Whose record the formula stands on."""
    text: str
    targets: tuple[tuple[str, str], ...]
    """Object and field: what is set, or each that may be."""
    at: str
    line: int
    """The line on which the formula begins; 0 where there are no lines."""
    is_default: bool = False
    job: Id | None = None
    active: Active = Active.YES
    because: tuple[Evidence, ...] = ()


class _Ids:
    """The ids of fields, each made once: formulas name the same fields over and over."""

    def __init__(self, org: Org) -> None:
        self.org = org
        self._known: dict[tuple[str, str], Id] = {}

    def field(self, object: str, field: str) -> Id:
        """The id of a field."""
        key = (object, field)
        return self._known.get(key) or self._known.setdefault(key, self.org.dataset(object).field(field))


def assemble_derivations(org: Org, rows: Rows) -> Iterator[Hop | Gap]:
    """A hop from every field that is read to the field that is computed, and gaps for what is read and cannot be told."""
    schema = rows.derived(Schema)
    lost = Lost()
    for row in rows.of(FieldRow):
        if row.summary or row.type == SUMMARY:
            yield from roll_up(org, row, schema, lost)
    ids = _Ids(org)
    for one in _derivations(org, rows, schema, lost):
        yield from _hops(ids, one, schema, lost)
    yield from tell_lost(org, lost)


def _derivations(org: Org, rows: Rows, schema: Schema, lost: Lost) -> Iterator[Derivation]:
    for row in rows.of(FieldRow):
        if row.formula:
            yield Derivation(row.object, row.formula, ((row.object, row.name),), row.at, row.formula_line)
        elif row.default:
            yield Derivation(row.object, row.default, ((row.object, row.name),), row.at, 0, is_default=True)
    firing = find_updating(rows)
    for update in rows.of(FieldUpdateRow):
        if not update.formula or not update.field:
            continue
        found = _updated(schema, update)
        if found.lost:
            lost.follow(found.lost, f"{update.object}.{update.target}", update.at)
        triggers = firing.of(update)
        yield Derivation(
            update.object,
            update.formula,
            found.fields or tuple((object, update.field) for object in found.objects),
            update.at,
            update.formula_line,
            job=update_job(org, update),
            active=firing.activity(triggers),
            because=tuple(evidence for trigger in triggers for evidence in org.said(trigger.at)),
        )


def _updated(schema: Schema, update: FieldUpdateRow) -> Found:
    """The field that is set: of the record itself, or of the one that its lookup points to."""
    step = (relationship(update.target),) if update.target and update.target.casefold() != update.object.casefold() else ()
    return schema.find(update.object, (*step, update.field))


def _hops(ids: _Ids, one: Derivation, schema: Schema, lost: Lost) -> Iterator[Hop]:
    targets = [ids.field(object, field) for object, field in one.targets]
    said: dict[str, tuple[Evidence, ...]] = {}
    for reference, found in _read(one, schema, lost):
        at = _place(one, reference)
        evidence = said.get(at) or said.setdefault(at, ids.org.said(at) + one.because)
        for source, precision in _sources(ids, schema, found, lost, one.at):
            for target in targets:
                if not _is_same(source, target):
                    yield Hop(
                        source=source,
                        target=target,
                        job=one.job,
                        active=one.active,
                        transform=DERIVE,
                        precision=precision,
                        evidence=evidence,
                    )


def _is_same(source: Id, target: Id) -> bool:
    """Whether a field is set from its own former value, which is no hop."""
    return len(source) == len(target) and source.casefold() == target.casefold()


def _read(one: Derivation, schema: Schema, lost: Lost) -> Iterator[tuple[formula.Reference, Found]]:
    """What the formula reads, each name once, and what it leads to."""
    reading = formula.read(one.text)
    shown = ".".join(one.targets[0]) if one.targets else one.object
    if not reading.complete:
        lost.unread(shown, one.at)
    first = {reference.shown.casefold(): reference for reference in reversed(reading.references)}
    for reference in reversed(first.values()):
        found = schema.find(one.object, reference.path)
        if one.is_default and _is_word(schema, found, reference):
            continue
        if found.lost:
            lost.follow(found.lost, f"{shown} ({reference.shown})", one.at)
        yield reference, found


def _is_word(schema: Schema, found: Found, reference: formula.Reference) -> bool:
    """Whether a name in a default value is only text: such a formula reads globals, and no field of a record that is not there yet."""
    return len(reference.path) == 1 and not any(schema.is_defined(*field) for field in found.fields)


def _sources(ids: _Ids, schema: Schema, found: Found, lost: Lost, at: str) -> Iterator[tuple[Id, Precision]]:
    for object, field in found.fields:
        if is_custom(field) and not schema.is_defined(object, field):
            lost.undefined(object, field, at)
        yield ids.field(object, field), Precision.EXACT
    for object in found.objects:
        yield ids.org.dataset(object), Precision.DATASET


def _place(one: Derivation, reference: formula.Reference) -> str:
    """The line on which the reference stands."""
    if not one.line:
        return one.at
    return f"{one.at.rpartition(':')[0]}:{one.line + one.text.count(chr(10), 0, reference.at)}"
