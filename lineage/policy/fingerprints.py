"""The names of findings that stay the same across harvests, and across renames of what the platform numbers."""

import hashlib
from collections.abc import Collection, Iterable
from typing import NamedTuple

import pyarrow.compute as pc

from lineage.graph.by_node import numbers
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id


class Prints(NamedTuple):
    """The fingerprints of one subject."""

    main: str
    """By the platform's numbers, where it numbers anything of the subject; else by names."""
    also: str = ""
    """By names alone, where that is another one."""

    @property
    def all(self) -> tuple[str, ...]:
        """Every name that it goes by."""
        return tuple(filter(None, self))


def fingerprint(rule: str, subject: str) -> str:
    """The name of a finding, or of one hop of it, that stays the same across harvests."""
    return "f" + hashlib.sha256(f"{rule}\n{subject}".encode()).hexdigest()[:15]


class Fingerprints:
    """Fingerprints of subjects, with what the platform numbers named by its number."""

    def __init__(self, graph: LineageGraph) -> None:
        column = graph.tables.nodes.column("platform_id")
        # Comparing with a single value would make Arrow import pandas.
        rows = numbers(pc.binary_length(column)).nonzero()[0].tolist()
        self._numbered = {graph.id(row): column[row].as_py() for row in rows}

    @property
    def numbers_any(self) -> bool:
        """Whether the platform numbers anything."""
        return bool(self._numbered)

    def of(self, rule: str, subject: str, ids: Iterable[Id] = ()) -> Prints:
        """The fingerprints of what a rule says of a subject; `ids` are those that the subject names, if it is not an id itself."""
        by_name = fingerprint(rule, subject)
        if not self._numbered:
            return Prints(by_name)
        named = tuple(ids) or ((subject,) if isinstance(subject, Id) else ())
        numbered = self._with_numbers(subject, named)
        return Prints(by_name) if numbered == subject else Prints(fingerprint(rule, numbered), by_name)

    def _with_numbers(self, subject: str, named: Collection[Id]) -> str:
        """The subject with numbers for names; the longest ids first, since one may begin with another."""
        text = str(subject)
        for id in sorted(set(named), key=lambda one: (-len(one), one)):
            text = text.replace(id, self._number(id))
        return text

    def _number(self, id: Id) -> str:
        own = self._numbered.get(id)
        if own:
            return f"{id.namespace}/@number/{own}"
        owner = self._numbered.get(id.owner) if id.is_field else None
        return f"{id.namespace}/@number/{owner}#{id.field_name}" if owner else id
