"""What connectors say: typed, frozen records, each with the evidence that says so.

Everything that is a record can be had from here, whichever file says what it is.
"""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from pydantic import SkipValidation

from lineage.model.declarations import Assessment as Assessment
from lineage.model.declarations import AssessmentKind as AssessmentKind
from lineage.model.declarations import Block as Block
from lineage.model.declarations import Declaration as Declaration
from lineage.model.declarations import Party as Party
from lineage.model.declarations import TimeBoundGrant as TimeBoundGrant
from lineage.model.elements import Element
from lineage.model.facts import FactName
from lineage.model.field_texts import NO_TEXTS, FieldTexts
from lineage.model.ids import Id
from lineage.model.record import Day as Day
from lineage.model.record import Effort as Effort
from lineage.model.record import End as End
from lineage.model.record import Evidence as Evidence
from lineage.model.record import Frozen as Frozen
from lineage.model.record import Received as Received
from lineage.model.record import Record as Record
from lineage.model.record import Reference as Reference
from lineage.model.verdicts import Active, Form, Precision, Transit

SystemKind: TypeAlias = Literal["salesforce", "public", "portal", "other"]


Stated: TypeAlias = Literal["yes", "no", "unknown"]
"""What somebody says of a property; `unknown` where nobody does."""


class Gateway(Frozen):
    """What a gateway does to what passes it, as declared."""

    rate_limit: Stated = "unknown"
    """It limits how much passes in a time."""
    validation: Stated = "unknown"
    """It refuses what is not as agreed."""
    payload_inspection: Stated = "unknown"
    """It looks into what passes, and stops what must not."""


Segment: TypeAlias = Literal["", "hardened"]
"""The part of the network that something lies in, as declared; empty where nobody said."""


class System(Record):
    """Where data is held or processed, inside one trust boundary."""

    id: Id
    """The namespace."""
    label: str = ""
    """How people call it."""
    kind: SystemKind = "other"
    """`salesforce` folds the case of names; `public` (guests) and `portal` users are outside and nobody's operator."""
    operator: str = ""
    """The party that runs it; empty where nobody said."""
    role: str = ""
    """Service provider, contractor or third party, as declared."""
    region: str = ""
    """Where it runs."""
    internal_required: bool = False
    """Hops between Systems of one operator need a right as well."""
    matches: tuple[str, ...] = ()
    """Host patterns, OpenLineage namespaces, application names, package prefixes and connection names that mean this System."""
    aliases: tuple[str, ...] = ()
    """Other names of the same System: map name, org id, My Domain host."""
    at_rest: str = ""
    """Declared state at rest: encrypted, unencrypted or empty."""
    gateway: Gateway | None = None
    """Declared: what passes it is limited, validated or looked into; `None` where it is no gateway."""
    segment: Segment = ""
    """`hardened`: declared to lie in the hardened segment."""


class Dataset(Record):
    """Somewhere data rests or queues."""

    id: Id
    """`namespace/path`."""
    subtype: str = ""
    """sObject, external object, table, topic, file, log, in-flight…"""
    label: str = ""
    """The label people see; untrusted text."""
    receives: tuple[Id, ...] = ()
    """Systems whose hops into this dataset's System land in this dataset."""
    stored: bool = True
    """False where rows are fetched on demand and nothing rests here."""
    complete: bool = False
    """The source lists every field, so a field that is not listed does not exist."""
    lists: tuple[str, ...] = ()
    """Endings of field names that the source lists whole, such as `__c`, where it does not list every field."""
    platform_id: str = ""
    """The platform's own id, for matching across renames."""
    at_rest: str = ""
    """Declared state at rest: encrypted, unencrypted or empty."""


class Field(Record):
    """One column of a dataset."""

    id: Id
    """`namespace/path#field`."""
    type: str = ""
    """The source's own name of the data type."""
    label: str = ""
    """The label people see; untrusted text."""
    read_with_object: bool = False
    """It has no permission of its own: whoever may read its dataset may read it (required, master-detail, system and name fields)."""
    at_rest: str = ""
    """State at rest: encrypted, unencrypted or empty where nothing says."""
    security_classification: str = ""
    """How confidential the platform calls it; says nothing about being personal."""
    compliance_groups: tuple[str, ...] = ()
    """The groups that the platform puts it in, in its own words."""
    platform_id: str = ""
    """The platform's own id, for matching across renames."""
    texts: SkipValidation[FieldTexts] = NO_TEXTS
    """Help text, description, mask, choices and targets, which show what it holds; not kept in a snapshot."""


class Job(Record):
    """What moves or transforms data."""

    id: Id
    """`namespace/@job/name`."""
    subtype: str = ""
    """Outbound message, flow, sync…"""
    runs_in: Id | None = None
    """The System that it runs in; `None` where nobody said."""
    logs_payload: bool = False
    """It writes what it carries to a log in the System that it runs in."""
    caches_payload: bool = False
    """It keeps what it carries in a cache in the System that it runs in."""
    active: Active = Active.YES
    """Whether it is switched on."""
    gateway: Gateway | None = None
    """Declared: what it moves passes a gateway that does this; `None` where it does not."""
    segment: Segment = ""
    """`hardened`: declared to run in the hardened segment."""


class Principal(Record):
    """An identity or a container of rights."""

    id: Id
    """`namespace/@kind/name`, the kind being user, profile, permission-set…"""
    peer: End | None = None
    """For somebody outside, such as a guest: the System where what it reads arrives."""
    transit: Transit | None = None
    """For somebody outside: whether what it reads travels encrypted; unknown where nothing says."""
    partial: bool = False
    """Its grants are told only for what was asked for with it: where none is told on a dataset, that is unknown."""
    label: str = ""
    """The name people see; untrusted text."""
    platform_id: str = ""
    """The platform's own id."""


class Application(Record):
    """A client that acts as principals."""

    id: Id
    """`namespace/@application/name`."""
    subtype: str = ""
    """Connected app, external client app, installed package."""
    label: str = ""
    """The name people see; untrusted text."""
    scopes: tuple[str, ...] = ()
    """What its tokens may be used for."""
    reads: bool = True
    """Whether its scopes let it read data; true where nothing says."""
    peer: End | None = None
    """The System where it runs; by its own name where nothing says."""
    transit: Transit | None = None
    """How its requests travel, where the platform enforces it."""
    platform_id: str = ""
    """The platform's own id."""


class Channel(Record):
    """How a hop travels."""

    id: Id
    """`namespace/@channel/name`."""
    subtype: str = ""
    """Named credential, remote site, external data source, event bus…"""
    url: str = ""
    """The address without credentials and query values."""
    transit: Transit | None = None
    """Encrypted or unencrypted where the channel says so; `None` where it does not say."""
    authentication: str = ""
    """How the ends prove who they are."""
    active: Active = Active.YES
    """Whether it is switched on."""
    peer: End | None = None
    """The System at the other end."""


class Onward(Frozen):
    """The second leg of a hop whose job runs in neither end."""

    channel: Id | None = None
    """The channel of the second leg."""
    transit: Transit | None = None
    """What the second leg says of itself."""


class Hop(Record):
    """Data moves from `source` to `target`."""

    source: End
    """A Field, Dataset or System."""
    target: End
    """A Field, Dataset or System."""
    job: Id | None = None
    """The job that moves it."""
    channel: Id | None = None
    """The channel that it travels."""
    principal: Id | None = None
    """The identity that reads it."""
    application: Id | None = None
    """The application that asks for it."""
    active: Active = Active.YES
    """Whether it happens."""
    transit: Transit | None = None
    """What the hop says of itself beside its channel; `None` where it says nothing."""
    transform: str = ""
    """mask, truncate, tokenize, hash, encrypt, aggregate, restore, derive…; unknown ones keep the form."""
    min_group: int = 0
    """The declared minimum group of an aggregation; without it an aggregation keeps the form."""
    precision: Precision = Precision.EXACT
    """`DATASET` where any field of one end may be in any field of the other."""
    left_out: tuple[Id, ...] = ()
    """Fields of the source that are proved not to be in it (`except`)."""
    wildcard: Literal["", "by-name", "into"] = ""
    """`by-name`: every field of the source dataset to the field of that name; `into`: every field to the target."""
    onward: Onward | None = None
    """The second leg, where the job runs in neither end."""


class Classification(Record):
    """Which data elements a field holds."""

    field: Id
    """The field."""
    elements: Mapping[str, Form]
    """Element id → form at rest; empty says that nothing in it is personal."""
    source: Literal["override", "platform", "dictionary", "name", "sample"]
    """What says so; an earlier one outranks a later one."""
    says: str = ""
    """The words of the source, such as `complianceGroup PII;CCPA`."""


class Authorization(Record):
    """The right for hops to one party."""

    id: str
    """A name that stays: the map's file and position, or the agreement's."""
    party: str = ""
    """The receiving party: the operator, else the System's own name; empty binds any."""
    source: Id | None = None
    """The System that data may leave; `None` binds any."""
    job: Id | None = None
    """The job that it is for; `None` binds any."""
    purpose: str = ""
    """Rights of one party unite only within a purpose."""
    role: str = ""
    """Service provider, contractor or third party."""
    agreement: str = ""
    """The document that grants it."""
    everything: bool = False
    """It covers all data, classified or not."""
    elements: tuple[str, ...] = ()
    """Element ids or statute clauses such as `ae(1)(A)`."""
    categories: tuple[str, ...] = ()
    """Category letters; they cover only elements that are not sensitive."""
    fields: tuple[Id, ...] = ()
    """Fields by name; whatever they hold is covered."""
    form: Form = Form.CLEAR
    """The clearest form that it covers."""
    start: Day | None = None
    """The first day, inclusive."""
    until: Day | None = None
    """The last day, inclusive."""
    approved_by: str = ""
    """Who approved it."""
    regions: tuple[str, ...] = ()
    """Where the party may process; empty where the right does not say."""
    safeguard: str = ""
    """What covers a transfer into another region: scc, adequacy, bcr, consent…"""
    sub_processors: tuple[str, ...] = ()
    """Parties to which the receiver may pass data on."""
    any_sub_processor: bool = False
    """The receiver may pass data on to whom it likes."""


class Membership(Record):
    """A member holds a container of rights: a user a profile or set, a group its sets and the set that mutes it."""

    member: Id
    """The user, or the group."""
    container: Id
    """The profile, permission set, group, or muting permission set."""
    start: Day | None = None
    """The first day, inclusive; `None` where it is unbounded or not said."""
    until: Day | None = None
    """The last day, inclusive; `None` where it is unbounded or not said."""
    active: Active = Active.YES
    """Whether it counts: an inactive user holds nothing."""
    session_activated: bool = False
    """It counts only in sessions that activate it."""


class Acting(Record):
    """An application acts as a principal."""

    application: Id
    """The application."""
    principal: Id
    """The user that it runs as or holds a token of, or the container whose holders it is admitted for."""
    how: Literal["run-as", "token", "admitted", "self-authorized"]
    """Why it may. Where users authorize it themselves, that is a bound on what it could read, and no path."""
    last_used: Day | None = None
    """When it last did; `None` where nothing says."""
    uses: int = 0
    """How often it did."""


class Fact(Record):
    """A typed property of a subject that rules use."""

    subject: Id
    """What it is said of."""
    name: FactName
    """The property, from a closed list."""
    value: str = ""
    """Its value; empty for plain claims."""


NOT_YET: Final = "None yet: this version does not read it."
"""The remedy of what no connector reads, as a whole or as its beginning."""


def is_command(remedy: str) -> bool:
    """Whether a remedy is a command to run."""
    return remedy.startswith(("sf ", "lineage "))


class Gap(Frozen):
    """A surface that could not be seen."""

    surface: str
    """Which surface: a noun such as `workflow`, `custom field`, `map`."""
    what: str
    """What could not be seen; one sentence."""
    why: str
    """Why not; a clause that reads on after `because`."""
    hides: str
    """What this may hide from answers; a clause that reads on after `it may hide`."""
    remedy: str = ""
    """What would open it, down to the command; begins with `NOT_YET` where this version offers nothing that would."""
    locator: str = ""
    """File and line, query or endpoint."""
    connector: str = ""
    """The connector that met it."""
    subject: Id | None = None
    """The node that answers must pass to be incomplete by it; `None` where it may touch any answer."""
    everywhere: bool = False
    """It may touch any answer, although it is about one node: what was not read may read or send other nodes too."""
    candidates: tuple[str, ...] = ()
    """Possible meanings, where a reference was ambiguous."""


AnyRecord: TypeAlias = (
    System | Dataset | Field | Job | Principal | Application | Channel | Hop
    | Classification | Authorization | Membership | Acting | Fact | Gap | Received | Effort | Element | Declaration
)  # fmt: skip
