"""Whose place coordinates tell: a person's, an address's or that of a thing that stands somewhere.

Precise geolocation is of a person: "derived from a device" and used to locate a consumer within 1,850 feet (Civ. Code §1798.140(w)).
Coordinates that were looked up for a postal address are not; those of a building, a parcel or a shop are nobody's.
"""

from collections.abc import Sequence
from enum import Enum
from typing import Final

from lineage.policy.classification.surroundings import ADDRESS, MOVED, PERSON, THING, TRACKED

PRECISE: Final = "precise_geo"
GEOCODED: Final = "geocoded_address"

SPOT: Final = "spot"
"""Where a phrase names coordinates, which say nothing of whose they are."""
TRACKED_SPOT: Final = "tracked"
"""Where a phrase names what a device tells of itself: where it was last, its GPS."""


class Whose(Enum):
    """Whose place coordinates tell."""

    PERSON = PRECISE
    ADDRESS = GEOCODED
    THING = ""
    UNKNOWN = "unknown"


def whose(where: str, surroundings: Sequence[frozenset[str]]) -> Whose:
    """Whose place it is, by the first of the surroundings that says it: the words beside, then the object.

    >>> whose(SPOT, [frozenset(), frozenset({"thing"})]), whose(SPOT, [frozenset({"person"}), frozenset({"thing"})])
    (<Whose.THING: ''>, <Whose.PERSON: 'precise_geo'>)
    >>> whose(SPOT, [frozenset()]), whose(TRACKED_SPOT, [frozenset()])
    (<Whose.UNKNOWN: 'unknown'>, <Whose.PERSON: 'precise_geo'>)
    """
    subject = next((one for facts in surroundings for fact, one in _SUBJECTS.items() if fact in facts), None)
    is_of_address = where == SPOT and any(ADDRESS in facts for facts in surroundings)
    if subject is None:
        subject = (Whose.UNKNOWN if where == SPOT else Whose.PERSON, True)
    found, may_be_of_address = subject
    return Whose.ADDRESS if is_of_address and may_be_of_address else found


_SUBJECTS: Final = {
    TRACKED: (Whose.PERSON, False),
    PERSON: (Whose.PERSON, True),
    MOVED: (Whose.UNKNOWN, True),
    THING: (Whose.THING, False),
}
"""Whose place it is by what is named, and whether it may be that of the address which is named beside it."""
