"""The shapes of a declared map: what a person may write of systems, datasets, rights and classifications.

These models are the format: its JSON Schema and its error messages are made from them.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from lineage.model.declared_hops import ChannelShape, ExternalShape, GatewayShape, HopShape, SegmentName
from lineage.model.declared_people import AccessShape, AssessmentShape, BlockShape, PartyShape, Role
from lineage.model.elements import LETTERS, load_elements
from lineage.model.handwritten import Day, Flag, Remark, Text, Texts, listed, or_empty
from lineage.model.records import Frozen

FormName: TypeAlias = Literal["clear", "partial", "token", "hash", "encrypted", "aggregate"]
AtRest: TypeAlias = Literal["encrypted", "unencrypted"]

# Editors complete the known ids; a map's own dictionary may add others, so any text passes here.
ElementName: TypeAlias = Annotated[
    str, WithJsonSchema({"anyOf": [{"enum": ["all", *sorted(load_elements())]}, {"type": "string"}]})
]
ElementNames: TypeAlias = Annotated[
    tuple[Text, ...], BeforeValidator(listed, json_schema_input_type=ElementName | list[ElementName])
]
Letter: TypeAlias = Annotated[Text, WithJsonSchema({"enum": list(LETTERS)})]
Letters: TypeAlias = Annotated[tuple[Text, ...], BeforeValidator(listed, json_schema_input_type=Letter | list[Letter] | None)]


def _with_forms(value: object) -> object:
    """Elements without a form are in clear."""
    return value if isinstance(value, Mapping) else dict.fromkeys(map(str, listed(value)), "clear")


Forms: TypeAlias = Annotated[
    Mapping[str, FormName],
    BeforeValidator(_with_forms, json_schema_input_type=ElementName | list[ElementName] | dict[str, FormName]),
]


class SystemShape(Frozen):
    """Where data is held or processed, inside one trust boundary."""

    label: Remark = ""
    """How people call it; its name in the map, if left out."""
    kind: Literal["salesforce", "public", "portal", "other"] = "other"
    """`salesforce`: an org. `public`: guests. `portal`: portal users; nobody operates these two."""
    org: Remark = ""
    """Of a second Salesforce org: its name, in place of the project's `org`."""
    namespace: Remark = ""
    """The name that other sources give it, after OpenLineage: `snowflake://acme`, `postgres://host:5432`."""
    operator: Remark = ""
    """The party that runs it, described under `parties`. Left out, it is unknown, and every hop to it needs a right of its own."""
    role: Role | None = None
    """What the operator is to us."""
    region: Remark = ""
    """Where it runs."""
    internal: Literal["required"] | None = None
    """`required`: hops between Systems of its operator need a right as well."""
    matches: Texts = ()
    """Hosts, `*.host` patterns, namespaces, application, package and connection names that mean it."""
    receives: Annotated[Mapping[str, Texts], BeforeValidator(or_empty)] = Field(default_factory=dict)
    """Dataset of it → Systems whose hops to this System land in that dataset."""
    at_rest: AtRest | None = None
    """Whether what it holds is encrypted at rest."""
    gateway: GatewayShape | None = None
    """It is a gateway: `{rate_limit, validation, payload_inspection}`, each yes or no."""
    segment: SegmentName | None = None
    """`hardened`: it lies in the hardened segment."""


class DatasetShape(Frozen):
    """Somewhere data rests or queues."""

    label: Remark = ""
    """How people call it."""
    kind: Remark = ""
    """What it is: table, topic, file, report, log, in-flight…"""
    fields: Texts = ()
    """The fields known of it."""
    complete: Flag = False
    """Whether `fields` is all of them, so that any other name is a mistake."""
    receives: Texts = ()
    """Systems whose hops to this dataset's System land here."""
    stored: Flag = True
    """No, where nothing rests here."""
    at_rest: AtRest | None = None
    """Whether it is encrypted at rest."""
    external: ExternalShape | None = None
    """Where its rows are, if they are elsewhere."""


class RightShape(Frozen):
    """The right for hops to one party."""

    model_config = ConfigDict(
        json_schema_extra={
            "required": ["party", "source"],
            "anyOf": [{"required": ["elements"]}, {"required": ["categories"]}, {"required": ["fields"]}],
        }
    )

    id: Remark = ""
    """A name that stays; made of agreement, party and purpose, if left out."""
    party: Remark = ""
    """The receiving party: the operator of the target System, else that System's name."""
    source: Remark = ""
    """The System that data may leave."""
    job: Remark = ""
    """The job that it is for; any, if left out."""
    purpose: Remark = ""
    """What for; rights of one party unite only within a purpose."""
    role: Role | None = None
    """What the party is to us by this agreement."""
    agreement: Remark = ""
    """The document that grants it."""
    elements: ElementNames = ()
    """`all`, or elements and clauses such as `ae(1)(A)`."""
    categories: Letters = ()
    """Category letters; they cover only what is not sensitive."""
    fields: Texts = ()
    """Fields by name; whatever they hold is covered."""
    form: FormName = "clear"
    """The clearest form that it covers."""
    start: Day | None = Field(None, alias="from")
    """The first day."""
    until: Day | None = None
    """The last day."""
    approved_by: Remark = ""
    """Who approved it."""
    regions: Texts = ()
    """Where the party may process; a region that is not among them is not covered."""
    safeguard: Remark = ""
    """What covers a transfer into another region: scc, adequacy, bcr, consent…"""
    sub_processors: Texts = ()
    """Parties to which the receiver may pass data on; `allowed`: any."""
    about: Remark = ""
    """A note for readers of the map."""


def _opinion(value: object) -> object:
    """Yes and no may be booleans, and what is unknown is unclear."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "unclear" if value == "unknown" else value


class ElementShape(Frozen):
    """A data element that the built-in dictionary does not have; of one that it has, what to see otherwise."""

    label: Remark = ""
    """How people call it."""
    categories: Letters = ()
    """Letters of the categories of personal information that it belongs to."""
    spi: Annotated[Literal["yes", "no", "conditional", "unclear"], BeforeValidator(_opinion)] = "unclear"
    """Whether it is sensitive personal information."""
    clause: Remark = ""
    """The clause that makes it sensitive."""
    breach: Annotated[Literal["yes", "no", "conditional", "unclear", "anchor"], BeforeValidator(_opinion)] = "unclear"
    """Whether its loss is a notifiable breach."""


class MapShape(Frozen):
    """A declared map: what no source can tell of where personal data goes, and by what right."""

    internal: Literal["required"] | None = None
    """`required`: hops between Systems of one operator need a right as well."""
    parties: Annotated[Mapping[str, PartyShape], BeforeValidator(or_empty)] = Field(default_factory=dict)
    """Name → who runs Systems and receives data."""
    systems: Mapping[str, SystemShape] = Field(default_factory=dict)
    """Name → System."""
    datasets: Mapping[str, DatasetShape] = Field(default_factory=dict)
    """`system/dataset` → what is known of it."""
    channels: Mapping[str, ChannelShape] = Field(default_factory=dict)
    """Name → how hops travel."""
    hops: tuple[HopShape, ...] = ()
    """Where data moves."""
    authorizations: tuple[RightShape, ...] = ()
    """By what right."""
    authorizations_csv: Texts = ()
    """Tables of rights beside the map, as `lineage export authorizations` writes them."""
    access: tuple[AccessShape, ...] = ()
    """Access that ends on a day."""
    assessments: tuple[AssessmentShape, ...] = ()
    """Who looked into what, and when the next is due."""
    blocks: tuple[BlockShape, ...] = ()
    """Where elements do not go on, though hops would carry them."""
    classification: Mapping[str, Forms] = Field(default_factory=dict)
    """Field → the data elements in it, overriding every other source; `[]`: nothing in it is personal."""
    dictionary: Mapping[str, ElementShape] = Field(default_factory=dict)
    """Data elements of your own."""
