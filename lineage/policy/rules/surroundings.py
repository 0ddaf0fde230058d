"""Rules about what data passes on its way, and where it comes to: gateways, the hardened segment, regions and sub-processors."""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

import numpy as np

from lineage.columns import Kind
from lineage.graph.alike import Ints
from lineage.graph.source import NodeRow
from lineage.model.elements import UNCLASSIFIED
from lineage.model.ids import Id
from lineage.model.records import Gateway, Party
from lineage.model.verdicts import Basis, Right, Severity
from lineage.policy.describe import system_label
from lineage.policy.findings import Card, Finding, Members, Rule, Saying, View
from lineage.policy.judged import JudgedHop, JudgedHops
from lineage.policy.members import gathered, said_of, those
from lineage.policy.safeguards import Safeguards

AROUND_THE_GATEWAY = Card(
    id="around-the-gateway",
    title="Sensitive data goes into or out of the org and passes no declared gateway",
    severity="as of the data: critical for sensitive and breach elements; info where a map declares no gateway",
    why="What the gateway limits, validates and looks into, this way does not.",
    remedy="Route it through the gateway, or declare the job or System that it passes as one.",
    effort="code",
    role="integration owner",
    false_positives="A gateway that the hop passes and that the map does not name.",
    reference="GDPR Art. 32(1)(b); NIST SP 800-53 SC-7",
    missions=("R2", "P2"),
)

GATEWAY_DOES_LESS = Card(
    id="gateway-does-less",
    title="A declared gateway does not limit, validate or look into what passes, or nobody says that it does",
    severity="medium",
    why="A gateway that lets everything through is a hop more, and no control.",
    remedy="Switch on what is missing, or say in the map that it is done.",
    effort="one setting",
    role="integration owner",
    false_positives="Another place on the way does it.",
    reference="GDPR Art. 32(1)(b); OWASP API Security Top 10 (2023): API4, API8",
    missions=("R2", "P2"),
)

OUTSIDE_THE_SEGMENT = Card(
    id="outside-the-segment",
    title="Sensitive data crosses between Systems and touches the declared hardened segment nowhere",
    severity="as of the data: critical for sensitive and breach elements; info where a map declares no such segment",
    why="The segment guards what passes it; what goes by is not guarded.",
    remedy="Move the job, or one of the Systems, into the segment.",
    effort="code",
    role="integration owner",
    false_positives="A System or job of the segment that the map does not mark.",
    reference="GDPR Art. 32(1)(b); NIST SP 800-53 SC-7(21)",
    missions=("R6",),
)

REGION_CROSSING = Card(
    id="region-crossing",
    title="Personal data goes into another region without a safeguard that covers it, or nobody says which region that is",
    severity="as of the data: critical for sensitive and breach elements, else high; info where a map declares no regions",
    why="A transfer into another region is lawful only on a ground of its own.",
    remedy="Put the safeguard (and the regions) on the right that covers the hop, or declare the region of the System or its party.",
    effort="a right on file",
    role="integration owner",
    false_positives="A region of the same law under another name: use one name for it.",
    reference="GDPR Art. 44 to 49",
    missions=("R6", "O6"),
)

UNDECLARED_SUB_PROCESSOR = Card(
    id="undeclared-sub-processor",
    title="Who receives data passes it on to a party that is not among its sub-processors, or nobody lists these",
    severity="as of the data: critical for sensitive and breach elements, else high; info where a map lists no sub-processors",
    why="A processor may engage another only by leave; who is not on the list was not looked at by anybody.",
    remedy="Add the party to the list under `parties` or on the right, when that is agreed; else have it stopped.",
    effort="a right on file",
    role="integration owner",
    false_positives="A list that the party publishes and that the map does not have.",
    reference="GDPR Art. 28(2) and (4); Cal. Civ. Code §1798.140(ag)(2)",
    missions=("B7", "O6"),
)

_PEOPLE = frozenset({"public", "portal"})
"""People who look in are nowhere and use pages, no gateway: that they may is judged by other rules."""

_TASKS = {"rate_limit": "limit how much passes", "validation": "validate it", "payload_inspection": "look into payloads"}

_NO_GATEWAY = "Where data passes a gateway, say in the map what it does: `gateway: {rate_limit, validation, payload_inspection}`."
_NO_SEGMENT = "Where a part of the network is hardened, mark its Systems and jobs in the map: `segment: hardened`."
_NO_REGION = "Give Systems, or their parties, a `region` in the map."
_NO_LIST = "List `sub_processors` of parties, or of rights, in the map."


class _Places:
    """What a map says of the Systems and jobs of a snapshot."""

    def __init__(self, view: View) -> None:
        self._view = view

    @cached_property
    def nodes(self) -> Mapping[Id, NodeRow]:
        """Systems and jobs by id."""
        graph = self._view.graph
        rows = [row for kind in (Kind.SYSTEM, Kind.JOB) for row in graph.rows_of_kind(kind).tolist()]
        return {node.id: node for node in map(graph.node, rows)}

    @cached_property
    def gateways(self) -> Mapping[Id, Gateway]:
        """Gateways by System or job."""
        return {id: Gateway.model_validate(said) for id, node in self.nodes.items() if (said := node.detail.get("gateway"))}

    @cached_property
    def hardened(self) -> frozenset[Id]:
        """Systems and jobs of the hardened segment."""
        return frozenset(id for id, node in self.nodes.items() if node.detail.get("segment") == "hardened")

    @cached_property
    def orgs(self) -> frozenset[Id]:
        """The Salesforce orgs."""
        return frozenset(id for id, node in self.nodes.items() if node.detail.get("kind") == "salesforce")

    def untouched(self, hops: JudgedHops, at: Ints, wanted: Collection[Id]) -> Ints:
        """Those of some hops that touch none of these."""
        return those(hops, at, [hops.giving, hops.taking, hops.job], lambda one: self.passed(one).isdisjoint(wanted))

    def passed(self, judged: JudgedHop) -> set[Id]:
        """What a hop touches: its Systems, its job, and the System where that runs."""
        hop = judged.hop
        found = {hop.source.namespace, hop.target.namespace}
        if hop.job:
            runs_in = self.nodes[hop.job].detail.get("runs_in") if hop.job in self.nodes else None
            found |= {hop.job, *([Id(runs_in)] if isinstance(runs_in, str) else [])}
        return found


def around_the_gateway(view: View) -> Iterator[Finding]:
    """A finding for each flow of sensitive data into or out of an org that passes no gateway; one for all where none is declared."""
    places = _Places(view)
    sensitive = _by_api(view, places.orgs)
    if not places.gateways:
        yield from _not_declared(AROUND_THE_GATEWAY, "gateway", view, len(sensitive), "with sensitive data", _NO_GATEWAY)
        return
    around = places.untouched(view.hops, sensitive, places.gateways)
    yield from gathered(AROUND_THE_GATEWAY.id, _members(view, around, "passes no declared gateway"), view)


def _by_api(view: View, orgs: Collection[Id]) -> Ints:
    """Hops of sensitive data that lead into or out of an org, and not to people who look at its pages."""
    hops, at = view.hops, _sensitive(view)
    of_orgs = [row for org in orgs if (row := view.graph.row(org)) is not None]
    of_people = [row for row in np.unique(hops.taking).tolist() if view.inquiry.parties.of(hops.id(row)).kind in _PEOPLE]
    by_api = (np.isin(hops.giving, of_orgs) | np.isin(hops.taking, of_orgs)) & ~np.isin(hops.taking, of_people)
    return at[by_api[at]]


def gateways_do_less(view: View) -> Iterator[Finding]:
    """A finding for each gateway that lacks one of its three tasks."""
    places = _Places(view)
    for id, gateway in places.gateways.items():
        said = {task: getattr(gateway, task) for task in _TASKS}
        lacking = [words for task, words in _TASKS.items() if said[task] == "no"]
        unknown = [words for task, words in _TASKS.items() if said[task] == "unknown"]
        parts = [
            f"It does not {' or '.join(lacking)}." if lacking else "",
            f"Nobody says that it does {' and '.join(unknown)}." if unknown else "",
        ]
        if lacking or unknown:
            yield Finding(
                rule=GATEWAY_DOES_LESS.id,
                subject=id,
                where=f"gateway {system_label(view.inquiry, id) if id.is_system else id.name}",
                verdict="violated" if lacking else "unknown",
                severity=Severity.MEDIUM,
                detail=" ".join(filter(None, parts)),
                systems=(id.namespace,) if id.is_system else (),
            )


def outside_the_segment(view: View) -> Iterator[Finding]:
    """A finding for each flow of sensitive data that touches the hardened segment nowhere; one for all where none is declared."""
    places = _Places(view)
    sensitive = _sensitive(view)
    if not places.hardened:
        yield from _not_declared(
            OUTSIDE_THE_SEGMENT, "hardened segment", view, len(sensitive), "with sensitive data", _NO_SEGMENT
        )
        return
    outside = places.untouched(view.hops, sensitive, places.hardened)
    yield from gathered(OUTSIDE_THE_SEGMENT.id, _members(view, outside, "touches no hardened segment"), view)


def _sensitive(view: View) -> Ints:
    # What a hop weighs was found when it was judged: critical where it carries something sensitive.
    return np.flatnonzero(view.hops.rank == Severity.CRITICAL.rank)


def _members(view: View, at: Ints, reason: str) -> Members:
    return said_of(view.hops, at, [view.hops.bases], lambda one: _saying(one, reason))


def _saying(judged: JudgedHop, reason: str) -> Saying:
    """What is only permitted may happen; nobody says that it does."""
    return Saying("unknown" if judged.hop.bases == Basis.PERMITTED else "violated", reason)


def _not_declared(card: Card, what: str, view: View, count: int, of: str, remedy: str) -> Iterator[Finding]:
    """One finding where a map says nothing of what the rule looks at."""
    if view.hops:
        yield Finding(
            rule=card.id,
            subject=what,
            where="the whole run",
            detail=f"No {what} is declared; {_hops(count)} {of} could not be held against one.",
            remedy=remedy,
            effort="one correction",
        )


def _hops(count: int) -> str:
    return f"{count:,} hop{'' if count == 1 else 's'}"


def region_crossings(view: View) -> Iterator[Finding]:
    """A finding for each flow of personal data into another region, or into none that is known, without a safeguard."""
    safeguards = Safeguards(view.inquiry, view.graph.declarations(Party))
    if not safeguards.has_regions:
        yield from _not_declared(REGION_CROSSING, "region", view, len(_carrying(view)), "with personal data", _NO_REGION)
        return
    hops = view.hops
    by = [hops.cargo, hops.giving, hops.taking, hops.job, hops.leaves_flight.astype(np.int64), hops.bases]
    members = said_of(hops, _carrying(view), by, lambda one: _of_regions(view, safeguards, one))
    yield from gathered(REGION_CROSSING.id, members, view)


def _carrying(view: View) -> Ints:
    """Hops that carry anything personal, or that nobody classified."""
    return np.flatnonzero(view.hops.of_cargos([bool(one.forms) for one in view.hops.cargos]))


def _of_regions(view: View, safeguards: Safeguards, judged: JudgedHop) -> Saying | None:
    if view.inquiry.parties.of(judged.hop.target.namespace).kind in _PEOPLE:
        return None
    source, target = (safeguards.region(end.namespace) for end in (judged.hop.source, judged.hop.target))
    if not (source and target):
        end = judged.hop.target if not target else judged.hop.source
        return Saying("unknown", f"nobody says in which region {system_label(view.inquiry, end.namespace)} is")
    if source == target or safeguards.covers(judged):
        return None
    said = _saying(judged, f"goes from {source} to {target} without a safeguard that covers it")
    return said if judged.carried.keys() != {UNCLASSIFIED} else said._replace(verdict="unknown")


def undeclared_sub_processors(view: View) -> Iterator[Finding]:
    """A finding for each flow by which a receiver passes data on to a party that nobody lists."""
    parties = {one.name: one for one in view.graph.declarations(Party)}
    lists = _Lists(view, parties)
    passed_on = lists.passed_on()
    if not lists.are_some and len(passed_on):
        yield from _not_declared(
            UNDECLARED_SUB_PROCESSOR,
            "list of sub-processors",
            view,
            len(passed_on),
            "between receivers",
            _NO_LIST,
        )
        return
    by = [view.hops.giving, view.hops.taking, view.hops.bases]
    yield from gathered(UNDECLARED_SUB_PROCESSOR.id, said_of(view.hops, passed_on, by, lists.not_listed), view)


class _Lists:
    """To whom receivers may pass data on."""

    def __init__(self, view: View, parties: Mapping[str, Party]) -> None:
        self._view = view
        self._lists: dict[str, set[str]] = {name: set(one.sub_processors) for name, one in parties.items() if one.sub_processors}
        self._free: set[str] = set()
        for right in view.inquiry.source.authorizations():
            if right.sub_processors:
                self._lists.setdefault(right.party, set()).update(right.sub_processors)
            if right.any_sub_processor:
                self._free.add(right.party)
        self._orgs = _Places(view).orgs
        self._own = {view.inquiry.parties.of(org).operator for org in self._orgs} - {""}

    @property
    def are_some(self) -> bool:
        """Whether the map lists any."""
        return bool(self._lists or self._free)

    def passed_on(self) -> Ints:
        """Hops of personal data from one party to another, neither of them our own.

        What passes middleware by a right of the receiver's own, it does not pass on by itself.
        """
        hops, at = self._view.hops, _carrying(self._view)
        at = at[~(hops.leaves_flight & (hops.right == Right.AUTHORIZED))[at]]
        return those(hops, at, [hops.giving, hops.taking], self._passes_on)

    def _passes_on(self, judged: JudgedHop) -> bool:
        giving, taking = self._parties(judged)
        return bool(giving and taking) and giving not in self._own and taking not in (giving, *self._own)

    def _parties(self, judged: JudgedHop) -> tuple[str, str]:
        """Who runs both ends; empty for an org of ours."""
        return self._called(judged.hop.source.namespace), self._called(judged.hop.target.namespace)

    def _called(self, system: Id) -> str:
        """Who runs a System, by its own name where nobody says; empty for an org of ours of which nobody says."""
        operator = self._view.inquiry.parties.of(system).operator
        return operator or ("" if system in self._orgs else system_label(self._view.inquiry, system))

    def allows(self, giving: str, taking: str) -> bool | None:
        """Whether a party may pass data on to another; `None` where nobody lists to whom it may."""
        if giving in self._free or taking in self._lists.get(giving, ()):
            return True
        return False if giving in self._lists else None

    def not_listed(self, judged: JudgedHop) -> Saying | None:
        """That nobody lists a receiver; `None` where somebody does."""
        giving, operator = self._parties(judged)
        taking = operator or system_label(self._view.inquiry, judged.hop.target.namespace)
        allowed = self.allows(giving, taking)
        if allowed is None:
            return Saying("unknown", f"nobody lists to whom {giving} may pass data on, as it does to {taking}")
        return None if allowed else _saying(judged, f"{taking} is not among the sub-processors of {giving}")


RULES = (
    Rule(REGION_CROSSING, region_crossings),
    Rule(UNDECLARED_SUB_PROCESSOR, undeclared_sub_processors),
    Rule(AROUND_THE_GATEWAY, around_the_gateway),
    Rule(GATEWAY_DOES_LESS, gateways_do_less),
    Rule(OUTSIDE_THE_SEGMENT, outside_the_segment),
)
