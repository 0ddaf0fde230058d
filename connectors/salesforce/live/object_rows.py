"""Rows of objects and their fields, made of what an org describes and what it defines."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from connectors.languages import formula
from connectors.salesforce.live.field_types import described_type, shown_type
from connectors.salesforce.live.org import Answer
from connectors.salesforce.live.question import text
from connectors.salesforce.metadata.field_texts import spoken
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.schema import FieldRow, ObjectRow
from connectors.salesforce.standard import ANY, standard_field

_CHOICES: Final = 60


@dataclass(frozen=True)
class SchemaAnswers:
    """What an org told of its objects, by their names."""

    described: Mapping[str, Answer] = field(default_factory=dict)
    definitions: Mapping[str, Mapping[str, Answer]] = field(default_factory=dict)
    """The definitions of fields, by their names."""
    entities: Mapping[str, Answer] = field(default_factory=dict)
    external: Mapping[str, Answer] = field(default_factory=dict)
    """Those whose rows are in other systems."""
    settings: frozenset[str] = frozenset()
    """Those that are custom settings."""

    def rows(self, names: Iterable[str]) -> Iterator[Row]:
        """The rows of objects; one that the org does not describe is known by its definitions only."""
        called = dict(_called_from_parents(self.described.values()))
        for name in names:
            yield self._object(name)
            defined, at = self.definitions.get(name, {}), self._at(name)
            for field_name, told in self._fields(name).items():
                row = _described(name, field_name, told, defined.get(field_name, {}), at)
                yield row._replace(relationship=called.get((name, field_name), ""))
            for field_name in self.hidden(name):
                yield _defined(name, field_name, defined[field_name], at)

    def hidden(self, name: str) -> list[str]:
        """The fields of an object that its description leaves out because the user may not see them."""
        fields = self._fields(name)
        defined = self.definitions.get(name, {})
        return sorted(one for one, row in defined.items() if one not in fields and row.get("IsEverApiAccessible") is True)

    def _object(self, name: str) -> ObjectRow:
        told, entity, remote = self.described.get(name, {}), self.entities.get(name, {}), self.external.get(name, {})
        return ObjectRow(
            name,
            self._at(name),
            label=text(told, "label") or text(entity, "Label"),
            deployment=text(entity, "DeploymentStatus"),
            data_source=text(remote, "ExternalDataSource.DeveloperName"),
            remote_name=text(remote, "ExternalName"),
            setting=name in self.settings,
            described=name in self.described,
            sharing=text(entity, "InternalSharingModel"),
            external_sharing=text(entity, "ExternalSharingModel"),
            activities=_flag(entity, "IsActivityTrackable"),
            # A description leaves out what the user may not see; only the definitions say that nothing is missing.
            lists_custom=name in self.definitions,
        )

    def _at(self, name: str) -> str:
        return f"sobjects/{name}" if name in self.described else f"EntityDefinition/{name}"

    def _fields(self, name: str) -> dict[str, Answer]:
        return {text(one, "name"): one for one in fields_of(self.described.get(name, {}))}


def fields_of(described: Answer) -> list[Answer]:
    """The fields that a description lists."""
    told = described.get("fields")
    return [one for one in told if isinstance(one, Mapping)] if isinstance(told, list | tuple) else []


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
