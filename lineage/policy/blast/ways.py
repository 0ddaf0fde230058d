"""How data leaves through a subject: by whose permissions and by which flows, each counted alone."""

from collections.abc import Iterable, Iterator

import numpy as np

from lineage.analysis.distinct import united
from lineage.analysis.removal import Token
from lineage.analysis.states import Ints
from lineage.columns import Kind
from lineage.graph.field_sets import FieldSet
from lineage.model.blast_answers import BlastWay
from lineage.model.ids import Id
from lineage.policy.blast.evidence import Proof
from lineage.policy.blast.sight import Acting, Contents, Sight
from lineage.policy.blast.through import Through


def ways(sight: Sight, found: Through, contents: Contents) -> Iterator[BlastWay]:
    """The ways of a subject: by permission, by application and principal; then flows of hops, in order."""
    flows = found.flows()
    proof = Proof(sight, {flow: [one.hop.number for one in departures] for flow, departures in flows.items()})
    counting = _Counting(sight, found, contents)
    for one in found.tokens:
        yield _by_token(sight, one, counting, proof)
    for principal in found.alone:
        if found.kind != "principal" or not found.tokens:
            fields, sensitive = counting.read_by(principal)
            target = str(sight.node(principal).detail.get("peer") or "")
            yield BlastWay(
                sort="permission",
                principal=principal,
                name=sight.name(principal),
                target=target,
                fields=fields,
                sensitive=sensitive,
            )
    for flow, departures in flows.items():
        fields, sensitive = counting.of(united(len(sight.graph), [one.places for one in departures]))
        yield BlastWay(
            sort="hop",
            application=_one(departure.hop.application for departure in departures),
            principal=_one(departure.hop.principal for departure in departures),
            job=flow.job,
            channel=flow.channel,
            target=flow.target,
            hops=len(departures),
            fields=fields,
            sensitive=sensitive,
            evidence=proof.of(flow),
        )


def _one(ids: Iterable[Id | None]) -> str:
    """The only one of these; empty where there are several."""
    found = set(ids)
    return (found.pop() or "") if len(found) == 1 else ""


def _by_token(sight: Sight, one: Acting, counting: "_Counting", proof: Proof) -> BlastWay:
    fields, sensitive = counting.read_by(one.principal)
    return BlastWay(
        sort="permission",
        application=one.application,
        principal=one.principal,
        name=sight.name(one.principal),
        how=one.how,
        last_used=one.last_used,
        target=Id(str(sight.node(one.application).detail.get("peer") or one.application)).namespace,
        fields=fields,
        sensitive=sensitive,
        evidence=proof.of(Token(one.application, one.principal, one.how)),
    )


class _Counting:
    """Counts fields and, among them, sensitive ones."""

    def __init__(self, sight: Sight, found: Through, contents: Contents) -> None:
        self._sight, self._contents = sight, contents
        # A principal that is asked about reads no more by an application; a place is all that is asked about.
        self._only: Id | None = found.node.id if found.kind == "principal" else None
        fields = np.flatnonzero(sight.graph.kinds[contents.holds.rows] == Kind.FIELD)
        numbers = sight.sweep.numbers_of(contents.holds.rows[fields])
        reading = [self._only] if self._only else [*found.alone, *(one.principal for one in found.tokens)]
        self._read: dict[Id, tuple[int, int]] = {}
        within: tuple[FieldSet, FieldSet] | None = None
        for members, _, read in sight.kinds(set(reading)):
            within = within or (read.others(numbers), read.others(numbers[contents.sensitive[fields]]))
            self._read.update(dict.fromkeys(members, (read.count(within[0]), read.count(within[1]))))

    def read_by(self, principal: Id) -> tuple[int, int]:
        """What a principal reads of what is within reach; by an application it is somebody's who acts by it, or a holder's."""
        return self._read[self._only or principal]

    def of(self, rows: Ints) -> tuple[int, int]:
        """How many nodes, and how many of them hold something sensitive."""
        return self._counted(self._contents.at(rows))

    def _counted(self, at: Ints) -> tuple[int, int]:
        return len(at), int(np.count_nonzero(self._contents.sensitive[at]))
