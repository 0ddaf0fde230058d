"""Salesforce formulas: which fields they read. Nothing is computed; reading takes time that grows with the text's length alone.

Formulas stand in formula fields, field updates, default values, rules and flows. Their literals and comments are no part of
what they read, and may hold anything, secrets included: `code` gives the rest of a formula, which may be kept.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

_NAME: Final = r"[A-Za-z_][A-Za-z0-9_]*+(?::[A-Za-z_][A-Za-z0-9_]*+)?+"
_LITERAL: Final = r'"(?:[^"\\]|\\.)*+"|\'(?:[^\'\\]|\\.)*+\'|/\*(?:[^*]|\*(?!/))*+\*/'
_OPEN: Final = r'["\']|/\*'

_TOKEN: Final = re.compile(
    rf"(?P<literal>{_LITERAL})"
    rf"|(?P<open>{_OPEN})"
    r"|[0-9][A-Za-z0-9_.]*+"
    rf"|(?P<path>\$?{_NAME}(?:\s*+\.\s*+{_NAME})*+)(?P<call>\s*+\()?+",
    re.DOTALL,
)
_HIDDEN: Final = re.compile(rf"(?P<literal>{_LITERAL})|(?P<open>{_OPEN})", re.DOTALL)
_STEP: Final = re.compile(r"\s*+\.\s*+")
_WORD: Final = re.compile(r"\$?[A-Za-z0-9_]++")
_MERGE: Final = re.compile(r"\{!([^{}]*+)\}")
_VALUES: Final = frozenset({"null", "true", "false"})


class Reference(NamedTuple):
    """A name that a formula reads: a field, through relationships or not, or something of a global variable."""

    path: tuple[str, ...]
    """The steps as written: `("Case__r", "Owner:User", "Email")`, `("$User", "Email")`."""
    at: int
    """Where in the text it begins."""

    @property
    def shown(self) -> str:
        """The path as people write it."""
        return ".".join(self.path)


class Reading(NamedTuple):
    """What a formula reads."""

    references: tuple[Reference, ...]
    """Every reference, in order; the same name twice is two."""
    complete: bool
    """False where a literal or comment is begun and never ended: what it reads from there on is not known."""


def read(formula: str) -> Reading:
    """What the formula reads.

    >>> found = read('IF(ISBLANK(Email), "none: Phone", Case__r.Owner:User.Email) & $User.Alias /* Fax */')
    >>> [reference.shown for reference in found.references]
    ['Email', 'Case__r.Owner:User.Email', '$User.Alias']
    """
    found: list[Reference] = []
    for token in _TOKEN.finditer(formula):
        if token["open"]:
            return Reading(tuple(found), complete=False)
        written = token["path"]
        if written and not token["call"] and written.lower() not in _VALUES:
            found.append(Reference(tuple(_STEP.split(written)) if "." in written else (written,), token.start()))
    return Reading(tuple(found), complete=True)


def read_template(text: str) -> Reading:
    """What a text with `{!…}` in it reads: the rest of the text is words, not names.

    >>> [reference.shown for reference in read_template("Dear {!Contact.FirstName}, your number is {!$Record.Id}").references]
    ['Contact.FirstName', '$Record.Id']
    """
    found: list[Reference] = []
    complete = True
    for merge in _MERGE.finditer(text):
        inside = read(merge[1])
        complete = complete and inside.complete
        found.extend(Reference(one.path, one.at + merge.start(1)) for one in inside.references)
    return Reading(tuple(found), complete)


def code(formula: str) -> str:
    """The formula without what its literals and comments hold: what may be kept of it. Lines stay the same.

    >>> code('HYPERLINK("https://x.example?key=s3cret", Name) /* as agreed */')
    'HYPERLINK("", Name) '
    """
    kept: list[str] = []
    end = 0
    for token in _HIDDEN.finditer(formula):
        kept.append(formula[end : token.start()])
        if token["open"]:
            return "".join([*kept, token["open"]])
        kept.append("" if token[0].startswith("/") else token[0][0] * 2)
        kept.append("\n" * token[0].count("\n"))
        end = token.end()
    return "".join([*kept, formula[end:]]) if end else formula


def renamed(formula: str, naming: Callable[[str], str]) -> str:
    """The formula with each custom name in it as `naming` says, such as with the prefix of its package.

    >>> renamed("Invoice__r.Total__c + Tax", lambda name: f"acme__{name}")
    'acme__Invoice__r.acme__Total__c + Tax'
    """
    return "".join(_renamed(formula, naming))


def _renamed(formula: str, naming: Callable[[str], str]) -> Iterator[str]:
    end = 0
    for token in _TOKEN.finditer(formula):
        if token["open"]:
            break
        if token["path"]:
            yield formula[end : token.start()]
            yield _WORD.sub(lambda word: naming(word[0]) if _is_custom(word[0]) else word[0], token[0])
            end = token.end()
    yield formula[end:]


def _is_custom(word: str) -> bool:
    return "__" in word and not word.startswith("$")
