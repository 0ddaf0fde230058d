"""How long the client waits, how often it asks again, and how much of the org's allowance it leaves to others."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel, ConfigDict, Field


class Patience(BaseModel):
    """How long one call may take, how often it is tried, and what is left of the daily calls."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    connect: float = Field(default=10.0, gt=0)
    """Seconds to reach the org."""
    silence: float = Field(default=60.0, gt=0)
    """Seconds without a byte before a call has failed."""
    whole: float = Field(default=300.0, gt=0)
    """Seconds for a whole answer, however steadily it trickles."""
    attempts: int = Field(default=5, ge=1, le=20)
    """How often a call is tried that fails by no fault of its own."""
    first: float = Field(default=1.0, ge=0)
    """Seconds to wait before the second attempt, at most; it doubles with each further one."""
    longest: float = Field(default=60.0, ge=0)
    """Seconds to wait before any attempt, at most."""
    reserve: float = Field(default=0.1, ge=0, le=1)
    """The share of the org's daily calls that is left to others: the harvest stops before it takes from that."""


@dataclass(frozen=True)
class Waiting:
    """The clock, sleep and chance that waiting takes; a test gives its own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


PATIENT: Final = Patience()
REAL_TIME: Final = Waiting()


def delay(patience: Patience, failures: int, chance: float, told: float | None = None) -> float:
    """Seconds to wait after so many failures: by chance up to a bound that doubles, and no less than the org told.

    >>> [delay(Patience(first=1, longest=5), failures, 1.0) for failures in (1, 2, 3, 4)]
    [1.0, 2.0, 4.0, 5.0]
    >>> delay(Patience(), 1, 0.5, told=3.0)
    3.0
    """
    bound = min(patience.longest, patience.first * (1 << (failures - 1)))
    return max(chance * bound, min(told or 0.0, patience.longest))
