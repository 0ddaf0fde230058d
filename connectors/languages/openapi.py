"""OpenAPI 2 and 3 descriptions of services, JSON or YAML: servers, operations, and the fields of the objects they exchange."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from connectors.languages.json_text import read_json
from lineage.errors import UnreadableInput
from lineage.reading.yaml import BadYaml, parse_yaml

_METHODS: Final = frozenset({"get", "put", "post", "delete", "patch", "head", "options", "trace"})
_DEEPEST: Final = 8
_DEFINED: Final = (("definitions",), ("components", "schemas"))


class BadDescription(UnreadableInput):
    """A text that is no description of a service that this program reads; says why and repeats nothing of it."""


class Object(NamedTuple):
    """An object of a description."""

    name: str
    fields: tuple[tuple[str, str], ...]
    """Names, those of inner objects behind a dot, and types."""


class Operation(NamedTuple):
    """An operation of a service."""

    name: str
    """Its id, else method and path."""
    place: str
    """Method and path."""
    sends: tuple[str, ...]
    """Names of its parameters, and of the objects in its body."""
    returns: tuple[str, ...]
    """Names of the objects that it answers with."""


class Description(NamedTuple):
    """What a description says of a service."""

    servers: tuple[str, ...]
    operations: tuple[Operation, ...]
    objects: tuple[Object, ...]


def read_description(text: str) -> Description:
    """What the text describes; raises `BadDescription`.

    >>> found = read_description('{"swagger": "2.0", "host": "api.example", "schemes": ["https"], "basePath": "/v1"}')
    >>> found.servers
    ('https://api.example/v1',)
    """
    root = _parsed(text)
    if not isinstance(root, dict) or not {"openapi", "swagger"} & root.keys():
        raise BadDescription("it is neither OpenAPI nor Swagger")
    return Description(tuple(_servers(root)), tuple(_operations(root)), tuple(_objects(root)))


def _parsed(text: str) -> object:
    if text.lstrip()[:1] in {"{", "["}:
        try:
            found: object = read_json(text)
        except (ValueError, RecursionError) as error:
            raise BadDescription("it is not JSON") from error
        return found
    try:
        return parse_yaml(text, "schema").value
    except BadYaml as error:
        raise BadDescription(f"it is not YAML (line {error.place.line} of the schema)") from error


def _map(value: object) -> Mapping[str, Any]:
    return {str(key): inner for key, inner in value.items()} if isinstance(value, Mapping) else {}


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _servers(root: Mapping[str, Any]) -> Iterator[str]:
    for server in _list(root.get("servers")):
        if _text(_map(server).get("url")):
            yield _text(_map(server).get("url"))
    yield from servers_at(root, "schemes")


def servers_at(said: object, schemes: str) -> Iterator[str]:
    """The addresses that a host, a base path and the protocols in the member `schemes` make.

    >>> list(servers_at({"host": "api.example", "basePath": "/v1", "schemes": ["https", "http"]}, "schemes"))
    ['https://api.example/v1', 'http://api.example/v1']
    """
    one = _map(said)
    host = _text(one.get("host"))
    if host:
        base = _text(one.get("basePath")).rstrip("/")
        listed = _list(one.get(schemes)) or [_text(one.get(schemes))]
        named = [_text(scheme) for scheme in listed if _text(scheme)]
        yield from (f"{scheme}://{host}{base}" for scheme in named) if named else (f"//{host}{base}",)


def _operations(root: Mapping[str, Any]) -> Iterator[Operation]:
    for path, item in _map(root.get("paths")).items():
        shared = _list(_map(item).get("parameters"))
        for method, said in _map(item).items():
            if method.lower() in _METHODS:
                yield _operation(root, f"{method.upper()} {path}", _map(said), shared)


def _operation(root: Mapping[str, Any], place: str, said: Mapping[str, Any], shared: Sequence[Any]) -> Operation:
    parameters = [_resolved(root, one) for one in (*shared, *_list(said.get("parameters")))]
    bodies = [one.get("schema") for one in parameters if one.get("in") == "body"]
    bodies += [_map(one).get("schema") for one in _map(_resolved(root, said.get("requestBody")).get("content")).values()]
    names = [_text(one.get("name")) for one in parameters if one.get("in") != "body"]
    sent = [name for body in bodies for name in _named(root, body)]
    answers = [_resolved(root, one) for one in _map(said.get("responses")).values()]
    schemas = [one.get("schema") for one in answers]
    schemas += [_map(content).get("schema") for one in answers for content in _map(one.get("content")).values()]
    returned = [name for schema in schemas for name in _named(root, schema)]
    return Operation(
        _text(said.get("operationId")) or place,
        place,
        tuple(dict.fromkeys(name for name in (*names, *sent) if name)),
        tuple(dict.fromkeys(returned)),
    )


def _resolved(root: Mapping[str, Any], value: object) -> Mapping[str, Any]:
    """A part of the description, or what it refers to inside the same text."""
    said = _map(value)
    for _ in range(_DEEPEST):
        target = _text(said.get("$ref"))
        if not target.startswith("#/"):
            break
        found: object = root
        for step in target[2:].split("/"):
            found = _map(found).get(step.replace("~1", "/").replace("~0", "~"))
        said = _map(found)
    return said


def _named(root: Mapping[str, Any], schema: object, depth: int = 0) -> Iterator[str]:
    """The objects that a schema is made of: their names where it refers to them, the names of its fields where it is one itself."""
    said = _map(schema)
    target = _text(said.get("$ref"))
    if target:
        yield target.rpartition("/")[2]
    elif depth < _DEEPEST:
        yield from _named(root, said.get("items"), depth + 1)
        for part in (*_list(said.get("allOf")), *_list(said.get("oneOf")), *_list(said.get("anyOf"))):
            yield from _named(root, part, depth + 1)
        yield from _map(said.get("properties"))


def _objects(root: Mapping[str, Any]) -> Iterator[Object]:
    for path in _DEFINED:
        found: object = root
        for step in path:
            found = _map(found).get(step)
        for name, schema in _map(found).items():
            yield Object(name, tuple(dict(_fields(root, schema)).items()))


def _fields(root: Mapping[str, Any], schema: object, above: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    said = _resolved(root, schema) if depth == 0 or not above else _map(schema)
    for part in (*_list(said.get("allOf")), *_list(said.get("oneOf")), *_list(said.get("anyOf"))):
        if depth < _DEEPEST:
            yield from _fields(root, _resolved(root, part), above, depth + 1)
    for name, inner in _map(said.get("properties")).items():
        told = _map(inner)
        whole = f"{above}{name}"
        yield whole, _type(told)
        element = told if told.get("properties") else _map(told.get("items"))
        if element.get("properties") and depth < _DEEPEST:
            yield from _fields(root, element, f"{whole}.", depth + 1)


def _type(schema: Mapping[str, Any]) -> str:
    """A type as people read it: `Account`, `list of string`, `string (date)`."""
    target = _text(schema.get("$ref"))
    if target:
        return target.rpartition("/")[2]
    if schema.get("type") == "array" or "items" in schema:
        return f"list of {_type(_map(schema.get('items')))}".strip()
    kind = schema.get("type")
    word = _text(kind) or next((_text(one) for one in _list(kind) if one != "null"), "")
    form = _text(schema.get("format"))
    return f"{word} ({form})" if word and form else word
