"""One list of a YAML text changed by an entry, and all else left as it stands: comments, order, quotes, ends of lines.

What comes out is text that nobody has read yet; whoever asks reads it again, and sees whether it says what was meant.
"""

from collections.abc import Sequence
from typing import TypeAlias

import yaml as pyyaml
from yaml.nodes import CollectionNode, MappingNode, Node, SequenceNode

Pairs: TypeAlias = Sequence[tuple[str, str]]
"""Keys of an entry, with their values as YAML writes them."""


def appended(text: str, key: str, entry: Pairs) -> str:
    r"""The text with an entry at the end of the list under a key of its root; the key is added where it is missing.

    >>> print(appended("accept:\n- a: 1  # one\n# two\n", "accept", [("b", "2"), ("c", "3")]), end="")
    accept:
    - a: 1  # one
    - b: 2
      c: 3
    # two
    """
    root = _root(text)
    under = _under(root, key)
    if under is None:
        column = root.start_mark.column if isinstance(root, MappingNode) else 0
        at = root.end_mark.index if isinstance(root, MappingNode) else len(text)
        return _inserted(text, at, [f"{' ' * column}{key}:", *_block(entry, column + 2)])
    name, value = under
    if not isinstance(value, SequenceNode) or not value.value:
        return _begun(text, name, value, entry)
    last = value.value[-1]
    if not value.flow_style:
        dash = _dash(text, value, last)
        return _inserted(text, _line_end(text, _end(last)), _block(entry, dash - _line_start(text, dash)))
    is_upright = last.start_mark.line > value.start_mark.line
    between = f",{_break(text)}{' ' * last.start_mark.column}" if is_upright else ", "
    return _put(text, _end(last), _end(last), between + _flow(entry))


def replaced(text: str, key: str, at: int, entry: Pairs) -> str:
    """The text with an entry in place of the one at a position of the list; what stands beside and above it stays.

    >>> replaced("accept: [{a: 1}, {a: 2}] # two", "accept", 0, [("b", "3")])
    'accept: [{b: 3}, {a: 2}] # two'
    """
    item = _items(text, key)[at]
    start, end = item.start_mark.index, _end(item)
    if isinstance(item, MappingNode) and not item.flow_style:
        lines = [f"{name}: {value}" for name, value in entry]
        written = f"{_break(text)}{' ' * item.start_mark.column}".join(lines)
        return _put(text, start, end, written + (_break(text) if text[end - 1 : end] == "\n" else ""))
    return _put(text, start, end, _flow(entry))


def removed(text: str, key: str, at: int) -> str:
    r"""The text without the entry at a position of the list; an empty list stays.

    >>> removed("accept:\n  # one\n  - a: 1\n    b: 2\n  - c: 3\n", "accept", 0)
    'accept:\n  # one\n  - c: 3\n'
    """
    items = _items(text, key)
    item = items[at]
    (_, value) = _under(_root(text), key) or (item, item)
    if not _is_flow(value):
        return _put(text, _line_start(text, _dash(text, value, item)), _line_end(text, _end(item)), "")
    if at + 1 < len(items):
        return _put(text, item.start_mark.index, items[at + 1].start_mark.index, "")
    return _put(text, _end(items[at - 1]) if at else item.start_mark.index, _end(item), "")


def _root(text: str) -> Node | None:
    # The slower reader: its marks count characters, and say where values end.
    found: Node | None = pyyaml.compose(text, Loader=pyyaml.SafeLoader)
    return found


def _under(root: Node | None, key: str) -> tuple[Node, Node] | None:
    pairs = root.value if isinstance(root, MappingNode) else []
    return next(((name, value) for name, value in pairs if name.value == key), None)


def _items(text: str, key: str) -> list[Node]:
    under = _under(_root(text), key)
    return list(under[1].value) if under and isinstance(under[1], SequenceNode) else []


def _begun(text: str, name: Node, value: Node, entry: Pairs) -> str:
    """The first entry of a list that is empty or not there; what stands behind it in its line stays."""
    begins, ends = value.start_mark.index, value.end_mark.index
    cut = text[: len(text[:begins].rstrip(" ")) if ends > begins else begins]
    lines = _block(entry, name.start_mark.column + 2)
    return _inserted(cut + text[ends:], _line_end(cut + text[ends:], len(cut)), lines)


def _is_flow(node: Node) -> bool:
    return isinstance(node, CollectionNode) and bool(node.flow_style)


def _end(node: Node) -> int:
    """Where the last thing in a value ends; a block itself ends only where the next thing begins."""
    if not isinstance(node, CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    inside = node.value if isinstance(node, SequenceNode) else [one for pair in node.value for one in pair]
    return max(_end(one) for one in inside)


def _dash(text: str, value: Node, item: Node) -> int:
    """Where the dash before an entry of a block list stands: between entries nothing else but comments does."""
    at = item.start_mark.index
    while at > value.start_mark.index:
        start = _line_start(text, at)
        before = text[start:at].rstrip(" ")
        if before.lstrip(" ").startswith("-"):
            return start + before.index("-")
        at = start - 1
    return int(value.start_mark.index)


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    """Where the next line begins."""
    if text[at - 1 : at] == "\n":
        return at
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _block(entry: Pairs, column: int) -> list[str]:
    lines = [f"{name}: {value}" for name, value in entry]
    return [f"{' ' * column}{'- ' if not number else '  '}{line}" for number, line in enumerate(lines)]


def _flow(entry: Pairs) -> str:
    return f"{{{', '.join(f'{name}: {value}' for name, value in entry)}}}"


def _break(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _inserted(text: str, at: int, lines: Sequence[str]) -> str:
    """Whole lines before a place; a last line that has no end gets one."""
    end = _break(text)
    before = end if at and text[at - 1] != "\n" else ""
    return _put(text, at, at, before + "".join(f"{line}{end}" for line in lines))


def _put(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]
