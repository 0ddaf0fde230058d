"""JSON as text, where most of a large document repeats itself: what is written already stays as it is."""

import json
from collections.abc import Iterable, Mapping, Sequence
from json.encoder import encode_basestring
from typing import TypeAlias

Value: TypeAlias = "str | int | float | bool | Sequence[Value] | Mapping[str, Value] | None"


class Written(str):
    """JSON already."""

    __slots__ = ()


def array(items: Iterable[Written]) -> Written:
    """What is written already, as an array."""
    return Written(f"[{', '.join(items)}]")


def written(value: Value) -> Written:
    """A value as JSON, as `json.dumps` writes it with sorted keys and letters as they are.

    >>> written({"b": Written("[1]"), "a": "é"})
    '{"a": "é", "b": [1]}'
    """
    match value:
        case Written():
            return value
        case str():
            return Written(encode_basestring(value))
        case int() | float() | None:
            return Written(json.dumps(value))
        case Mapping():
            return Written(f"{{{', '.join(f'{written(name)}: {written(value[name])}' for name in sorted(value))}}}")
        case _:
            return array(map(written, value))
