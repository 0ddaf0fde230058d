"""The answer about what could leave through something that was lost, and what to remove so that nothing more can."""

from datetime import date
from typing import Literal

from pydantic import Field as Attribute

from lineage.model.answers import Coverage, EvidenceLine
from lineage.model.records import Frozen, Gap

SubjectKind = Literal["application", "principal", "channel", "job", "system", "dataset", "field"]

Target = Literal["sensitive", "personal", "all"]


class BlastSubject(Frozen):
    """What was lost."""

    id: str
    """Its id."""
    kind: SubjectKind
    """What sort of thing it is."""
    subtype: str = ""
    """Closer: user, profile, permission-set, connected app, named credential…"""
    name: str
    """What it is called; untrusted text."""


class BlastElement(Frozen):
    """A data element within reach."""

    element: str
    """Its id, or `unclassified`."""
    label: str
    """Its name."""
    sensitive: bool
    """Sensitive by statute, or a breach element."""
    severity: Literal["critical", "high"]
    """What a flow that carries it weighs in `check`."""
    form: str
    """The clearest form in which it is within reach."""
    fields: int
    """Fields within reach that hold it."""
    such_as: tuple[str, ...] = ()
    """Ids of some of them."""


class BlastDataset(Frozen):
    """A dataset of which something is within reach."""

    dataset: str
    """Its id, or that of a System of which no dataset is known."""
    fields: int
    """Fields known of it."""
    reached: int
    """How many of them are within reach."""
    sensitive: int
    """How many of those hold something sensitive."""
    unclassified: int
    """How many of those nobody classified."""
    elements: tuple[str, ...] = ()
    """Data elements in them, `unclassified` among them."""


class BlastWay(Frozen):
    """One way by which data leaves through the subject."""

    sort: Literal["permission", "hop"]
    """By permission of somebody, or by hops of one flow."""
    application: str = ""
    """Id of the application, or empty."""
    principal: str = ""
    """Id of the principal, or empty."""
    name: str = ""
    """What the principal is called; untrusted text."""
    how: str = ""
    """Why the application may act as the principal: run-as, token, admitted."""
    last_used: date | None = None
    """When it last did."""
    job: str = ""
    """Id of the job, or empty."""
    channel: str = ""
    """Id of the channel, or empty."""
    target: str = ""
    """Id of the System where it arrives; empty where that is not known."""
    hops: int = 0
    """Hops of the flow."""
    fields: int
    """Fields that leave by this way alone."""
    sensitive: int
    """How many of them hold something sensitive."""
    evidence: tuple[EvidenceLine, ...] = ()
    """Why we say so."""


class BlastHop(Frozen):
    """One hop on the way."""

    source: str
    """Id of the node it leaves."""
    target: str
    """Id of the node it reaches."""
    job: str = ""
    """Id of the job, or empty."""
    channel: str = ""
    """Id of the channel, or empty."""
    application: str = ""
    """Id of the application, or empty."""
    transit: str
    """internal, encrypted, unknown or unencrypted."""
    authorization: tuple[str, ...]
    """The worst values for what it carries of this, in alphabetical order."""
    active: str
    """yes, unknown or no."""
    bases: tuple[str, ...]
    """How it is known."""
    evidence: tuple[EvidenceLine, ...] = ()
    """Why we say so."""


class BlastDestination(Frozen):
    """A System where something of it arrives."""

    system: str
    """Id of the System."""
    system_label: str = ""
    """How people call it."""
    operator: str = ""
    """The party that runs it; empty where unknown."""
    fields: int
    """Fields within reach whose data arrives."""
    sensitive: int
    """How many of them hold something sensitive."""
    form: dict[str, str] = Attribute(default_factory=dict)
    """Element → clearest form in which it arrives, `unclassified` among them."""
    precision: str
    """exact where something arrives exactly, else dataset."""
    permitted_only: bool = False
    """Every walk to it passes a hop that is known only from permissions."""
    active: str
    """yes where some walk has only active hops, else unknown, else no."""
    transit: str
    """The worst on any walk to it."""
    authorization: tuple[str, ...]
    """The worst values on any walk to it, in alphabetical order."""
    expires_since: date | None = None
    """The first day on which the authorization differs, where today's is worse than on the as-of day."""
    path: tuple[BlastHop, ...] = ()
    """The shortest walk that shows the worst authorization, or else the worst transit, from where data leaves through the subject."""


class BlastBound(Frozen):
    """What is no path but could become one: never counted with the rest."""

    sort: Literal["self-authorized", "administers", "holders", "session", "one-leg", "package"]
    """Why it is only a bound."""
    says: str
    """That in a sentence."""
    principals: tuple[str, ...] = ()
    """Ids of whom it is about, where they are few."""
    fields: int
    """Fields that would be within reach besides, at most."""
    sensitive: int
    """How many of them hold something sensitive."""
    elements: tuple[str, ...] = ()
    """Data elements in them."""


class CutItem(Frozen):
    """One thing to remove."""

    sort: Literal["token", "membership", "object", "fields", "all-fields", "system", "every-field", "flow", "subject"]
    """What it is: a token, a membership, a grant on an object, on fields one by one, on all fields of one, on a System, on every field in
    it; the hops of a flow; the subject as a whole."""
    what: str
    """What to do, in a sentence."""
    holder: str = ""
    """Id of the application, member or container that loses something."""
    ids: tuple[str, ...] = ()
    """Ids of what it loses: the principal, the container, the dataset or System, the fields; of a flow the nodes that it leaves."""
    removals: int
    """How many single removals that is: fields are granted one by one."""
    fields: int
    """Fields of those to be cut off that this alone cuts off."""
    elements: tuple[str, ...] = ()
    """Data elements in them."""
    evidence: tuple[EvidenceLine, ...] = ()
    """Where it stands."""


class Alternative(Frozen):
    """Another set that cuts off as much."""

    by: str
    """What it removes, in words."""
    size: int
    """How many single removals that is."""
    at_least: int
    """No set of this sort takes fewer."""
    items: tuple[CutItem, ...] = ()
    """What to remove."""


class Containment(Frozen):
    """What to remove so that nothing of a kind can leave through the subject any more."""

    target: Target
    """`sensitive`: what holds sensitive or breach elements; `personal` where none of that leaves: whatever is classified as personal;
    `all` where none of that leaves either."""
    fields: int
    """Fields to be cut off: those of them that leave by a way that is known."""
    possible: bool
    """Whether any set of removals does that."""
    size: int
    """How many single removals the smallest set takes."""
    at_least: int
    """No set takes fewer: equal to `size` where it is proved that there is no smaller one."""
    items: tuple[CutItem, ...] = ()
    """The set: what alone cuts off most first, then by id."""
    alternatives: tuple[Alternative, ...] = ()
    """Other sets that cut off as much."""
    stays: int = 0
    """Fields that stay within reach afterwards."""
    stays_unclassified: int = 0
    """How many of them nobody classified: what they hold is unknown."""
    notes: tuple[str, ...] = ()
    """What must be said beside it."""


class BlastAnswer(Frozen):
    """What could leave through a subject, where it would arrive, and what to remove."""

    schema_: Literal["lineage/blast-radius@1"] = Attribute("lineage/blast-radius@1", alias="schema")
    snapshot: str
    """Name of the snapshot."""
    as_of: date
    """The day on which rights and memberships are looked at."""
    today: date | None = None
    """The day that the as-of day was compared with, where none was asked for."""
    since: date | None = None
    """The first day of the incident, as asked."""
    until: date | None = None
    """The last day of the incident, as asked."""
    subject: BlastSubject
    """What was lost."""
    fields: int
    """Fields within reach."""
    sensitive: int
    """How many of them hold something sensitive."""
    unclassified: int
    """How many of them nobody classified: what they hold is unknown."""
    notes: tuple[str, ...] = ()
    """What must be said beside it, such as that nothing is classified."""
    elements: tuple[BlastElement, ...] = ()
    """Data elements within reach, sensitive ones first, then by id."""
    datasets: tuple[BlastDataset, ...] = ()
    """Datasets of which something is within reach, by id."""
    ways: tuple[BlastWay, ...] = ()
    """How it leaves."""
    arrives: tuple[BlastDestination, ...] = ()
    """Systems where it arrives, by id."""
    onward: tuple[BlastDestination, ...] = ()
    """Systems to which walks go on from there, by id."""
    possible_onward: tuple[BlastHop, ...] = ()
    """Hops out of Systems that were reached as a whole; not walked, counted apart."""
    bounds: tuple[BlastBound, ...] = ()
    """What is only a bound; counted apart."""
    inactive: tuple[BlastHop, ...] = ()
    """Hops of the subject that are switched off; not counted."""
    containment: Containment
    """What to remove."""
    coverage: Coverage
    """What was read."""
    gaps: tuple[Gap, ...] = ()
    """What could not be seen."""
