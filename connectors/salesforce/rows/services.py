"""External services: APIs that flows and code may call by their registered description."""

from typing import NamedTuple

from connectors.salesforce.rows.addresses import Address


class ServiceObject(NamedTuple):
    """An object of a service's schema."""

    name: str
    fields: tuple[tuple[str, str], ...] = ()
    """Names and types."""


class ServiceOperation(NamedTuple):
    """An operation of a service."""

    name: str
    active: bool | None = None
    path: str = ""
    """Method and path, where the schema has it."""
    sends: tuple[str, ...] = ()
    """Names of the parameters, and of the objects in its body."""
    returns: tuple[str, ...] = ()


class ServiceRow(NamedTuple):
    """A registered external service."""

    name: str
    at: str
    label: str = ""
    status: str = ""
    named_credential: str = ""
    provider: str = ""
    """Where its description comes from: Custom, MuleSoft…"""
    addresses: tuple[Address, ...] = ()
    """The servers that the registration names, else those of its description."""
    operations: tuple[ServiceOperation, ...] = ()
    objects: tuple[ServiceObject, ...] = ()
    unread: str = ""
    """Why its schema is not known; empty where it is."""
