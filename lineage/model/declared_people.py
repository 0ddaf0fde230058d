"""The shapes of what people answer for: parties, access that ends, assessments, and blocks."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, ConfigDict, Field

from lineage.model.handwritten import Day, Remark, Text, Texts, short_for
from lineage.model.records import AssessmentKind, Frozen

Role: TypeAlias = Literal["service provider", "contractor", "third party"]


class PartyShape(Frozen):
    """An organisation that runs Systems or receives data."""

    role: Role | None = None
    """What it is to us."""
    region: Remark = ""
    """Where it is established; Systems of it that do not say their region are there."""
    parent: Remark = ""
    """The party that it belongs to."""
    contact: Remark = ""
    """Whom to ask."""
    sub_processors: Texts = ()
    """Parties that it says it passes data on to; a hop from it to any other is a finding."""


class AccessShape(Frozen):
    """Access that somebody approved until a day; after it, the access should be gone."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["principal"]}, {"required": ["application"]}]})

    principal: Remark = ""
    """Whose access it is, such as `user:sync@acme.example`."""
    application: Remark = ""
    """The application whose access it is."""
    to: Remark = ""
    """A profile, permission set or group (`permset:Sync`), a dataset or a field; all that it has, if left out."""
    start: Day | None = Field(None, alias="from")
    """The first day."""
    until: Day
    """The last day."""
    reason: Text
    """What it is for."""
    approved_by: Text
    """Who approved it."""
    ticket: Remark = ""
    """Where that is on file."""


class FlowShape(Frozen):
    """A flow: all that a job moves, or all that moves from one System into another."""

    job: Remark = ""
    """The job that moves it; any, if left out."""
    source: Remark = Field("", alias="from")
    """The System that it leaves; any, if left out."""
    to: Remark = ""
    """The System that it reaches; any, if left out."""


Flow: TypeAlias = Annotated[FlowShape | None, BeforeValidator(short_for("job"), json_schema_input_type=str | FlowShape | None)]


class AssessmentShape(Frozen):
    """Somebody looked into an application, a System or a flow, or is to do so by a day."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": ["application"]}, {"required": ["system"]}, {"required": ["flow"]}],
            "anyOf": [{"required": ["done"]}, {"required": ["due"]}],
        }
    )

    kind: AssessmentKind
    """What was looked into."""
    application: Remark = ""
    """The application, where it is one."""
    system: Remark = ""
    """The System, where it is one."""
    flow: Flow = None
    """The flow, where it is one: a job, or `{from, to, job}`."""
    done: Day | None = None
    """The day on which it was finished."""
    due: Day | None = None
    """The last day for it, or for the next one."""
    by: Remark = ""
    """Who did it, or is to."""
    result: Remark = ""
    """What came of it."""
    reference: Remark = ""
    """Where that is on file."""


class BlockShape(Frozen):
    """Elements do not go on at a place, though hops would carry them; a claim, shown wherever it takes effect."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": ["field"]}, {"required": ["dataset"]}, {"required": ["job"]}, {"required": ["from", "to"]}]
        }
    )

    field: Remark = ""
    """The field that they do not get into."""
    dataset: Remark = ""
    """The dataset that they do not get into."""
    job: Remark = ""
    """The job that does not pass them on; what it logs, it logs before."""
    source: Remark = Field("", alias="from")
    """With `to`: the System, dataset or field that they do not leave for there."""
    to: Remark = ""
    """With `from`: the System, dataset or field that they do not reach from there."""
    elements: Texts
    """What does not go on; `unclassified` cannot be blocked, because nobody knows what it is."""
    reason: Text
    """Why that is so, such as where it was proved."""
    by: Remark = ""
    """Who says so."""
