"""What could leave through something that was lost, where it would arrive, and what to remove: the whole answer."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import numpy as np

from lineage.graph.lineage_graph import LineageGraph
from lineage.model.blast_answers import BlastAnswer, BlastHop
from lineage.model.ids import Id
from lineage.model.records import NOT_YET, Gap
from lineage.policy.blast.bounds import bounds
from lineage.policy.blast.containment import containment
from lineage.policy.blast.destinations import blast_hop, destinations
from lineage.policy.blast.reach import datasets, elements
from lineage.policy.blast.sight import Contents, Sight
from lineage.policy.blast.through import Through, through
from lineage.policy.blast.ways import ways
from lineage.policy.blast.window import Window
from lineage.policy.inquiry import Inquiry
from lineage.policy.trace import coverage, gaps_touching

_TOUCHED: Final = 5_000
"""Nodes whose own gaps are looked for one by one; of more, only those of datasets and Systems."""


def blast_radius(inquiry: Inquiry, graph: LineageGraph, subject: Id, window: Window) -> BlastAnswer:
    """What could leave through a subject, and what to remove so that nothing more can."""
    sight = Sight(graph, inquiry)
    found = through(sight, subject)
    rows = found.rows(sight)
    walked = sight.contents(found.rows_walked(sight))
    contents = walked.of(rows)
    went = destinations(sight, found, walked)
    setting = inquiry.setting
    return BlastAnswer.model_validate(
        {
            "schema": "lineage/blast-radius@1",
            "snapshot": setting.snapshot,
            "as_of": setting.as_of,
            "today": setting.today,
            "since": window.since,
            "until": window.until,
            "subject": {
                "id": subject,
                "kind": found.kind,
                "subtype": found.node.subtype or subject.kind,
                "name": _name(found),
            },
            "fields": len(rows),
            "sensitive": int(np.count_nonzero(contents.sensitive)),
            "unclassified": int(np.count_nonzero(contents.unclassified)),
            "notes": tuple(_notes(found, contents)),
            "elements": tuple(elements(sight, contents)),
            "datasets": tuple(datasets(sight, contents)),
            "ways": tuple(ways(sight, found, contents)),
            "arrives": went.arrives,
            "onward": went.onward,
            "possible_onward": went.possible_onward,
            "bounds": tuple(bounds(sight, found, rows)),
            "inactive": tuple(_inactive(sight, found)),
            "containment": containment(sight, found, contents),
            "coverage": coverage(inquiry),
            "gaps": (
                _no_logs(window, setting.as_of, _name(found)),
                *gaps_touching(graph.gaps(), _touched(sight, found, contents)),
            ),
        }
    )


def _notes(found: Through, contents: Contents) -> Iterator[str]:
    yield from found.notes
    rows, unknown = len(contents.holds.rows), int(np.count_nonzero(contents.unclassified))
    if rows and unknown == rows:
        yield f"Nothing within reach is classified ({unknown:,} unknown): every field may hold personal data."
    elif unknown:
        yield f"{unknown:,} of {rows:,} fields within reach are not classified: what they hold is unknown."


def _inactive(sight: Sight, found: Through) -> Iterator[BlastHop]:
    inquiry = sight.inquiry
    for hop in found.inactive:
        right = inquiry.hop_right(hop, inquiry.setting.as_of)
        yield blast_hop(hop, right, sight.graph.evidence([hop.number])[hop.number], inquiry.setting.seen_at)


def _name(found: Through) -> str:
    """What the subject is called."""
    id = found.node.id
    return found.node.label or (id.name if id.kind else id.shown)


def _no_logs(window: Window, as_of: date, name: str) -> Gap:
    """What did leave is another question, which nothing that was read answers."""
    return Gap(
        surface="event log",
        what=f"No event logs were read: what did leave through {name}{window.words} cannot be told.",
        why=f"the snapshot holds what is set up and permitted, with rights and memberships of {as_of}, and nothing that was observed",
        hides="what was read and taken, when, how often and by whom; the answer says what could leave, not what did",
        remedy=f"{NOT_YET} Keep the logs of these days; most are deleted before long.",
        subject=None,
    )


def _touched(sight: Sight, found: Through, contents: Contents) -> set[Id]:
    """Nodes whose gaps may hide something of the answer."""
    rows: Sequence[int] = contents.holds.rows.tolist() if len(contents.holds.rows) <= _TOUCHED else []
    parents = sight.graph.parents[contents.holds.rows]
    owners = np.unique(parents[np.flatnonzero(np.diff(parents, prepend=-2))]).tolist()
    people = {one.principal for one in found.tokens} | {one.application for one in found.tokens} | set(found.alone)
    ids = {sight.graph.id(row) for row in (*rows, *owners) if row >= 0}
    return {found.node.id, *sight.with_containers(people), *ids}
