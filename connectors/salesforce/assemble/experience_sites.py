"""Sites: visitors and members as Systems outside the org, the visitors' own principal, and the profiles that these act by."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from connectors.salesforce.assemble.container_names import (
    PERMISSION_SET,
    PROFILE,
    ContainerNames,
    Found,
    Mention,
    not_there,
    some,
)
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.retrieving import retrieve_command
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.experience_sites import GuestRuleRow, NetworkRow, SiteRow
from connectors.salesforce.rows.permissions import ContainerRow
from lineage.model.ids import Id
from lineage.model.records import Evidence, Fact, Gap, Membership, Principal, System
from lineage.model.verdicts import Active, Transit

_GUEST_LICENSE: Final = "guest user license"
_INSIDE: Final = frozenset(
    {"salesforce", "salesforce platform", "salesforce platform light", "salesforce integration", "chatter free"}
)
"""Licenses of people who work for the org; those of any other may be portal users."""
_LIVE: Final = "live"
_HTTPS_ONLY: Final = "requireHttps"


@dataclass
class _Site:
    """What is known of one site, from all files that tell of it."""

    name: str
    networks: list[NetworkRow] = field(default_factory=list)
    pages: list[SiteRow] = field(default_factory=list)
    rules: list[GuestRuleRow] = field(default_factory=list)

    @property
    def places(self) -> list[str]:
        """Where it is told of, the best place first."""
        return [row.at for rows in (self.pages, self.networks, self.rules) for row in rows]

    @property
    def active(self) -> Active:
        """Whether visitors can reach it; a site that is down for maintenance may be up again tomorrow."""
        if any(row.active is False for row in self.pages):
            return Active.NO
        up = [row.active is True for row in self.pages] + [row.status.casefold() == _LIVE for row in self.networks]
        return Active.YES if up and all(up) else Active.UNKNOWN

    @property
    def transit(self) -> Transit | None:
        """Encrypted where the site takes visitors over HTTPS only; a domain of its own may be without."""
        said = [value for row in self.pages for name, value in row.says if name == _HTTPS_ONLY]
        return Transit.ENCRYPTED if said and all(value.casefold() == "true" for value in said) else None


def site_system(org: Org, kind: Literal["public", "portal"], site: str) -> Id:
    """The System of a site's visitors or of its members.

    >>> site_system(Org(Id("salesforce://acme"), "Acme", "x"), "public", "Real_Estate")
    'public://real-estate.acme'
    """
    name = re.sub(r"[^a-z0-9]+", "-", site.casefold()).strip("-")
    return Id.system(f"{kind}://{name}.{org.id.partition('://')[2]}")


def guest_principal(org: Org, site: str) -> Id:
    """The principal that a site's visitors act as."""
    return org.id.of_kind("guest", site)


def assemble_sites(org: Org, rows: Rows) -> Iterator[System | Principal | Membership | Fact | Gap]:
    """Every site that something tells of, be it only a rule that opens records to its visitors."""
    names = ContainerNames(org, rows)
    sites = _sites(rows)
    mentions: list[Mention] = []
    guests = _guest_profiles(rows)
    for site in sites.values():
        yield from _visitors(org, site, names, guests, mentions)
        yield from _members(org, site, names, rows, mentions)
    yield from not_there(org, mentions, by="Sites")
    for rule in rows.of(GuestRuleRow):
        yield Fact(subject=org.dataset(rule.object), name="guest-sharing", value=_rule(rule), evidence=org.said(rule.at))
    yield from _profiles_without_site(org, guests)


def _sites(rows: Rows) -> dict[str, _Site]:
    found: dict[str, _Site] = {}

    def of(name: str) -> _Site:
        return found.setdefault(name.casefold(), _Site(name))

    for page in rows.of(SiteRow):
        of(page.name).pages.append(page)
    for network in rows.of(NetworkRow):
        of(network.site or network.name).networks.append(network)
    for rule in rows.of(GuestRuleRow):
        for name in rule.sites:
            of(name).rules.append(rule)
    return found


def _guest_profiles(rows: Rows) -> dict[str, ContainerRow]:
    """The profiles that are for visitors, by the folded name of the site that their own name points to."""
    return {
        row.name.casefold().removesuffix(" profile").replace("_", " "): row
        for row in rows.of(ContainerRow)
        if row.kind == PROFILE and row.license.casefold() == _GUEST_LICENSE
    }


def _visitors(
    org: Org, site: _Site, names: ContainerNames, guests: dict[str, ContainerRow], mentions: list[Mention]
) -> Iterator[System | Principal | Membership | Fact | Gap]:
    """The System and the principal of a site's visitors, and the profile that they act by."""
    evidence = (org.said if site.pages else org.inferred)(site.places[0])
    visitors, guest = site_system(org, "public", site.name), guest_principal(org, site.name)
    yield System(id=visitors, label=f"guests of {site.name}", kind="public", evidence=evidence)
    # Sets may be assigned to it as well, and no metadata tells of that.
    label = f"guest user of {site.name}"
    yield Principal(id=guest, label=label, peer=visitors, transit=site.transit, partial=True, evidence=evidence)
    yield Fact(subject=guest, name="guest-of", value=site.name, evidence=evidence)
    yield from _site_settings(org, site)
    by_name = guests.pop(site.name.casefold().replace("_", " "), None)
    stated = [row for row in site.pages if row.guest_profile]
    for row in stated:
        found = names.named(PROFILE, row.guest_profile)
        mentions.append(Mention(found, row.at))
        yield from _acts_by(org, site, found.id, org.said(row.at))
    if not stated and by_name:
        yield from _acts_by(org, site, names.id(PROFILE, by_name.name), org.inferred(by_name.at))
    if not stated:
        yield org.gap(
            "site",
            f"What visitors of site {site.name} act as is not stated here.",
            why=f"the file of the site was not retrieved{'; a profile of that name is taken for it' if by_name else ''}",
            hides="what people who have not logged in may read",
            remedy=retrieve_command(f"CustomSite:{site.name}", "Profile"),
            locator=site.places[0],
            subject=guest,
        )


def _acts_by(org: Org, site: _Site, profile: Id, evidence: tuple[Evidence, ...]) -> Iterator[Membership | Fact]:
    yield Membership(member=guest_principal(org, site.name), container=profile, active=site.active, evidence=evidence)
    yield Fact(subject=profile, name="guest-of", value=site.name, evidence=evidence)


def _site_settings(org: Org, site: _Site) -> Iterator[Fact]:
    visitors = site_system(org, "public", site.name)
    rules = [*((row.says, row.at) for row in site.pages), *((row.says, row.at) for row in site.networks)]
    for says, at in rules:
        for name, value in says:
            yield Fact(subject=visitors, name="site-setting", value=f"{name}={value}", evidence=org.said(at))


def _members(
    org: Org, site: _Site, names: ContainerNames, rows: Rows, mentions: list[Mention]
) -> Iterator[System | Principal | Membership | Fact]:
    """The profiles and sets of a site's members, and the System of those among them who may be outsiders."""
    licenses = {row.name.casefold(): row.license.casefold() for row in rows.of(ContainerRow) if row.kind == PROFILE}
    for network in site.networks:
        registered = [names.named(PROFILE, network.self_registered)] if network.self_registered else []
        profiles = list(dict.fromkeys([*(names.named(PROFILE, name) for name in network.profiles), *registered]))
        sets = [names.named(PERMISSION_SET, name) for name in network.permission_sets]
        mentions += [Mention(found, network.at) for found in (*profiles, *sets)]
        for found in (*profiles, *sets):
            yield Fact(subject=found.id, name="portal-of", value=site.name, evidence=org.said(network.at))
        outside = [found for found in profiles if _may_be_outside(found, licenses)]
        if outside or sets or network.self_registration:
            yield from _portal(org, site, network, outside, sets)


def _portal(
    org: Org, site: _Site, network: NetworkRow, profiles: Sequence[Found], sets: Sequence[Found]
) -> Iterator[System | Principal | Membership | Fact]:
    """The members who may be outsiders: for each of their profiles one principal, who may hold the site's sets as well."""
    portal, said = site_system(org, "portal", site.name), org.said(network.at)
    yield System(id=portal, label=f"members of {site.name}", kind="portal", evidence=said)
    if network.self_registration:
        yield Fact(subject=portal, name="self-registration", value=network.self_registered or "unknown", evidence=said)
    for held in [(profile, *sets) for profile in profiles] or [tuple(sets)]:
        with_profile = held[0].name if profiles else ""
        member = org.id.of_kind("portal-user", f"{site.name}/{with_profile}" if with_profile else site.name)
        label = f"member of {site.name}" + (f" with profile {with_profile}" if with_profile else "")
        # The platform lets nobody log in, or stay logged in, but over HTTPS.
        yield Principal(id=member, label=label, peer=portal, transit=Transit.ENCRYPTED, partial=True, evidence=said)
        for found in held:
            yield Membership(member=member, container=found.id, active=site.active, evidence=said)


def _may_be_outside(found: Found, licenses: Mapping[str, str]) -> bool:
    return licenses.get(found.name.casefold(), "") not in _INSIDE


def _rule(rule: GuestRuleRow) -> str:
    """The rule, what it lets visitors do, and of which sites."""
    return f"{rule.name}: {rule.access or 'unknown access'} for guests of {', '.join(rule.sites) or 'an unknown site'}"


def _profiles_without_site(org: Org, guests: Mapping[str, ContainerRow]) -> Iterator[Gap]:
    """One gap for profiles of visitors that belong to no site of which anything here tells."""
    left = sorted(row.name for row in _own(guests.values()))
    if left:
        yield org.gap(
            "site",
            f"Profiles for visitors whose site is not known, {len(left):,} in all: {some(left)}.",
            why="the files of the sites were not retrieved with the rest",
            hides="which sites open the org to people who have not logged in, and for what",
            remedy=retrieve_command("CustomSite", "Network"),
            locator=min(row.at for row in _own(guests.values())),
        )


def _own(rows: Iterable[ContainerRow]) -> list[ContainerRow]:
    """Those that the org has made; the platform's own is a pattern for them."""
    return [row for row in rows if row.custom is not False]
