"""Which node a person means: `Contact.SSN__c`, `field:Contact.SSN__c`, `system:warehouse`, or a whole id."""

from difflib import get_close_matches

from lineage.columns import Kind
from lineage.errors import AmbiguousName, UnknownName
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id

_KINDS = {
    "field": Kind.FIELD,
    "dataset": Kind.DATASET,
    "system": Kind.SYSTEM,
    "app": Kind.APPLICATION,
    "channel": Kind.CHANNEL,
    "job": Kind.JOB,
    "user": Kind.PRINCIPAL,
    "profile": Kind.PRINCIPAL,
    "permset": Kind.PRINCIPAL,
    "group": Kind.PRINCIPAL,
}
_DATA = (Kind.FIELD, Kind.DATASET, Kind.SYSTEM)
_NEAREST = 3


def find_node(graph: LineageGraph, name: str, kinds: tuple[Kind, ...] = _DATA) -> Id:
    """The node that a person means; raises `UnknownName` with the nearest names, or `AmbiguousName` with all that fit."""
    prefix, colon, rest = name.partition(":")
    if colon and prefix in _KINDS and not rest.startswith("//"):
        kinds, name = (_KINDS[prefix],), rest
    exact = graph.spelt(Id.parse(name))
    if exact is not None:
        return exact
    found = _fitting(graph, name, kinds)
    if len(found) > 1:
        raise AmbiguousName(name, found, "Give the whole id, or a kind such as `field:`.")
    if not found:
        raise UnknownName("node", name, _near(graph, name, kinds))
    return found[0]


def _fitting(graph: LineageGraph, name: str, kinds: tuple[Kind, ...]) -> list[Id]:
    ids = [graph.id(int(row)) for kind in kinds for row in graph.rows_ending(_last(name), kind)]
    exact = [id for id in ids if name in names_of(graph, id)]
    folded = [id for id in ids if name.casefold() in {one.casefold() for one in names_of(graph, id)}]
    return exact or folded


def _last(name: str) -> str:
    """The last part of a name, which every id that it can mean ends with."""
    return name.replace("#", ".").replace("/", ".").rpartition(".")[2]


def names_of(graph: LineageGraph, id: Id) -> set[str]:
    """Every name by which people can mean a node."""
    names = {str(id), id.decoded}
    if id.is_field:
        names |= {f"{id.path}.{id.field_name}", f"{id.path}#{id.field_name}"}
        names |= {f"{alias}/{id.path}#{id.field_name}" for alias in _aliases(graph, id.namespace)}
    elif id.is_system:
        names |= _aliases(graph, id)
    else:
        names |= {id.path, id.name} | {f"{alias}/{id.path}" for alias in _aliases(graph, id.namespace)}
    return names


def _aliases(graph: LineageGraph, system: Id) -> set[str]:
    row = graph.row(system)
    if row is None:
        return set()
    node = graph.node(row)
    aliases = node.detail.get("aliases", [])
    return {str(alias) for alias in aliases} | ({node.label} if node.label else set()) if isinstance(aliases, list) else set()


def _near(graph: LineageGraph, name: str, kinds: tuple[Kind, ...]) -> list[str]:
    candidates = {_shortest(graph.id(int(row))): None for kind in kinds for row in graph.rows_of_kind(kind)[:100_000]}
    lowered = {candidate.casefold(): candidate for candidate in candidates}
    return [lowered[near] for near in get_close_matches(name.casefold(), list(lowered), n=_NEAREST, cutoff=0.6)]


def _shortest(id: Id) -> str:
    return f"{id.path}.{id.field_name}" if id.is_field else id.path or str(id)
