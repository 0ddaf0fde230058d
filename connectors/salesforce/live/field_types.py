"""What the interface calls the types of fields, in the words of metadata."""

import re
from collections.abc import Mapping
from typing import Final

from connectors.salesforce.live.org import Answer
from connectors.salesforce.live.question import text

_TYPES: Final[Mapping[str, str]] = {
    "address": "Address",
    "anytype": "Text",
    "base64": "File",
    "boolean": "Checkbox",
    "combobox": "Picklist",
    "currency": "Currency",
    "date": "Date",
    "datetime": "DateTime",
    "double": "Number",
    "email": "Email",
    "encryptedstring": "EncryptedText",
    "id": "Id",
    "int": "Number",
    "location": "Location",
    "long": "Number",
    "multipicklist": "MultiselectPicklist",
    "percent": "Percent",
    "phone": "Phone",
    "picklist": "Picklist",
    "reference": "Lookup",
    "string": "Text",
    "textarea": "TextArea",
    "time": "Time",
    "url": "Url",
}
_SHORT_TEXT: Final = 255
_SHOWN: Final[Mapping[str, str]] = {
    "address": "Address",
    "auto number": "AutoNumber",
    "checkbox": "Checkbox",
    "currency": "Currency",
    "date": "Date",
    "date/time": "DateTime",
    "email": "Email",
    "geolocation": "Location",
    "hierarchy": "Hierarchy",
    "long text area": "LongTextArea",
    "lookup": "Lookup",
    "external lookup": "ExternalLookup",
    "indirect lookup": "IndirectLookup",
    "master-detail": "MasterDetail",
    "number": "Number",
    "percent": "Percent",
    "phone": "Phone",
    "picklist": "Picklist",
    "picklist (multi-select)": "MultiselectPicklist",
    "rich text area": "Html",
    "roll-up summary": "Summary",
    "text": "Text",
    "text (encrypted)": "EncryptedText",
    "text area": "TextArea",
    "time": "Time",
    "url": "Url",
}
"""What pages call them."""
_ONLY_SHOWN: Final = frozenset({"AutoNumber", "ExternalLookup", "Hierarchy", "IndirectLookup", "MasterDetail", "Summary"})
"""What a description does not tell from a plainer type."""
_DETAILS: Final = re.compile(r"\s*\((?!encrypted\)|multi-select\))[^)]*\)")


def described_type(field: Answer, shown: str = "") -> str:
    """The type of a field as described; what its page shows tells more where descriptions are too plain.

    >>> described_type({"type": "string"}), described_type({"type": "textarea", "length": 32768, "extraTypeInfo": "richtextarea"})
    ('Text', 'Html')
    >>> described_type({"type": "double", "calculated": True}, "Roll-Up Summary (SUM Invoice Line)")
    'Summary'
    """
    by_page = shown_type(shown)
    if by_page in _ONLY_SHOWN:
        return by_page
    plain = text(field, "type")
    if field.get("autoNumber") is True:
        return "AutoNumber"
    if plain == "textarea":
        return _text_area(field)
    if plain == "reference" and field.get("relationshipOrder") is not None:
        return "MasterDetail"
    if field.get("calculated") is True and not field.get("calculatedFormula") and field.get("custom") is True:
        return "Summary"
    return _TYPES.get(plain.lower(), plain)


def _text_area(field: Answer) -> str:
    if text(field, "extraTypeInfo") == "richtextarea" or field.get("htmlFormatted") is True:
        return "Html"
    length = field.get("length")
    return "LongTextArea" if isinstance(length, int) and length > _SHORT_TEXT else "TextArea"


def shown_type(shown: str) -> str:
    """The type that a page shows; empty where it is none known.

    >>> (
    ...     shown_type("Text(80)"),
    ...     shown_type("Formula (Text)"),
    ...     shown_type("Picklist (Multi-Select)"),
    ...     shown_type("Text (Encrypted)(20)"),
    ... )
    ('Text', 'Text', 'MultiselectPicklist', 'EncryptedText')
    """
    folded = shown.strip().lower()
    if folded.startswith("formula (") and folded.endswith(")"):
        folded = folded[len("formula (") : -1]
    return _SHOWN.get(_DETAILS.sub("", folded).strip(), "")
