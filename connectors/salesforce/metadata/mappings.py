"""Records of custom metadata that a project calls mappings: read anew each time, and only the fields that it names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Final, NamedTuple, TypeAlias

from connectors.languages import secrets
from connectors.salesforce.mappings import CustomMetadataMapping
from connectors.salesforce.metadata.custom_metadata import of_value, record_of, type_of, values_of
from connectors.salesforce.metadata.document import Document, flag
from connectors.salesforce.metadata.file_reads import Wanted
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.addresses import NOWHERE, address
from connectors.salesforce.rows.custom_metadata import FieldMappingRow, UnmappedRow
from lineage.errors import WrongSetting
from lineage.reading.tree import FileTree, RefusedFile
from lineage.reading.xml import MalformedXml, children, leaves, parse

SETTING: Final = "custom_metadata_mappings"


class _Record(NamedTuple):
    document: Document
    values: Mapping[str, str]
    fields: Mapping[str, str]
    """As they are written, by their folded names."""


def read_mappings(tree: FileTree, files: Iterable[Wanted], mappings: Sequence[CustomMetadataMapping]) -> Iterator[Row]:
    """A row for every record of the types that the project names.

    Raises `WrongSetting` with every field that no record of its type has, and every one that is named as a secret.
    """
    if not mappings:
        return
    records = _records(tree, files)
    problems = [
        problem
        for number, mapping in enumerate(mappings)
        for problem in _problems(number, mapping, records.get(_folded(mapping.type), ()))
    ]
    if problems:
        raise WrongSetting(problems)
    for mapping in mappings:
        found = records.get(_folded(mapping.type), ())
        yield from (_row(record, mapping) for record in found)
        if not found:
            types = sorted(type_of(of_type[0].document) for of_type in records.values())
            yield UnmappedRow(mapping.type, tuple(get_close_matches(mapping.type, types, n=3, cutoff=0.5)))


def _records(tree: FileTree, files: Iterable[Wanted]) -> dict[str, list[_Record]]:
    """The records by their type, folded."""
    found: dict[str, list[_Record]] = {}
    for one in files:
        record = _read(tree, one) if one.reader.root == "CustomMetadata" else None
        if record:
            found.setdefault(_folded(type_of(record.document)), []).append(record)
    return found


def _folded(type_: str) -> str:
    return type_.casefold().removesuffix("__mdt")


def _read(tree: FileTree, wanted: Wanted) -> _Record | None:
    """The record; none where the file cannot be read, of which the reading of all files tells."""
    try:
        root = parse(tree.read(wanted.place.path))
    except (MalformedXml, RefusedFile):
        return None
    document = Document(root, wanted.place.path, wanted.place.name, wanted.place.whole, wanted.namespace)
    values = {value.field.casefold(): value.text for value in values_of(document) if not of_value(value)}
    fields = [document.qualified(leaves(entry).get("field", "")) for entry in children(root, "values")]
    return _Record(document, values, {field.casefold(): field for field in fields})


_Problem: TypeAlias = tuple[tuple[str | int, ...], str]


def _problems(number: int, mapping: CustomMetadataMapping, records: Sequence[_Record]) -> Iterator[_Problem]:
    has = {key: field for record in records for key, field in record.fields.items()}
    for key, field in mapping.fields().items():
        if secrets.of_name(field) == "secret" and "named" not in secrets.words_of(field):
            yield (SETTING, number, key), f"{field} is named as a secret, and secrets are never read; name another field"
        elif records and field.casefold() not in has:
            near = [has[key] for key in get_close_matches(field.casefold(), sorted(has), n=3, cutoff=0.4) or sorted(has)]
            yield (
                (SETTING, number, key),
                f"no record of {mapping.type} has a field {field} (the first of {len(records):,} is {records[0].document.path}); "
                f"they have {', '.join(near)}. Correct the name.",
            )


def _row(record: _Record, mapping: CustomMetadataMapping) -> FieldMappingRow:
    def value(field: str) -> str:
        return record.values.get(field.casefold(), "") if field else ""

    document, target = record.document, value(mapping.target)
    told = address(target) if "://" in target or target.startswith("callout:") else NOWHERE
    return FieldMappingRow(
        type_of(document),
        record_of(document),
        document.at(),
        object=document.qualified(value(mapping.source_object)),
        field=document.qualified(value(mapping.source_field)),
        target=told.shown or target,
        address=told,
        target_type=mapping.target_type,
        property=value(mapping.target_property),
        dataset=value(mapping.target_object),
        inward=_inward(value(mapping.direction), mapping),
        active=flag(value(mapping.active)) if mapping.active else None,
    )


def _inward(word: str, mapping: CustomMetadataMapping) -> bool | None:
    """Whether it goes into the org; `None` for both ways."""
    if not word:
        return {"out": False, "in": True, "both": None}[mapping.default_direction]
    said = word.casefold()
    if said in {one.casefold() for one in mapping.outward}:
        return False
    return True if said in {one.casefold() for one in mapping.inward} else None
