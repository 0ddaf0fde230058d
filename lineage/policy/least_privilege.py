"""Least privilege: what applications, and the principals that they act as, may do against what declared hops need.

What nobody declared is not known to be needed, and not known to be surplus either.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lineage.errors import UsageError
from lineage.graph.access import Access
from lineage.graph.access_sweep import AccessSweep, Bools
from lineage.graph.actors import BOUND
from lineage.graph.grant_table import GrantTable
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id
from lineage.model.privilege_answers import (
    LeastPrivilegeAnswer,
    NeededField,
    NeededObject,
    Surplus,
    SurplusDataset,
)
from lineage.model.verdicts import Operation
from lineage.policy.access import elements_read, principal_line
from lineage.policy.inquiry import Inquiry
from lineage.policy.need import Actor, Need, acting_as, actor_of, need_of
from lineage.policy.removals import Keep, Removals
from lineage.policy.trace import coverage, gaps_touching

_BOTH = Operation.READ | Operation.EDIT
_NAMED = 8
"""Subjects that are listed where somebody asks for none of them."""


@dataclass(frozen=True)
class _Compared:
    """What may be done beside what is needed, as truth values over the fields of a sweep."""

    read: Bools
    edit: Bools
    along: Bools
    """Fields that are not needed, and have no permission of their own, in datasets of which something is read."""
    changed_along: Bools
    """The same in datasets of which something is edited."""
    need: Need

    @property
    def readable_surplus(self) -> Bools:
        """Fields that may be read, are not needed, and can be taken away: by themselves, or with their dataset."""
        found: Bools = self.read & ~self.need.read & ~self.along
        return found

    @property
    def editable_surplus(self) -> Bools:
        """Fields that may be edited and need not be, and can be taken away."""
        found: Bools = self.edit & ~self.need.edit & ~self.changed_along
        return found

    @property
    def lacking(self) -> Bools:
        """Fields that are needed and may not be read, or not be edited where they must."""
        found: Bools = (self.need.read & ~self.read) | (self.need.edit & ~self.edit)
        return found


def subjects(graph: LineageGraph) -> Sequence[Id]:
    """Everybody of whom the question can be asked: applications, and the principals that they act as."""
    return sorted({one for pair in acting_as(graph) for one in pair})


def least_privilege(inquiry: Inquiry, graph: LineageGraph, subject: Id, *, remove: bool = False) -> LeastPrivilegeAnswer:
    """What a principal or an application may do, against what it needs; one to be removed needs nothing, whatever hops say.

    Raises `UsageError` where nothing acts as the subject, and no hop says what it needs.
    """
    actor = actor_of(graph, subject)
    principals = [subject] if actor.principal else sorted({one for app, one in acting_as(graph) if app == subject})
    grants = GrantTable(graph)
    access = Access(grants, inquiry.setting.as_of)
    sweep = AccessSweep(graph, grants, access)
    need = _nothing(sweep) if remove else need_of(graph, sweep, actor)
    if not need.declared and subject not in subjects(graph):
        raise UsageError(_nobody(graph, subject))
    keep = _keep(sweep, need)
    compared = _Compared(
        read=_any(sweep, map(sweep.readable, principals)),
        edit=_any(sweep, map(sweep.editable, principals)),
        along=_with_dataset(graph, sweep, keep, Operation.READ) & ~need.read,
        changed_along=_with_dataset(graph, sweep, keep, Operation.EDIT) & ~need.edit,
        need=need,
    )
    removals = Removals(graph, access, grants)
    held = sorted({one for principal in principals for one, _ in removals.containers(principal)})
    partial = not all(map(access.is_whole, (*principals, *held)))
    is_known = need.declared and not need.everything
    to_remove = removals.of(principals, keep) if is_known else []
    surplus, why = _verdict(compared, len(to_remove), _open(graph, actor, principals, partial=partial))
    read = list(sweep.fields(compared.readable_surplus)) if is_known else []
    inquiry.holdings.load(read)
    lines = {node.id: principal_line(node) for node in graph.nodes({subject, *principals, *actor.applications})}
    return LeastPrivilegeAnswer.model_validate(
        {
            "schema": "lineage/least-privilege@1",
            "snapshot": inquiry.setting.snapshot,
            "as_of": inquiry.setting.as_of,
            "subject": lines[subject],
            "system": actor.home,
            "acts_as": [] if actor.principal else [lines[one] for one in principals],
            "applications": [lines[one] for one in sorted(actor.applications)] if actor.principal else [],
            "surplus": surplus,
            "why": why,
            "readable": int(np.count_nonzero(compared.read)),
            "editable": int(np.count_nonzero(compared.edit)),
            "needed_objects": [NeededObject(dataset=one, operations=keep.datasets[one].words) for one in sorted(keep.datasets)],
            "needed_fields": list(_needed(inquiry, graph, sweep, need)),
            "not_permitted": list(sweep.fields(compared.lacking)),
            "surplus_elements": elements_read(inquiry, read),
            "surplus_datasets": list(_by_dataset(inquiry, sweep, compared, keep)) if is_known else [],
            "removals": to_remove,
            "partial": partial,
            "coverage": coverage(inquiry),
            "gaps": gaps_touching(graph.gaps(), {subject, *principals, *held}),
        }
    )


def _nothing(sweep: AccessSweep) -> Need:
    """The need of somebody who is to be removed."""
    nothing = np.zeros(len(sweep.field_rows), np.bool_)
    return Need(nothing, nothing.copy(), declared=True)


def _any(sweep: AccessSweep, marks: Iterable[Bools]) -> Bools:
    found: Bools = np.zeros(len(sweep.field_rows), np.bool_)
    for one in marks:
        found = found | one
    return found


def _with_dataset(graph: LineageGraph, sweep: AccessSweep, keep: Keep, operation: Operation) -> Bools:
    """Fields without a permission of their own in datasets of which an operation is needed."""
    needed = np.zeros(len(sweep.dataset_rows), np.bool_)
    rows = [row for one, kept in keep.datasets.items() if kept & operation and (row := graph.row(one)) is not None]
    needed[np.searchsorted(sweep.dataset_rows, rows)] = True
    found: Bools = sweep.read_with_object & needed[sweep.dataset_of]
    return found


def _keep(sweep: AccessSweep, need: Need) -> Keep:
    """The permissions that are needed: of fields, and of the datasets that hold them."""
    fields = dict.fromkeys(sweep.fields(need.read), Operation.READ)
    fields |= dict.fromkeys(sweep.fields(need.edit), _BOTH)
    datasets: dict[Id, Operation] = {one: _BOTH if edits else Operation.READ for one, edits in need.datasets.items()}
    for one, operations in fields.items():
        datasets[one.owner] = datasets.get(one.owner, Operation(0)) | operations
    return Keep(fields, datasets, frozenset(need.whole))


def _verdict(compared: _Compared, removals: int, is_open: str) -> tuple[Surplus, str]:
    """Whether there is a surplus, of fields or of other rights; `is_open` says why there may be one that was not found."""
    if not compared.need.declared:
        return "unknown", (
            "No declared hop names it, an application that acts as it, or the System where that is: what it needs is not known, so "
            "that nothing of what it may do can be called surplus. Declare what it takes under `hops:` in the map."
        )
    if compared.need.everything:
        return "unknown", "A declared hop takes whatever the System has: name the fields, so that what is not needed can be told."
    read, edited = np.count_nonzero(compared.readable_surplus), np.count_nonzero(compared.editable_surplus)
    if read or edited:
        return (
            "yes",
            f"Fields that it may read and no declared hop needs: {read:,}; that it may edit and none changes: {edited:,}.",
        )
    if removals:
        return "yes", f"Rights beyond its fields that no declared hop needs: {removals:,}."
    if is_open:
        return "unknown", f"No surplus was found, but {is_open}"
    return "no", "It may do nothing that no declared hop needs."


def _open(graph: LineageGraph, actor: Actor, principals: Sequence[Id], *, partial: bool) -> str:
    """Why there may be rights that were not looked at; empty where there is no reason."""
    if actor.principal is None and any(_is_bound(graph, one) for one in actor.applications):
        return "users may authorize it themselves: it can then do whatever any of them can."
    if not principals:
        return "as whom it acts is not known."
    return "not all of its rights were read: there may be more of them." if partial else ""


def _is_bound(graph: LineageGraph, application: Id) -> bool:
    row = graph.row(application)
    acting = (one for one in graph.tables["tokens"].to_pylist() if one["how"] == BOUND)
    facts = graph.facts_of(row) if row is not None else ()
    return any(one["application"] == row for one in acting) or any(name == BOUND for name, _ in facts)


def _needed(inquiry: Inquiry, graph: LineageGraph, sweep: AccessSweep, need: Need) -> Iterator[NeededField]:
    """The fields that are needed, with where their hops are declared."""
    by_place = need.hops()
    said = inquiry.source.evidence({one.hop.number for one in need.taken})
    ids = {place: graph.id(int(sweep.field_rows[place])) for place in np.flatnonzero(need.read).tolist()}
    for place in sorted(ids):
        numbers = {hop.number for hop in by_place.get(place, ())}
        because = {one.locator for number in numbers for one in said.get(number, ()) if one.basis.words == ("declared",)}
        yield NeededField(
            field=ids[place],
            operations=(_BOTH if need.edit[place] else Operation.READ).words,
            read_with_object=bool(sweep.read_with_object[place]),
            because=tuple(sorted(because)),
        )


def _by_dataset(inquiry: Inquiry, sweep: AccessSweep, compared: _Compared, keep: Keep) -> Iterator[SurplusDataset]:
    readable = _grouped(sweep.fields(compared.readable_surplus))
    editable = _grouped(sweep.fields(compared.editable_surplus))
    along = _grouped(sweep.fields(compared.along & compared.read))
    for dataset in sorted({*readable, *editable, *along}):
        fields = readable.get(dataset, [])
        yield SurplusDataset(
            dataset=dataset,
            needed=dataset in keep.datasets,
            readable=tuple(fields),
            editable=tuple(editable.get(dataset, ())),
            comes_along=tuple(along.get(dataset, ())),
            elements=tuple(sorted({item.element for one in fields for item in inquiry.holdings.of(one) if item.element})),
        )


def _grouped(fields: Iterable[Id]) -> Mapping[Id, list[Id]]:
    found: dict[Id, list[Id]] = {}
    for one in fields:
        found.setdefault(one.owner, []).append(one)
    return found


def _nobody(graph: LineageGraph, subject: Id) -> str:
    able = [f"{one.kind.replace('application', 'app')}:{one.name}" for one in subjects(graph)]
    rest = len(able) - _NAMED
    listed = ", ".join(able[:_NAMED]) + (f" and {rest:,} more" if rest > 0 else "") if able else "there is none here"
    return (
        f"No application acts as {subject.kind} {subject.name}, and no declared hop names it. Ask for an application, or for a principal "
        f"that one acts as: {listed}."
    )
