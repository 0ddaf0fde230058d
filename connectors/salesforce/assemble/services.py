"""External services: the channel to each, and the objects that its description tells of at the other end."""

from collections.abc import Iterator
from typing import Final

from connectors.salesforce.assemble.dangling import NAMED_CREDENTIAL, Use
from connectors.salesforce.assemble.endpoints import Credentials, peer, unverified, without_host
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.addresses import NOWHERE, Address, first_at_worst
from connectors.salesforce.rows.services import ServiceRow
from lineage.model.ids import Id
from lineage.model.records import Channel, Dataset, Fact, Field, Gap, Received, Reference
from lineage.model.verdicts import Active

_SUBTYPE: Final = "external service"
_OWN: Final = frozenset({"apexrest", "auraenabled", "integprocd", "namedquery", "agentactionoutputs", "contextdef"})
"""Providers that stand for the org itself: nothing leaves by calling them."""


def assemble_services(org: Org, rows: Rows) -> Iterator[Channel | Dataset | Field | Fact | Gap | Received]:
    """A channel for every external service, and a dataset for each object of its schema; what calls it is told elsewhere."""
    credentials = Credentials(org, rows)
    operations = 0
    for row in rows.of(ServiceRow):
        operations += len(row.operations)
        yield from _service(org, row, credentials)
    if operations:
        yield Received(subtype="external service operation", count=operations)


def address_of(row: ServiceRow, credentials: Credentials) -> Address:
    """Where a service is: at its named credential's address, else at the first server that its registration or description names."""
    named = credentials.resolve(NOWHERE, row.named_credential)
    return named if named.shown else first_at_worst(row.addresses)


def service_at(row: ServiceRow, credentials: Credentials) -> Reference:
    """The System that a service runs in."""
    return peer(address_of(row, credentials), row.named_credential or row.name)


def _service(org: Org, row: ServiceRow, credentials: Credentials) -> Iterator[Channel | Dataset | Field | Fact | Gap]:
    id = org.channel("external-service", row.name)
    address, system = address_of(row, credentials), service_at(row, credentials)
    is_own = row.provider.lower() in _OWN
    yield Channel(
        id=id,
        subtype=_SUBTYPE,
        url=address.shown,
        transit=address.travels,
        authentication=f"named credential {row.named_credential}" if row.named_credential else "",
        active=Active.YES if row.status.lower() == "complete" else Active.UNKNOWN,
        peer=org.id if is_own else system,
        evidence=org.said(row.at),
    )
    yield from unverified(org, id, address, row.at)
    if not is_own:
        yield from _objects(org, row, system)
        if system.kind != "host":
            yield without_host(org, _SUBTYPE, row.name, row.at, id, system.value)
    if row.unread:
        yield _unread(org, row, id)


def _objects(org: Org, row: ServiceRow, system: Reference) -> Iterator[Dataset | Field]:
    """The objects of the schema, in the System that the service runs in; their names are the service's own."""
    for one in row.objects:
        dataset = Id.system(system.value).dataset(f"{row.name}.{one.name}")
        yield Dataset(id=dataset, subtype="service object", label=one.name, evidence=org.said(row.at))
        for name, type_ in one.fields:
            yield Field(id=dataset.field(name), type=type_, evidence=org.said(row.at))


def _unread(org: Org, row: ServiceRow, id: Id) -> Gap:
    return org.gap(
        _SUBTYPE,
        f"What external service {row.name} exchanges is not known: {row.unread}.",
        why="the description of its interface was not retrieved with it, or cannot be read",
        hides="which objects and fields it takes and gives",
        remedy=f"sf project retrieve start --metadata 'ExternalServiceRegistration:{row.name}'",
        locator=row.at,
        subject=id,
    )


def uses_of_services(org: Org, rows: Rows) -> Iterator[Use]:
    """What external services name."""
    for row in rows.of(ServiceRow):
        id = org.channel("external-service", row.name)
        yield Use(NAMED_CREDENTIAL, row.named_credential, f"{_SUBTYPE} {row.name}", id, row.at)
