"""How much of everything a folder holds."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from connectors.salesforce.assemble.schema import EXTERNAL, compliance_groups, object_kind
from connectors.salesforce.metadata.flows import split_version
from connectors.salesforce.metadata.layout import Place
from connectors.salesforce.metadata.registry import load_registry
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.addresses import Address
from connectors.salesforce.rows.automation import OutboundMessageRow
from connectors.salesforce.rows.endpoints import RemoteSiteRow
from connectors.salesforce.rows.permissions import FieldPermissionRows, ObjectPermissionRows
from connectors.salesforce.rows.schema import FieldRow, ObjectRow
from lineage.model.records import Received
from lineage.reading.xml import Element, local

_OBJECT: Final = "CustomObject"
_FLOW: Final = "Flow"
UNPARSABLE: Final = "file that is not well-formed"
_FORMULA_FIELD: Final = "formula field"


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

    def counted(self) -> dict[str, int]:
        """What files and their parts show."""
        return {name: len(names) for name, names in self.names.items()} | dict(self.parts)

    def counts(self, rows: Rows) -> dict[str, int]:
        """Everything counted, in order of name."""
        found = self.counted()
        found[_FORMULA_FIELD] = sum(1 for row in rows.of(FieldRow) if row.formula)
        external = {row.name.casefold() for row in rows.of(ObjectRow) if object_kind(row.name) == EXTERNAL}
        found[f"{_OBJECT} ({EXTERNAL})"] = len(external)
        found |= _permissions(rows) | _fields(rows) | _plain(rows)
        return {name: found[name] for name in sorted(found) if found[name]}


def _fields(rows: Rows) -> dict[str, int]:
    """How many fields say what of themselves; the word None says nothing."""
    fields = rows.of(FieldRow)
    return {
        "CustomField (compliance group)": sum(1 for row in fields if compliance_groups(row.compliance_group)),
        "CustomField (security classification)": sum(1 for row in fields if row.security_classification),
        "CustomField (Shield encryption)": sum(1 for row in fields if row.encryption.lower() not in {"", "none"}),
        "CustomField (classic encryption)": sum(1 for row in fields if row.type == "EncryptedText"),
    }


def _plain(rows: Rows) -> dict[str, int]:
    """How many addresses are in plain text."""
    return {
        "RemoteSiteSetting (http)": sum(1 for row in rows.of(RemoteSiteRow) if _is_plain(row.address)),
        "WorkflowOutboundMessage (http)": sum(1 for row in rows.of(OutboundMessageRow) if _is_plain(row.address)),
    }


def _is_plain(address: Address) -> bool:
    return address.shown.lower().startswith("http:")


def _permissions(rows: Rows) -> dict[str, int]:
    """How many entries containers have, those that say no among them; an entry counts wherever it stands."""
    fields = rows.of(FieldPermissionRows)
    return {
        "FieldPermission": sum(len(row.operations) for row in fields),
        "FieldPermission (readable)": sum(len(row.operations) - row.operations.count(0) for row in fields),
        "ObjectPermission": sum(len(row.operations) for row in rows.of(ObjectPermissionRows)),
    }


def received(counts: dict[str, int]) -> Iterator[Received]:
    """The counts as records."""
    for subtype, count in counts.items():
        yield Received(subtype=subtype, count=count)


def parts_of(whole: str, root: Element) -> dict[str, int]:
    """How many parts of each type stand inside the file of their whole."""
    elements = load_registry().elements.get(whole)
    return dict(Counter(elements[name] for name in map(local, root) if name in elements)) if elements else {}
