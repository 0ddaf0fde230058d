"""One question to an org, and whoever takes it there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Question:
    """What is asked. `path` lies below the API's version unless it begins with a slash; `asked` names it in messages."""

    path: str
    asked: str
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] | None = None
    names: Collection[str] = ()
    """Names that stand in the question, and may be repeated of a message about it."""
    weight: int = 1
    """How many calls of the daily allowance it takes."""


class Line(Protocol):
    """The way to an org."""

    @property
    def version(self) -> str:
        """The API version that is spoken."""

    @property
    def host(self) -> str:
        """The org's host, for messages."""

    def answer(self, question: Question) -> object:
        """The answer, parsed; None where nothing changed. Raises Refused or Stopped."""

    def quoted(self, value: str | Sequence[str]) -> str:
        """A value, or a list of them, as SOQL writes it."""
