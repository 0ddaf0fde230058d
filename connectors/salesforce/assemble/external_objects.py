"""External objects: hops between the remote table's columns and the fields that show them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from connectors.salesforce.assemble.endpoints import Credentials, activity, peer
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.assemble.schema import EXTERNAL, object_kind
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.addresses import NOWHERE
from connectors.salesforce.rows.endpoints import DataSourceRow
from connectors.salesforce.rows.schema import FieldRow, ObjectRow
from lineage.model.ids import Id
from lineage.model.records import Field, Gap, Hop, Reference
from lineage.model.verdicts import Active, Precision

_KEY: Final = "ExternalId"
_STANDARD_FIELDS: Final = {_KEY: "Text", "DisplayUrl": "Url"}
_DEPLOYED: Final = {"deployed": Active.YES}


@dataclass(frozen=True)
class _External:
    """One external object, and where its table is."""

    id: Id
    name: str
    at: str
    table: Reference
    channel: Id | None
    active: Active
    writable: bool | None


def assemble_external_objects(org: Org, rows: Rows) -> Iterator[Field | Hop | Gap]:
    """The hops of every external object, with gaps where the table's whereabouts are not told."""
    sources = {row.name.casefold(): row for row in rows.of(DataSourceRow)}
    credentials = Credentials(org, rows)
    external = _external(rows.of(ObjectRow))
    fields = _fields_of(external, rows.of(FieldRow)) if external else {}
    for name, described in external.items():
        source = sources.get(described.data_source.casefold())
        one = _locate(org, described, source, credentials)
        yield from _standard_fields(org, one)
        yield from _filter(org, one)
        for field in fields.get(name, ()):
            yield from _column(org, one, field)
        if source is None:
            yield _without_source(org, described, one)


def _external(rows: Iterable[ObjectRow]) -> Mapping[str, ObjectRow]:
    """The external objects by folded name; of several descriptions, the first that names a data source."""
    found: dict[str, ObjectRow] = {}
    for row in rows:
        key = row.name.casefold()
        if object_kind(row.name) == EXTERNAL and not (key in found and found[key].data_source):
            found[key] = row
    return found


def _fields_of(external: Mapping[str, ObjectRow], rows: Iterable[FieldRow]) -> dict[str, list[FieldRow]]:
    fields: dict[str, list[FieldRow]] = {name: [] for name in external}
    for row in rows:
        fields.get(row.object.casefold(), []).append(row)
    return fields


def _locate(org: Org, row: ObjectRow, source: DataSourceRow | None, credentials: Credentials) -> _External:
    address = credentials.resolve(source.address, source.named_credential) if source else NOWHERE
    system = peer(address, row.data_source or row.name)
    return _External(
        id=org.dataset(row.name),
        name=row.name,
        at=row.at,
        table=system.model_copy(update={"path": row.remote_name or row.name}),
        channel=org.channel("external-data-source", source.name if source else row.data_source) if row.data_source else None,
        active=_DEPLOYED.get(row.deployment.lower(), Active.UNKNOWN),
        writable=source.writable if source else None,
    )


def _column(org: Org, one: _External, row: FieldRow) -> Iterator[Hop]:
    """A column is read and, where the source is writable, written; a formula is computed here and crosses nothing."""
    if row.formula:
        return
    field = one.id.field(row.name)
    column = one.table.model_copy(update={"field": row.remote_name})
    precision = Precision.EXACT if row.remote_name else Precision.DATASET
    evidence = org.said(row.at)
    yield Hop(source=column, target=field, channel=one.channel, active=one.active, precision=precision, evidence=evidence)
    if one.writable is not False:
        written = min(one.active, activity(one.writable))
        yield Hop(source=field, target=column, channel=one.channel, active=written, precision=precision, evidence=evidence)
    for parent in row.refers_to if row.target_field else ():
        # The rows of a record are found by its value, which is sent to ask for them.
        sought = org.dataset(parent).field(row.target_field.rpartition(".")[2])
        said = org.inferred(row.at)
        yield Hop(source=sought, target=column, channel=one.channel, active=one.active, precision=precision, evidence=said)


def _standard_fields(org: Org, one: _External) -> Iterator[Field | Hop]:
    """Every external object has these, defined nowhere; which columns they show is not told."""
    evidence = org.inferred(one.at)
    for name, type_ in _STANDARD_FIELDS.items():
        field = one.id.field(name)
        yield Field(id=field, type=type_, read_with_object=name == _KEY, evidence=evidence)
        yield Hop(
            source=one.table,
            target=field,
            channel=one.channel,
            active=one.active,
            precision=Precision.DATASET,
            evidence=evidence,
        )


def _filter(org: Org, one: _External) -> Iterator[Hop]:
    """What people and code filter by is sent out as part of the query."""
    yield Hop(
        source=one.id,
        target=one.table,
        channel=one.channel,
        active=one.active,
        precision=Precision.DATASET,
        evidence=org.inferred(one.at),
    )


def _without_source(org: Org, row: ObjectRow, one: _External) -> Gap:
    named = f"external data source {row.data_source}" if row.data_source else "the definition that names its data source"
    wanted = f"ExternalDataSource:{row.data_source}" if row.data_source else f"CustomObject:{row.name}"
    return org.gap(
        "external data source",
        f"{row.name} is an external object, and {named} is not there.",
        why="it was not retrieved with the rest",
        hides="where its data comes from, whether it travels encrypted, and whether it is written back",
        remedy=f"sf project retrieve start --metadata '{wanted}'",
        locator=row.at,
        subject=one.id,
    )
