"""Answers about who and what can read data."""

from datetime import date
from typing import Literal, TypeAlias

from pydantic import Field as Attribute

from lineage.model.answers import Coverage, ElementLine, EvidenceLine
from lineage.model.blast_answers import BlastBound
from lineage.model.records import Frozen, Gap

StatusWord = Literal["yes", "potential", "unknown", "contributes"]


class PrincipalLine(Frozen):
    """Somebody, in the words of people."""

    id: str
    """Its id."""
    kind: str
    """user, profile, permission-set, permission-set-group…"""
    name: str
    """What it is called."""


class ViaLine(Frozen):
    """A grant that somebody holds."""

    leg: Literal["object", "field"]
    """Which of the two permissions it gives."""
    grant: str
    """What it is on: a field, a dataset for all of its fields, or a System for all of its datasets."""
    operations: tuple[str, ...]
    """What of it is left."""
    through: tuple[str, ...]
    """Ids from the principal itself, or from the member above, down to the container that grants it."""
    muted_by: tuple[str, ...] = ()
    """Ids of the containers that take something of it away."""
    evidence: EvidenceLine
    """Where it stands."""


class ReaderLine(Frozen):
    """Somebody who is something to the question; only `yes` is a reader."""

    principal: PrincipalLine
    """Who."""
    operations: tuple[str, ...]
    """read and edit, as far as both legs allow them."""
    status: StatusWord
    """`yes` reads it; `potential` can grant itself what it lacks, or activate it; `unknown`: grants may be there that were not told;
    `contributes` holds one leg only."""
    why: str
    """The status in a sentence."""
    via: tuple[ViaLine, ...] = ()
    """The grants behind it."""


class AccessAnswer(Frozen):
    """Who can read a field."""

    schema_: Literal["lineage/access@1"] = Attribute("lineage/access@1", alias="schema")
    snapshot: str
    """Name of the snapshot."""
    as_of: date
    """The day on which memberships are looked at."""
    field: str
    """Id of the field, or of the dataset."""
    elements: tuple[ElementLine, ...] = ()
    """What it holds."""
    readers: tuple[ReaderLine, ...] = ()
    """Everybody who is anything to it, readers first, then by id."""
    coverage: Coverage
    """What was read."""
    gaps: tuple[Gap, ...] = ()
    """What could not be seen."""


class ReadDataset(Frozen):
    """What somebody can read of a dataset."""

    dataset: str
    """Its id."""
    fields: int
    """Fields known of it."""
    readable: int
    """How many of them can be read."""
    editable: int
    """How many of them can be edited."""
    elements: tuple[str, ...] = ()
    """Data elements in the readable fields, `unclassified` among them."""


class ReadElement(Frozen):
    """A data element that somebody can read."""

    element: str
    """Its id."""
    fields: tuple[str, ...]
    """Ids of the readable fields that hold it."""


class HeldContainer(Frozen):
    """A container that somebody holds."""

    container: PrincipalLine
    """Which."""
    through: str = ""
    """Id of the group that it comes with."""
    until: date | None = None
    """The last day."""
    session_activated: bool = False
    """It counts only in sessions that activate it."""
    in_force: bool = True
    """It counts on this day: it has not run out, and neither it nor who holds it is inactive."""


class PrincipalAccessAnswer(Frozen):
    """What a principal can read."""

    schema_: Literal["lineage/access-of@1"] = Attribute("lineage/access-of@1", alias="schema")
    snapshot: str
    """Name of the snapshot."""
    as_of: date
    """The day on which memberships are looked at."""
    principal: PrincipalLine
    """Who."""
    holds: tuple[HeldContainer, ...] = ()
    """The containers that it holds, those that do not count on this day last."""
    permissions: tuple[str, ...] = ()
    """Permissions that reach beyond single objects."""
    partial: bool = False
    """Its grants, or those of something that it holds, were told in part: what is missing below is unknown and not denied."""
    administers: bool = False
    """It may grant itself what it lacks."""
    notes: tuple[str, ...] = ()
    """What else there is to know, in sentences."""
    bounds: tuple[BlastBound, ...] = ()
    """What it could come to read besides, each with its reason; never counted with the rest."""
    elements: tuple[ReadElement, ...] = ()
    """Data elements that it can read, by id."""
    datasets: tuple[ReadDataset, ...] = ()
    """Datasets of which it can read something, by id."""
    coverage: Coverage
    """What was read."""
    gaps: tuple[Gap, ...] = ()
    """What could not be seen."""


class ActingLine(Frozen):
    """An application acts as somebody."""

    principal: PrincipalLine
    """As whom."""
    how: Literal["run-as", "token", "admitted", "self-authorized"]
    """Why it may; `self-authorized` is a bound on what it could read, no path."""
    last_used: date | None = None
    """When it last did."""
    readable: int
    """Fields that it can read as this one alone."""
    elements: tuple[str, ...] = ()
    """Data elements in them."""


class ApplicationAccessAnswer(Frozen):
    """What an application can read, and as whom."""

    schema_: Literal["lineage/access-app@1"] = Attribute("lineage/access-app@1", alias="schema")
    snapshot: str
    """Name of the snapshot."""
    as_of: date
    """The day on which memberships are looked at."""
    application: str
    """Its id."""
    label: str
    """What it is called."""
    system: str
    """Id of the System where what it reads arrives."""
    operator: str
    """Who runs that System; empty where nobody said."""
    scopes: tuple[str, ...] = ()
    """What its tokens may be used for."""
    reads: bool = True
    """Whether its scopes let it read data."""
    acts_as: tuple[ActingLine, ...] = ()
    """Its principals, those that are paths first."""
    elements: tuple[ReadElement, ...] = ()
    """Data elements that it can read as any of its principals, by id."""
    datasets: tuple[ReadDataset, ...] = ()
    """Datasets of which it can read something, by id."""
    notes: tuple[str, ...] = ()
    """What else there is to know, in sentences."""
    bounds: tuple[BlastBound, ...] = ()
    """What it could come to read besides, each with its reason; never counted with the rest."""
    coverage: Coverage
    """What was read."""
    gaps: tuple[Gap, ...] = ()
    """What could not be seen."""


AnyAccess: TypeAlias = AccessAnswer | PrincipalAccessAnswer | ApplicationAccessAnswer
"""Every answer about access."""
