"""How fields and objects are protected and kept: encryption, masks, history, sharing."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.schema import FieldRow, ObjectRow
from lineage.model.facts import FactName
from lineage.model.records import Fact

ENCRYPTED: Final = "encrypted"
UNENCRYPTED: Final = "unencrypted"

_CLASSIC: Final = "EncryptedText"
_NO_SCHEME: Final = "none"
_NOT_STATED: Final = "not stated"


def scheme(row: FieldRow) -> str:
    """How a field is encrypted at rest; empty where nothing says that it is.

    >>> scheme(FieldRow("Case", "SSN__c", "", type="EncryptedText")), scheme(FieldRow("Case", "SSN__c", "", encryption="None"))
    ('classic', '')
    """
    if row.encryption and row.encryption.lower() != _NO_SCHEME:
        return row.encryption
    if row.type == _CLASSIC:
        return "classic"
    return _NOT_STATED if row.encrypted else ""


def states_at_rest(rows: Iterable[FieldRow]) -> Mapping[tuple[str, str], str]:
    """The state at rest of each field, folded, of which some definition states one; of several that do, the worst."""
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        if not row.encryption and row.encrypted is None and row.type != _CLASSIC:
            continue
        state = ENCRYPTED if scheme(row) else UNENCRYPTED
        key = (row.object.casefold(), row.name.casefold())
        found[key] = UNENCRYPTED if UNENCRYPTED in (state, found.get(key)) else state
    return found


def assemble_field_facts(org: Org, rows: Rows) -> Iterator[Fact]:
    """Facts of fields: their encryption, how they are masked, and whether their history is kept."""
    histories = _histories(rows.of(ObjectRow))
    for row in rows.of(FieldRow):
        encryption = scheme(row)
        if encryption:
            yield _fact(org, row, "encryption-scheme", encryption)
        if row.mask or row.type == _CLASSIC:
            yield _fact(org, row, "masked", row.mask or _NOT_STATED)
        history = histories.get(row.object.casefold())
        if row.tracked and history is not False:
            yield _fact(org, row, "history-tracked", "" if history else "its object does not say whether it keeps a history")


def _histories(rows: Iterable[ObjectRow]) -> Mapping[str, bool]:
    """Whether each object, folded, keeps a history: where descriptions differ, it does."""
    found: dict[str, bool] = {}
    for row in rows:
        if row.history is not None:
            found[row.name.casefold()] = row.history or found.get(row.name.casefold(), False)
    return found


def _fact(org: Org, row: FieldRow, name: FactName, value: str) -> Fact:
    return Fact(subject=org.dataset(row.object).field(row.name), name=name, value=value, evidence=org.said(row.at))


def assemble_object_facts(org: Org, rows: Rows) -> Iterator[Fact]:
    """Facts of objects: how long their history is kept, and who sees their records by default."""
    for row in rows.of(ObjectRow):
        subject, evidence = org.dataset(row.name), org.said(row.at)
        if row.retention:
            yield Fact(subject=subject, name="history-retention", value=row.retention, evidence=evidence)
        if row.sharing:
            yield Fact(subject=subject, name="sharing-model", value=row.sharing, evidence=evidence)
        if row.external_sharing:
            yield Fact(subject=subject, name="external-sharing-model", value=row.external_sharing, evidence=evidence)
