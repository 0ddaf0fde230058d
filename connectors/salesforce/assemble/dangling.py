"""References to what is not there: shown as placeholders, each with the command that would retrieve it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from connectors.salesforce.assemble.org import Org
from lineage.model.ids import Id
from lineage.model.records import Channel, Fact, Gap, Reference
from lineage.model.verdicts import Active


class Component(NamedTuple):
    """A sort of component that others name."""

    words: str
    type: str
    """The platform's word, for the command."""
    hides: str
    channel: str = ""
    """What kind of channel it is; empty where it is none."""
    leads_away: bool = False
    """Data goes where it leads."""


NAMED_CREDENTIAL: Final = Component(
    "named credential", "NamedCredential", "which address is called, and whether encrypted", "named-credential", leads_away=True
)
EXTERNAL_CREDENTIAL: Final = Component(
    "external credential", "ExternalCredential", "how the credential authenticates, and as whom", "external-credential"
)
AUTH_PROVIDER: Final = Component("auth provider", "AuthProvider", "who gives out the tokens", "auth-provider")
IDENTITY_PROVIDER: Final = Component("auth provider", "ExternalAuthIdentityProvider", "who gives out the tokens", "auth-provider")
NETWORK_CONNECTION: Final = Component(
    "network connection", "OutboundNetworkConnection", "which private network calls go through", "network-connection"
)
CERTIFICATE: Final = Component("certificate", "Certificate", "when it expires, and whether its key can be taken out")


class Use(NamedTuple):
    """Something names a component."""

    component: Component
    name: str
    """The component's name; empty where none is named."""
    by: str
    """What names it, in words."""
    subject: Id
    at: str


def dangling(org: Org, uses: Iterable[Use], there: Mapping[Component, Iterable[str]]) -> Iterator[Channel | Fact | Gap]:
    """For each use of a component that is not there: a placeholder, a fact on what uses it, and a gap."""
    known = {component: {name.casefold() for name in names} for component, names in there.items()}
    told: set[tuple[str, str, Id]] = set()
    for use in uses:
        key = (use.component.type, use.name.casefold(), use.subject)
        if use.name and use.name.casefold() not in known.get(use.component, ()) and key not in told:
            told.add(key)
            yield from _missing(org, use)


def _missing(org: Org, use: Use) -> Iterator[Channel | Fact | Gap]:
    component = use.component
    if component.channel:
        yield Channel(
            id=org.channel(component.channel, use.name),
            subtype=component.words,
            active=Active.UNKNOWN,
            peer=Reference(kind="connection", value=use.name) if component.leads_away else None,
            evidence=org.inferred(use.at),
        )
    yield Fact(subject=use.subject, name="dangling-reference", value=f"{component.words} {use.name}", evidence=org.said(use.at))
    yield org.gap(
        component.words,
        f"{component.words.capitalize()} {use.name}, which {use.by} uses, is not there.",
        why="it was not retrieved with the rest",
        hides=component.hides,
        remedy=f"sf project retrieve start --metadata '{component.type}:{use.name}'",
        locator=use.at,
        subject=use.subject,
    )
