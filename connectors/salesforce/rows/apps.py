"""Applications."""

from typing import NamedTuple

from connectors.salesforce.rows.addresses import Address


class IpRange(NamedTuple):
    """Addresses of the internet from one to another."""

    start: str
    end: str


class SamlAttribute(NamedTuple):
    """Something of the user that goes to the application when the user signs in."""

    key: str
    formula: str


class AppRow(NamedTuple):
    """A connected app, or one of the files of an external client app, which say different things of it.

    Every file of one application gives a row; what a row does not say is empty or `None`.
    """

    sort: str
    """Connected app or external client app."""
    name: str
    at: str
    label: str = ""
    main: bool = True
    """The file that the application itself is; false for one that only adds to it."""
    enabled: bool | None = None
    oauth: bool = False
    """It asks for tokens."""
    scopes: tuple[str, ...] = ()
    callbacks: tuple[Address, ...] = ()
    """Where tokens are sent to."""
    pages: tuple[Address, ...] = ()
    """Where users are sent to: start pages, and pages shown inside the org."""
    saml: tuple[Address, ...] = ()
    """Where assertions of who the user is are sent to."""
    saml_subject: str = ""
    attributes: tuple[SamlAttribute, ...] = ()
    admin_approved: bool | None = None
    """Only users whom an administrator admits; false: any user may authorize it."""
    profiles: tuple[str, ...] = ()
    permission_sets: tuple[str, ...] = ()
    client_credentials: bool | None = None
    """It may act without a user's consent, as `runs_as`."""
    runs_as: str = ""
    handler_runs_as: str = ""
    """The user as whom its own code runs in the org when somebody authorizes it."""
    ip_relaxation: str = ""
    refresh_token_policy: str = ""
    pkce_required: bool | None = None
    ip_ranges: tuple[IpRange, ...] = ()
    session_level: str = ""
    session_timeout: int | None = None
    """In minutes."""


class PackageRow(NamedTuple):
    """A package of another publisher, installed in the org."""

    name: str
    at: str
    version: str = ""
