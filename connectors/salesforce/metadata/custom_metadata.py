"""Records of custom metadata: addresses, references to credentials, and where secrets stand. Other values never leave these functions."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from connectors.languages import secrets, url
from connectors.salesforce.metadata.document import Document, flag
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.metadata.secrets import in_urls, marked, members
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.addresses import address
from connectors.salesforce.rows.custom_metadata import AddressValue, CredentialValue, MetadataRecordRow, PathValue
from connectors.salesforce.rows.secrets import SecretRow
from lineage.reading.xml import Element, children, leaves, text

_INSTANCE: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
_ADDRESS: Final = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]{1,30}://|jdbc:[a-z]|callout:)[^\s\"'<>]+")
_BETWEEN: Final = re.compile(r"[\s,;|]+")
_SAYS_PATH: Final = frozenset({"endpoint", "endpoints", "uri", "resource", "api"})
_SAYS_ACTIVE: Final = re.compile(r"(?:is )?(?:active|enabled)")
_SAYS_INACTIVE: Final = re.compile(r"(?:is )?(?:inactive|disabled)")
_SAYS_AUTHENTICATION: Final = re.compile(r"auth(?:entication|orization)?(?: (?:type|method|scheme|mode|protocol))?")
_SAYS_CREDENTIAL: Final = re.compile(r"named ?credentials?\b")
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z _-]{0,29}")
_NAME: Final = re.compile(r"[A-Za-z]\w{0,79}")
_GENERIC: Final = frozenset({"value", "values", "text", "string", "setting", "config", "configuration", "data", "content"})


class Value(NamedTuple):
    """A value of a record that is not null."""

    field: str
    text: str
    type: str
    """The platform's word: string, boolean, double, date…"""
    element: Element


def values_of(document: Document) -> Iterator[Value]:
    """The values of a record, but for those that are null or empty."""
    for entry in children(document.root, "values"):
        field = document.qualified(leaves(entry).get("field", ""))
        for element in children(entry, "value"):
            content = text(element)
            if content and element.get(f"{_INSTANCE}nil") not in {"true", "1"}:
                yield Value(field, content, element.get(f"{_INSTANCE}type", "").rpartition(":")[2], element)


def type_of(document: Document) -> str:
    """The API name of the record's type."""
    return document.qualified(f"{document.name.partition('.')[0]}__mdt")


def record_of(document: Document) -> str:
    """The record's own name."""
    return document.name.partition(".")[2]


def read_record(document: Document) -> Iterator[Row]:
    """The record, and the secrets in it."""
    values = list(values_of(document))
    found = list(_secrets(document, values))
    hidden = {id(value) for value, _ in found}
    open_values = [value for value in values if id(value) not in hidden and value.type in {"", "string"}]
    yield MetadataRecordRow(
        type_of(document),
        record_of(document),
        document.at(),
        active=_active(values),
        authentication=next((value.text for value in open_values if _says(_SAYS_AUTHENTICATION, value, _WORD)), ""),
        addresses=tuple(_addresses(document, open_values)),
        paths=tuple(PathValue(value.field, document.at(value.element)) for value in open_values if _is_path(value)),
        credentials=tuple(
            CredentialValue(value.field, document.at(value.element), value.text)
            for value in open_values
            if names_credential(value.field) and _NAME.fullmatch(value.text)
        ),
    )
    for value, where in (*found, *_in_addresses(open_values)):
        element = f"{record_of(document)}/values[{value.field}]/value{where}"
        yield SecretRow("dataset", type_of(document), element, document.at(value.element))


def names_credential(field: str) -> bool:
    """Whether a field's name says that it names a named credential."""
    return bool(_SAYS_CREDENTIAL.search(" ".join(secrets.words_of(field))))


def _says(name: re.Pattern[str], value: Value, like: re.Pattern[str]) -> bool:
    return bool(name.fullmatch(" ".join(secrets.words_of(value.field))) and like.fullmatch(value.text))


def _active(values: Sequence[Value]) -> bool | None:
    for value in values:
        words = " ".join(secrets.words_of(value.field))
        stated = flag(value.text) if value.type in {"boolean", ""} else None
        if stated is not None and _SAYS_ACTIVE.fullmatch(words):
            return stated
        if stated is not None and _SAYS_INACTIVE.fullmatch(words):
            return not stated
    return None


def _addresses(document: Document, values: Sequence[Value]) -> Iterator[AddressValue]:
    for value in values:
        for one in _in_value(value):
            yield AddressValue(value.field, document.at(value.element), address(one))


def _in_value(value: Value) -> Iterator[str]:
    """The addresses that a value consists of: one, a list, or those in a JSON text; a link in a sentence is none."""
    if value.text[0] in "{[":
        yield from (found[0] for found in _ADDRESS.finditer(value.text))
        return
    parts = [value.text] if _ADDRESS.fullmatch(value.text) else [part for part in _BETWEEN.split(value.text) if part]
    if parts and all(_ADDRESS.fullmatch(part) for part in parts):
        yield from parts
    elif len(parts) == 1 and url.is_said_by(secrets.words_of(value.field)) and url.host(value.text):
        yield value.text


def _is_path(value: Value) -> bool:
    return value.text.startswith("/") and bool(_SAYS_PATH & set(secrets.words_of(value.field)))


def _secrets(document: Document, values: Sequence[Value]) -> Iterator[tuple[Value, str]]:
    """The values that are secrets, each with a mark behind its path."""
    # A field that is named as a secret and empty in this record still tells what the others of the record are for.
    fields = [leaves(entry).get("field", "") for entry in children(document.root, "values")]
    has_secrets = any(secrets.of_name(field) == "secret" and not names_credential(field) for field in fields)
    record = f"{record_of(document)} {leaves(document.root).get('label', '')}"
    for value in values:
        sort = of_value(value, record)
        if sort == "secret" or (sort == "identifier" and (has_secrets or not _is_user(value))):
            yield value, marked("", sort)


def of_value(value: Value, record: str = "") -> str:
    """What a value is: a secret, the open half of one, or nothing."""
    if value.type == "boolean" or names_credential(value.field) or _ADDRESS.fullmatch(value.text):
        return ""
    sort = secrets.of(value.field, value.text)
    if value.type not in {"", "string"}:
        return sort if secrets.of_name(value.field) == "secret" else ""
    if (
        not sort
        and _GENERIC & set(secrets.words_of(value.field))
        and secrets.of_name(record.split(" ", maxsplit=1)[0]) == "secret"
    ):
        return "secret"
    return sort


def _is_user(value: Value) -> bool:
    return not {"client", "consumer", "access", "account"} & set(secrets.words_of(value.field))


def _in_addresses(values: Sequence[Value]) -> Iterator[tuple[Value, str]]:
    """The secrets in addresses, wherever in a text these stand, and those in a JSON text."""
    for value in values:
        inside = members(value.text) if value.text[0] in "{[" else ()
        for part in (*inside, *in_urls(value.text)):
            yield value, f" ({part})"


READERS: Final[Readers] = {
    ("customMetadata", "md"): Reader(
        "CustomMetadata", read_record, "an address, a reference to a credential, or a secret that the record holds", expected=True
    ),
}
