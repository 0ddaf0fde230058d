"""What attributes mean, for schemas: the docstrings beneath them.

Pydantic can read them when a class is made, which would cost every command a tenth of a second; only schemas show them.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel


def described(model: type[BaseModel]) -> type[BaseModel]:
    """A model whose schema says what its attributes mean, those of models in it too."""
    found = list(dict.fromkeys(_within(model, set())))
    changed = [one for one in found if _describe(one)]
    # Those that others are made of come first.
    for one in found if changed else ():
        one.model_rebuild(force=True)
    return model


def _within(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    """A model after all models that its attributes are made of."""
    if model in seen:
        return
    seen.add(model)
    for field in model.model_fields.values():
        for one in _models(field.annotation):
            yield from _within(one, seen)
    yield model


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _describe(model: type[BaseModel]) -> bool:
    """Describe the attributes of a model; whether that was not done yet."""
    said: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if issubclass(base, BaseModel) and base is not BaseModel:
            said |= dict(_docstrings(base))
    fresh = {name: field for name, field in model.model_fields.items() if not field.description and name in said}
    for name, field in fresh.items():
        field.description = said[name]
    return bool(fresh)


def _docstrings(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    """The attributes that a class itself has, and the docstring beneath each."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    assert isinstance(definition, ast.ClassDef)  # noqa: S101 - the source of a class
    for attribute, after in zip(definition.body, definition.body[1:], strict=False):
        if isinstance(attribute, ast.AnnAssign) and isinstance(attribute.target, ast.Name):
            match after:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    yield attribute.target.id, inspect.cleandoc(text)
