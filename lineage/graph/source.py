"""`HopSource`: the few questions that a store answers; everything else about the graph is asked through these.

A small implementation over plain dictionaries keeps the protocol honest; the columnar graph and a database server are the others.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from lineage.model.elements import Element
from lineage.model.facts import FactName
from lineage.model.ids import Id
from lineage.model.records import Assessment, Authorization, Block, Declaration, Evidence, Gap, Party, TimeBoundGrant
from lineage.model.verdicts import Active, Basis, Form, Precision, Transit

Declared = TypeVar("Declared", Party, TimeBoundGrant, Assessment, Block)


@dataclass(frozen=True, slots=True)
class HopRow:
    """One hop as stores give it; `number` is its place in the snapshot's order."""

    number: int
    source: Id
    target: Id
    job: Id | None
    channel: Id | None
    principal: Id | None
    application: Id | None
    active: Active
    transit: Transit
    cap: Form
    restore: bool
    transform: str
    precision: Precision
    bases: Basis
    open: bool
    leaves_flight: bool
    enters_flight: bool
    left_out: frozenset[Id]
    blocked: frozenset[str] = frozenset()
    """Elements that do not go on here, as somebody says."""

    @property
    def crosses(self) -> bool:
        """Whether it changes System."""
        return self.source.namespace != self.target.namespace

    @property
    def text(self) -> str:
        """The hop in one line, as messages and cases write it."""
        parts = [f"{self.source.decoded} -> {self.target.decoded}"]
        for word in ("job", "channel", "principal", "application"):
            id: Id | None = getattr(self, word)
            if id:
                parts.append(f"{word}={id.name}")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class NodeRow:
    """One node as stores give it; `detail` has the properties without a column of their own."""

    id: Id
    kind: str
    subtype: str
    label: str
    bases: Basis
    detail: dict[str, object]


@dataclass(frozen=True, slots=True)
class ClassificationRow:
    """One statement about what a field holds; `element` is empty where it says that nothing is personal."""

    field: Id
    element: str
    form: Form
    source: str
    says: str


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One element that walks bring to a node."""

    node: Id
    origin: Id | None
    """The classified field, where it lies in this very dataset."""
    element: str
    """Empty: from a field that is classified as holding nothing personal. `unclassified`: on Systems, in flight, and behind blocks only."""
    form: Form
    exact: bool
    came_from: Id | None
    """In flight: the System that it came from."""
    came_by: Id | None
    """In flight: the job that it came by."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact of one name."""

    subject: Id
    value: str
    evidence: tuple[Evidence, ...] = ()


class HopSource(Protocol):
    """Look up nodes, and expand a frontier by one hop."""

    def nodes(self, ids: Collection[Id]) -> Sequence[NodeRow]:
        """The nodes of these ids, in order of id; ids that do not exist are left out."""
        ...

    def classifications(self, fields: Collection[Id]) -> Sequence[ClassificationRow]:
        """All that is said about what these fields hold, in the snapshot's order."""
        ...

    def hops_from(self, ids: Collection[Id], *, below: bool = False) -> Sequence[HopRow]:
        """Hops whose source is one of these nodes or, with `below`, lies in one of them; in order of number."""
        ...

    def hops_to(self, ids: Collection[Id], *, below: bool = False) -> Sequence[HopRow]:
        """Hops whose target is one of these nodes or, with `below`, lies in one of them; in order of number."""
        ...

    def held(self, nodes: Collection[Id]) -> Sequence[HeldRow]:
        """What walks bring to these nodes, in the snapshot's order."""
        ...

    def fields_of(self, places: Collection[Id]) -> Sequence[Id]:
        """The fields known in these datasets or Systems, in order of id."""
        ...

    def alike_below(self, place: Id, apart: Collection[Id] = ()) -> Mapping[Id, int]:
        """One field of a dataset or System for all that are alike, and how many these are; fields in `apart` are alone.

        Alike fields are classified as the same, and walks bring the same to them and to their dataset. Fields that walks bring to
        their own dataset are alone.
        """
        ...

    def without_fields(self, system: Id) -> Sequence[Id]:
        """The datasets of a System of which no field is known, in order of id."""
        ...

    def datasets_of(self, system: Id) -> Sequence[Id]:
        """The datasets known of a System, in order of id."""
        ...

    def systems(self) -> Sequence[NodeRow]:
        """Every System, in order of id."""
        ...

    def authorizations(self) -> Sequence[Authorization]:
        """Every right, in order of its id."""
        ...

    def declarations(self, kind: type[Declared]) -> Sequence[Declared]:
        """Everything of one kind that people declare, in the snapshot's order."""
        ...

    def blocks(self) -> Mapping[int, Sequence[Block]]:
        """The blocks on each hop, by its number; hops without any are left out."""
        ...

    def evidence(self, hops: Collection[int]) -> Mapping[int, Sequence[Evidence]]:
        """The evidence of these hops by number, each by connector and locator."""
        ...

    def facts(self, subjects: Collection[Id]) -> Mapping[Id, Sequence[str]]:
        """The names of the facts known of these nodes, in order; nodes without any are left out."""
        ...

    def facts_named(self, name: FactName) -> Sequence[FactRow]:
        """Every fact of this name, in order of subject and value."""
        ...

    def elements(self) -> Sequence[Element]:
        """The data elements that maps add to the dictionary, in order of id."""
        ...

    def gaps(self) -> Sequence[Gap]:
        """Every gap, in the snapshot's order."""
        ...

    def counts(self) -> Mapping[str, int]:
        """How many `fields`, `classified` fields, `hops` and `gaps` there are."""
        ...


class MemoryHopSource:
    """The same answers from plain lists: the reference that other stores are compared with."""

    def __init__(  # noqa: PLR0913 - one argument for each thing that the protocol can be asked for
        self,
        *,
        nodes: Iterable[NodeRow],
        hops: Iterable[HopRow],
        classifications: Iterable[ClassificationRow] = (),
        held: Iterable[HeldRow] = (),
        authorizations: Iterable[Authorization] = (),
        evidence: Mapping[int, Sequence[Evidence]] | None = None,
        facts: Mapping[Id, Sequence[str]] | None = None,
        facts_named: Mapping[FactName, Sequence[FactRow]] | None = None,
        gaps: Iterable[Gap] = (),
        elements: Iterable[Element] = (),
        declarations: Iterable[Declaration] = (),
        blocks: Mapping[int, Sequence[Block]] | None = None,
    ) -> None:
        self._nodes = {node.id: node for node in nodes}
        self._hops = sorted(hops, key=lambda hop: hop.number)
        self._classifications = list(classifications)
        self._held = list(held)
        self._authorizations = list(authorizations)
        self._evidence = evidence or {}
        self._facts = facts or {}
        self._facts_named = facts_named or {}
        self._gaps = list(gaps)
        self._elements = list(elements)
        self._declarations = list(declarations)
        self._blocks = blocks or {}

    def nodes(self, ids: Collection[Id]) -> Sequence[NodeRow]:
        """See `HopSource.nodes`."""
        return [self._nodes[id] for id in sorted(set(ids)) if id in self._nodes]

    def classifications(self, fields: Collection[Id]) -> Sequence[ClassificationRow]:
        """See `HopSource.classifications`."""
        wanted = set(fields)
        return [row for row in self._classifications if row.field in wanted]

    def hops_from(self, ids: Collection[Id], *, below: bool = False) -> Sequence[HopRow]:
        """See `HopSource.hops_from`."""
        return [hop for hop in self._hops if _is_at(hop.source, set(ids), below=below)]

    def hops_to(self, ids: Collection[Id], *, below: bool = False) -> Sequence[HopRow]:
        """See `HopSource.hops_to`."""
        return [hop for hop in self._hops if _is_at(hop.target, set(ids), below=below)]

    def held(self, nodes: Collection[Id]) -> Sequence[HeldRow]:
        """See `HopSource.held`."""
        wanted = set(nodes)
        return [row for row in self._held if row.node in wanted]

    def fields_of(self, places: Collection[Id]) -> Sequence[Id]:
        """See `HopSource.fields_of`."""
        wanted = set(places)
        return sorted(id for id in self._nodes if id.is_field and (id.owner in wanted or id.namespace in wanted))

    def alike_below(self, place: Id, apart: Collection[Id] = ()) -> Mapping[Id, int]:
        """See `HopSource.alike_below`."""
        alone = {*apart, *(row.origin for row in self._held)}
        kinds: dict[tuple[object, ...], list[Id]] = {}
        for field in self.fields_of([place]):
            kinds.setdefault((field,) if field in alone else self._said_of(field), []).append(field)
        return {alike[0]: len(alike) for alike in kinds.values()}

    def _said_of(self, field: Id) -> tuple[object, ...]:
        said = [(row.element, row.form, row.source) for row in self.classifications([field])]
        brought = [[row for row in self._held if row.node == node] for node in (field, field.owner)]
        ways = [tuple((row.element, row.form, row.exact, row.came_from, row.came_by) for row in rows) for rows in brought]
        return tuple(said), *ways

    def without_fields(self, system: Id) -> Sequence[Id]:
        """See `HopSource.without_fields`."""
        full = {field.owner for field in self.fields_of([system])}
        return [dataset for dataset in self.datasets_of(system) if dataset not in full]

    def datasets_of(self, system: Id) -> Sequence[Id]:
        """See `HopSource.datasets_of`."""
        return sorted(node.id for node in self._nodes.values() if node.kind == "dataset" and node.id.namespace == system)

    def systems(self) -> Sequence[NodeRow]:
        """See `HopSource.systems`."""
        return [self._nodes[id] for id in sorted(self._nodes) if self._nodes[id].kind == "system"]

    def authorizations(self) -> Sequence[Authorization]:
        """See `HopSource.authorizations`."""
        return self._authorizations

    def declarations(self, kind: type[Declared]) -> Sequence[Declared]:
        """See `HopSource.declarations`."""
        return [one for one in self._declarations if isinstance(one, kind)]

    def blocks(self) -> Mapping[int, Sequence[Block]]:
        """See `HopSource.blocks`."""
        return self._blocks

    def evidence(self, hops: Collection[int]) -> Mapping[int, Sequence[Evidence]]:
        """See `HopSource.evidence`."""
        return {number: self._evidence.get(number, ()) for number in hops}

    def facts(self, subjects: Collection[Id]) -> Mapping[Id, Sequence[str]]:
        """See `HopSource.facts`."""
        return {subject: self._facts[subject] for subject in subjects if subject in self._facts}

    def facts_named(self, name: FactName) -> Sequence[FactRow]:
        """See `HopSource.facts_named`."""
        return self._facts_named.get(name, ())

    def elements(self) -> Sequence[Element]:
        """See `HopSource.elements`."""
        return self._elements

    def gaps(self) -> Sequence[Gap]:
        """See `HopSource.gaps`."""
        return self._gaps

    def counts(self) -> Mapping[str, int]:
        """See `HopSource.counts`."""
        return {
            "fields": sum(node.kind == "field" for node in self._nodes.values()),
            "classified": len({row.field for row in self._classifications}),
            "hops": len(self._hops),
            "gaps": len(self._gaps),
        }


def _is_at(end: Id, ids: set[Id], *, below: bool) -> bool:
    if not below:
        return end in ids
    return (end.is_field and (end.owner in ids or end.namespace in ids)) or (not end.is_system and end.namespace in ids)
