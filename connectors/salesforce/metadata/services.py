"""External services: what their descriptions tell of the API at the other end."""

from collections.abc import Iterator, Sequence
from typing import Final

from connectors.languages.json_text import read_json
from connectors.languages.openapi import BadDescription, Description, Operation, read_description, servers_at
from connectors.salesforce.metadata.document import Document, flag
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.addresses import address
from connectors.salesforce.rows.services import ServiceObject, ServiceOperation, ServiceRow
from lineage.reading.xml import Element, children, leaves

_NOTHING: Final = Description((), (), ())


def read_service(document: Document) -> Iterator[Row]:
    """The service with its operations and the objects of its schema, which stands inside or in a file beside it."""
    said = leaves(document.root)
    schema = said.get("schema") or document.beside
    described, unread = _described(schema)
    absolute = said.get("schemaAbsoluteUrl", "")
    yield ServiceRow(
        document.qualified(document.name),
        document.at(),
        label=said.get("label", ""),
        status=said.get("status", ""),
        named_credential=said.get("namedCredentialReference") or said.get("namedCredential", ""),
        provider=said.get("registrationProviderType", ""),
        addresses=tuple(address(one) for one in _bound(said.get("serviceBinding", "")) or described.servers),
        operations=tuple(_operations(list(children(document.root, "operations")), described.operations)),
        objects=tuple(ServiceObject(one.name, one.fields) for one in described.objects),
        unread=unread or ("its schema is fetched from an address" if absolute and not schema else ""),
    )


def _described(schema: str) -> tuple[Description, str]:
    if not schema:
        return _NOTHING, "its schema is not here"
    try:
        return read_description(schema), ""
    except BadDescription as error:
        return _NOTHING, str(error)


def _bound(binding: str) -> tuple[str, ...]:
    """Where the registration says that the service is, whatever its schema says."""
    try:
        return tuple(servers_at(read_json(binding), "allowedSchemes")) if binding else ()
    except (ValueError, RecursionError):
        return ()


def _operations(elements: Sequence[Element], described: Sequence[Operation]) -> Iterator[ServiceOperation]:
    """The operations that are registered; the description may write their names in another case."""
    known = {one.name.casefold(): one for one in described}
    listed = [leaves(element) for element in elements]
    for said in listed:
        name = said.get("name", "")
        one = known.pop(name.casefold(), None)
        active = flag(said.get("active"))
        yield ServiceOperation(one.name, active, one.place, one.sends, one.returns) if one else ServiceOperation(name, active)
    # Where operations are listed, one that is not listed is not registered; where none are, nobody says which are.
    for one in known.values():
        yield ServiceOperation(one.name, False if listed else None, one.place, one.sends, one.returns)


READERS: Final[Readers] = {
    ("externalServiceRegistrations", "externalServiceRegistration"): Reader(
        "ExternalServiceRegistration",
        read_service,
        "which service flows and code may call, and what they send to it",
        expected=True,
        beside=("yaml", "json", "yml"),
    ),
}
