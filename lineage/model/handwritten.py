"""Types of hand-written values: forgiving where two spellings mean one thing, refusing everything else."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""ISO knows other ways to write a day; whoever reads a map or a table may not."""


def _text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _remark(value: object) -> object:
    return "" if value is None else _text(value)


def _flag(value: object) -> object:
    return {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value


def _word(value: object) -> object:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        found = date.fromisoformat(value) if _DAY.fullmatch(value) else None
    except ValueError:
        found = None
    if found is None:
        raise PydanticCustomError("day", "a day is wanted, such as 2026-12-31")
    return found


def listed(value: object) -> list[Any]:
    """One value stands for a list of one, nothing for the empty list."""
    if isinstance(value, list | tuple):
        return list(value)
    return [] if value is None else [value]


def or_empty(value: object) -> object:
    """Nothing stands for the empty mapping."""
    return {} if value is None else value


def short_for(key: str) -> Callable[[object], object]:
    """A plain value stands for a mapping that has only this key."""
    return lambda value: value if value is None or isinstance(value, Mapping) else {key: value}


Text: TypeAlias = Annotated[str, StringConstraints(min_length=1), BeforeValidator(_text, json_schema_input_type=str | int)]
"""Text that is there; a whole number counts as its digits."""

Remark: TypeAlias = Annotated[str, BeforeValidator(_remark, json_schema_input_type=str | int | None)]
"""Text that may be missing."""

Texts: TypeAlias = Annotated[tuple[Text, ...], BeforeValidator(listed, json_schema_input_type=str | list[str] | None)]
"""Some texts; one stands for itself."""

Flag: TypeAlias = Annotated[
    bool,
    Field(strict=True),
    BeforeValidator(_flag, json_schema_input_type=bool | Literal["yes", "no"]),
]
"""True or false, also written yes or no."""

Switch: TypeAlias = Annotated[
    Literal["yes", "no", "unknown"],
    BeforeValidator(_word, json_schema_input_type=bool | Literal["yes", "no", "unknown"]),
]
"""Yes, no or unknown."""

Day: TypeAlias = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"}, mode="validation")]
"""A whole day."""
