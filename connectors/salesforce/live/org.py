"""What a live org answers, and how it refuses: the contract between what is asked and the client that sends it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Protocol, TypeAlias

from lineage.errors import LineageError

Answer: TypeAlias = Mapping[str, object]
"""One row of an answer, or one object that it describes."""


class Refused(LineageError):
    """The org does not answer this question, and may answer others."""

    def __init__(self, code: str, message: str = "") -> None:
        self.code = code
        """Its error code: INVALID_TYPE, INVALID_FIELD, INSUFFICIENT_ACCESS, MALFORMED_QUERY, EXCEEDED_ID_LIMIT…"""
        self.message = message
        """What it says, without values."""
        super().__init__(f"{code}: {message}" if message else code)


class Short(LineageError):
    """An answer ended with fewer rows than the org counted, or not as it must; those that came are good.

    Where the org did not say how many there are, `counted` is one more than came.
    """

    def __init__(self, received: int, counted: int, why: str = "") -> None:
        self.received, self.counted, self.why = received, counted, why
        super().__init__(f"The org answered {received:,} of {counted:,} rows{f': {why}' if why else ''}.")


class Stopped(LineageError):
    """The harvest cannot go on: the org's limit is reached, the session has ended, or it is out of reach. What came is good."""


ALL: Final[Mapping[str, str]] = {}
"""Every description, whether it changed or not."""


class Org(Protocol):
    """An org that can be asked. Every method may raise `Refused` or `Stopped`."""

    @property
    def version(self) -> str:
        """The version of its interface, such as `66.0`."""

    @property
    def host(self) -> str:
        """The host that answers."""

    @property
    def calls(self) -> int:
        """Calls made so far."""

    def query(self, soql: str) -> Iterator[Answer]:
        """All rows of a query; raises `Short` at the end where fewer came than the org counted."""

    def tooling(self, soql: str) -> Iterator[Answer]:
        """All rows of a query on what describes the org."""

    def count(self, entity: str, where: str = "") -> int:
        """How many rows there are."""

    def keyset(self, soql: str, key: str = "Id", *, tooling: bool = False) -> Iterator[Answer]:
        """All rows of a query whose answers have no pages: asked by the last key, each row once."""

    def objects(self) -> Sequence[Answer]:
        """Every object, as the list of all of them tells it."""

    def describes(self, names: Sequence[str], since: Mapping[str, str] = ALL) -> Iterator[tuple[str, Answer | Refused | None]]:
        """The description of each object; `None` where it has not changed since that day."""

    def many(self, queries: Sequence[str], *, tooling: bool = False) -> Iterator[Sequence[Answer] | Refused]:
        """The first page of each of many queries, several to a call."""

    def get(self, path: str) -> object:
        """Another resource, by its path below that of the version."""
