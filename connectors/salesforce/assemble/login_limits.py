"""When, from where and how long the users of a profile may log in."""

from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from typing import Final

from connectors.salesforce.assemble.container_names import PROFILE, ContainerNames, Mention, not_there
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.retrieving import retrieve_command
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.permissions import LoginHoursRow, LoginRangeRow, ProfilePolicyRow
from lineage.model.ids import Id
from lineage.model.records import Fact, Gap, Principal

_BITS: Final = (32, 128)
"""Lengths of addresses of the internet, old and new."""
_ALL_WEEK: Final = 7
_ALL_DAY: Final = "0-1440"


def assemble_login_limits(org: Org, rows: Rows) -> Iterator[Fact | Principal | Gap]:
    """Facts for what limits logins and sessions; a limit that lets everything through is none."""
    names = ContainerNames(org, rows)
    yield from _ranges(org, rows.of(LoginRangeRow), names)
    for row in rows.of(LoginHoursRow):
        if not _is_always(row.hours):
            id = names.id(PROFILE, row.profile)
            yield Fact(subject=id, name="login-hours", value="; ".join(row.hours), evidence=org.said(row.at))
    yield from _policies(org, rows.of(ProfilePolicyRow), names)


def _ranges(org: Org, rows: Iterable[LoginRangeRow], names: ContainerNames) -> Iterator[Fact]:
    by_profile: dict[Id, list[LoginRangeRow]] = {}
    for row in rows:
        by_profile.setdefault(names.id(PROFILE, row.profile), []).append(row)
    for id, ranges in by_profile.items():
        if not covers_everything((row.start, row.end) for row in ranges):
            for row in ranges:
                yield Fact(subject=id, name="ip-range", value=f"{row.start}-{row.end}", evidence=org.said(row.at))


def covers_everything(ranges: Iterable[tuple[str, str]]) -> bool:
    """Whether some ranges together let every address through, of the old sort or the new.

    >>> covers_everything([("0.0.0.0", "127.255.255.255"), ("128.0.0.0", "255.255.255.255")])
    True
    >>> covers_everything([("10.0.0.0", "10.255.255.255")])
    False
    """
    spans: dict[int, list[tuple[int, int]]] = {}
    for start, end in ranges:
        try:
            first, last = ip_address(start), ip_address(end)
        except ValueError:
            continue
        spans.setdefault(first.max_prefixlen, []).append((int(first), int(last)))
    return any(_is_gapless(sorted(spans[bits]), bits) for bits in _BITS if bits in spans)


def _is_gapless(spans: list[tuple[int, int]], bits: int) -> bool:
    reached = -1
    for start, end in spans:
        if start > reached + 1:
            return False
        reached = max(reached, end)
    return reached + 1 >= 1 << bits


def _is_always(hours: tuple[str, ...]) -> bool:
    return len(hours) == _ALL_WEEK and all(day.endswith(f" {_ALL_DAY}") for day in hours)


def _policies(org: Org, rows: Iterable[ProfilePolicyRow], names: ContainerNames) -> Iterator[Fact | Principal | Gap]:
    mentions: list[Mention] = []
    nameless: list[str] = []
    for row in rows:
        if not row.profile:
            nameless.append(row.at)
            continue
        found = names.named(PROFILE, row.profile)
        mentions.append(Mention(found, row.at))
        yield from _rules(org, row, found.id)
    yield from not_there(org, mentions, by="Policies for passwords and sessions")
    if nameless:
        yield org.gap(
            "permission",
            f"Policies for passwords and sessions that name no profile: {len(nameless):,}.",
            why="the profile was deleted, or was not visible to whoever retrieved them",
            hides="for whom these policies hold",
            remedy=retrieve_command("Profile", "ProfilePasswordPolicy", "ProfileSessionSetting"),
            locator=min(nameless),
        )


def _rules(org: Org, row: ProfilePolicyRow, profile: Id) -> Iterator[Fact]:
    for name, value in row.says:
        said = org.said(row.at)
        if row.about == "password":
            yield Fact(subject=profile, name="password-policy", value=f"{name}={value}", evidence=said)
        elif name == "requiredSessionLevel":
            yield Fact(subject=profile, name="session-level", value=value, evidence=said)
        # No minutes means that the org's own timeout holds.
        elif name == "sessionTimeout" and value != "0":
            yield Fact(subject=profile, name="session-timeout", value=value, evidence=said)
