"""How severe a finding is: what its subject carries, how far that goes, and how many people can have it."""

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import NamedTuple

from lineage.model.elements import FREE_TEXT, UNCLASSIFIED, Element
from lineage.model.verdicts import Severity
from lineage.policy.describe import is_critical

MANY = 1_000
"""People who can have it from whom on what stays inside counts as gone out."""

_FIELDS, _PEOPLE = 1_000_000, 10_000_000
"""More than these are weighed like these, so that no count outweighs what is carried."""


class Stake(IntEnum):
    """What the worst of some data is; the greater, the worse."""

    NOTHING = 0
    """Looked at, and nothing in it is personal."""
    OPEN = 1
    """Nobody knows: not classified, free text and files."""
    PERSONAL = 2
    SENSITIVE = 3
    """Sensitive by statute or a breach element, without ifs."""


class Reach(IntEnum):
    """How far data goes; the greater, the farther."""

    INSIDE = 0
    """It stays in its System; what is wrong makes a way out easier, and is none."""
    OUT = 1
    """It may leave to another operator, or to people outside."""


class Weight(NamedTuple):
    """How much a finding weighs."""

    severity: Severity
    order: int
    """Orders findings of one severity, the greater first: what is carried, how far it goes, people, fields."""


_BY_REACH: Mapping[Reach, Mapping[Stake, Severity]] = {
    Reach.OUT: {
        Stake.SENSITIVE: Severity.CRITICAL,
        Stake.PERSONAL: Severity.HIGH,
        Stake.OPEN: Severity.HIGH,
        Stake.NOTHING: Severity.MEDIUM,
    },
    Reach.INSIDE: {
        Stake.SENSITIVE: Severity.HIGH,
        Stake.PERSONAL: Severity.MEDIUM,
        Stake.OPEN: Severity.LOW,
        Stake.NOTHING: Severity.LOW,
    },
}


def stake_of(element: str, elements: Mapping[str, Element]) -> Stake:
    """What one element is worth.

    >>> from lineage.model.elements import load_elements
    >>> [stake_of(one, load_elements()).name for one in ("ssn", "email", "free_text_blob", "unclassified")]
    ['SENSITIVE', 'PERSONAL', 'OPEN', 'OPEN']
    """
    if is_critical(elements.get(element)):
        return Stake.SENSITIVE
    return Stake.OPEN if element in (FREE_TEXT, UNCLASSIFIED) else Stake.PERSONAL


def worst_of(carried: Iterable[str], elements: Mapping[str, Element]) -> Stake:
    """What the worst of some elements is worth."""
    return max((stake_of(element, elements) for element in carried), default=Stake.NOTHING)


def weigh(stake: Stake, reach: Reach, *, people: int = 0, fields: int = 0) -> Weight:
    """The severity and the order of what carries a stake so far; `people` who can have it and `fields`, where they are known.

    >>> weigh(Stake.SENSITIVE, Reach.OUT).severity.value, weigh(Stake.OPEN, Reach.INSIDE).severity.value
    ('critical', 'low')
    >>> weigh(Stake.SENSITIVE, Reach.INSIDE, people=5_000).severity.value
    'critical'
    """
    counted = Reach.OUT if people >= MANY and stake > Stake.OPEN else reach
    order = ((int(stake) * len(Reach) + int(reach)) * _PEOPLE + min(people, _PEOPLE - 1)) * _FIELDS + min(fields, _FIELDS - 1)
    return Weight(_BY_REACH[counted][stake], order)
