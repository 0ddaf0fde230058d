"""Risks that somebody answers for: a finding that stays in sight, but does not fail a check until a day."""

import re
from typing import Final, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from lineage.model.handwritten import Day, Remark, Text
from lineage.model.records import Frozen

# It begins with a letter, so that YAML never takes it for a number.
FINGERPRINT: Final = re.compile(r"f[0-9a-f]{15}")
"""What a finding's fingerprint looks like."""


class Acceptance(Frozen):
    """One risk that is accepted for a while; when the day is over the finding fails checks again."""

    finding: Text
    """The rule's id, or the fingerprint of one finding or of one hop of it."""
    select: Remark = ""
    """What it is accepted for: `system:legacy-hr`, the System at either end, or another selector; only a fingerprint stands without it."""
    owner: Text
    """Who answers for it."""
    reason: Text
    """Why it is acceptable until then."""
    until: Day
    """The last day on which it is accepted."""

    @property
    def said(self) -> str:
        """It in words, as findings say who accepted them."""
        return f"{self.owner} until {self.until}: {self.reason}"

    @model_validator(mode="after")
    def _is_bounded(self) -> Self:
        """A whole rule is never accepted for everything."""
        if not self.select and not FINGERPRINT.fullmatch(self.finding):
            raise PydanticCustomError(
                "select", "`select` is wanted beside a rule, such as system:NAME; only a fingerprint needs none"
            )
        return self
