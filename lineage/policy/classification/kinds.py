"""Kinds of values: what a source's own names of types mean, and in which kinds of values an element can be."""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final

from lineage.model.elements import load_elements


class Kind(StrEnum):
    """A kind of value."""

    TEXT = "text"
    ENCRYPTED = "encrypted text"
    LINES = "some lines of text"
    PROSE = "long text"
    FILE = "file"
    CHOICE = "choice"
    NUMBER = "number"
    ROLLUP = "sum or count of other records"
    MONEY = "money"
    SHARE = "percentage"
    DATE = "date"
    TIME = "time of day"
    FLAG = "yes or no"
    REFERENCE = "reference"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    ADDRESS = "address"
    LOCATION = "location"
    UNKNOWN = "unknown"


_NAMES: Final[Mapping[Kind, str]] = {
    Kind.TEXT: "char character charactervarying combobox nchar nvarchar nvarchar2 string text uuid varchar varchar2",
    Kind.ENCRYPTED: "encryptedstring encryptedtext",
    Kind.LINES: "textarea",
    Kind.PROSE: "array clob html json jsonb longtext longtextarea mediumtext nclob ntext object richtextarea variant xml",
    Kind.FILE: "base64 binary blob bytea bytes file image varbinary",
    Kind.CHOICE: "enum multipicklist multiselectpicklist picklist",
    Kind.NUMBER: "autonumber bigint decimal double doubleprecision float int int64 integer long number numeric real smallint",
    Kind.ROLLUP: "rollupsummary summary",
    Kind.MONEY: "currency money",
    Kind.SHARE: "percent",
    Kind.DATE: "date datetime datetime2 timestamp timestampntz timestamptz",
    Kind.TIME: "time",
    Kind.FLAG: "bit bool boolean checkbox",
    Kind.REFERENCE: "entityrelationship externallookup fielddefinition hierarchy id indirectlookup lookup masterdetail metadatarelationship"
    " reference",
    Kind.EMAIL: "email",
    Kind.PHONE: "phone",
    Kind.URL: "uri url",
    Kind.ADDRESS: "address",
    Kind.LOCATION: "geography geolocation location",
}
_BY_NAME: Final = {name: kind for kind, names in _NAMES.items() for name in names.split()}

_TEXTS: Final = frozenset({Kind.TEXT, Kind.ENCRYPTED, Kind.LINES, Kind.PROSE, Kind.UNKNOWN})
_IDS: Final = _TEXTS | {Kind.NUMBER}
_WORDS: Final = _TEXTS | {Kind.CHOICE}
_TRAITS: Final = _WORDS | {Kind.FLAG, Kind.NUMBER}

HOLDS: Final[Mapping[str, frozenset[Kind]]] = {
    **dict.fromkeys(load_elements(), _WORDS),
    **dict.fromkeys(
        "ssn ssn_last4 tax_id drivers_license state_id passport military_id gov_id_other bank_account routing_number payment_card"
        " card_cvv_pin insurance_policy vehicle medical_record_no unique_id employee_number device_id phone".split(),
        _IDS,
    ),
    **dict.fromkeys("alias password access_token username ip_address email".split(), _TEXTS),
    **dict.fromkeys("name_full name_first name_last".split(), _TEXTS - {Kind.PROSE}),
    **dict.fromkeys(
        "disability union race_ethnicity citizenship_immigration religion political minor_under16 genetic".split(), _TRAITS
    ),
    **dict.fromkeys("marital_status criminal medical_info military_status education".split(), _TRAITS | {Kind.DATE, Kind.FILE}),
    "fax": _IDS | {Kind.PHONE},
    "health_wellness": _TRAITS | {Kind.DATE, Kind.SHARE},
    "sexual_orientation": _TRAITS,
    "gender": _TRAITS,
    "coarse_address": _WORDS | {Kind.NUMBER},
    "postal_address": _TEXTS | {Kind.ADDRESS},
    "card_partial": _WORDS | {Kind.DATE, Kind.NUMBER},
    "health_insurance": _WORDS | {Kind.NUMBER},
    "credit_score": _WORDS | {Kind.NUMBER},
    "income": _WORDS | {Kind.NUMBER, Kind.MONEY, Kind.ROLLUP},
    "purchase_history": _WORDS | {Kind.NUMBER, Kind.MONEY, Kind.DATE, Kind.ROLLUP},
    "photo": _TEXTS | {Kind.URL, Kind.FILE},
    "signature": _TEXTS | {Kind.URL, Kind.FILE},
    "voice_recording": _TEXTS | {Kind.URL, Kind.FILE},
    "biometric": _TRAITS | {Kind.FILE},
    "neural": _TRAITS | {Kind.FILE},
    "social_handle": _TEXTS | {Kind.URL},
    "precise_geo": (_IDS - {Kind.LINES, Kind.PROSE}) | {Kind.LOCATION},
    "geocoded_address": _IDS | {Kind.LOCATION, Kind.CHOICE},
    "web_activity": _WORDS | {Kind.URL, Kind.NUMBER, Kind.DATE, Kind.ROLLUP},
    "birth_date": _IDS | {Kind.DATE},
    "age": _WORDS | {Kind.NUMBER},
    "employment": _WORDS | {Kind.DATE, Kind.NUMBER, Kind.FILE, Kind.URL},
    "performance": _WORDS | {Kind.NUMBER},
    "inference": _WORDS | {Kind.NUMBER, Kind.SHARE, Kind.ROLLUP},
    "physical_characteristics": _WORDS | {Kind.NUMBER},
    "family": _TRAITS | {Kind.PHONE, Kind.ROLLUP},
    "privacy_preferences": _TRAITS | {Kind.DATE},
    "free_text_blob": frozenset({Kind.TEXT, Kind.LINES, Kind.UNKNOWN}),
}
"""In which kinds of values each element can be: a lookup holds an id, and a flag about an identifier is not the identifier."""

_AS_NUMBER: Final[Mapping[str, frozenset[str]]] = {
    "coarse_address": frozenset("zip postal post postcode plz postleitzahl cep pin code codigo codice".split()),
    "employment": frozenset("years year experience level code center".split()),
    "purchase_history": frozenset(
        "order orders purchase purchases gift gifts value ltv points spend spent amount total donation compra achat kauf acquisto".split()
    ),
}
"""Of these elements only what has such a word in its phrase is written as a number: a postal code is, a country is not."""


def holds(kind: Kind, element: str, phrase: str) -> bool:
    """Whether a value of this kind can be what a phrase names.

    >>> holds(Kind.NUMBER, "coarse_address", "postal code"), holds(Kind.NUMBER, "coarse_address", "country")
    (True, False)
    """
    if kind not in HOLDS[element]:
        return False
    return kind is not Kind.NUMBER or element not in _AS_NUMBER or not _AS_NUMBER[element].isdisjoint(phrase.split())


@lru_cache(maxsize=4096)
def kind_of(type: str) -> Kind:
    """The kind of value of a type by its name.

    >>> kind_of("LongTextArea"), kind_of("varchar(40)"), kind_of("")
    (<Kind.PROSE: 'long text'>, <Kind.TEXT: 'text'>, <Kind.UNKNOWN: 'unknown'>)
    """
    name = type.partition("(")[0].replace(" ", "").replace("_", "").replace("-", "").lower()
    return _BY_NAME.get(name, Kind.UNKNOWN)
