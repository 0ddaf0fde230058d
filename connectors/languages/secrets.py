"""Secrets: which names say that a value is one, and which values show it by themselves. No value is ever given back."""

import re
from typing import Final, Literal, TypeAlias

Sort: TypeAlias = Literal["", "secret", "identifier", "perhaps"]
"""What a name says of its value: nothing; a secret; the open half of one, such as a user name; perhaps a secret, if it looks like one."""

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_ENDING: Final = re.compile(r"__(?:c|pc|mdt|s)$")

_STRONG: Final = re.compile(
    r"pwd|passphrase|passcode|secrets|credentials?|privatekey|accesskey|secretkey|.*(?:password|passwd|secret|apikey|token)"
)
_KEYS: Final = re.compile(
    r"access|account|aes|api|app|application|auth|authorization|client|consumer|crypto|decryption|encryption|hmac|integration|license"
    r"|master|private|rsa|secret|security|service|session|shared|signing|ssh|storage|subscription|webhook"
)
_ABOUT: Final = re.compile(
    r"age|algorithm|audience|class|count|date|days|description|duration|enabled|endpoint|error|expir(?:ation|ed|es|y)|field|format|header"
    r"|help|hint|host|hours|issuer|label|length|lifetime|message|method|milliseconds|minutes|name|object|path|policy|prefix|prompt|provider"
    r"|question|required|reset|rotation|rule|scope|seconds|server|service|size|status|template|text|timeout|ttl|type|ur[il]|validity"
)
"""A name that ends with such a word is about a secret."""

_IDENTIFIERS: Final = re.compile(r"(?:client ?id|consumer ?key|access ?key ?id|account ?sid|user ?name|login|user ?id)$")

_SHOWN_BY_ITSELF: Final = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+"
    r"|\bxox[abeoprs]-[A-Za-z0-9-]{10,}"
    r"|\b[sr]k_live_[A-Za-z0-9]{16,}"
    r"|\bAIza[A-Za-z0-9_-]{35}"
    r"|\bgh[oprsu]_[A-Za-z0-9]{36}"
    r"|\b00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?![A-Za-z0-9._]{20,}"
    r"|\b(?:Bearer|Basic) [A-Za-z0-9+/._~-]{16,}"
)
_OPAQUE: Final = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9+/_\-.~]{16,}={0,2}")
_REFERENCE: Final = re.compile(r"(?:(?:Bearer|Basic|Token)\s+)?(?:\{![^{}]*\}|\$\{[^{}]*\}|\{\{[^{}]*\}\}|\s)+")
_LITERAL: Final = re.compile(r"'[^']*'|\"[^\"]*\"")
_NAME: Final = re.compile(r"[A-Za-z_]")
_MASKED: Final = re.compile(r"\*+|placeholder(?:_value)?", re.IGNORECASE)
"""What the platform writes in place of a secret that it does not give."""


def of_name(name: str) -> Sort:
    """What the name of a field, parameter or header says of its value.

    >>> [of_name(name) for name in ("Client_Secret__c", "Token_URI__c", "ClientId", "Sort_Key__c", "X-Api-Key", "City__c")]
    ['secret', '', 'identifier', 'perhaps', 'secret', '']
    """
    words = words_of(name)
    if not words:
        return ""
    if _IDENTIFIERS.search(" ".join(words)):
        return "identifier"
    return "" if _ABOUT.fullmatch(words[-1]) else _of_words(words)


def _of_words(words: list[str]) -> Sort:
    if any(map(_STRONG.fullmatch, words)) or words[-1] in {"tokens", "authorization", "jwt"}:
        return "secret"
    if words[-1] in {"key", "keys", "sid"}:
        return "secret" if any(map(_KEYS.fullmatch, words)) else "perhaps"
    return "perhaps" if {"key", "signature", "bearer"} & set(words) else ""


def words_of(name: str) -> list[str]:
    """The words of a name, in lower case, without prefix and ending."""
    return [word.lower() for word in _WORD.findall(_ENDING.sub("", name.strip()).rpartition("__")[2])]


def is_shown(value: str) -> bool:
    """Whether a value shows by itself that it is a secret: a private key, a token of a known form."""
    return bool(_SHOWN_BY_ITSELF.search(value))


def is_opaque(value: str) -> bool:
    """Whether a value looks as if a machine had made it."""
    return bool(_OPAQUE.fullmatch(value.strip()))


def is_reference(value: str) -> bool:
    """Whether a value only says where the real one is taken from: a text in quotes is no such place.

    >>> is_reference("{!$Credential.Billing.Key}"), is_reference("{!'open sesame'}"), is_reference("open sesame")
    (True, False, False)
    """
    return bool(_REFERENCE.fullmatch(value) and _NAME.search(_LITERAL.sub("", value)))


def is_masked(value: str) -> bool:
    """Whether the platform wrote something else in place of a secret."""
    return bool(_MASKED.fullmatch(value.strip()))


def of(name: str, value: str) -> Literal["", "secret", "identifier"]:
    """What a value is, by its name and by itself; an empty or masked one, and one that is taken from elsewhere, is nothing."""
    if not value.strip() or is_masked(value):
        return ""
    if is_shown(value):
        return "secret"
    sort = of_name(name)
    if not sort or is_reference(value):
        return ""
    if sort == "perhaps":
        return "secret" if is_opaque(value) else ""
    return sort
