"""Objects and their fields: as the org describes them, with what it says of their protection."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from connectors.languages import formula
from connectors.salesforce.assemble.container_names import some
from connectors.salesforce.live.asking import Asking
from connectors.salesforce.live.field_details import ask_details
from connectors.salesforce.live.field_types import described_type, shown_type
from connectors.salesforce.live.org import Answer, Refused
from connectors.salesforce.live.question import Question, one_of, text
from connectors.salesforce.live.setup_access import SetupNames
from connectors.salesforce.metadata.field_texts import spoken
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.schema import FieldRow, ObjectRow
from connectors.salesforce.standard import ANY, standard_field

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
        "DeploymentStatus",
        "InternalSharingModel",
        "ExternalSharingModel",
        "IsActivityTrackable",
    ),
    "object",
    "who sees records by default, and whether objects are deployed",
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
_CHOICES: Final = 60
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
    names = names_of(listed)
    if not isinstance(wanted, str):
        names = _chosen(asking, names, wanted)
    settings = {text(one, "name") for one in listed if one.get("customSetting") is True}
    definitions: dict[str, dict[str, Answer]] = {}
    if wanted == "classified":
        definitions = _definitions(asking, names, {})
        names = tuple(name for name in names if any(map(_is_classified, definitions.get(name, {}).values())))
    described = dict(_descriptions(asking, names))
    if wanted != "classified":
        definitions = _definitions(asking, names, {name: len(_fields(one)) for name, one in described.items()})
    entities = {text(row, "QualifiedApiName"): row for row in asking.ask(ENTITIES).rows} if names else {}
    for name, row in entities.items():
        known.learn(text(row, "DurableId"), name)
    external = _external(asking) if any(name.endswith("__x") for name in names) else {}
    rows = list(_rows(asking, described, definitions, entities, external, settings))
    return Schema(ask_details(asking, rows, definitions), names, is_all=wanted == "all")


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
    columns = FIELDS.columns
    for pack in packs(names, sizes) if names else ():
        question = FIELDS._replace(columns=columns)
        asked = asking.ask(question, one_of(column, pack), quietly=True)
        columns = asked.columns or columns
        _file(found, asked.rows)
        if not asked.there and not asking.is_over:
            # Some orgs take one object at a time only.
            queries = [question.soql(columns, f"{column} = '{name}'") for name in pack]
            for answer in asking.each(question, queries):
                _file(found, answer)
        if not found or asking.is_over:
            break
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


def _fields(described: Answer) -> list[Answer]:
    told = described.get("fields")
    return [one for one in told if isinstance(one, Mapping)] if isinstance(told, list | tuple) else []


def _rows(
    asking: Asking,
    described: Mapping[str, Answer],
    definitions: Mapping[str, Mapping[str, Answer]],
    entities: Mapping[str, Answer],
    external: Mapping[str, Answer],
    settings: Iterable[str],
) -> Iterator[Row]:
    hidden: list[str] = []
    called = dict(_called_from_parents(described.values()))
    for name, told in sorted(described.items()):
        defined = definitions.get(name, {})
        at = f"sobjects/{name}"
        fields = {text(one, "name"): one for one in _fields(told)}
        unseen = sorted(one for one, row in defined.items() if one not in fields and row.get("IsEverApiAccessible") is True)
        entity, remote = entities.get(name, {}), external.get(name, {})
        yield ObjectRow(
            name,
            at,
            label=text(told, "label"),
            deployment=text(entity, "DeploymentStatus"),
            data_source=text(remote, "ExternalDataSource.DeveloperName"),
            remote_name=text(remote, "ExternalName"),
            setting=name in settings,
            sharing=text(entity, "InternalSharingModel"),
            external_sharing=text(entity, "ExternalSharingModel"),
            activities=_flag(entity, "IsActivityTrackable"),
            lists="all" if defined else "some",
        )
        for one, one_told in fields.items():
            yield _described(name, one, one_told, defined.get(one, {}), at)._replace(relationship=called.get((name, one), ""))
        for one in unseen:
            hidden.append(f"{name}.{one}")
            yield _defined(name, one, defined[one], at)
    if hidden:
        asking.lack(
            DESCRIBED,
            f"Fields that the user who reads may not see, {len(hidden):,} in all: {some(hidden)}.",
            why="its own field permissions hide them, and descriptions leave them out",
            remedy="Give the user that reads the permission to read these fields, or View All Fields, and harvest again.",
        )


def _called_from_parents(described: Iterable[Answer]) -> Iterator[tuple[tuple[str, str], str]]:
    """What records are called from those that they point to, by object and custom lookup, as metadata writes it."""
    for told in described:
        children = told.get("childRelationships")
        for one in children if isinstance(children, list | tuple) else ():
            if isinstance(one, Mapping) and text(one, "field").endswith("__c") and text(one, "relationshipName"):
                yield (text(one, "childSObject"), text(one, "field")), text(one, "relationshipName").removesuffix("__r")


def _described(object: str, name: str, told: Answer, defined: Answer, at: str) -> FieldRow:
    standard = None if name.endswith("__c") else standard_field(object, name)
    written, default = text(told, "calculatedFormula"), text(told, "defaultValueFormula")
    referring = told.get("referenceTo")
    says_who_worked = standard is not None and standard.object == ANY
    return FieldRow(
        object,
        name,
        at,
        type=described_type(told, text(defined, "DataType")),
        label=text(told, "label"),
        formula=formula.code(written) if written else "",
        compliance_group=text(defined, "ComplianceGroup"),
        security_classification=text(defined, "SecurityClassification"),
        default=_default(default) if default else "",
        refers_to=tuple(map(str, referring)) if isinstance(referring, list | tuple) and not says_who_worked else (),
        # That a description says no means nothing: it may speak of another sort of encryption.
        encrypted=True if told.get("encrypted") is True else None,
        mask=text(told, "maskType"),
        tracked=_flag(defined, "IsFieldHistoryTracked"),
        help_text=spoken(text(told, "inlineHelpText")),
        description=spoken(text(defined, "Description")),
        choices=tuple(_choices(told)),
        permissionable=_flag(told, "permissionable"),
    )


def _default(written: str) -> str:
    """A default value that reads something; a constant may be a secret."""
    code = formula.code(written)
    return code if formula.read(code).references else ""


def _choices(told: Answer) -> Iterator[str]:
    values = told.get("picklistValues")
    for value in list(values)[:_CHOICES] if isinstance(values, list | tuple) else ():
        if isinstance(value, Mapping) and value.get("active") is not False:
            yield text(value, "label")


def _defined(object: str, name: str, defined: Answer, at: str) -> FieldRow:
    """A field that the user may not see, as far as its definition tells."""
    return FieldRow(
        object,
        name,
        at,
        type=shown_type(text(defined, "DataType")),
        compliance_group=text(defined, "ComplianceGroup"),
        security_classification=text(defined, "SecurityClassification"),
        tracked=_flag(defined, "IsFieldHistoryTracked"),
        description=spoken(text(defined, "Description")),
        permissionable=_flag(defined, "IsFlsEnabled"),
    )


def _flag(row: Answer, column: str) -> bool | None:
    found = row.get(column)
    return found if isinstance(found, bool) else None
