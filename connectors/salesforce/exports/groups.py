"""What is in permission set groups: sets, and the sets that mute them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from connectors.salesforce.assemble.container_names import GROUP, MUTING, some
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.exports.containers import Container, Containers
from connectors.salesforce.exports.files import Line
from connectors.salesforce.exports.sorts import COMPONENT
from connectors.salesforce.rows.permissions import GroupMemberRow
from lineage.model.records import Gap


class Component(NamedTuple):
    """Something is in a group."""

    group: Container
    held: Container
    at: str


def read_component(containers: Containers, line: Line) -> Component | None:
    """A row of PermissionSetGroupComponent; `None` where it does not say which group, or what is in it."""
    group = containers.group(COMPONENT, line.get("permissionsetgroupid"), line.related("permissionsetgroup"), line.at)
    held = containers.find(COMPONENT, line.get("permissionsetid"), line.related("permissionset"), line.at)
    return Component(group, held._replace(sums_up=False), line.at) if group and held else None


def members(components: Iterable[Component]) -> Iterator[GroupMemberRow]:
    """What each group holds; of a group inside a group, the sets that are in it: the platform has no groups in groups."""
    inside: dict[tuple[str, str], list[Component]] = {}
    for one in components:
        inside.setdefault(one.group.key, []).append(one)
    for held in inside.values():
        for found in _flat(held[0].group, inside, set()):
            if found.held.kind != GROUP:
                yield GroupMemberRow(held[0].group.name, found.held.name, found.at, mutes=found.held.kind == MUTING)


def _flat(group: Container, inside: Mapping[tuple[str, str], list[Component]], seen: set[tuple[str, str]]) -> Iterator[Component]:
    """The components of a group and of the groups in it. What mutes an inner group is left out: it does not mute the outer one."""
    seen.add(group.key)
    is_outer = len(seen) == 1
    for one in inside.get(group.key, ()):
        if is_outer or one.held.kind != MUTING:
            yield one
        if one.held.kind == GROUP and one.held.key not in seen:
            yield from _flat(one.held, inside, seen)


def nested(org: Org, components: Iterable[Component]) -> Iterator[Gap]:
    """A gap where groups are said to be in groups."""
    found = [one for one in components if one.held.kind == GROUP]
    if found:
        pairs = sorted({f"{one.held.name} in {one.group.name}" for one in found})
        yield org.gap(
            "export",
            f"Rows of {COMPONENT.name} put groups into groups: {some(pairs)}.",
            why="the platform has no groups in groups, so that these rows, or the ids in them, are wrong",
            hides="what these groups hold; each is taken to hold the sets of the groups in it",
            remedy=COMPONENT.command,
            locator=min(one.at for one in found),
        )
