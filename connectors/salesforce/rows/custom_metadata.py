"""Records of custom metadata: of their values only what cannot be a secret."""

from typing import NamedTuple

from connectors.salesforce.rows.addresses import Address


class AddressValue(NamedTuple):
    """A value that is an address."""

    field: str
    at: str
    address: Address


class PathValue(NamedTuple):
    """A value that is the path of an address whose host stands elsewhere."""

    field: str
    at: str


class CredentialValue(NamedTuple):
    """A value that names a named credential."""

    field: str
    at: str
    name: str


class MetadataRecordRow(NamedTuple):
    """A record of a custom metadata type."""

    type: str
    """The type's API name."""
    name: str
    at: str
    active: bool | None = None
    authentication: str = ""
    """How calls authenticate, where a value says."""
    addresses: tuple[AddressValue, ...] = ()
    paths: tuple[PathValue, ...] = ()
    credentials: tuple[CredentialValue, ...] = ()


class FieldMappingRow(NamedTuple):
    """A record of custom metadata maps a field to a property of a service."""

    type: str
    record: str
    at: str
    object: str
    field: str
    target: str
    """The service, named credential, address or record that it names."""
    address: Address
    """Where the target is an address."""
    target_type: str = ""
    """The custom metadata type of the record that the target is, where it is one."""
    property: str = ""
    dataset: str = ""
    """The object of the service, where it names one."""
    inward: bool | None = False
    """The service's property fills the field; `None` for both ways."""
    active: bool | None = None


class UnmappedRow(NamedTuple):
    """A custom metadata type that a project calls a mapping, and of which there is no record."""

    type: str
    near: tuple[str, ...] = ()
    """Types of which there are records, and that are called alike."""
