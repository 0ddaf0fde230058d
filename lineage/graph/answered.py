"""Gaps of one source that another source closes."""

from collections.abc import Iterable, Mapping

from lineage.graph.nodes import NodeRecord
from lineage.model.ids import Id
from lineage.model.records import Gap, Membership, Principal

_PROFILE = "profile"
_HELD = frozenset({_PROFILE, "permission-set", "permission-set-group"})
"""What users hold, as their ids call it."""
_USER = "user"


def still_open(gaps: Iterable[Gap], nodes: Mapping[Id, NodeRecord], memberships: Iterable[Membership]) -> list[Gap]:
    """The gaps that no other source closes.

    Who holds what is not known (`membership`) until users are told of wherever there is something to hold. What profiles leave out
    (`profile`) is not known until every profile is told whole.
    """
    found = list(gaps)
    closed = set()
    if any(gap.surface == "membership" for gap in found):
        told = {one.member.namespace for one in memberships if one.member.kind == _USER}
        if {id.namespace for id in nodes if id.kind in _HELD} <= told:
            closed.add("membership")
    if not any(isinstance(one, Principal) and one.partial and id.kind == _PROFILE for id, one in nodes.items()):
        closed.add(_PROFILE)
    return [gap for gap in found if gap.surface not in closed]
