"""Field updates of workflow rules and processes as jobs; what their formulas read, the derivations tell."""

from collections.abc import Iterator
from typing import Final

from connectors.salesforce.assemble.firing import find_updating
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.automation import FieldUpdateRow
from lineage.model.ids import Id
from lineage.model.records import Gap, Job

_SUBTYPE: Final = "field update"
_SHOWN: Final = 5


def update_job(org: Org, row: FieldUpdateRow) -> Id:
    """The id of a field update."""
    return org.id.of_kind("job", f"field-update/{row.object}.{row.name}")


def assemble_updates(org: Org, rows: Rows) -> Iterator[Job | Gap]:
    """A job for every field update; one that sets a constant moves no data."""
    firing = find_updating(rows)
    held = set()
    for row in rows.of(FieldUpdateRow):
        held.add((row.object.casefold(), row.name.casefold()))
        triggers = firing.of(row)
        because = tuple(evidence for trigger in triggers for evidence in org.said(trigger.at))
        yield Job(
            id=update_job(org, row),
            subtype=_SUBTYPE,
            runs_in=org.id,
            active=firing.activity(triggers),
            evidence=org.said(row.at) + because,
        )
    missing: dict[str, list[tuple[str, str]]] = {}
    for key in sorted(firing.triggers.keys() - held):
        first = firing.triggers[key][0]
        missing.setdefault(first.object, []).append((first.message, first.at))
    for object, named in missing.items():
        yield _missing(org, object, named)


def _missing(org: Org, object: str, named: list[tuple[str, str]]) -> Gap:
    rest = len(named) - _SHOWN
    shown = ", ".join(name for name, _ in named[:_SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")
    return org.gap(
        _SUBTYPE,
        f"Field updates of {object} are fired and are not here: {shown}.",
        why="the workflow file of the object was not retrieved, or could not be read",
        hides="which fields are computed from which",
        remedy=f"sf project retrieve start --metadata 'Workflow:{object}'",
        locator=named[0][1],
        subject=org.dataset(object),
    )
