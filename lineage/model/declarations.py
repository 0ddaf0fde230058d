"""What people answer for, beside rights: parties, access that ends, assessments and blocks."""

from typing import Literal, TypeAlias

from lineage.model.ids import Id
from lineage.model.record import Day, Record


class Party(Record):
    """An organisation that runs Systems or receives data, as declared."""

    name: str
    """The name by which rights and operators mean it."""
    role: str = ""
    """Service provider, contractor or third party."""
    region: str = ""
    """Where it is established."""
    parent: str = ""
    """The party that it belongs to."""
    contact: str = ""
    """Whom to ask."""
    sub_processors: tuple[str, ...] = ()
    """Parties that it declares to pass data on to."""


class TimeBoundGrant(Record):
    """Access that somebody approved until a day."""

    principal: Id | None = None
    """Whose access it is; `None` where it is an application's."""
    application: Id | None = None
    """The application whose access it is; `None` where it is a principal's."""
    to: Id | None = None
    """A container of rights, dataset or field; `None` for all that the principal or application has."""
    start: Day | None = None
    """The first day, inclusive."""
    until: Day
    """The last day, inclusive."""
    reason: str
    """What it is for."""
    approved_by: str
    """Who approved it."""
    ticket: str = ""
    """Where that is on file."""


AssessmentKind: TypeAlias = Literal["penetration test", "vendor review", "impact assessment", "access review"]


class Assessment(Record):
    """Somebody looked into an application, a System or a flow, or is to do so by a day."""

    kind: AssessmentKind
    """What was looked into."""
    application: Id | None = None
    """The application, where it is one."""
    system: Id | None = None
    """The System, where it is one."""
    job: Id | None = None
    """Of a flow: the job that moves it; `None` for any."""
    source: Id | None = None
    """Of a flow: the System that it leaves; `None` for any."""
    target: Id | None = None
    """Of a flow: the System that it reaches; `None` for any."""
    done: Day | None = None
    """The day on which it was finished; `None` where it never was."""
    due: Day | None = None
    """The last day for the next one; `None` where nobody set one."""
    by: str = ""
    """Who did it, or is to."""
    result: str = ""
    """What came of it."""
    reference: str = ""
    """Where that is on file."""


class Block(Record):
    """Somebody says that elements do not go on at a place; it is a claim, and is shown wherever it takes effect."""

    elements: tuple[str, ...]
    """Element ids that do not go on."""
    into: Id | None = None
    """The field or dataset that they do not get into."""
    job: Id | None = None
    """The job that does not pass them on."""
    source: Id | None = None
    """Between two ends: the System, dataset or field that they leave."""
    target: Id | None = None
    """Between two ends: the System, dataset or field that they do not reach from there."""
    reason: str
    """Why that is so."""
    by: str = ""
    """Who says so."""


Declaration: TypeAlias = Party | TimeBoundGrant | Assessment | Block
