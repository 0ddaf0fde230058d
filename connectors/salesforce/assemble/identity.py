"""Authentication providers and single sign-on as channels, and what is known of certificates."""

from collections.abc import Iterable, Iterator

from connectors.salesforce.assemble.dangling import CERTIFICATE, Use
from connectors.salesforce.assemble.endpoints import Named, peer, without_host
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.addresses import NOWHERE
from connectors.salesforce.rows.identity import AuthProviderRow, CertificateRow, SingleSignOnRow
from lineage.model.ids import Id
from lineage.model.records import Channel, Fact, Gap


def assemble_auth_providers(org: Org, rows: Rows) -> Iterator[Channel | Fact | Gap]:
    """A channel for every authentication provider: to where it gives out tokens, and to its further hosts."""
    for row in rows.of(AuthProviderRow):
        named = Named(org, "auth-provider", row.name, "auth provider", row.at)
        first = row.addresses[0].address if row.addresses else NOWHERE
        authentication = f"OAuth client ({row.kind})" if row.kind else "OAuth client"
        yield Channel(
            id=named.id,
            subtype=named.subtype,
            url=first.shown,
            transit=first.travels,
            authentication=authentication,
            peer=peer(first, row.name),
            evidence=org.said(row.at),
        )
        yield from named.others(row.addresses, authentication)
        yield from _runs_as(org, named.id, row.runs_as, row.at)
        if row.pkce is False:
            yield Fact(subject=named.id, name="pkce-not-required", evidence=org.said(row.at))
        if not first.host:
            yield _by_default(org, row, named.id)


def _by_default(org: Org, row: AuthProviderRow, id: Id) -> Gap:
    if row.addresses:
        return without_host(org, "auth provider", row.name, row.at, id)
    return org.gap(
        "auth provider",
        f"Auth provider {row.name} names no address.",
        why=f"the platform's own for {row.kind or 'its type'} are used, and the file does not say which",
        hides="which system learns who logs in, and gives out the tokens",
        remedy=f"Give a system of the map `matches: [{row.name!r}]`.",
        locator=row.at,
        subject=id,
    )


def _runs_as(org: Org, id: Id, user: str, at: str) -> Iterator[Fact]:
    if user:
        yield Fact(subject=id, name="runs-as", value=user, evidence=org.said(at))


def assemble_single_sign_on(org: Org, rows: Rows) -> Iterator[Channel | Fact]:
    """A channel for every SAML identity provider: to where its users log in."""
    for row in rows.of(SingleSignOnRow):
        named = Named(org, "single-sign-on", row.name, "single sign-on", row.at)
        first = row.addresses[0].address if row.addresses else NOWHERE
        yield Channel(
            id=named.id,
            subtype=named.subtype,
            url=first.shown,
            transit=first.travels,
            authentication="SAML",
            peer=peer(first, row.name),
            evidence=org.said(row.at),
        )
        yield from named.others(row.addresses, "SAML")
        yield from _runs_as(org, named.id, row.runs_as, row.at)


def assemble_certificates(org: Org, rows: Rows, uses: Iterable[Use]) -> Iterator[Fact]:
    """What is known of every certificate, said of the org and of each channel that uses it."""
    certificates = {row.name.casefold(): row for row in rows.of(CertificateRow)}
    for row in rows.of(CertificateRow):
        yield from _certified(org, row, org.id, row.at)
    for use in uses:
        found = certificates.get(use.name.casefold()) if use.component is CERTIFICATE else None
        if found:
            yield from _certified(org, found, use.subject, use.at)


def _certified(org: Org, row: CertificateRow, subject: Id, at: str) -> Iterator[Fact]:
    expires = f"expires {row.expires}" if row.expires else "nothing says when it expires"
    evidence = org.said(row.at) if at == row.at else org.said(row.at) + org.said(at)
    yield Fact(subject=subject, name="certificate", value=f"{row.name}, {expires}", evidence=evidence)
    if row.exportable:
        yield Fact(subject=subject, name="private-key-exportable", value=row.name, evidence=evidence)
