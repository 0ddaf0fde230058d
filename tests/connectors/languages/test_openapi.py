import json
from typing import Any

import pytest

from connectors.languages.openapi import BadDescription, read_description

PERSON = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "born": {"type": "string", "format": "date"},
        "address": {"type": "object", "properties": {"city": {"type": "string"}}},
        "children": {"type": "array", "items": {"$ref": "#/components/schemas/Person"}},
        "notes": {"type": "array", "items": {"type": "object", "properties": {"text": {"type": ["string", "null"]}}}},
    },
}
THREE: dict[str, Any] = {
    "openapi": "3.0.1",
    "servers": [{"url": "https://api.example/v1"}],
    "paths": {
        "/people/{id}": {
            "parameters": [{"$ref": "#/components/parameters/Id"}],
            "put": {
                "operationId": "savePerson",
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Person"}}}},
                "responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "properties": {"ok": {}}}}}}},
            },
            "get": {"responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Person"}}}}}},
        }
    },
    "components": {
        "parameters": {"Id": {"name": "id", "in": "path"}},
        "schemas": {
            "Person": PERSON,
            "Employee": {"allOf": [{"$ref": "#/components/schemas/Person"}, {"properties": {"salary": {"type": "number"}}}]},
        },
    },
}


def test_operations_say_what_they_send_and_return() -> None:
    found = read_description(json.dumps(THREE))
    assert [tuple(one) for one in found.operations] == [
        ("savePerson", "PUT /people/{id}", ("id", "Person"), ("ok",)),
        ("GET /people/{id}", "GET /people/{id}", ("id",), ("Person",)),
    ]
    assert found.servers == ("https://api.example/v1",)


def test_objects_have_the_fields_of_inner_objects_and_of_those_they_extend() -> None:
    person, employee = read_description(json.dumps(THREE)).objects
    assert person.fields == (
        ("name", "string"),
        ("born", "string (date)"),
        ("address", "object"),
        ("address.city", "string"),
        ("children", "list of Person"),
        ("notes", "list of object"),
        ("notes.text", "string"),
    )
    assert dict(employee.fields) == {**dict(person.fields), "salary": "number"}


def test_the_older_format_and_yaml_say_the_same() -> None:
    text = """
swagger: '2.0'
host: api.example
schemes: [https, http]
basePath: /v1/
paths:
  /people:
    post:
      operationId: addPerson
      parameters:
        - {name: trace, in: header}
        - {name: body, in: body, schema: {$ref: '#/definitions/Person'}}
      responses: {200: {schema: {type: array, items: {$ref: '#/definitions/Person'}}}}
definitions:
  Person: {properties: {name: {type: string}}}
"""
    found = read_description(text)
    assert found.servers == ("https://api.example/v1", "http://api.example/v1")
    assert [tuple(one) for one in found.operations] == [("addPerson", "POST /people", ("trace", "Person"), ("Person",))]
    assert [tuple(one) for one in found.objects] == [("Person", (("name", "string"),))]


def test_objects_that_hold_themselves_are_read_once() -> None:
    schema = {"Node": {"allOf": [{"$ref": "#/definitions/Node"}], "properties": {"next": {"$ref": "#/definitions/Node"}}}}
    (node,) = read_description(json.dumps({"swagger": "2.0", "definitions": schema})).objects
    assert node.fields == (("next", "Node"),)


@pytest.mark.parametrize("text", ["", "{", "[]", "openapi: [", "just words", '{"title": "s3cret"}', "a: &x [*x]"])
def test_what_is_no_description_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(BadDescription) as refused:
        read_description(text)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize("part", ["paths", "components", "servers", "definitions", "host", "schemes"])
@pytest.mark.parametrize("value", [None, 1, "x", [1], {"x": 1}, {"x": {"y": [None]}}])
def test_parts_of_an_unexpected_shape_are_nothing(part: str, value: object) -> None:
    found = read_description(json.dumps({"openapi": "3.0.0", part: value}))
    assert (found.operations, [one for one in found.objects if one.fields]) == ((), [])
    assert set(found.servers) <= {"//x"}
