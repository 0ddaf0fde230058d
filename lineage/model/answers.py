"""Answers: what the command line prints as JSON, the pages show and the exports draw. One JSON Schema each, under `docs/schemas/`."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import Field as Attribute

from lineage.model.on_demand import Later
from lineage.model.records import Frozen, Gap


class EvidenceLine(Frozen):
    """One reason for a hop."""

    basis: str
    """declared, configured, permitted or observed."""
    stated: bool
    """False where it is inferred."""
    connector: str
    """Which connector read it."""
    locator: str
    """`file:line`, a query, a log row."""
    seen_at: str = ""
    """When the source was read (UTC)."""


class BlockLine(Frozen):
    """A block on a hop: what somebody says does not go on there."""

    elements: tuple[str, ...]
    """Element ids."""
    place: str
    """Where they do not go on: a job, a place, or two ends."""
    reason: str
    """Why that is so."""
    by: str = ""
    """Who says so."""
    locator: str = ""
    """Where it is declared."""


class HopAnswer(Frozen):
    """One hop, with the verdicts of the traced field's part and of all that it carries."""

    source: str
    """Id of the node it leaves."""
    target: str
    """Id of the node it reaches."""
    job: str = ""
    """Id of the job, or empty."""
    channel: str = ""
    """Id of the channel, or empty."""
    principal: str = ""
    """Id of the principal, or empty; of several as which an application may read, the first."""
    principals: int = 1
    """How many principals an application may read it as."""
    application: str = ""
    """Id of the application, or empty."""
    bases: tuple[str, ...]
    """How it is known."""
    active: str
    """yes, unknown or no."""
    transit: str
    """internal, encrypted, unknown or unencrypted."""
    authorization: tuple[str, ...]
    """For the traced field's part: the worst values, in alphabetical order."""
    hop_authorization: tuple[str, ...]
    """For all that the hop carries."""
    transformation: str = ""
    """As written; empty where there is none."""
    form: dict[str, str] = Attribute(default_factory=dict)
    """Element → form in which the traced field's part arrives."""
    precision: str
    """exact or dataset."""
    open: bool = False
    """A wildcard: new fields flow by themselves."""
    facts: tuple[str, ...] = ()
    """Facts of its job and channel."""
    blocks: tuple[BlockLine, ...] = ()
    """What does not go on here, as somebody says."""
    evidence: tuple[EvidenceLine, ...] = ()
    """Everything that says so, ordered by connector and locator."""


class Verdicts(Frozen):
    """A pair of verdicts."""

    transit: str
    """internal, encrypted, unknown or unencrypted."""
    authorization: tuple[str, ...]
    """The worst values, in alphabetical order."""


class Witnesses(Frozen):
    """The shortest walks that show the worst of each verdict."""

    transit: tuple[HopAnswer, ...]
    """Hops from the traced field to the destination."""
    authorization: tuple[HopAnswer, ...]
    """Hops from the traced field to the destination."""


class Destination(Frozen):
    """One row of a trace: the finest node reached."""

    system: str
    """Id of the System."""
    system_label: str = ""
    """How people call it."""
    operator: str = ""
    """The party that runs it; empty where unknown."""
    dataset: str = ""
    """Id of the dataset; empty for a System row."""
    field: str = ""
    """Id of the field; empty for dataset and System rows."""
    precision: str
    """exact where some exact walk reaches it, else dataset."""
    bases: tuple[str, ...]
    """Union over the hops of the witnesses."""
    permitted_only: bool = False
    """Every walk to it passes a hop that is known only from permissions."""
    active: str
    """yes where some walk has only active hops, else unknown, else no."""
    form: dict[str, str] = Attribute(default_factory=dict)
    """Element → clearest form in which it arrives."""
    transit: str
    """The worst on any walk to it."""
    authorization: tuple[str, ...]
    """The worst values on any walk to it, in alphabetical order."""
    expires_since: date | None = None
    """The first day on which the authorization differs, where today's is worse than on the as-of day."""
    same_hop: bool
    """One hop shows both worst verdicts."""
    last_crossing: Verdicts
    """The verdicts of the hops that enter its System."""
    witnesses: Witnesses
    """Shortest walks that show the worst."""


class ElementLine(Frozen):
    """One data element that a field holds."""

    element: str
    """Element id, or `unclassified`."""
    form: str = "clear"
    """The clearest form in which it is held."""
    label: str = ""
    """The element's name."""
    sensitive: bool = False
    """Sensitive personal information by statute, or a breach element."""
    says: tuple[str, ...] = ()
    """What says so."""


class Coverage(Frozen):
    """What was read, so that 'no path' and 'could not look' never look alike."""

    fields: int
    """Fields known."""
    classified: int
    """Fields with a classification."""
    hops: int
    """Hops known."""
    gaps: int
    """Gaps recorded."""
    sources: tuple[str, ...] = ()
    """What was read."""


class TraceAnswer(Frozen):
    """Where a field goes, or, upstream, where it comes from."""

    schema_: Literal["lineage/trace@1"] = Attribute("lineage/trace@1", alias="schema")
    snapshot: str
    """Name of the snapshot."""
    as_of: date
    """The day on which rights are judged."""
    today: date | None = None
    """The day that the as-of day was compared with, where none was asked for."""
    direction: Literal["downstream", "upstream"] = "downstream"
    """Destinations, or sources."""
    field: str
    """Id of the traced field."""
    elements: tuple[ElementLine, ...]
    """What it holds."""
    destinations: tuple[Destination, ...]
    """One row for the finest node reached, ordered by id."""
    inside: tuple[str, ...] = ()
    """Ids of the fields and datasets of its own System that it reaches: copies, which no trust boundary guards."""
    possible_onward: tuple[HopAnswer, ...] = ()
    """Hops out of Systems that were reached as a whole; not walked."""
    inactive: tuple[HopAnswer, ...] = ()
    """Hops that are switched off where the walks came by; not walked."""
    blocks: tuple[BlockLine, ...] = ()
    """What does not go on somewhere on the walks, as somebody says."""
    coverage: Coverage
    """What was read."""
    gaps: tuple[Gap, ...] = ()
    """What could not be seen and may hide more."""


class ExposureCell(Frozen):
    """What of one row reaches one destination."""

    row: str
    """Element id, `unclassified`, or field id."""
    system: str
    """Id of the destination System."""
    fields: int
    """How many fields of the row reach it."""
    transit: str
    """The worst."""
    authorization: tuple[str, ...]
    """The worst values."""
    precision: str
    """exact where some field reaches it exactly."""
    permitted_only: bool = False
    """Every walk passes a hop that is known only from permissions."""
    form: str = ""
    """The clearest form that arrives; empty where blocks let nothing of it through."""
    blocked: tuple[str, ...] = ()
    """Of a field: elements in it that reach the System on no walk, because somebody says that they do not go on."""


class ExposureRow(Frozen):
    """One row of the matrix."""

    row: str
    """Element id, `unclassified`, or field id."""
    label: str
    """Its name."""
    sensitive: bool
    """Sensitive by statute, or a breach element."""
    fields: int
    """Fields that hold it."""


class ExposureSystem(Frozen):
    """One column of the matrix."""

    system: str
    """Id."""
    label: str
    """How people call it."""
    operator: str
    """The party that runs it; empty where unknown."""


class ExposureAnswer(Frozen):
    """The matrix element (or field) × destination."""

    schema_: Literal["lineage/exposure@1"] = Attribute("lineage/exposure@1", alias="schema")
    snapshot: str
    """Name of the snapshot."""
    as_of: date
    """The day on which rights are judged."""
    by: Literal["element", "field"] = "element"
    """What a row is."""
    rows: tuple[ExposureRow, ...]
    """Rows, always with `unclassified` and `free_text_blob` when by element."""
    systems: tuple[ExposureSystem, ...]
    """Columns."""
    cells: tuple[ExposureCell, ...]
    """Cells that are not empty."""
    note: str = ""
    """What must be said beside it, such as that nothing is classified."""
    blocks: tuple[BlockLine, ...] = ()
    """Elements that some hop would carry and that do not go on there, as somebody says."""
    coverage: Coverage
    """What was read."""
    gaps: tuple[Gap, ...] = ()
    """What could not be seen."""


class FindingMember(Frozen):
    """One hop of the flow that a finding is about."""

    fingerprint: str
    """Stable across harvests: of the rule and this hop."""
    verdict: Literal["violated", "unknown"]
    """What the rule says of this hop."""
    severity: str
    """critical, high, medium, low or info."""
    carries: tuple[str, ...] = ()
    """Elements that it carries, `unclassified` among them."""
    reason: str = ""
    """What is wrong with it, in a few words."""
    expires_since: date | None = None
    """The first day on which the verdict gets worse, where that day is past but after the as-of day."""
    accepted: str = ""
    """Who accepted this hop until when and why; empty where nobody did."""
    lapsed: str = ""
    """Who had accepted it, until a day that is past; empty where nobody had, or where somebody accepted it since."""
    also: str = ""
    """Its fingerprint by names alone, where the platform numbers something of it; see `FindingAnswer.also`."""
    hop: HopAnswer
    """The hop."""


class FindingAnswer(Frozen):
    """A rule's verdict on what somebody can act on: a flow, a channel, or something that could not be seen."""

    rule: str
    """Rule id."""
    title: str
    """What is wrong, in one sentence."""
    verdict: Literal["violated", "unknown"]
    """Unknown counts as much as violated. Of a flow the worst of its hops that are not accepted."""
    severity: str
    """critical, high, medium, low or info. Of a flow the worst of its hops that are not accepted."""
    subject: str
    """Ids of the subject; of a flow its two Systems, and the job and channel that its hops have in common."""
    where: str = ""
    """The subject as people call it; untrusted text."""
    carries: tuple[str, ...] = ()
    """Elements that it touches, `unclassified` among them."""
    weight: int = 0
    """Orders findings of one severity, the greater first: what is carried, how far it goes, how many people, how many fields."""
    detail: str = ""
    """What was found."""
    remedy: str = ""
    """What to do."""
    effort: str = ""
    """How much work that is: one command, one setting, one correction, one grant, a right on file, code, not possible yet."""
    role: str = ""
    """Whose work it is: admin, developer or integration owner."""
    fingerprint: str
    """Stable across harvests: of the rule and the subject. Hops that join or leave a flow do not change it, nor does a new name of
    what the platform numbers."""
    also: str = ""
    """The fingerprint by names alone, where the platform numbers something of the subject: how a source without those numbers knows it."""
    expires_since: date | None = None
    """The first day on which the verdict gets worse, where that day is past but after the as-of day."""
    accepted: str = ""
    """Who accepted it until when and why; empty where nobody did, or not for all of its hops."""
    lapsed: str = ""
    """Who had accepted it, until a day that is past; empty where nobody had, or where somebody accepted it since."""
    members: Annotated[Sequence[FindingMember], Later] = ()
    """The hops of the flow, by source and target; empty where the subject is no flow."""
    evidence: Annotated[Sequence[EvidenceLine], Later] = ()
    """Why we say so; of a flow, what says so of any of its hops."""


class CheckAnswer(Frozen):
    """Everything that a check found."""

    schema_: Literal["lineage/check@1"] = Attribute("lineage/check@1", alias="schema")
    snapshot: str
    """Name of the snapshot."""
    as_of: date
    """The day on which rights are judged."""
    findings: tuple[FindingAnswer, ...]
    """Open ones before accepted ones; worst first, then by weight, by rule and by subject."""
    counts: dict[str, int]
    """Open findings by severity."""
    accepted: dict[str, int] = Attribute(default_factory=dict)
    """Accepted findings by severity."""
    unmatched: tuple[str, ...] = ()
    """Acceptances of the project that match no finding."""
    not_seen: tuple[str, ...] = ()
    """Surfaces that could not be seen, whole or in part: that nothing is found there says nothing."""
    note: str = ""
    """What must be said beside it, such as that there is no project whose acceptances could apply."""
    coverage: Coverage
    """What was read."""


class SourceLine(Frozen):
    """One source of a harvest."""

    connector: str
    """Which connector."""
    path: str
    """What it read."""
    seconds: float = 0.0
    """How long it took."""
    calls: int = 0
    """Calls made."""
    files: int = 0
    """Files read."""
    unchanged: int = 0
    """Files that did not change since an earlier harvest read them."""


class HarvestAnswer(Frozen):
    """What a harvest brought."""

    schema_: Literal["lineage/harvest@1"] = Attribute("lineage/harvest@1", alias="schema")
    snapshot: str
    """Name of the snapshot."""
    counts: dict[str, int]
    """Nodes and hops by kind."""
    counts_by_subtype: dict[str, int]
    """Nodes, jobs and things named but not read inside, by subtype."""
    counts_by_root: dict[str, dict[str, int]] = Attribute(default_factory=dict)
    """Where a source has several folders that are roots of their own: what each holds, by the folder behind its System's name."""
    sources: tuple[SourceLine, ...]
    """What was read."""
    gaps: tuple[Gap, ...]
    """What could not be."""


class ChangeLine(Frozen):
    """One difference between two snapshots."""

    change: Literal["added", "removed", "changed"]
    """What happened."""
    kind: str
    """system, dataset, field, job, hop, classification, authorization, fact…"""
    id: str
    """Of what."""
    property: str = ""
    """What of it changed; empty where it came or went as a whole."""
    before: str = ""
    """How it was; empty where nothing was said."""
    after: str = ""
    """How it is; empty where nothing is said."""


class DiffAnswer(Frozen):
    """What changed between two snapshots."""

    schema_: Literal["lineage/diff@1"] = Attribute("lineage/diff@1", alias="schema")
    before: str
    """Name of the older snapshot."""
    after: str
    """Name of the newer snapshot."""
    changes: tuple[ChangeLine, ...]
    """Ordered by kind, id, change and property; a line for each property that changed."""
    gaps_came: tuple[Gap, ...]
    """What could be seen before, or was not met, and cannot be seen now."""
    gaps_went: tuple[Gap, ...]
    """What could not be seen before, and can now or is gone."""
    coverage_before: Coverage
    """What the older snapshot read."""
    coverage_after: Coverage
    """What the newer snapshot read."""


class FlowNode(Frozen):
    """One node of a picture."""

    id: str
    """Id of a field, dataset or System."""
    kind: Literal["field", "dataset", "system"]
    """What it is."""
    label: str
    """What to write on it; untrusted text."""
    subtype: str = ""
    """sObject, external object, in-flight, log…"""
    dataset: str = ""
    """Id of the dataset that it belongs to; empty for datasets and Systems."""
    dataset_label: str = ""
    """How people call that dataset; untrusted text."""
    system: str
    """Id of the System that it belongs to."""
    system_label: str
    """How people call that System; untrusted text."""
    operator: str = ""
    """The party that runs the System; empty where unknown."""
    elements: tuple[str, ...] = ()
    """Elements that it holds."""
    traced: bool = False
    """The question was asked of it."""


class FlowAnswer(Frozen):
    """What a picture shows: the hops walked from, or to, what was asked for."""

    schema_: Literal["lineage/flow@1"] = Attribute("lineage/flow@1", alias="schema")
    snapshot: str
    """Name of the snapshot."""
    title: str
    """What the picture shows; untrusted text."""
    as_of: date
    """The day on which rights are judged."""
    nodes: tuple[FlowNode, ...]
    """Ordered by id; every hop's ends are among them."""
    hops: tuple[HopAnswer, ...]
    """Ordered by source, target, job, channel, principal, application."""
    hidden_nodes: int = 0
    """Nodes left out because the picture would not be readable."""
    coverage: Coverage
    """What was read."""
    gaps: tuple[Gap, ...] = ()
    """What could not be seen."""
