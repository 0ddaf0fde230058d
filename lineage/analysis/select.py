"""Which node a person means: `Contact.SSN__c`, `field:Contact.SSN__c`, `system:warehouse`, or a whole id."""

from collections.abc import Collection, Sequence

from lineage.analysis.nearest import nearest
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
_PRINCIPALS = {"user": "user", "profile": "profile", "permset": "permission-set", "group": "permission-set-group"}
"""What the kinds of principals are called in ids."""
_DATA = (Kind.FIELD, Kind.DATASET, Kind.SYSTEM)
_WORDS = {
    Kind.FIELD: "field",
    Kind.DATASET: "dataset",
    Kind.SYSTEM: "System",
    Kind.APPLICATION: "application",
    Kind.CHANNEL: "channel",
    Kind.JOB: "job",
    Kind.PRINCIPAL: "principal",
}


def find_node(graph: LineageGraph, name: str, kinds: tuple[Kind, ...] = _DATA) -> Id:
    """The node that a person means; raises `UnknownName` with the nearest names, or `AmbiguousName` with all that fit."""
    prefix, colon, rest = name.partition(":")
    is_of_a_kind = bool(colon) and prefix in _KINDS and not rest.startswith("//")
    if is_of_a_kind:
        kinds, name = (_KINDS[prefix],), rest
    if not name:
        raise UnknownName(_what(kinds), name, remedy="Give a name such as Contact.Email.")
    exact = graph.spelt(Id.parse(name))
    # `app:mule` is not the System of that name; a whole id means what it says, whatever stands before it.
    if exact is not None and (not is_of_a_kind or not exact.is_system or Kind.SYSTEM in kinds):
        return exact
    found = _fitting(graph, name, kinds)
    if is_of_a_kind and prefix in _PRINCIPALS:
        found = [id for id in found if id.kind == _PRINCIPALS[prefix]]
    if len(found) > 1:
        raise AmbiguousName(name, found, "Give the whole id, or a kind such as `field:`.")
    if not found:
        raise _unknown(graph, name, kinds)
    return found[0]


def _fitting(graph: LineageGraph, name: str, kinds: tuple[Kind, ...]) -> list[Id]:
    ids = [graph.id(int(row)) for kind in kinds for row in graph.rows_ending(_last(name), kind)]
    aliases = {system: _aliases(graph, system) for system in {id.namespace for id in ids}}
    names = {id: _names(id, aliases[id.namespace]) for id in ids}
    exact = [id for id in ids if name in names[id]]
    return exact or [id for id in ids if name.casefold() in map(str.casefold, names[id])]


def _last(name: str) -> str:
    """The last part of a name, which every id that it can mean ends with."""
    return name.replace("#", ".").replace("/", ".").rpartition(".")[2]


def _names(id: Id, aliases: Collection[str]) -> set[str]:
    """Every name by which people can mean a node; `aliases` are other names of its System."""
    names = {str(id), id.decoded}
    if id.is_field:
        names |= {f"{id.path}.{id.field_name}", f"{id.path}#{id.field_name}"}
        names |= {f"{alias}/{id.path}#{id.field_name}" for alias in aliases}
    elif id.is_system:
        names |= set(aliases)
    else:
        names |= {id.path, id.name} | {f"{alias}/{id.path}" for alias in aliases}
    return names


def _aliases(graph: LineageGraph, system: Id) -> set[str]:
    row = graph.row(system)
    if row is None:
        return set()
    node = graph.node(row)
    aliases = node.detail.get("aliases", [])
    return {str(alias) for alias in aliases} | ({node.label} if node.label else set()) if isinstance(aliases, list) else set()


def _unknown(graph: LineageGraph, name: str, kinds: Sequence[Kind]) -> UnknownName:
    """The error for a name that nothing has, with the names that are nearest to it."""
    near, alike = nearest(graph, name, kinds)
    if alike:
        return UnknownName(_what(kinds), name, near)
    where = (
        "`lineage show fields`, `datasets` and `systems` list" if len(kinds) > 1 else f"`lineage show {_WORDS[kinds[0]]}s` lists"
    )
    some = f"the nearest are {', '.join(near)}. " if near else ""
    remedy = f"Nothing is much like it; {some}{where.lower()} all."
    return UnknownName(_what(kinds), name, remedy=remedy)


def _what(kinds: Sequence[Kind]) -> str:
    *most, last = (_WORDS[kind] for kind in kinds)
    return f"{', '.join(most)} or {last}" if most else last
