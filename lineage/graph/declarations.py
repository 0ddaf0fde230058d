"""What people declare, as the snapshot keeps it: in the one spelling of every name, in one order."""

from collections.abc import Iterable

from lineage.graph.merge import evidence_order
from lineage.graph.resolve import Spelling
from lineage.model.ids import Id
from lineage.model.records import Declaration, Evidence

_NAMES = ("principal", "application", "to", "system", "job", "source", "target", "into")
"""Attributes of declarations that are ids."""


def _spelt(declaration: Declaration, spelling: Spelling) -> Declaration:
    """The declaration with its names in their one spelling."""
    named = {name: id for name in _NAMES if isinstance(id := getattr(declaration, name, None), Id)}
    return declaration.model_copy(update={name: spelling.of(id) for name, id in named.items()}) if named else declaration


def merged(declarations: Iterable[Declaration], spelling: Spelling) -> list[Declaration]:
    """Each declaration once, with everything that says so, in an order that no source decides."""
    said: dict[str, tuple[Declaration, set[Evidence]]] = {}
    for one in declarations:
        bare = _spelt(one, spelling).model_copy(update={"evidence": ()})
        said.setdefault(f"{type(one).__name__} {bare.model_dump_json()}", (bare, set()))[1].update(one.evidence)
    return [
        bare.model_copy(update={"evidence": tuple(sorted(evidence, key=evidence_order))})
        for _, (bare, evidence) in sorted(said.items(), key=lambda item: item[0])
    ]
