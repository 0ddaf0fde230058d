"""Records of custom metadata that map fields to properties of services, as hops."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from connectors.salesforce.assemble.custom_metadata import channel_of
from connectors.salesforce.assemble.endpoints import Credentials, activity, peer
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.assemble.services import service_at
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.custom_metadata import FieldMappingRow, MetadataRecordRow, UnmappedRow
from connectors.salesforce.rows.services import ServiceRow
from lineage.model.ids import Id
from lineage.model.records import Gap, Hop, Job, Reference
from lineage.model.verdicts import Precision


@dataclass(frozen=True)
class _Called:
    """What a mapping names: the System, and the channel to it."""

    system: Reference
    channel: Id | None
    known: bool
    prefix: str = ""
    """What the objects of the service are called by, before their own name."""


def assemble_mappings(org: Org, rows: Rows) -> Iterator[Job | Hop | Gap]:
    """A hop for every record, by a job for each type; gaps for records that cannot be followed."""
    targets = _Targets(org, rows)
    seen: set[str] = set()
    unknown: dict[str, FieldMappingRow] = {}
    for row in rows.of(FieldMappingRow):
        job = org.id.of_kind("job", f"custom-metadata-mapping/{row.type}")
        if row.type not in seen:
            seen.add(row.type)
            yield Job(id=job, subtype="custom metadata mapping", runs_in=org.id, evidence=org.said(row.at))
        if not (row.object and row.field and row.target):
            yield _incomplete(org, row, job)
            continue
        called = targets.find(row)
        if not called.known:
            unknown.setdefault(row.target.casefold(), row)
        yield from _hops(org, row, called, job)
    for key in sorted(unknown):
        yield _unknown(org, unknown[key])
    for one in rows.of(UnmappedRow):
        yield _no_records(org, one)


class _Targets:
    """What the targets of mappings mean, found in this order: address, named credential, external service, record."""

    def __init__(self, org: Org, rows: Rows) -> None:
        self._org = org
        self._credentials = Credentials(org, rows)
        self._services: Mapping[str, ServiceRow] = {row.name.casefold(): row for row in rows.of(ServiceRow)}
        self._records: dict[tuple[str, str], MetadataRecordRow] = {}
        for row in rows.of(MetadataRecordRow):
            self._records[_folded(row.type), row.name.casefold()] = row

    def find(self, row: FieldMappingRow) -> _Called:
        """What a mapping's target means; where nothing here has the name, a System of that name."""
        if row.target_type:
            record = self._records.get((_folded(row.target_type), row.target.rpartition(".")[2].casefold()))
            return self._by_record(record, row.target) if record else _unfound(row.target)
        if row.address.shown:
            return self._at(row)
        return self._by_name(row.target)

    def _at(self, row: FieldMappingRow) -> _Called:
        name = row.address.credential
        channel = self._credentials.channel(name) if name else None
        system = peer(self._credentials.resolve(row.address), name or row.target)
        return _Called(system, channel, known=system.kind == "host")

    def _by_name(self, name: str) -> _Called:
        credential = self._credentials.find(name)
        if credential:
            return _Called(self._credentials.peer(name), self._credentials.channel(name), known=True)
        service = self._services.get(name.casefold())
        if service:
            channel = self._org.channel("external-service", service.name)
            return _Called(service_at(service, self._credentials), channel, known=True, prefix=f"{service.name}.")
        return _unfound(name)

    def _by_record(self, record: MetadataRecordRow, name: str) -> _Called:
        if record.addresses:
            system = peer(self._credentials.resolve(record.addresses[0].address), name)
            return _Called(system, channel_of(self._org, record, 0), known=True)
        for credential in record.credentials:
            return self._by_name(credential.name)
        return _unfound(name)


def _unfound(name: str) -> _Called:
    return _Called(Reference(kind="connection", value=name), None, known=False)


def _folded(type_: str) -> str:
    return type_.casefold().removesuffix("__mdt")


def _hops(org: Org, row: FieldMappingRow, called: _Called, job: Id) -> Iterator[Hop]:
    here, is_exact = _field(org, row)
    path = f"{called.prefix}{row.dataset}" if row.dataset else _named(row) if row.property else ""
    there = called.system.model_copy(update={"path": path, "field": row.property})
    hop = Hop(
        source=here,
        target=there,
        job=job,
        channel=called.channel,
        active=activity(row.active),
        precision=Precision.EXACT if is_exact else Precision.DATASET,
        evidence=org.said(row.at),
    )
    if row.inward is not True:
        yield hop
    if row.inward is not False:
        exact = is_exact and row.property
        yield hop.model_copy(
            update={"source": there, "target": here, "precision": Precision.EXACT if exact else Precision.DATASET}
        )


def _named(row: FieldMappingRow) -> str:
    """What the properties are properties of, where no object is named: the path of an address, else what the target is called."""
    path = row.address.shown.removeprefix("callout:").partition("://")[2] or row.address.shown.removeprefix("callout:")
    return path.partition("/")[2] or path or row.target


def _field(org: Org, row: FieldMappingRow) -> tuple[Id, bool]:
    """The field that is mapped; the whole object where it is reached through a relationship that is not followed."""
    name = row.field.removeprefix(f"{row.object}.")
    return (org.dataset(row.object), False) if "." in name else (org.dataset(row.object).field(name), True)


def _incomplete(org: Org, row: FieldMappingRow, job: Id) -> Gap:
    lacking = [word for word, value in (("object", row.object), ("field", row.field), ("target", row.target)) if not value]
    return org.gap(
        "custom metadata mapping",
        f"Record {row.record} of {row.type} does not say its {' and '.join(lacking)}.",
        why="the value is empty, or looks like a secret",
        hides="what it maps",
        remedy="Complete the record, or correct which fields of the type the source's `custom_metadata_mappings` name.",
        locator=row.at,
        subject=job,
    )


def _unknown(org: Org, row: FieldMappingRow) -> Gap:
    return org.gap(
        "custom metadata mapping",
        f"{row.type} maps fields to {row.target}, which nothing here has an address for.",
        why="no named credential, external service or record of that name was retrieved",
        hides="which system receives these fields, and whether encrypted",
        remedy=f"Give a system of the map `matches: [{row.target!r}]`, or name the `target_type` of the mapping.",
        locator=row.at,
        subject=org.id.of_kind("job", f"custom-metadata-mapping/{row.type}"),
    )


def _no_records(org: Org, row: UnmappedRow) -> Gap:
    near: Sequence[str] = row.near
    hint = f" Or did you mean {' or '.join(near)}?" if near else ""
    return org.gap(
        "custom metadata mapping",
        f"There is no record of {row.type}, which the project calls a mapping.",
        why="the records were not retrieved, or the type is called otherwise",
        hides="all fields that it maps",
        remedy=f"sf project retrieve start --metadata 'CustomMetadata:{row.type.removesuffix('__mdt')}.*'{hint}",
    )
