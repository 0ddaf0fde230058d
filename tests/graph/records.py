"""Short ways to write records, and to read a graph back."""

from collections.abc import Iterable
from typing import Any

from lineage.graph.build import build
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Evidence, Gap, Hop
from lineage.model.verdicts import Basis

ORG = Id.system("salesforce://acme")
A, B, C = Id.system("a"), Id.system("b"), Id.system("c")


def said(connector: str, locator: str, basis: Basis = Basis.CONFIGURED) -> tuple[Evidence, ...]:
    return (Evidence(basis=basis, connector=connector, locator=locator),)


def field(text: str) -> Id:
    """The field `system/dataset#name`."""
    place, _, name = text.partition("#")
    system, _, dataset = place.rpartition("/")
    return Id.system(system).dataset(dataset).field(name)


def hop(source: str, target: str, **more: Any) -> Hop:
    return Hop(source=field(source), target=field(target), **more)


def graph(*records: AnyRecord) -> LineageGraph:
    return LineageGraph(build(records))


def hops(made: LineageGraph) -> list[str]:
    return [one.text for one in made.hops()]


def ids(made: LineageGraph) -> list[str]:
    return [str(made.id(row)) for row in range(len(made))]


def gaps(made: Iterable[Gap]) -> list[tuple[str, str]]:
    return [(gap.surface, gap.what) for gap in made]
