"""Reading the text of a case, and the small shapes its values come in."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import yaml

Raw = dict[str, Any]


class CaseError(Exception):
    """A case that has no answer: what is wrong, and the names it concerns."""

    def __init__(self, error: str, names: Iterable[str]) -> None:
        self.error = error
        self.names = sorted(names)
        super().__init__(f"{error}: {', '.join(self.names)}")


class _Loader(yaml.SafeLoader):
    """A loader that knows the YAML 1.2 booleans only: yes, no, on and off are text."""


_BOOLEAN = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOLEAN]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOLEAN, re.compile(r"^(?:true|false)$"), ["t", "f"])


def parse_case(text: str) -> Raw:
    """The case that a YAML text holds."""
    case = yaml.load(text, Loader=_Loader)  # noqa: S506 -- a safe loader, with fewer booleans
    if not isinstance(case, dict):
        raise CaseError("invalid", ["not a mapping"])
    return case


def check_keys(where: str, raw: Raw, known: frozenset[str]) -> None:
    """Refuse a key that the format does not have."""
    unknown = sorted(str(key) for key in raw if key not in known)
    if unknown:
        raise CaseError("invalid", [f"{where}: {key}" for key in unknown])


def mapping(value: object) -> Raw:
    """A mapping; nothing stands for the empty one."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise CaseError("invalid", [f"not a mapping: {value!r}"])
    return value


def listing(value: object) -> list[Any]:
    """A list; one value stands for a list of one, nothing for the empty one."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def required(where: str, raw: Raw, key: str) -> object:
    """A value that must be there."""
    if raw.get(key) is None:
        raise CaseError("invalid", [f"{where}: no {key}"])
    return raw[key]


def text_or_none(value: object) -> str | None:
    """A name, or none."""
    return None if value is None else str(value)


def truth(value: object) -> bool | None:
    """Yes or no in any of its spellings; none where the case does not say."""
    if value is None or value == "unknown":
        return None
    if value is True or value == "yes":
        return True
    if value is False or value == "no":
        return False
    raise CaseError("invalid", [f"neither yes nor no: {value!r}"])


def one_of(value: object, known: Iterable[str]) -> str:
    """A word of a closed list."""
    word = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    if word not in known:
        raise CaseError("invalid", [f"unknown word: {value!r}"])
    return word


def day_or_none(value: object) -> date | None:
    """A day, given as a date or as its text."""
    if value is None:
        return None
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise CaseError("invalid", [f"not a day: {value!r}"]) from error
