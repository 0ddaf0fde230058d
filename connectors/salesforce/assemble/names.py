"""Every field and object of the org that some record names, defined or not."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from connectors.salesforce.assemble.org import Org
from lineage.columns import GrantBatch
from lineage.connector import Harvested
from lineage.model.ids import Id
from lineage.model.records import Classification, Dataset, Evidence, Fact, Field, Hop


class Named(NamedTuple):
    """A field or object, and the first place that names it."""

    id: Id
    at: str
    described: int
    """0: no record of its own; 1: one that is inferred; 2: the source itself describes it."""


class Names:
    """The fields and objects that records name, by folded id; those of other Systems, and what is no data, are left out."""

    def __init__(self, org: Org) -> None:
        self._org = org
        self._inside = f"{org.id}/"
        self._not_data = f"{org.id}/@"
        self._seen: set[str] = set()
        self.objects: dict[str, Named] = {}
        self._fields: dict[str, dict[str, Named]] = {}
        self._of: dict[str, dict[str, Named]] = {}
        """The same by object as written."""

    def see(self, record: Harvested) -> None:
        """Take note of what a record names."""
        if isinstance(record, Field | Dataset):
            evidence = record.evidence
            self.add(record.id, _place(evidence), 2 if evidence and evidence[0].stated else 1)
        elif isinstance(record, Hop):
            self._see_hop(record)
        elif isinstance(record, Classification):
            self.add(record.field, _place(record.evidence))
        elif isinstance(record, Fact):
            self.add(record.subject, _place(record.evidence))
        elif isinstance(record, GrantBatch):
            self._see_grants(record)

    def _see_hop(self, hop: Hop) -> None:
        at = _place(hop.evidence)
        for end in (hop.source, hop.target, *hop.left_out):
            if isinstance(end, Id):
                self.add(end, at)

    def _see_grants(self, batch: GrantBatch) -> None:
        """Each subject of a batch that nothing named before, with the first row that names it."""
        table = batch.table
        subjects = table.column("subject").combine_chunks()
        fresh = {code: Id(name) for code, name in enumerate(subjects.dictionary.to_pylist()) if name not in self._seen}
        if not fresh:
            return
        locators = table.column("locator").combine_chunks()
        codes, first = np.unique(subjects.indices.to_numpy(zero_copy_only=False), return_index=True)
        for code, row in zip(codes.tolist(), first.tolist(), strict=True):
            if code in fresh:
                line = table.column("line")[row].as_py()
                file = locators[row].as_py()
                self.add(fresh[code], f"{file}:{line}" if line else file)

    def add(self, id: Id, at: str, described: int = 0) -> None:
        """Take note of a field or an object."""
        if not described and id in self._seen:
            return
        self._seen.add(id)
        owner, found, field = id.partition("#")
        if not found:
            if self._is_inside(id):
                _note(self.objects, id.casefold(), Named(id, at, described))
            return
        fields = self._of.get(owner)
        if fields is None:
            fields = self._of[owner] = self._open(owner, at)
        _note(fields, field.casefold(), Named(id, at, described))

    def _is_inside(self, id: str) -> bool:
        return id.startswith(self._inside) and not id.startswith(self._not_data)

    def _open(self, owner: str, at: str) -> dict[str, Named]:
        """Where the fields of an object are noted; for what is none of the org's, a place that nobody looks at."""
        if not self._is_inside(owner):
            return {}
        key = owner.casefold()
        if key not in self.objects:
            self.objects[key] = Named(Id(owner), at, 0)
        return self._fields.setdefault(key, {})

    def fields(self, object: str) -> dict[str, Named]:
        """The fields of an object by folded name."""
        return self._fields.get(self._org.dataset(object).casefold(), {})

    def owners(self) -> Iterator[str]:
        """The names of all objects, in order of id."""
        for key in sorted(self.objects):
            yield self.objects[key].id.path


def _note(named: dict[str, Named], key: str, new: Named) -> None:
    held = named.get(key)
    if held is None or new.described > held.described:
        named[key] = new


def _place(evidence: tuple[Evidence, ...]) -> str:
    return evidence[0].locator if evidence else ""
