"""Records of custom metadata that hold addresses, as channels."""

from collections.abc import Iterator

from connectors.languages import secrets, url
from connectors.salesforce.assemble.dangling import NAMED_CREDENTIAL, Use
from connectors.salesforce.assemble.endpoints import Credentials, activity, is_told, peer, unverified, without_host
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.custom_metadata import AddressValue, MetadataRecordRow
from connectors.salesforce.rows.schema import FieldRow, ObjectRow
from lineage.model.ids import Id
from lineage.model.records import Channel, Fact, Gap

KIND = "custom-metadata-endpoint"
_SHOWN = 5


def assemble_custom_metadata(org: Org, rows: Rows) -> Iterator[Channel | Fact | Gap]:
    """A channel for every address in a record; and one gap for the paths whose host stands nowhere in their records."""
    credentials = Credentials(org, rows)
    lost: list[tuple[str, str]] = []
    for row in rows.of(MetadataRecordRow):
        for at, value in enumerate(row.addresses):
            yield from _channel(org, row, value, channel_of(org, row, at), credentials)
        if row.paths and not (row.addresses or row.credentials):
            lost += [(f"{path.field} of {_named(row)}", path.at) for path in row.paths]
    if lost:
        yield _without_hosts(org, lost)


def assemble_unseen_values(org: Org, rows: Rows) -> Iterator[Gap]:
    """Gaps for types whose fields are made for addresses or secrets, and whose values are not here."""
    held = {row.type.casefold() for row in rows.of(MetadataRecordRow)}
    settings = {row.name.casefold() for row in rows.of(ObjectRow) if row.setting}
    types: dict[str, list[FieldRow]] = {}
    kept: dict[str, list[FieldRow]] = {}
    for field in rows.of(FieldRow):
        owner = field.object.casefold()
        if (owner in settings or (owner.endswith("__mdt") and owner not in held)) and _is_sensitive(field.name):
            (kept if owner in settings else types).setdefault(field.object, []).append(field)
    if types:
        yield _unseen(org, "custom metadata", types, "their records are not here", "CustomMetadata")
    if kept:
        yield _unseen(org, "custom setting", kept, "their values are data, which no metadata holds", "")


def _is_sensitive(field: str) -> bool:
    return secrets.of_name(field) == "secret" or url.is_said_by(secrets.words_of(field))


def _unseen(org: Org, surface: str, types: dict[str, list[FieldRow]], why: str, retrieved_as: str) -> Gap:
    named = [f"{type_} ({', '.join(sorted({field.name for field in fields}))})" for type_, fields in sorted(types.items())]
    rest = len(named) - _SHOWN
    return org.gap(
        surface,
        f"The values of {surface} fields that are for addresses or secrets are not known: "
        f"{'; '.join(named[:_SHOWN])}{f'; and {rest:,} more' if rest > 0 else ''}.",
        why=why,
        hides="which systems code calls by them, and whether a secret stands there",
        remedy=f"sf project retrieve start --metadata {retrieved_as}" if retrieved_as else "Declare in a map what is called.",
        locator=min(field.at for fields in types.values() for field in fields),
    )


def channel_of(org: Org, row: MetadataRecordRow, at: int) -> Id:
    """The channel of one of a record's addresses: named by record and field, and numbered where a field has several."""
    field = row.addresses[at].field
    before = sum(1 for one in row.addresses[:at] if one.field == field)
    return org.channel(KIND, f"{_named(row)}.{field}" + (f".{before + 1}" if before else ""))


def _named(row: MetadataRecordRow) -> str:
    return f"{row.type.removesuffix('__mdt')}.{row.name}"


def _channel(
    org: Org, row: MetadataRecordRow, value: AddressValue, id: Id, credentials: Credentials
) -> Iterator[Channel | Fact | Gap]:
    address = credentials.resolve(value.address)
    named = [value.address.credential] if value.address.credential else [one.name for one in row.credentials]
    authentication = ", ".join(f"named credential {name}" for name in named if name) or row.authentication
    reference = peer(address, value.address.credential or id.name.rpartition("/")[2])
    yield Channel(
        id=id,
        subtype="custom metadata endpoint",
        url=address.shown,
        transit=address.travels,
        authentication=authentication,
        active=activity(row.active),
        peer=reference,
        evidence=org.said(value.at),
    )
    yield from unverified(org, id, address, value.at)
    if not is_told(address):
        yield without_host(org, "custom metadata endpoint", f"{_named(row)}.{value.field}", value.at, id, reference.value)


def _without_hosts(org: Org, lost: list[tuple[str, str]]) -> Gap:
    told = ", ".join(name for name, _ in lost[:_SHOWN])
    rest = len(lost) - _SHOWN
    return org.gap(
        "custom metadata",
        f"Custom metadata holds {len(lost):,} paths of addresses without a host: {told}{f' and {rest:,} more' if rest > 0 else ''}.",
        why="code puts them behind an address that stands elsewhere",
        hides="which system is called there",
        remedy="Declare in a map what is called.",
        locator=lost[0][1],
    )


def uses_of_records(org: Org, rows: Rows) -> Iterator[Use]:
    """What records of custom metadata name."""
    for row in rows.of(MetadataRecordRow):
        by = f"custom metadata record {_named(row)}"
        named = [(one.name, one.at) for one in row.credentials]
        for at, value in enumerate(row.addresses):
            yield Use(NAMED_CREDENTIAL, value.address.credential, by, channel_of(org, row, at), value.at)
            yield from (Use(NAMED_CREDENTIAL, name, by, channel_of(org, row, at), place) for name, place in named)
        if not row.addresses:
            yield from (Use(NAMED_CREDENTIAL, name, by, org.dataset(row.type), place) for name, place in named)
