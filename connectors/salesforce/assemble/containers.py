"""Profiles, permission sets, groups and muting sets as principals, with what they hold beside objects and fields."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from connectors.salesforce.assemble.completeness import complete_containers
from connectors.salesforce.assemble.container_names import (
    GROUP,
    MUTING,
    PAGE_NAMES,
    PERMISSION_SET,
    PROFILE,
    TYPES,
    ContainerNames,
    Mention,
    not_there,
)
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.assemble.privileges import PRIVILEGES, unknown_privileges
from connectors.salesforce.retrieving import retrieve_command
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.permissions import AccessRow, ContainerRow, GroupMemberRow
from connectors.salesforce.rows.unread import UnreadRow
from lineage.model.facts import FactName
from lineage.model.records import Evidence, Fact, Gap, Membership, Principal

_FACTS: Final[Mapping[str, FactName]] = {
    "system-permission": "system-permission",
    "custom-permission": "custom-permission",
    "code": "code-access",
    "flow": "flow-access",
    "data-source": "data-source-access",
    "credential": "credential-access",
    "metadata-type": "metadata-access",
    "custom-setting": "metadata-access",
    "agent": "agent-access",
}
"""The fact of each sort of access."""

_CURRENT: Final = "updated"


def assemble_containers(org: Org, rows: Rows) -> Iterator[Principal | Membership | Fact | Gap]:
    """A principal for every container, the memberships of groups, and facts for all that a container says of itself."""
    names = ContainerNames(org, rows)
    yield from _principals(org, rows, names)
    yield from _about_themselves(org, rows.of(ContainerRow), names)
    yield from _accesses(org, rows.of(AccessRow), names)
    yield from unknown_privileges(org, rows.of(AccessRow))
    yield from _groups(org, rows, names)


def _principals(org: Org, rows: Rows, names: ContainerNames) -> Iterator[Principal]:
    complete = complete_containers(rows, TYPES)
    unread = {(TYPES[row.component], row.name.casefold()): row for row in rows.of(UnreadRow) if row.component in TYPES}
    defined: dict[tuple[str, str], list[ContainerRow]] = {}
    for row in rows.of(ContainerRow):
        defined.setdefault((row.kind, row.name.casefold()), []).append(row)
    for key, described in defined.items():
        whole = [row for row in described if row.whole]
        first = (whole or described)[0]
        yield Principal(
            id=names.id(first.kind, first.name),
            label=next((row.label for row in described if row.label), PAGE_NAMES.get(first.name, "")),
            partial=key not in complete,
            evidence=_evidence(org, whole or described[:1]),
        )
    for key, lost in unread.items():
        if key not in defined and lost.name:
            yield Principal(id=names.id(key[0], lost.name), partial=True, evidence=org.inferred(lost.at))


def _evidence(org: Org, rows: Iterable[ContainerRow]) -> tuple[Evidence, ...]:
    return tuple(
        evidence for row in rows for evidence in (org.said if row.whole or row.kind == PROFILE else org.inferred)(row.at)
    )


def _about_themselves(org: Org, rows: Sequence[ContainerRow], names: ContainerNames) -> Iterator[Fact | Gap]:
    for row in rows:
        id, said = names.id(row.kind, row.name), org.said(row.at)
        if row.license:
            yield Fact(subject=id, name="license", value=row.license, evidence=said)
        if row.custom is False:
            yield Fact(subject=id, name="built-in", evidence=said)
        if row.activated:
            yield Fact(subject=id, name="activation-required", evidence=said)
        if row.status and row.status.casefold() != _CURRENT:
            yield org.gap(
                "permission",
                f"Permission set group {row.name} was {row.status} when it was retrieved.",
                why="the platform had not yet added up what its sets give",
                hides="what the group really gave at that time; it is taken as the sum of its sets",
                remedy=retrieve_command(f"PermissionSetGroup:{row.name}"),
                locator=row.at,
                subject=id,
            )


def _accesses(org: Org, rows: Sequence[AccessRow], names: ContainerNames) -> Iterator[Fact]:
    """A fact for each access. What a muting set lists is not held but taken away."""
    for row in rows:
        id, said = names.id(row.kind, row.container), org.said(row.at)
        fact = _FACTS[row.sort]
        if row.kind == MUTING:
            yield Fact(subject=id, name="taken-away", value=f"{fact} {row.name}", evidence=said)
            continue
        yield Fact(subject=id, name=fact, value=row.name, evidence=said)
        if fact == "system-permission" and row.name in PRIVILEGES:
            yield Fact(subject=id, name="privilege", value=row.name, evidence=said)


def _groups(org: Org, rows: Rows, names: ContainerNames) -> Iterator[Membership | Principal | Gap]:
    mentions = []
    for row in rows.of(GroupMemberRow):
        found = names.named(MUTING if row.mutes else PERMISSION_SET, row.name)
        mentions.append(Mention(found, row.at))
        yield Membership(member=names.id(GROUP, row.group), container=found.id, evidence=org.said(row.at))
    yield from not_there(org, mentions, by="Permission set groups")
