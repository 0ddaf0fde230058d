"""What permissions name and nothing here defines or permits: fields that are refused to all, and objects that nobody lists."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from connectors.salesforce.assemble.container_names import counted, some
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.assemble.relations import Schema, retrieve_objects
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.permissions import FieldPermissionRows, ObjectPermissionRows
from connectors.salesforce.rows.schema import FieldRow
from connectors.salesforce.standard import standard_field
from lineage.model.records import Fact, Field, Gap

_CUSTOM: Final = "__"


def assemble_named_in_permissions(org: Org, rows: Rows) -> Iterator[Field | Fact | Gap]:
    """A field for each name that is only refused, one gap for custom fields without definition, facts for objects nobody lists."""
    undefined = _undefined(rows)
    granted = _granted(rows.of(FieldPermissionRows), undefined)
    for name, at in undefined.items():
        if name.casefold() not in granted:
            yield _field(org, name, at)
    yield from _without_definition(org, undefined, rows.derived(Schema))
    yield from _without_permission(org, rows)


def _undefined(rows: Rows) -> Mapping[str, str]:
    """Every field that a permission names and nothing defines, with the first place that names it."""
    defined = {f"{row.object}.{row.name}".casefold() for row in rows.of(FieldRow)}
    named = rows.derived(_first_named)
    return {name: at for name, at in named.items() if name.partition(".")[2] and name.casefold() not in defined}


def _first_named(rows: Rows) -> Mapping[str, str]:
    """Each field that a permission names, once, with the place that has it first."""
    found: dict[str, str] = {}
    for row in rows.of(FieldPermissionRows):
        names = row.names
        fresh = set(names).difference(found)
        if fresh:
            lines = np.frombuffer(row.lines, np.int32)
            for name, line in zip(names, lines.tolist(), strict=True):
                if name in fresh:
                    fresh.remove(name)
                    found[name] = f"{row.path}:{line}"
    return found


def _granted(rows: Sequence[FieldPermissionRows], undefined: Mapping[str, str]) -> set[str]:
    """Those of the undefined fields that some container permits, folded; grants themselves make these known."""
    if not undefined:
        return set()
    entries = (entry for row in rows for entry in zip(row.names, row.operations, strict=True))
    return {name.casefold() for name, bits in entries if bits and name in undefined}


def _field(org: Org, name: str, at: str) -> Field:
    owner, _, field = name.partition(".")
    standard = standard_field(owner, field)
    return Field(
        id=org.dataset(owner).field(field),
        type=standard.type if standard else "",
        read_with_object=bool(standard and standard.read_with_object),
        evidence=org.inferred(at),
    )


def _without_definition(org: Org, undefined: Mapping[str, str], schema: Schema) -> Iterator[Gap]:
    """One gap for custom fields that are not defined here; standard ones are defined nowhere."""
    named = {name: (name.partition(".")[0], name.partition(".")[2]) for name in undefined}
    custom = sorted(name for name, field in named.items() if _CUSTOM in field[1] and not schema.is_defined(*field))
    if custom:
        owners = {named[name][0] for name in custom}
        yield org.gap(
            "custom field",
            f"Permissions name {counted(len(custom), 'custom field')} of {counted(len(owners), 'object')} that are not defined here:"
            f" {some(custom)}.",
            why="the objects were not retrieved with the rest, or belong to a package",
            hides="the type and classification of these fields, and so whether they are personal",
            remedy=retrieve_objects(named[name] for name in custom),
            locator=undefined[custom[0]],
        )


def _without_permission(org: Org, rows: Rows) -> Iterator[Fact]:
    """Objects whose fields are permitted while no container here lists them: the right to read them comes from elsewhere."""
    listed = {name.casefold() for row in rows.of(ObjectPermissionRows) for name in row.names}
    owners: dict[str, tuple[str, str]] = {}
    for name, at in rows.derived(_first_named).items():
        owner = name.partition(".")[0]
        owners.setdefault(owner.casefold(), (owner, at))
    for folded, (owner, at) in owners.items():
        if folded not in listed:
            yield Fact(subject=org.dataset(owner), name="no-object-permission", evidence=org.inferred(at))
