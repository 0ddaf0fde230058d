"""YAML with places: YAML 1.2 values, no duplicate keys, bounded expansion, each value traceable to its line.

The text is read as events, never as objects: nothing in it is run, and nothing can grow without bound.
Booleans are `true` and `false` only (yes, no, on and off are text); days, numbers with leading zeros and keys
stay text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, NoReturn

import yaml as pyyaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from lineage.errors import UnreadableInput

MAX_BYTES = 32 * 1024 * 1024
MAX_VALUES = 4_000_000
MAX_DEPTH = 100

_LOADER = getattr(pyyaml, "CSafeLoader", pyyaml.SafeLoader)
_KNOWN_TAGS = frozenset({"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:str", "!"})
_WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]*)?\.[0-9]+(?:[eE][-+]?[0-9]{1,2})?")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Place(NamedTuple):
    """Where something stands; lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """`file:line:column`, as editors and compilers write it."""
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def locator(self) -> str:
        """`file:line`, as evidence is located."""
        return f"{self.file}:{self.line}"


class BadYaml(UnreadableInput):
    """A text is no YAML that this program reads; names the place and what is wrong there."""

    def __init__(self, place: Place, problem: str) -> None:
        self.place, self.problem = place, problem
        super().__init__(f"{place}: {problem}")


@dataclass(frozen=True, slots=True)
class Node:
    """A value, where it begins, where its key stands, and the nodes inside it by key or position."""

    value: object
    line: int
    column: int
    key: tuple[int, int] | None = None
    inside: "dict[str, Node] | tuple[Node, ...]" = ()


@dataclass(frozen=True)
class Document:
    """One YAML file: its name as people should see it, and its values with their places."""

    name: str
    root: Node

    @property
    def value(self) -> object:
        """The whole as plain dictionaries, lists, text, numbers, booleans and None."""
        return self.root.value

    def place(self, *path: str | int) -> Place:
        """Where the value at a path begins; the nearest thing around it where there is none."""
        node = self._node(path)
        return Place(self.name, node.line, node.column)

    def key_place(self, *path: str | int) -> Place:
        """Where the key of the value at a path stands; where the value begins if it has no key."""
        node = self._node(path)
        return Place(self.name, *(node.key or (node.line, node.column)))

    def known(self, *path: str | int) -> tuple[str | int, ...]:
        """As much of a path as there is; a position is skipped where one value stands for a list of one."""
        return self._walk(path)[1]

    def _node(self, path: Iterable[str | int]) -> Node:
        return self._walk(path)[0]

    def _walk(self, path: Iterable[str | int]) -> tuple[Node, tuple[str | int, ...]]:
        node, there = self.root, []
        for part in path:
            inner = _inner(node, part)
            if inner is not None:
                node = inner
                there.append(part)
            elif isinstance(part, str):
                break
        return node, tuple(there)


def _inner(node: Node, part: str | int) -> Node | None:
    inside = node.inside
    if isinstance(inside, dict):
        return inside.get(str(part))
    return inside[part] if isinstance(part, int) and part < len(inside) else None


def unplaced(value: object, name: str) -> Document:
    """A document of values that were made, not read: everything stands at line 0."""
    return Document(name, Node(value, 0, 0))


def read_yaml(path: Path, name: str = "", max_bytes: int = MAX_BYTES) -> Document:
    """The one document of a file, called `name` in places; raises `BadYaml` or `UnreadableInput`."""
    shown = name or path.name
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise UnreadableInput(f"{shown} could not be read: it is a pipe, a socket or a device. Remove it, or name another file.")
    try:
        with path.open("rb") as file:
            content = file.read(max_bytes + 1)
    except OSError as error:
        raise UnreadableInput(f"{shown} could not be read: {error.strerror or error}.") from error
    if len(content) > max_bytes:
        raise BadYaml(Place(shown, 1, 1), f"the file is larger than {max_bytes:,} bytes; split it")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadYaml(Place(shown, line, 1), "the file is not UTF-8; save it as UTF-8") from error
    return parse_yaml(text, shown)


def parse_yaml(text: str, name: str, max_values: int = MAX_VALUES) -> Document:
    """The one document of a text, called `name` in places; raises `BadYaml`."""
    odd = _UNPRINTABLE.search(text)
    if odd:
        line = text.count("\n", 0, odd.start()) + 1
        column = odd.start() - text.rfind("\n", 0, odd.start())
        raise BadYaml(Place(name, line, column), f"the character {odd[0]!r} is not allowed; delete it")
    return Document(name, _Builder(text, name, max_values).document())


class _Anchored(NamedTuple):
    """What an anchor stands for: its node (none while it is open), the values in it, and their depth."""

    node: Node | None
    size: int
    height: int


class _Builder:
    """Builds nodes from events; counts what aliases repeat as often as they repeat it."""

    def __init__(self, text: str, name: str, max_values: int) -> None:
        self._events = self._parsed(text)
        self._name = name
        self._max_values = max_values
        self._count = 0
        self._depth = 0
        self._deepest = 0
        self._anchors: dict[str, _Anchored] = {}

    def _parsed(self, text: str) -> Iterator[Event]:
        try:
            yield from pyyaml.parse(text, Loader=_LOADER)
        except pyyaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Place(self._name, mark.line + 1, mark.column + 1) if mark else Place(self._name, 1, 1)
            context = f" ({error.context})" if error.context else ""
            raise BadYaml(place, f"{error.problem or 'no YAML'}{context}") from error

    def document(self) -> Node:
        """The root of the only document."""
        next(self._events)  # the stream starts
        if isinstance(next(self._events), StreamEndEvent):
            return Node(None, 1, 1)
        root = self._node(next(self._events))
        next(self._events)  # the document ends
        after = next(self._events)
        if isinstance(after, DocumentStartEvent):
            self._refuse(after, "a second document begins here; one file holds one document")
        return root

    def _refuse(self, event: Event, problem: str) -> NoReturn:
        raise BadYaml(Place(self._name, *_start(event)), problem)

    def _counted(self, event: Event, values: int, depth: int) -> None:
        self._count += values
        self._deepest = max(self._deepest, depth)
        if self._count > self._max_values:
            self._refuse(event, f"more than {self._max_values:,} values, aliases written out; split the file")
        if depth > MAX_DEPTH:
            self._refuse(event, f"nested more than {MAX_DEPTH} levels deep")

    def _node(self, event: Event, key: tuple[int, int] | None = None) -> Node:
        if isinstance(event, AliasEvent):
            return self._alias(event, key)
        tag = getattr(event, "tag", None)
        if tag is not None and tag not in _KNOWN_TAGS:
            self._refuse(event, f"the tag {tag!r} is not read; write the value without it")
        self._counted(event, 1, self._depth)
        anchor = getattr(event, "anchor", None)
        if anchor is None:
            return self._content(event, key)
        self._anchors[anchor] = _Anchored(None, 0, 0)
        before, deepest, self._deepest = self._count, self._deepest, self._depth
        node = self._content(event, key)
        self._anchors[anchor] = _Anchored(node, self._count - before + 1, self._deepest - self._depth)
        self._deepest = max(deepest, self._deepest)
        return node

    def _alias(self, event: AliasEvent, key: tuple[int, int] | None) -> Node:
        anchored = self._anchors.get(event.anchor or "")
        if anchored is None:
            self._refuse(event, f"*{event.anchor} stands for nothing; no &{event.anchor} comes before it")
        if anchored.node is None:
            self._refuse(event, f"*{event.anchor} stands inside &{event.anchor} itself: it would never end")
        self._counted(event, anchored.size, self._depth + anchored.height)
        return Node(anchored.node.value, *_start(event), key, anchored.node.inside)

    def _content(self, event: Event, key: tuple[int, int] | None) -> Node:
        line, column = _start(event)
        if isinstance(event, ScalarEvent):
            plain = event.implicit[0] and event.tag is None
            return Node(_resolved(event.value) if plain else event.value, line, column, key)
        read = self._mapping if isinstance(event, MappingStartEvent) else self._list
        self._depth += 1
        node = read(line, column, key)
        self._depth -= 1
        return node

    def _list(self, line: int, column: int, key: tuple[int, int] | None) -> Node:
        inside: list[Node] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            inside.append(self._node(event))
        return Node([node.value for node in inside], line, column, key, tuple(inside))

    def _mapping(self, line: int, column: int, key: tuple[int, int] | None) -> Node:
        inside: dict[str, Node] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                self._refuse(event, "a key must be text")
            if event.value in inside:
                first = inside[event.value].key or (0, 0)
                self._refuse(event, f"the key {event.value!r} is there twice; first in line {first[0]}")
            inside[event.value] = self._node(next(self._events), _start(event))
        return Node({name: node.value for name, node in inside.items()}, line, column, key, inside)


def _start(event: Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _resolved(text: str) -> object:
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "+-.0123456789":
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
    return text
