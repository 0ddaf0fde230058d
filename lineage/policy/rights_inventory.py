"""Inventories of who and what has rights: principals, applications, and the settings of Systems."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from lineage.columns import Kind
from lineage.graph.grant_table import GrantTable
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import NodeRow
from lineage.model.facts import FactName
from lineage.model.ids import Id
from lineage.model.verdicts import Leg

Row = dict[str, str]

_ANYBODY: Final = "self-authorized"
_LIMITS: Final[Sequence[FactName]] = ("ip-relaxation", "ip-range", "refresh-token-policy", "session-level", "session-timeout")
_WARNINGS: Final[Sequence[FactName]] = (
    "disabled",
    "sign-on-only",
    "pkce-not-required",
    "identity-sent",
    "installed-package",
    "secret-in-metadata",
)
_SETTINGS: Final[Sequence[FactName]] = (
    "session-timeout",
    "org-setting",
    "transaction-security",
    "data-export",
    "site-setting",
    "self-registration",
)


def principals(graph: LineageGraph) -> Iterator[Row]:
    """Everybody who holds rights: how many grants of each leg, what else, and whether that is all."""
    counts = _Counts(graph)
    for row in graph.rows_of_kind(Kind.PRINCIPAL).tolist():
        node = graph.node(row)
        yield {
            "principal": node.id.decoded,
            "kind": node.id.kind,
            "name": node.label or node.id.name,
            "object grants": counts.of(row, Leg.OBJECT),
            "field grants": counts.of(row, Leg.FIELD),
            "told whole": "yes" if node.bases and not node.detail.get("partial") else "no",
            "privileges": ", ".join(said(graph, row, "privilege")),
            "sites": ", ".join([*_of(graph, row, "guest-of", "guests"), *_of(graph, row, "portal-of", "members")]),
            "license": ", ".join(said(graph, row, "license")),
        }


def _of(graph: LineageGraph, row: int, name: FactName, who: str) -> list[str]:
    return [f"{who} of {site}" for site in said(graph, row, name)]


class _Counts:
    """How many grants each principal has; grants of nothing, by which a source denies, are none."""

    def __init__(self, graph: LineageGraph) -> None:
        table = GrantTable(graph)
        gives = table.column("operations") != 0
        self._by_leg = {
            leg: np.bincount(table.principal[gives & (table.column("leg") == leg)], minlength=len(graph)) for leg in Leg
        }

    def of(self, row: int, leg: Leg) -> str:
        """The count of a principal by its row."""
        return str(int(self._by_leg[leg][row]))


def applications(graph: LineageGraph) -> Iterator[Row]:
    """Every application: what its tokens may do, who may use it, as whom it acts, and what limits it."""
    acting = _acting(graph)
    for row in graph.rows_of_kind(Kind.APPLICATION).tolist():
        node = graph.node(row)
        scopes = node.detail.get("scopes", [])
        yield {
            "application": node.id.decoded,
            "kind": node.subtype,
            "name": node.label or node.id.name,
            "scopes": ", ".join(str(scope) for scope in scopes) if isinstance(scopes, list) else "",
            "reads data": _reads(node),
            "admitted": _admitted(graph, row, acting.get(row, ())),
            "runs as": ", ".join(said(graph, row, "runs-as")),
            "limits": _facts(graph, row, _LIMITS),
            "facts": _facts(graph, row, _WARNINGS),
        }


def _acting(graph: LineageGraph) -> dict[int, list[tuple[Id, str]]]:
    """By application's row: the principals that it acts as, and why it may."""
    found: dict[int, list[tuple[Id, str]]] = {}
    for row in graph.tables["tokens"].to_pylist():
        found.setdefault(row["application"], []).append((graph.id(row["principal"]), row["how"]))
    return found


def _reads(node: NodeRow) -> str:
    return "no" if node.detail.get("reads") is False else "yes"


def _admitted(graph: LineageGraph, row: int, acting: Sequence[tuple[Id, str]]) -> str:
    """Who may use an application: any user, those who hold something, or nobody knows."""
    facts = {name for name, _ in graph.facts_of(row)}
    by_name = ", ".join(sorted(f"{principal.kind} {principal.name}" for principal, how in acting if how == "admitted"))
    if _ANYBODY in facts:
        return "any user" + (f"; also {by_name}" if by_name else "")
    if "admin-approved-only" in facts:
        return by_name or "whom an administrator admits: not told"
    return by_name or ("nobody" if "sign-on-only" in facts else "unknown")


def settings_of(graph: LineageGraph, system: Id) -> str:
    """What is set for a whole System, as `name=value`."""
    row = graph.row(system)
    return _facts(graph, row, _SETTINGS) if row is not None else ""


def said(graph: LineageGraph, row: int, name: FactName) -> list[str]:
    """The values of one fact of a node, by the node's row."""
    return [value for fact, value in graph.facts_of(row) if fact == name]


def _facts(graph: LineageGraph, row: int, names: Sequence[FactName]) -> str:
    """Facts in the order of their names; those that are `name=value` themselves stand as they are."""
    stated = ((name, value) for name in names for value in said(graph, row, name))
    return "; ".join(value if "=" in value else f"{name} {value}".strip() for name, value in stated)
