"""Rules that compare what maps declare with what metadata and logs show."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from lineage.graph.alike import Ints, number_pairs
from lineage.graph.source import NodeRow
from lineage.model.ids import Id
from lineage.model.on_demand import OnDemand
from lineage.model.records import NOT_YET
from lineage.model.verdicts import Active, Basis, Severity
from lineage.policy.describe import listed, node_label, system_label
from lineage.policy.findings import Card, Finding, Members, Rule, Saying, View
from lineage.policy.judged import JudgedHop, JudgedHops
from lineage.policy.legs import Overlaps
from lineage.policy.members import Flow, by_flow, flow_at, gathered, joined, said_of

UNDECLARED_FLOW = Card(
    id="undeclared-flow",
    title="Data flows that no map declares",
    severity="critical for sensitive and breach elements, high for other personal and unclassified data, else medium",
    why="A flow that nobody wrote down is in no agreement, no assessment and no register of processing, and nobody answers for it.",
    remedy="Declare the flow in a map, with job and channel named as here; or stop it.",
    effort="a right on file",
    role="integration owner",
    false_positives="The map declares it under another job: name the job as this finding does.",
    reference="GDPR Art. 30(1), Art. 5(2); [What an answer means: hops and walks](meaning.md#hops-and-walks)",
    missions=("O1", "B7"),
)

IDLE_DECLARATION = Card(
    id="idle-declaration",
    title="A declared flow does not happen, as far as whatever would show it says",
    severity="low",
    why="A right that is kept for a flow that is gone is a right that somebody else may use; and a map that says too much is not believed.",
    remedy="Take the flow out of the map, or say `active: no`; end the right that it had.",
    effort="one correction",
    role="integration owner",
    false_positives="The flow has another name in the metadata: name its job in the map as the metadata does.",
    reference="[What an answer means: hops and walks](meaning.md#hops-and-walks)",
    missions=("O1",),
)

UNCONFIRMED_DECLARATION = Card(
    id="unconfirmed-declaration",
    title="Declared flows rest on a person's word: nothing that was read would show them",
    severity="info",
    why="What only people say is as good as their memory: the flow may carry more, go elsewhere, or be gone.",
    remedy=f"{NOT_YET} Ask whoever runs it, and correct the map.",
    effort="not possible yet",
    role="integration owner",
    false_positives="Flows that leave no trace in any metadata or log, such as a file that somebody carries by hand.",
    reference="[What an answer means: hops and walks](meaning.md#hops-and-walks)",
    missions=("O1",),
)

_SHOWN = Basis.CONFIGURED | Basis.OBSERVED


def undeclared_flows(view: View) -> Iterator[Finding]:
    """A finding for each flow that metadata or logs show and no map declares; one for the whole run on bare paths."""
    hops = view.hops
    shown = np.flatnonzero(hops.known(_SHOWN) & ~hops.known(Basis.DECLARED))
    if not view.inquiry.setting.bare:
        yield from gathered(UNDECLARED_FLOW.id, _undeclared(hops, shown), view)
    elif len(shown):
        flows = len(np.unique(hops.flow[shown]))
        yield Finding(
            rule=UNDECLARED_FLOW.id,
            subject="declarations",
            where="the whole run",
            detail=f"{flows:,} {'flows leave their' if flows > 1 else 'flow leaves its'} System; without a map none is declared.",
            remedy="Start a project with `lineage init`, and let `lineage suggest` draft its map.",
        )


def _undeclared(hops: JudgedHops, shown: Ints) -> Members:
    """What is said of hops that are shown; only between Systems of which a map declares something, each is held against it."""
    pairs = _pairs(hops)
    places = np.flatnonzero(hops.known(Basis.DECLARED) & np.isin(pairs, pairs[shown]))
    declared = Overlaps(hops[place].hop for place in places.tolist())
    may_be = np.isin(pairs[shown], pairs[places])

    def say(one: JudgedHop) -> Saying | None:
        if declared.hold_all_of(one.hop):
            return None
        said = _word(one.hop.bases)
        if declared.hold_some_of(one.hop):
            return Saying("unknown", f"{said} as a whole, and declared for a part only")
        return Saying("violated", f"{said}, and no map declares it")

    compared = said_of(hops, shown[may_be], [hops.source, hops.target, hops.job, hops.bases], say)
    return joined(compared, said_of(hops, shown[~may_be], [hops.bases], say))


def _pairs(hops: JudgedHops) -> Ints:
    """A number for the two Systems of each hop."""
    return number_pairs(hops.giving, hops.taking)


def _word(bases: Basis) -> str:
    return "seen in a log" if bases & Basis.OBSERVED else "set up"


def idle_declarations(view: View) -> Iterator[Finding]:
    """A finding for each declared flow that the metadata of its job says is switched off, or has no job for."""
    jobs = _Jobs(view)
    for flow, places in _unshown(view):
        reason = jobs.why_idle(flow.job)
        if reason:
            yield Finding(
                rule=IDLE_DECLARATION.id,
                verdict="violated",
                severity=Severity.LOW,
                subject=flow.subject,
                ids=flow.ids,
                where=flow.where(view.inquiry),
                detail=f"Declared, and {reason}.",
                systems=(flow.source, flow.target),
                locators=OnDemand(partial(view.evidence.places, view.hops.number[places].tolist())),
            )


def unconfirmed_declarations(view: View) -> Iterator[Finding]:
    """A finding for each System whose metadata or logs would show declared flows, and of which nothing shows them."""
    jobs = _Jobs(view)
    flows: dict[Id, list[Flow]] = {}
    for flow, _ in _unshown(view):
        if not jobs.why_idle(flow.job):
            flows.setdefault(jobs.runs_in(flow.job) or flow.source, []).append(flow)
    for system, declared in sorted(flows.items()):
        names = sorted({_called(view, flow) for flow in declared})
        is_read = jobs.is_read(system)
        yield Finding(
            rule=UNCONFIRMED_DECLARATION.id,
            subject=system,
            where=system_label(view.inquiry, system),
            detail=f"{'What was read of it does not show' if is_read else 'Nothing of it was read that would show'} "
            f"what is declared of {listed(names)}.",
            systems=(system,),
        )


def _called(view: View, flow: Flow) -> str:
    """A flow by its job, or by who reads; by its Systems where nobody says."""
    carrier = flow.job or flow.reader
    return carrier.name if carrier else flow.where(view.inquiry)


def _unshown(view: View) -> Iterator[tuple[Flow, Ints]]:
    """Flows that are declared, and of which nothing shows any part, with the places of their hops."""
    hops, pairs = view.hops, _pairs(view.hops)
    declared = np.flatnonzero(hops.known(Basis.DECLARED))
    may_show = np.flatnonzero(hops.known(_SHOWN) & np.isin(pairs, pairs[declared]))
    shown = Overlaps(hops[place].hop for place in may_show.tolist())
    for places in by_flow(hops, declared):
        if not any(shown.hold_some_of(hops[place].hop) for place in places.tolist()):
            yield flow_at(hops, int(places[0])), places


class _Jobs:
    """What metadata says of the jobs that maps name."""

    def __init__(self, view: View) -> None:
        self._inquiry = view.inquiry
        self._kinds: dict[tuple[Id, str], str] = {}
        self._read: set[Id] = set()
        self._known: dict[Id, NodeRow] = {}
        for node in view.jobs:
            self._known[node.id] = node
            if node.bases & _SHOWN:
                self._kinds[_kind(node.id)] = node.subtype
                self._read.add(node.id.namespace)
        self._unseen = {(gap.surface, gap.subject) for gap in view.gaps}

    def is_read(self, system: Id) -> bool:
        """Whether any of its own jobs are known from metadata or logs."""
        return system in self._read

    def runs_in(self, job: Id | None) -> Id | None:
        """The System that a job runs in, where somebody said."""
        node = self._known.get(job) if job else None
        runs_in = node.detail.get("runs_in") if node else None
        return Id(runs_in) if isinstance(runs_in, str) else None

    def why_idle(self, job: Id | None) -> str:
        """Why the flow of a job is known not to happen; empty where nothing that was read whole says so."""
        node = self._known.get(job) if job else None
        if job is None or node is None:
            return ""
        if node.bases & _SHOWN:
            return f"{node_label(self._inquiry, job)} is switched off" if node.detail.get("active") == int(Active.NO) else ""
        subtype = self._kinds.get(_kind(job), "")
        is_whole = subtype and not self._is_doubtful(subtype, job.namespace)
        return f"{system_label(self._inquiry, job.namespace)} has no such {subtype}" if is_whole else ""

    def _is_doubtful(self, subtype: str, system: Id) -> bool:
        """Whether some jobs of this kind may not have been seen: a gap of the whole source, or of this kind."""
        surfaces = {subtype, "metadata", subtype.partition(" ")[0]}
        return any(surface in surfaces and subject in (None, system) for surface, subject in self._unseen)


def _kind(job: Id) -> tuple[Id, str]:
    """The System of a job, and what stands before the slash in its name, as `outbound-message`."""
    kind, slash, _ = job.name.partition("/")
    return job.namespace, kind if slash else ""


RULES = (
    Rule(UNDECLARED_FLOW, undeclared_flows),
    Rule(IDLE_DECLARATION, idle_declarations),
    Rule(UNCONFIRMED_DECLARATION, unconfirmed_declarations),
)
