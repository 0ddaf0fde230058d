"""Sequences in answers that make their items when somebody looks: a check has a hundred thousand hops, and most answers show few."""

from collections.abc import Callable, Iterator, Sequence
from types import GenericAlias
from typing import Any, TypeVar, get_args, overload

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")


class OnDemand(Sequence[T]):
    """What a function gives, which is asked when somebody looks, once."""

    def __init__(self, make: Callable[[], Sequence[T]]) -> None:
        self._make = make
        self._made: Sequence[T] | None = None

    @property
    def _items(self) -> Sequence[T]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[T]:
        return iter(self._items)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        return self._items[at]


class Later:
    """Marks a sequence of an answer that may be one that makes its items on demand; to anybody who reads the answer it is an array."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        plain = handler.generate_schema(GenericAlias(tuple, (*get_args(source), ...)))
        written = core_schema.wrap_serializer_function_ser_schema(lambda value, write: write(tuple(value)), schema=plain)
        return core_schema.no_info_wrap_validator_function(_kept, plain, serialization=written)


def _kept(value: object, validate: core_schema.ValidatorFunctionWrapHandler) -> object:
    is_made_later = isinstance(value, Sequence) and not isinstance(value, list | tuple | str | bytes)
    return value if is_made_later else validate(value)
