"""Risks that somebody answers for: a finding that stays in sight, but does not fail a check until a day."""

from lineage.model.handwritten import Day, Text
from lineage.model.records import Frozen


class Acceptance(Frozen):
    """One risk that is accepted for a while; when the day is over the finding fails checks again."""

    finding: Text
    """The rule's id."""
    select: Text
    """What it is accepted for, in the selector grammar: `system:legacy-hr`."""
    owner: Text
    """Who answers for it."""
    reason: Text
    """Why it is acceptable until then."""
    until: Day
    """The last day on which it is accepted."""
