"""Words beside a phrase that change what it means: of a form, of something about the thing, of how many there are."""

from collections.abc import Sequence
from typing import Final

from lineage.model.verdicts import Form

_HASHED: Final = frozenset({"hash", "hashed", "sha", "md", "digest", "bcrypt"})
_TOKENS: Final = frozenset({"token", "tokenized", "tokenised"})
_PARTIAL: Final = frozenset({"masked", "redacted", "truncated", "obfuscated", "partial"})

_ABOUT: Final = frozenset(
    "action active alert alerts api attempt attempts batch bounced button callout campaign changed check checked class "
    "color colour column completed config configuration confirmation confirmed count counter created default deviation "
    "disabled enable enabled endpoint error errors expiration expire expired expires expiry fetched field fields flow "
    "folder format handler help icon imported invalid job key knowledge label len length limit list lookup mapping match "
    "matched message method missing mode modified notification notifications object option options order origin page param "
    "parameter pattern position processed provider quality query queue rate rates ratio received record records regex "
    "reminder report request required retry rule same sent server setting settings size sort source stdev style sync "
    "template templates test timeout trigger updated uploaded valid validate validated validation validity verification "
    "verified verify version visible warning".split()
)
"""A phrase with such a word behind it names something about the thing."""

_ABOUT_IDENTIFIER: Final = frozenset(
    "category date history kind opt reason relation result score status subject title type usage".split()
)
"""As `_ABOUT`, where the thing is what somebody is told apart or reached by; what is told of a person may have a status."""

_GIVEN: Final = frozenset({"assigned", "issued", "obtained", "provided", "supplied"})
"""An identifier that was `assigned` may be the identifier, or tell that there is one."""

_SIGNATURE: Final = frozenset("1 2 3 blob data file image url".split())
"""A signature with another word behind it names something about who signed, such as the name."""

_PLACED: Final = frozenset({"postal_address", "coarse_address"})
_COORDINATES: Final = frozenset("coordinates geocode geolocation lat latitude lng lon longitude".split())
"""An address with such a word behind it is a place on the map."""

_COUNTS: Final = frozenset({"average", "avg", "count", "max", "min", "num", "number", "percent", "total"})

IDENTIFIERS: Final = frozenset(
    "access_token alias bank_account biometric card_cvv_pin coarse_address drivers_license email fax gov_id_other ip_address device_id"
    " medical_record_no military_id name_first name_full name_last passport password payment_card phone photo postal_address"
    " precise_geo routing_number security_qa signature social_handle ssn ssn_last4 state_id tax_id unique_id username vehicle".split()
)
"""Elements by which somebody is told apart or reached."""

_QUESTIONS: Final = frozenset("are did does has is should was will".split())
_FLAGS: Final = _QUESTIONS | frozenset("allow can enable exclude hide include need needs show skip use uses".split())
"""`_QUESTIONS` ask whatever the type is; the others are as often part of a name, and ask where no type is known."""


def form_of(words: Sequence[str], behind: Sequence[str]) -> Form:
    """The form that names tell: a hash, a token, a part. `behind` are the words behind the phrase.

    >>> form_of(("ssn", "hash"), ("hash",)), form_of(("masked", "ssn"), ())
    (<Form.HASH: 3>, <Form.PARTIAL: 1>)
    """
    if _HASHED.intersection(behind):
        return Form.HASH
    if _TOKENS.intersection(behind):
        return Form.TOKEN
    return Form.PARTIAL if _PARTIAL.intersection(words) else Form.CLEAR


def is_doubtful(element: str, behind: Sequence[str]) -> bool:
    """Whether the words behind an identifier leave open whether it is there, or was only given.

    >>> is_doubtful("tax_id", ("assigned",)), is_doubtful("tax_id", ("number",))
    (True, False)
    """
    return element in IDENTIFIERS and not _GIVEN.isdisjoint(behind)


def is_about(element: str, behind: Sequence[str]) -> bool:
    """Whether the words behind a phrase make it the name of something about the thing."""
    if element == "signature":
        return not _SIGNATURE.issuperset(behind)
    if element in _PLACED and not _COORDINATES.isdisjoint(behind):
        return True
    return any(word in _ABOUT or (word in _ABOUT_IDENTIFIER and element in IDENTIFIERS) for word in behind)


def counts(before: Sequence[str]) -> bool:
    """Whether the words before a phrase say that something is counted."""
    return bool(before) and (before[0] in _COUNTS or before[-1] in _COUNTS)


def asks(words: Sequence[str], *, plainly: bool = False) -> bool:
    """Whether a name is, or `plainly` is, a question that yes or no answers."""
    return len(words) > 1 and words[0] in (_QUESTIONS if plainly else _FLAGS)
