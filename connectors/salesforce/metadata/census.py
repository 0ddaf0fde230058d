"""How much of everything a folder holds."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from connectors.salesforce.assemble.schema import EXTERNAL, object_kind
from connectors.salesforce.metadata.families import FORMULA_FIELD
from connectors.salesforce.metadata.flows import split_version
from connectors.salesforce.metadata.layout import Place
from connectors.salesforce.metadata.registry import load_registry
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.schema import FieldRow, ObjectRow
from lineage.model.records import Received
from lineage.reading.xml import Element, local

_OBJECT: Final = "CustomObject"
_FLOW: Final = "Flow"


@dataclass
class Census:
    """Counts by type. A component is counted once by its name, a part of one once for each place that defines it."""

    names: dict[str, set[str]] = field(default_factory=dict)
    parts: Counter[str] = field(default_factory=Counter)

    def add_places(self, places: Iterable[Place]) -> None:
        """Count what the paths show."""
        for place in places:
            kind = place.kind
            if kind.part_of:
                self.parts[kind.name] += 1
            else:
                name = split_version(place.name)[0] if kind.name == _FLOW else place.name
                self.names.setdefault(kind.name, set()).add(name.casefold())
            if kind.part_of == _OBJECT and place.whole:
                self.names.setdefault(_OBJECT, set()).add(place.whole.casefold())

    def add_parts(self, parts: Mapping[str, int]) -> None:
        """Count parts that stand inside the file of their whole."""
        self.parts.update(parts)

    def counts(self, rows: Rows) -> dict[str, int]:
        """Everything counted, in order of name."""
        found = {name: len(names) for name, names in self.names.items()} | dict(self.parts)
        found[FORMULA_FIELD] = sum(1 for row in rows.of(FieldRow) if row.formula)
        external = {row.name.casefold() for row in rows.of(ObjectRow) if object_kind(row.name) == EXTERNAL}
        found[f"{_OBJECT} ({EXTERNAL})"] = len(external)
        return {name: found[name] for name in sorted(found) if found[name]}


def received(counts: dict[str, int]) -> Iterator[Received]:
    """The counts as records."""
    for subtype, count in counts.items():
        yield Received(subtype=subtype, count=count)


def parts_of(whole: str, root: Element) -> dict[str, int]:
    """How many parts of each type stand inside the file of their whole."""
    elements = load_registry().elements.get(whole)
    return dict(Counter(elements[name] for name in map(local, root) if name in elements)) if elements else {}
