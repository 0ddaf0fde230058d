"""Connected apps. Keys and secrets are never read."""

from collections.abc import Iterator
from typing import Final

from connectors.salesforce.metadata.document import Document, flag
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.addresses import Address, address
from connectors.salesforce.rows.apps import AppRow, IpRange, PackageRow, SamlAttribute
from lineage.reading.xml import Element, children, descend, leaves, text


def read_connected_app(document: Document) -> Iterator[Row]:
    """The connected app: what its tokens may do, who may use it, and where it sends users, tokens and assertions."""
    root = document.root
    said, oauth = leaves(root), _inside(root, "oauthConfig")
    policy, saml, session = (_inside(root, name) for name in ("oauthPolicy", "samlConfig", "sessionPolicy"))
    yield AppRow(
        "connected app",
        document.packaged(document.name),
        document.at(),
        label=said.get("label", ""),
        oauth="oauthConfig" in said,
        scopes=tuple(sorted({text(element) for element in descend(root, "oauthConfig", "scopes")} - {""})),
        callbacks=addresses(oauth.get("callbackUrl", "")),
        pages=addresses(
            said.get("startUrl", ""), said.get("mobileStartUrl", ""), _inside(root, "canvasConfig").get("canvasUrl", "")
        ),
        saml=addresses(saml.get("acsUrl", "")),
        saml_subject=saml.get("samlSubjectType", ""),
        attributes=tuple(attributes(root, "attributes")),
        admin_approved=flag(oauth.get("isAdminApproved")),
        profiles=_named(root, "profileName"),
        permission_sets=_named(root, "permissionSetName"),
        client_credentials=flag(oauth.get("isClientCredentialEnabled")),
        runs_as=oauth.get("oauthClientCredentialUser", ""),
        handler_runs_as=said.get("pluginExecutionUser", ""),
        ip_relaxation=policy.get("ipRelaxation", ""),
        refresh_token_policy=policy.get("refreshTokenPolicy", ""),
        pkce_required=flag(oauth.get("isPkceRequired")),
        ip_ranges=tuple(ip_ranges(root, "ipRanges", "start", "end")),
        session_level=session.get("sessionLevel", ""),
        session_timeout=whole_number(session.get("sessionTimeout", "")),
    )


def _inside(root: Element, name: str) -> dict[str, str]:
    """What the first element of the name says."""
    return next((leaves(element) for element in children(root, name)), {})


def _named(root: Element, name: str) -> tuple[str, ...]:
    return tuple(text(element) for element in children(root, name) if text(element))


def addresses(*texts: str) -> tuple[Address, ...]:
    """The addresses in some texts, of which each may list several."""
    return tuple(dict.fromkeys(address(one) for text_ in texts for one in text_.split()))


def attributes(root: Element, name: str) -> Iterator[SamlAttribute]:
    """What of the user goes to the application."""
    for element in children(root, name):
        said = leaves(element)
        yield SamlAttribute(said.get("key", ""), said.get("formula", ""))


def ip_ranges(root: Element, name: str, start: str, end: str) -> Iterator[IpRange]:
    """The ranges of addresses of the internet, each in an element of that name."""
    for element in children(root, name):
        said = leaves(element)
        yield IpRange(said.get(start, ""), said.get(end, ""))


def whole_number(value: str) -> int | None:
    """A number that is written as one."""
    return int(value) if value.isascii() and value.isdigit() else None


def read_package(document: Document) -> Iterator[Row]:
    """A package of another publisher."""
    yield PackageRow(document.name, document.at(), version=leaves(document.root).get("versionNumber", ""))


READERS: Final[Readers] = {
    ("connectedApps", "connectedApp"): Reader(
        "ConnectedApp", read_connected_app, "a connected app, what its tokens may do, and who may use it", expected=True
    ),
    ("installedPackages", "installedPackage"): Reader(
        "InstalledPackage", read_package, "a package whose code may read and send data"
    ),
}
