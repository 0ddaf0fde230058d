"""The shapes of declared hops: what a person may write of the way that data takes.

Where a plain value is enough, as for a job that has only a name, it stands for the mapping.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from lineage.model.handwritten import Flag, Remark, Switch, Text, Texts, listed, or_empty, short_for
from lineage.model.records import Frozen

# What is configured or observed is not for a person to claim; the shape knows it so that cases of semantics can say it.
Basis: TypeAlias = Annotated[
    Literal["declared", "permitted", "configured", "observed"],
    WithJsonSchema({"enum": ["declared", "permitted"]}, mode="validation"),
]


class TransitShape(Frozen):
    """What is said of the way that data travels."""

    url: Remark = ""
    """The address; its protocol says whether the way is encrypted."""
    tls: Flag | None = None
    """Whether the way is encrypted; decides where the URL says nothing."""
    transit: Literal["encrypted", "unknown", "unencrypted"] | None = None
    """The same, said outright."""


class ChannelShape(TransitShape):
    """How hops travel."""

    auth: Remark = ""
    """How the ends prove who they are."""
    type: Remark = ""
    """What it is: REST, SFTP, event bus, VPN…"""


class ChannelUse(ChannelShape):
    """A channel by name, or one described on the spot; that is named by its URL."""

    name: Remark = ""
    """The name under `channels`, or the id of one that another source knows."""


Channel: TypeAlias = Annotated[
    ChannelUse | None, BeforeValidator(short_for("name"), json_schema_input_type=str | ChannelShape | None)
]


class LegShape(TransitShape):
    """The way of one leg."""

    channel: Channel = None
    """The channel it travels: a name, or `{url, tls, auth}`."""


Leg: TypeAlias = Annotated[LegShape | None, BeforeValidator(short_for("channel"), json_schema_input_type=str | LegShape | None)]


class ExternalShape(LegShape):
    """Where the rows of a dataset are, when they are fetched on demand."""

    remote: Text
    """The dataset that holds the rows."""
    map: Annotated[Mapping[str, Text], BeforeValidator(or_empty)] = Field(default_factory=dict)
    """Field → remote column; left out, any column may be in any field."""
    writable: Flag = False
    """Whether values are written back."""
    filter: Flag = True
    """Whether values to search for are sent; `no` only where that is proved not to happen."""


class GatewayShape(Frozen):
    """What a gateway does to what passes it; what is left out is unknown."""

    rate_limit: Switch = "unknown"
    """Whether it limits how much passes in a time."""
    validation: Switch = "unknown"
    """Whether it refuses what is not as agreed."""
    payload_inspection: Switch = "unknown"
    """Whether it looks into what passes, and stops what must not."""


SegmentName: TypeAlias = Literal["hardened"]


class JobShape(Frozen):
    """What moves data."""

    name: Text
    """Its name, or the id of one that another source knows."""
    type: Remark = ""
    """What it is: sync, export, flow…"""
    runs_in: Remark = ""
    """The System that it runs in. If that is neither end, the data passes through there."""
    logs_payload: Flag = False
    """It writes what it carries to a log there."""
    caches_payload: Flag = False
    """It keeps what it carries in a cache there."""
    gateway: GatewayShape | None = None
    """What it moves passes a gateway: `{rate_limit, validation, payload_inspection}`."""
    segment: SegmentName | None = None
    """`hardened`: it runs in the hardened segment."""


Job: TypeAlias = Annotated[JobShape | None, BeforeValidator(short_for("name"), json_schema_input_type=str | JobShape | None)]


class TargetShape(Frozen):
    """Where one mapped field goes."""

    to: Text
    """A field, dataset or System."""
    transform: Remark = ""
    """What happens to the value on the way."""
    min_group: Annotated[int, Field(ge=0)] = 0
    """The smallest group that an aggregation forms; without it the form is kept."""


def _targets(value: object) -> object:
    return [short_for("to")(one) for one in listed(value)]


Targets: TypeAlias = Annotated[
    tuple[TargetShape, ...],
    Field(min_length=1),
    BeforeValidator(_targets, json_schema_input_type=str | TargetShape | list[str | TargetShape]),
]


class PartShape(Frozen):
    """The part of a job's mapping that could not be read."""

    to: Text
    """The dataset that it writes."""
    names: Texts = ()
    """The source fields that this part names; all that the job reads, if left out."""


class HopShape(LegShape):
    """Data moves: from one end to another, or by a mapping of fields."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"required": ["from", "to"]}, {"required": ["map"]}, {"required": ["partly"]}],
        }
    )

    source: Remark = Field("", alias="from")
    """A field, dataset, `dataset#*` or System. With `map`, what its keys belong to: the only Salesforce org, if left out."""
    to: Remark = ""
    """A field, dataset, `dataset#*`, System or URL."""
    map: Annotated[Mapping[str, Targets], BeforeValidator(or_empty)] = Field(default_factory=dict)
    """Source field → target, `{to, transform}`, or several of them; in place of `to`."""
    drop: Texts = ()
    """Source fields proved not to be carried."""
    partly: Annotated[
        tuple[PartShape, ...],
        BeforeValidator(listed, json_schema_input_type=PartShape | list[PartShape] | None),
    ] = ()
    """The part of the mapping that could not be read."""
    reads: Texts = ()
    """Datasets that the job reads beside those of `map`."""
    job: Job = None
    """What moves the data: a name, or `{name, runs_in, logs_payload, caches_payload}`."""
    runs_in: Remark = ""
    """The System that the job runs in, said here instead of under `job`."""
    logs_payload: Flag = False
    """The job logs what it carries, said here instead of under `job`."""
    caches_payload: Flag = False
    """The job caches what it carries, said here instead of under `job`."""
    onward: Leg = None
    """The way of the second leg, where the job runs in neither end."""
    transform: Remark = ""
    """mask, truncate, tokenize, hash, encrypt, aggregate, restore, derive…; unknown ones keep the form."""
    min_group: Annotated[int, Field(ge=0)] = 0
    """The smallest group that an aggregation forms; without it the form is kept."""
    active: Switch = "yes"
    """Whether it happens."""
    precision: Literal["exact", "dataset"] = "exact"
    """`dataset`: any field of one end may be in any field of the other."""
    left_out: Texts = Field((), alias="except")
    """Fields of the source proved not to be in it."""
    principal: Remark = ""
    """The identity that reads the data, such as `user:sync@acme.example`."""
    application: Remark = ""
    """The application that asks for it."""
    basis: Basis = "declared"
    """`permitted`: an identity could read it; nobody says that it does."""
    enforced: Flag = False
    """Of a permitted hop: the platform refuses any way that is not encrypted."""
    about: Remark = ""
    """A note for readers of the map."""
