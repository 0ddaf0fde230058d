"""Who runs a System, and whether a hop between two Systems needs a right at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lineage.graph.source import NodeRow
from lineage.model.ids import Id

_OUTSIDE = frozenset({"public", "portal"})


@dataclass(frozen=True, slots=True)
class Party:
    """What rights need to know of one System."""

    system: Id
    operator: str = ""
    kind: str = "other"
    internal_required: bool = False
    names: frozenset[str] = frozenset()
    label: str = ""
    region: str = ""

    @property
    def receiving(self) -> frozenset[str]:
        """The names by which rights can mean it: its operator, else its own names."""
        return frozenset({self.operator}) if self.operator else self.names | {str(self.system)}


def party_of(node: NodeRow) -> Party:
    """The party that a System's node describes."""
    detail = node.detail
    aliases = detail.get("aliases", ())
    names = {str(alias) for alias in aliases} if isinstance(aliases, list) else set()
    return Party(
        system=node.id,
        operator=str(detail.get("operator", "")),
        kind=str(detail.get("kind", "other")),
        internal_required=bool(detail.get("internal_required")),
        names=frozenset(names | ({node.label} if node.label else set())),
        label=node.label,
        region=str(detail.get("region", "")),
    )


class Parties:
    """Parties by System; one that nothing describes has no operator."""

    def __init__(self, nodes: Iterable[NodeRow]) -> None:
        self._parties: Mapping[Id, Party] = {node.id: party_of(node) for node in nodes if node.kind == "system"}

    def of(self, system: Id) -> Party:
        """The party of a System."""
        return self._parties.get(system) or Party(system)

    def needs_right(self, source: Id, target: Id) -> bool:
        """Whether data from one System to another needs a right: always, but between Systems of one stated operator."""
        if source == target:
            return False
        giving, taking = self.of(source), self.of(target)
        same = bool(giving.operator) and giving.operator == taking.operator
        if not same or giving.kind in _OUTSIDE or taking.kind in _OUTSIDE:
            return True
        return giving.internal_required or taking.internal_required
