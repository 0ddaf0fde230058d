"""What is wrong in hand-written files: each problem with its place, the value, what is allowed, the nearest name."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from lineage.reading.yaml import Document, Place

T = TypeVar("T")

SECRET_KEY = re.compile(
    r"(?:pass(?:word|wd|phrase)|secret|token|credentials?|(?:private|api|consumer)_?key|session_?id)$", re.IGNORECASE
)
"""Keys whose values are never shown."""

_CREDENTIALS = re.compile(r"(?<=://)[^/\s@]*@")
_QUOTED = re.compile(r"'([^']*)'")
_SHOWN_NAMES = 30
_SHOWN_LENGTH = 60

_WANTED = {
    "bool_type": "yes or no is wanted (true or false)",
    "bool_parsing": "yes or no is wanted (true or false)",
    "date_type": "a day is wanted, such as 2026-12-31",
    "dict_type": "a mapping is wanted (`key: value`)",
    "int_parsing": "a whole number is wanted",
    "int_type": "a whole number is wanted",
    "list_type": "a list is wanted",
    "mapping_type": "a mapping is wanted (`key: value`)",
    "model_attributes_type": "a mapping is wanted (`key: value`)",
    "model_type": "a mapping is wanted (`key: value`)",
    "string_too_short": "text is wanted",
    "string_type": "text is wanted (in quotes, if it looks like a number)",
    "tuple_type": "a list is wanted",
}


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong."""

    place: Place
    text: str

    def __str__(self) -> str:
        """The problem as one line, as compilers write it."""
        return f"{self.place}: {self.text}"


@dataclass(frozen=True)
class Entry(Generic[T]):
    """A valid value of a document, and where it stands."""

    document: Document
    path: tuple[str | int, ...]
    value: T
    is_partial: bool = False
    """Some of it was wrong and is left out, so nothing may be called missing."""

    @property
    def key(self) -> str:
        """The key that it stands under."""
        return str(self.path[-1])

    def place(self, *inside: str | int) -> Place:
        """Where a value inside it begins."""
        return self.document.place(*self.path, *inside)

    def key_place(self, *inside: str | int) -> Place:
        """Where the key of a value inside it stands."""
        return self.document.key_place(*self.path, *inside)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like `name`; empty where none is.

    >>> nearest("warehuose", ["mule", "warehouse"])
    'warehouse'
    """
    folded = {one.casefold(): one for one in sorted(known, reverse=True)}
    return next((folded[one] for one in get_close_matches(name.casefold(), sorted(folded), n=1, cutoff=0.6)), "")


def choice(name: str, known: Iterable[str], word: str = "known") -> str:
    """What could stand in place of an unknown name: those that are known or allowed, and the nearest."""
    names = sorted(known)
    more = f" and {len(names) - _SHOWN_NAMES} more" if len(names) > _SHOWN_NAMES else ""
    allowed = f"; {word}: {', '.join(names[:_SHOWN_NAMES])}{more}" if names else ""
    near = nearest(name, names)
    return f"{allowed}. Did you mean {near!r}?" if near else allowed


def shown(value: object, key: str = "") -> str:
    """A value as it may be printed: shortened, without credentials, and not at all where its key tells of a secret."""
    if SECRET_KEY.search(key):
        return "'…'"
    text = _CREDENTIALS.sub("…@", repr(value))
    return text if len(text) <= _SHOWN_LENGTH else f"{text[: _SHOWN_LENGTH - 1]}…"


def checked(
    adapter: TypeAdapter[T], document: Document, path: Sequence[str | int], value: object
) -> tuple[Entry[T] | None, list[Problem]]:
    """The value at a path of a document if it has the shape wanted, and all that is wrong with it.

    Of a value with mistakes comes what is left without them, so that mistakes of other kinds can be told as well.
    """
    try:
        return Entry(document, tuple(path), adapter.validate_python(value)), []
    except ValidationError as error:
        # Of a list whose items failed, pydantic also says that it is too short; the items say it better.
        details = [one for one in error.errors(include_url=False) if one["type"] != "too_short" or one["input"] == []]
    wrong = {str(one["loc"][0]) for one in details if one["loc"]}
    rest = {key: inner for key, inner in value.items() if key not in wrong} if isinstance(value, Mapping) else value
    try:
        entry = Entry(document, tuple(path), adapter.validate_python(rest), is_partial=True)
    except ValidationError:
        entry = None
    return entry, [_problem(one, adapter, document, tuple(path)) for one in details]


def _problem(error: ErrorDetails, adapter: TypeAdapter[Any], document: Document, path: tuple[str | int, ...]) -> Problem:
    location = tuple(part for part in error["loc"])
    inside = document.known(*path, *location)
    where = _dotted(inside)
    last = str(location[-1]) if location else ""
    if error["type"] == "extra_forbidden":
        keys = _keys_at(adapter.json_schema(), location[:-1])
        text = f"{_prefix(_dotted(inside[:-1]))}unknown key {last!r}{choice(last, keys, 'allowed')}"
        return Problem(document.key_place(*inside), text)
    if error["type"] == "missing":
        return Problem(document.place(*inside), f"{_prefix(where)}{last!r} is missing")
    key = next((part for part in reversed(inside) if isinstance(part, str)), "")
    return Problem(document.place(*inside), f"{_prefix(where)}{_wrong(error, key)}")


def _wrong(error: ErrorDetails, key: str) -> str:
    value = shown(error["input"], key)
    if error["type"] == "literal_error":
        allowed = _QUOTED.findall(str(error["ctx"]["expected"]))
        return f"{value} is not allowed{choice(str(error['input']), allowed, 'allowed')}"
    message = error["msg"][:1].lower() + error["msg"][1:]
    return f"{_WANTED.get(error['type'], message)}, not {value}"


def _prefix(where: str) -> str:
    return f"{where}: " if where else ""


def _dotted(path: Iterable[str | int]) -> str:
    shown_path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return shown_path.removeprefix(".")


def _keys_at(schema: Mapping[str, Any], location: Sequence[str | int]) -> list[str]:
    """The keys that a JSON Schema allows in the mapping at a location."""
    found = list(_meant(schema, schema))
    for part in location:
        found = [inner for one in found for step in _steps(one, part) for inner in _meant(step, schema)]
    return sorted({key for one in found for key in one.get("properties", {})})


def _steps(schema: Mapping[str, Any], part: str | int) -> Iterator[Mapping[str, Any]]:
    if part in schema.get("properties", {}):
        yield schema["properties"][part]
    elif isinstance(part, int) and isinstance(schema.get("items"), dict):
        yield schema["items"]
    elif isinstance(schema.get("additionalProperties"), dict):
        yield schema["additionalProperties"]
    elif isinstance(part, int):
        # A single value stood for a list of one.
        yield schema


def _meant(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "$ref" in schema:
        yield from _meant(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    elif "anyOf" in schema and "properties" not in schema:
        for one in schema["anyOf"]:
            yield from _meant(one, whole)
    else:
        yield schema
