"""Objects and their fields: as the org describes them, with what it says of their protection."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from connectors.salesforce.assemble.container_names import some
from connectors.salesforce.live.asking import Asking
from connectors.salesforce.live.field_details import ask_details
from connectors.salesforce.live.object_rows import SchemaAnswers, fields_of
from connectors.salesforce.live.org import Answer, Refused
from connectors.salesforce.live.question import Question, equal, one_of, text
from connectors.salesforce.live.setup_access import SetupNames
from connectors.salesforce.rows import Row

DESCRIBED: Final = Question(
    "sobjects",
    (),
    "object",
    "objects and their fields",
    "Read on the objects, with View All Fields",
)
ENTITIES: Final = Question(
    "EntityDefinition",
    (
        "DurableId",
        "QualifiedApiName",
        "Label",
        "KeyPrefix",
        "IsQueryable",
        "IsDeprecatedAndHidden",
        "DeploymentStatus",
        "InternalSharingModel",
        "ExternalSharingModel",
        "IsActivityTrackable",
    ),
    "object",
    "which objects there are that the user may not read, and who sees records by default",
    "View Setup and Configuration",
    tooling=True,
    key="DurableId",
    needs=("QualifiedApiName",),
)
FIELDS: Final = Question(
    "FieldDefinition",
    (
        "DurableId",
        "QualifiedApiName",
        "EntityDefinition.QualifiedApiName",
        "DataType",
        "ComplianceGroup",
        "SecurityClassification",
        "Description",
        "IsFieldHistoryTracked",
        "IsFlsEnabled",
        "IsEverApiAccessible",
    ),
    "custom field",
    "how the org classifies fields, and fields that the user may not see",
    "View Setup and Configuration",
    tooling=True,
    needs=("QualifiedApiName", "EntityDefinition.QualifiedApiName"),
)
EXTERNAL: Final = Question(
    "CustomObject",
    ("Id", "DeveloperName", "NamespacePrefix", "ExternalDataSource.DeveloperName", "ExternalName"),
    "object",
    "which tables of which external data sources external objects show",
    "View Setup and Configuration",
    tooling=True,
    where="WHERE ExternalDataSourceId != null",
)
_SHADOWS: Final = frozenset({"share", "feed", "history", "changeevent"})
"""Objects that stand beside another and hold what that holds, under its permissions."""
_MOST: Final = 1_900
"""Fields of one answer: definitions of fields have no pages, and more than 2,000 are refused."""
_UNKNOWN: Final = 150
"""Fields that an object is taken to have before it is described."""
_CLASSIFYING: Final = ("ComplianceGroup", "SecurityClassification")


@dataclass
class Schema:
    """What an org tells of its objects."""

    rows: list[Row] = field(default_factory=list)
    objects: tuple[str, ...] = ()
    """The objects that are looked at."""
    is_all: bool = True
    """They are all that the org has."""


def names_of(listed: Iterable[Answer]) -> tuple[str, ...]:
    """The objects of a list that are looked at: no shadows of others, and none that is hidden."""
    return tuple(
        sorted(
            text(one, "name")
            for one in listed
            if text(one, "name")
            and one.get("deprecatedAndHidden") is not True
            and text(one, "associateEntityType").lower() not in _SHADOWS
        )
    )


def ask_schema(asking: Asking, wanted: str | Sequence[str], known: SetupNames) -> Schema:
    """Every object that is wanted: `all`, `classified`, or those of the names."""
    listed = asking.objects(DESCRIBED)
    entities = {text(row, "QualifiedApiName"): row for row in asking.ask(ENTITIES).rows} if listed else {}
    for name, row in entities.items():
        known.learn(text(row, "DurableId"), name)
    unseen = _unseen(listed, entities)
    names = tuple(sorted({*names_of(listed), *unseen}))
    if not isinstance(wanted, str):
        names = _chosen(asking, names, wanted)
    definitions: dict[str, dict[str, Answer]] = {}
    if wanted == "classified":
        definitions = _definitions(asking, names, {})
        names = tuple(name for name in names if any(map(_is_classified, definitions.get(name, {}).values())))
    described = dict(_descriptions(asking, [name for name in names if name not in unseen]))
    if wanted != "classified":
        definitions = _definitions(asking, names, {name: len(fields_of(one)) for name, one in described.items()})
    external = _external(asking) if any(name.endswith("__x") for name in names) else {}
    settings = frozenset(text(one, "name") for one in listed if one.get("customSetting") is True)
    answers = SchemaAnswers(described, definitions, entities, external, settings)
    _tell_hidden(asking, answers, [name for name in names if name in unseen], described)
    return Schema(ask_details(asking, list(answers.rows(names)), definitions), names, is_all=wanted == "all")


def _unseen(listed: Iterable[Answer], entities: Mapping[str, Answer]) -> frozenset[str]:
    """Objects that hold records and that the list leaves out, because the user may not read them."""
    seen = {text(one, "name") for one in listed}
    return frozenset(
        name
        for name, row in entities.items()
        if name not in seen
        and row.get("IsQueryable") is True
        and row.get("IsDeprecatedAndHidden") is not True
        and text(row, "KeyPrefix")
        and not name.lower().endswith(tuple(_SHADOWS))
    )


def _tell_hidden(asking: Asking, answers: SchemaAnswers, unseen: Sequence[str], described: Iterable[str]) -> None:
    """A gap for the objects, and one for the fields, that the user may not see."""
    if unseen:
        asking.lack(
            DESCRIBED,
            f"Objects that the user who reads may not see, {len(unseen):,} in all: {some(unseen)}.",
            why="it may not read them, and the list of objects leaves them out",
            remedy="Give the user that reads the permission to read these objects, and harvest again.",
        )
    fields = [f"{name}.{one}" for name in sorted(described) for one in answers.hidden(name)]
    if fields:
        asking.lack(
            DESCRIBED,
            f"Fields that the user who reads may not see, {len(fields):,} in all: {some(fields)}.",
            why="its own field permissions hide them, and descriptions leave them out",
            remedy="Give the user that reads the permission to read these fields, or View All Fields, and harvest again.",
        )


def _chosen(asking: Asking, names: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    spelt = {name.casefold(): name for name in names}
    lacking = sorted(name for name in wanted if name.casefold() not in spelt)
    if lacking and names:
        asking.lack(
            DESCRIBED,
            f"Objects that the source lists under `objects` and the org does not show: {some(lacking)}.",
            why="they are spelt otherwise, or the user may not see them",
        )
    return tuple(sorted({spelt[name.casefold()] for name in wanted if name.casefold() in spelt}))


def _descriptions(asking: Asking, names: Sequence[str]) -> Iterator[tuple[str, Answer]]:
    """The descriptions that the org gives, and one gap for all that it does not."""
    lost: dict[str, str] = {}
    left = dict.fromkeys(names)
    for name, told in asking.descriptions(names):
        left.pop(name, None)
        if isinstance(told, Refused):
            lost[name] = told.code
        else:
            yield name, told
    if lost:
        what = f"Objects that the org did not describe, {len(lost):,} in all: {some(sorted(lost))}."
        asking.lack(DESCRIBED, what, why=f"it answered {', '.join(sorted(set(lost.values())))}")
    if left and asking.is_over:
        asking.lack_rest(DESCRIBED, f"Objects that were not asked for, {len(left):,} in all: {some(sorted(left))}.")


def packs(names: Iterable[str], sizes: Mapping[str, int]) -> Iterator[tuple[str, ...]]:
    """Objects in packs whose fields fit into one answer.

    >>> list(packs(["A", "B", "C"], {"A": 1000, "B": 1000, "C": 500}))
    [('A',), ('B', 'C')]
    """
    pack: list[str] = []
    total = 0
    for name in names:
        size = sizes.get(name, _UNKNOWN)
        if pack and total + size > _MOST:
            yield tuple(pack)
            pack, total = [], 0
        pack.append(name)
        total += size
    if pack:
        yield tuple(pack)


def _definitions(asking: Asking, names: Sequence[str], sizes: Mapping[str, int]) -> dict[str, dict[str, Answer]]:
    """The definitions of fields by object and name; an object of which none came is not there."""
    column = "EntityDefinition.QualifiedApiName"
    found: dict[str, dict[str, Answer]] = {}
    first, *rest = [*packs(names, sizes)] or [()]
    if not first:
        return found
    asked = asking.ask(FIELDS, one_of(column, first), quietly=True)
    question = FIELDS._replace(columns=asked.columns) if asked.there else FIELDS
    _file(found, asked.rows)
    # Some orgs take one object at a time only.
    conditions = [one_of(column, pack) for pack in rest] if asked.there else [equal(column, name) for name in names]
    for answer in asking.each(question, [question.soql(question.columns, condition) for condition in conditions]):
        _file(found, answer)
    return found


def _file(found: dict[str, dict[str, Answer]], rows: Iterable[Answer]) -> None:
    for row in rows:
        found.setdefault(text(row, "EntityDefinition.QualifiedApiName"), {})[text(row, "QualifiedApiName")] = row


def _is_classified(row: Answer) -> bool:
    return any(text(row, column) not in ("", "None") for column in _CLASSIFYING)


def _external(asking: Asking) -> dict[str, Answer]:
    rows = asking.rows(EXTERNAL)
    return {f"{_prefix(row)}{text(row, 'DeveloperName')}__x": row for row in rows}


def _prefix(row: Answer) -> str:
    return f"{text(row, 'NamespacePrefix')}__" if text(row, "NamespacePrefix") else ""
