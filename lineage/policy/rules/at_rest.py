"""Rules about sensitive fields where they rest: whether they are encrypted, and whether changes of them leave a trace."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from lineage.columns import Kind
from lineage.graph.by_node import numbers, rows_with, take
from lineage.model.elements import UNCLASSIFIED
from lineage.model.ids import Id
from lineage.policy.called import counted
from lineage.policy.carried import Load
from lineage.policy.describe import system_label
from lineage.policy.findings import Card, Finding, Rule, View
from lineage.policy.rules.about import about
from lineage.policy.rules.not_told import not_told, retrieve
from lineage.policy.severity import Reach, Stake, stake_of

Ints = npt.NDArray[np.signedinteger]
Bools = npt.NDArray[np.bool_]

UNENCRYPTED = Card(
    id="unencrypted-at-rest",
    title="A sensitive field rests in the clear, or nobody can say that it does not",
    severity="high: the rule looks at sensitive and breach elements only; info where none is known and fields are not classified",
    why="A copy of the disk, a backup or a sandbox holds it in the clear; a breach of what is encrypted need not be notified.",
    remedy="Encrypt the field with Shield Platform Encryption: Setup, Encryption Settings, Encrypt Fields (`encryptionScheme`).",
    effort="one setting",
    role="admin",
    false_positives="A System whose disks its operator encrypts: say so in the map (`at_rest: encrypted`). Whoever has a login or a "
    "token reads an encrypted field in the clear all the same. What arrives at a receiver is told by `stored-in-the-clear`, and not here.",
    reference="Cal. Civ. Code §1798.82(a), §1798.150(a)(1); 11 CCR §7123(c)(2); GDPR Art. 32(1)(a)",
    missions=("R3",),
)

UNTRACKED = Card(
    id="untracked-field",
    title="Changes of a sensitive field leave no trace",
    severity="high: the rule looks at sensitive and breach elements only; info where none is known and fields are not classified",
    why="Nobody can say afterwards who changed it, from what, and when; what an intruder or an integration overwrote is lost.",
    remedy="Track the history of the field: Setup, Object Manager, Fields, Set History Tracking (`trackHistory`, and `enableHistory` of "
    "the object). The platform keeps it for 18 to 24 months; Field Audit Trail (`historyRetentionPolicy`) for longer.",
    effort="one setting",
    role="admin",
    false_positives="A field that is written once, or whose history is kept elsewhere; formula fields are left out. The history of a field "
    "is a copy of its values, to be deleted with them.",
    reference="11 CCR §7123(c)(7); GDPR Art. 5(2)",
    missions=("P6",),
)

_ENCRYPTED, _CLEAR = '"at_rest":"encrypted"', '"at_rest":"unencrypted"'
"""How canonical JSON says it; no text inside it can, because quotes in texts are escaped."""
_THERE = "Encrypt it there, and say so in the map (`at_rest: encrypted`)."
_PART = "(?i)__(latitude|longitude)__s$"
"""How the names of the parts of a geolocation field end."""
_NOT_STORED = '"stored":false'
_COMPUTED = ("derive", "aggregate")


class _Resting:
    """The sensitive fields that rest somewhere, by dataset."""

    def __init__(self, view: View) -> None:
        self._view, self._graph = view, view.graph
        fields = np.flatnonzero((view.graph.kinds == Kind.FIELD) & (view.carriage.stakes == Stake.SENSITIVE))
        datasets = np.unique(view.graph.parents[fields])
        rests = ~self._says(datasets, _NOT_STORED)
        rests &= np.asarray([not view.graph.id(int(row)).kind for row in datasets], np.bool_)
        fields = fields[np.isin(view.graph.parents[fields], datasets[rests])]
        self.rows: Ints = np.setdiff1d(fields, self._parts(fields))

    def _parts(self, fields: Ints) -> Sequence[int]:
        """Those that are parts of another of these: that is encrypted and tracked, and its parts with it."""
        if not len(fields):
            return []
        named = numbers(pc.match_substring_regex(take(self._graph.tables.nodes.column("id"), fields), _PART)) != 0
        wholes = {row: self._whole(self._graph.id(row)) for row in fields[named].tolist()}
        return [row for row, whole in wholes.items() if whole is not None and whole in fields]

    def _whole(self, part: Id) -> int | None:
        return self._graph.row(part.owner.field(f"{re.sub(_PART, '', part.field_name)}__c"))

    def _says(self, rows: Ints, what: str) -> Bools:
        if not len(rows):
            return np.zeros(0, np.bool_)
        said: Bools = numbers(pc.match_substring(take(self._graph.tables.nodes.column("detail"), rows), what)) != 0
        return said

    @cached_property
    def state(self) -> npt.NDArray[np.int8]:
        """Of each: 1 encrypted, 0 in the clear, -1 where nothing says; the nearest that says something counts."""
        found = np.full(len(self.rows), -1, np.int8)
        for nodes in (self._graph.system_of[self.rows], self._graph.parents[self.rows], self.rows):
            distinct, at = np.unique(nodes, return_inverse=True)
            encrypted, clear = (self._says(distinct, what)[at] for what in (_ENCRYPTED, _CLEAR))
            found[encrypted], found[clear] = 1, 0
        return found

    @cached_property
    def arrived(self) -> Bools:
        """Whether each is told of by the rule about what arrives in the clear at receivers."""
        if self._view.inquiry.setting.bare:
            return np.zeros(len(self.rows), np.bool_)
        told = {place: held.keys() for places in self._view.arrived.values() for place, held in places.items()}
        datasets = [row for place in told if (row := self._graph.row(place)) is not None]
        found: Bools = np.isin(self._graph.parents[self.rows], datasets)
        fields = [self._graph.id(row) for row in self.rows[found].tolist()]
        self._view.inquiry.holdings.load(fields)
        found[found] = [self._sensitive(field) <= told[field.owner] for field in fields]
        return found

    def _sensitive(self, field: Id) -> set[str]:
        inquiry = self._view.inquiry
        held = {item.element for item in inquiry.holdings.of(field)}
        return {element for element in held if stake_of(element, inquiry.elements) == Stake.SENSITIVE}

    @cached_property
    def in_org(self) -> Bools:
        """Whether each is in a Salesforce org."""
        orgs = [row for org in self._view.orgs if (row := self._graph.row(org)) is not None]
        found: Bools = np.isin(self._graph.system_of[self.rows], orgs)
        return found

    @cached_property
    def tracked(self) -> Bools:
        """Whether changes of each are kept."""
        facts = self._graph.tables["facts"]
        subjects = numbers(facts.column("subject"))[rows_with(facts.column("name"), "history-tracked")]
        found: Bools = np.isin(self.rows, subjects)
        return found

    @cached_property
    def computed(self) -> Bools:
        """Whether each is computed from other fields of its System."""
        hops, system = self._graph.tables.hops, self._graph.system_of
        rows = np.concatenate([rows_with(hops.column("transform"), one) for one in _COMPUTED])
        source, target, job = (self._graph.hop_column(name)[rows] for name in ("source", "target", "job"))
        found: Bools = np.isin(self.rows, target[(job < 0) & (system[source] == system[target])])
        return found

    @cached_property
    def defined(self) -> Bools:
        """Whether something describes each, and does not only name it."""
        table = self._graph.tables["evidence"]
        of_nodes = rows_with(table.column("table"), "nodes")
        stated = numbers(table.column("stated"))[of_nodes] != 0
        found: Bools = np.isin(self.rows, numbers(table.column("row"))[of_nodes][stated])
        return found

    def by_dataset(self, which: Bools) -> Iterator[tuple[Id, Load]]:
        """The marked ones by dataset, in order of id."""
        rows = self.rows[which]
        # Fields stand in the order of their datasets: rows order as ids do.
        datasets, first, counts = np.unique(self._graph.parents[rows], return_index=True, return_counts=True)
        for dataset, start, count in zip(datasets.tolist(), first.tolist(), counts.tolist(), strict=True):
            yield self._graph.id(dataset), self._view.carriage.load(rows[start : start + count])

    def by_system(self, which: Bools) -> Iterator[tuple[Id, Load, int]]:
        """The marked ones by System, and in how many datasets they are."""
        rows = self.rows[which]
        for system in np.unique(self._graph.system_of[rows]).tolist():
            some = rows[self._graph.system_of[rows] == system]
            yield self._graph.id(system), self._view.carriage.load(some), len(np.unique(self._graph.parents[some]))


def unencrypted_at_rest(view: View) -> Iterator[Finding]:
    """A finding for each dataset with sensitive fields in the clear, and one for each System of which nobody says."""
    resting = _Resting(view)
    for dataset, load in resting.by_dataset((resting.state == 0) & ~resting.arrived):
        detail = f"{counted(load.fields, 'sensitive field')} in the clear: {_names(load)} ({load.words})."
        found = _about(UNENCRYPTED, view, dataset, load, detail)
        inside = dataset.namespace in view.orgs
        yield found if inside else replace(found, remedy=_THERE, role="integration owner")
    for system, load, datasets in resting.by_system((resting.state == -1) & ~resting.arrived):
        detail = (
            f"Nothing says whether {counted(load.fields, 'sensitive field')} in {counted(datasets, 'dataset')} "
            f"{'rests' if load.fields == 1 else 'rest'} encrypted: {_names(load)} ({load.words})."
        )
        unknown = replace(_about(UNENCRYPTED, view, system, load, detail), verdict="unknown")
        if system not in view.orgs:
            remedy = f"Ask its operator, and say so in the map: `at_rest:` of {system_label(view.inquiry, system)}."
            unknown = replace(unknown, remedy=remedy, effort="one correction", role="integration owner")
        yield unknown
    yield from _unclassified(view, UNENCRYPTED.id, resting, "encrypted")


def _unclassified(view: View, rule: str, resting: _Resting, ought: str) -> Iterator[Finding]:
    """That nothing of an org is known to be sensitive, which is no all-clear where fields are not classified."""
    known = {view.graph.id(row) for row in np.unique(view.graph.system_of[resting.rows]).tolist()}
    for org in view.orgs:
        unclassified = view.carriage.of_system(org).counts.get(UNCLASSIFIED, 0)
        if org not in known and unclassified:
            yield not_told(
                rule,
                view,
                org,
                f"No field is known to be sensitive, and {counted(unclassified, 'field')} {'is' if unclassified == 1 else 'are'} not "
                f"classified: which of them ought to be {ought} is not known.",
                "Classify them: by compliance group in the org, or under `classification:` in the map.",
            )


def _about(card: Card, view: View, subject: Id, load: Load, detail: str) -> Finding:
    return replace(about(card.id, view, subject, load, load.weigh(Reach.INSIDE), detail), proved_by=tuple(load.worst))


def _names(load: Load) -> str:
    rest = load.fields - len(load.worst)
    return load.examples + (f" and {rest:,} more" if rest else "")


def untracked_fields(view: View) -> Iterator[Finding]:
    """A finding for each object with sensitive fields whose history is not kept, and one for each org's fields of which nothing says."""
    resting = _Resting(view)
    untracked = resting.in_org & ~resting.tracked & ~resting.computed
    for dataset, load in resting.by_dataset(untracked & resting.defined):
        detail = f"No history of {counted(load.fields, 'sensitive field')}: {_names(load)} ({load.words})."
        yield _about(UNTRACKED, view, dataset, load, detail)
    for system, load, datasets in resting.by_system(untracked & ~resting.defined):
        detail = (
            f"Whether the history of {counted(load.fields, 'sensitive field')} in {counted(datasets, 'object')} is kept is not told, for "
            f"only their names are known here: {_names(load)}."
        )
        unknown = _about(UNTRACKED, view, system, load, detail)
        yield replace(unknown, verdict="unknown", remedy=retrieve("CustomObject"), effort="one command")
    yield from _unclassified(view, UNTRACKED.id, resting, "tracked")


RULES = (Rule(UNENCRYPTED, unencrypted_at_rest), Rule(UNTRACKED, untracked_fields))
