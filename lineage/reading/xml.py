"""XML from strangers: no entities, no DTD, no network; every element knows its line."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from lxml import etree

from lineage.errors import UnreadableInput

Element: TypeAlias = etree._Element

_CONFLICT: Final = re.compile(rb"^<<<<<<< ?", re.MULTILINE)
_KINDS: Final[dict[int, str]] = {
    value: name.removeprefix("ERR_").replace("_", " ").lower()
    for name, value in vars(etree.ErrorTypes).items()
    if name.startswith("ERR_")
}
"""What the parser's errors are called."""
_PARSER: Final = etree.XMLParser(
    resolve_entities=False,
    load_dtd=False,
    no_network=True,
    huge_tree=False,
    dtd_validation=False,
    remove_comments=True,
    remove_pis=True,
)


class MalformedXml(UnreadableInput):
    """Bytes that are no well-formed XML, or XML that is refused; says the line and why, and never repeats the content."""

    def __init__(self, line: int, why: str) -> None:
        self.line, self.why = line, why
        super().__init__(f"Line {line}: {why}.")


def parse(data: bytes) -> Element:
    """The root element; raises `MalformedXml` where there is none to be had safely."""
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        raise _malformed(data, error) from None
    except ValueError:
        raise MalformedXml(1, "its encoding is declared twice or not at all") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise MalformedXml(1, "it has a document type declaration, which is refused")
    return root


_TAG: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def built(name: str, said: Mapping[str, object]) -> Element:
    """The element that a file with the same content would have: a member for each value, one for each entry of a list.

    Members that are nothing, or whose name is none, are left out, and so are letters that no XML may hold.

    >>> root = built("Flow", {"status": "Active", "start": {"object": "Case"}, "actionCalls": [{"name": "a"}, {"name": "b"}]})
    >>> [element.tag for element in root.iter()]
    ['Flow', 'status', 'start', 'object', 'actionCalls', 'name', 'actionCalls', 'name']
    """
    root = etree.Element(name)
    pending: list[tuple[Element, Mapping[str, object]]] = [(root, said)]
    while pending:
        parent, members = pending.pop()
        for key, value in members.items():
            for one in value if isinstance(value, list | tuple) else [value]:
                if one is None or not _TAG.fullmatch(key):
                    continue
                element = etree.SubElement(parent, key)
                if isinstance(one, Mapping):
                    pending.append((element, one))
                else:
                    element.text = _NO_XML.sub("", str(one).lower() if isinstance(one, bool) else str(one))
    return root


def _malformed(data: bytes, error: etree.XMLSyntaxError) -> MalformedXml:
    """What is wrong, in the parser's kind of error: its message could quote a secret."""
    conflict = _CONFLICT.search(data)
    if conflict:
        return MalformedXml(
            data.count(b"\n", 0, conflict.start()) + 1, "it holds the markers of a git conflict that nobody resolved"
        )
    if not data.strip(b"\x00\xef\xbb\xbf\xfe\xff \t\r\n"):
        return MalformedXml(1, "it is empty")
    # The error's own log holds what the parser found in other files, too.
    code: object = getattr(error, "code", 0)
    kind = _KINDS.get(code, "unknown") if isinstance(code, int) else "unknown"
    return MalformedXml(max(1, error.lineno or 1), f"it is not well-formed XML ({kind})")


def line_of(element: Element) -> int:
    """The line on which the element begins."""
    line: object = element.sourceline
    return line if isinstance(line, int) else 1


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def text(element: Element) -> str:
    """The element's own text, stripped."""
    return (element.text or "").strip()


def leaves(element: Element) -> dict[str, str]:
    """The text of the children by local name, empty for those with children of their own; the first of a name wins."""
    found: dict[str, str] = {}
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name not in found:
            found[name] = (child.text or "").strip()
    return found


def children(element: Element, name: str) -> Iterator[Element]:
    """The children of that local name."""
    return element.iterchildren(f"{{*}}{name}")


def descend(element: Element, *names: str) -> Iterator[Element]:
    """The elements at the path of local names below `element`."""
    if not names:
        yield element
        return
    for child in children(element, names[0]):
        yield from descend(child, *names[1:])
