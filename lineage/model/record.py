"""What records are made of: the frozen base, evidence, names that a source gives to other Systems, and what reading came to."""

from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict

from lineage.model.ids import Id
from lineage.model.verdicts import Basis


class Frozen(BaseModel):
    """A frozen value that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(Frozen):
    """Why we say so."""

    basis: Basis
    """Which of the four legs this is."""
    connector: str
    """The connector that read it."""
    locator: str
    """Where it stands: `file:line`, a query, a log row."""
    stated: bool = True
    """Stated by the source; false where it is inferred."""


class Reference(Frozen):
    """A name that a source gives to something of another System; the graph build resolves it (exact, then longest pattern)."""

    kind: Literal["host", "namespace", "application", "package", "connection"]
    """What sort of name this is; only `matches` of the same sort or plain host patterns can answer it."""
    value: str
    """The name: a host, an OpenLineage namespace, an application's or a connection's name, a package prefix."""
    path: str = ""
    """The dataset inside the System, where the source names one."""
    field: str = ""
    """The field inside the dataset, where the source names one."""


End: TypeAlias = Id | Reference


class Record(Frozen):
    """A record of any kind; evidence may be empty only for what the graph build makes itself."""

    evidence: tuple[Evidence, ...] = ()
    """Everything that says so, in no order."""


class Received(Record):
    """A count of things a connector met and named but did not read inside, by subtype."""

    subtype: str
    """What was counted."""
    count: int
    """How many."""
    root: str = ""
    """The folder that holds them, behind the name of its System; empty for the count of the whole source."""


class Effort(Frozen):
    """What reading cost; summed over a harvest."""

    files: int = 0
    """Files read."""
    unchanged: int = 0
    """Files that did not change since they were read before, and were not read again."""
    calls: int = 0
    """Calls made."""


def _day(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) else value


Day: TypeAlias = Annotated[date, BeforeValidator(_day)]
