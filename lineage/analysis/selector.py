"""The selector grammar: which nodes, hops and elements a person means.

A term is a name as `find_node` takes it, or `system:`, `category:` (a letter) or `element:`. `+x` is everything upstream of x too, `x+`
everything downstream. A space unites, a comma intersects and binds closer. A term with a space in it stands in double quotes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lineage.errors import UsageError

_TERM = re.compile(r'(?P<up>\+?)(?:"(?P<quoted>[^"]+)"|(?P<plain>[^\s,"+]+(?:\+[^\s,"+]+)*))(?P<down>\+?)')
_OF_DATA = ("category", "element")


@dataclass(frozen=True)
class Term:
    """One thing that a person named."""

    name: str
    """A node's name, or the letter of a category or id of an element."""
    of_data: str = ""
    """`category` or `element`, where it is about what is carried; else it is about a node."""
    upstream: bool = False
    downstream: bool = False

    def __str__(self) -> str:
        name = f"{self.of_data}:{self.name}" if self.of_data else self.name
        quoted = f'"{name}"' if re.search(r"[\s,]", name) else name
        return f"{'+' * self.upstream}{quoted}{'+' * self.downstream}"


Selector = tuple[tuple[Term, ...], ...]
"""What any of these selects; of each, what all of its terms select."""


def parse_selector(text: str) -> Selector:
    """The selector that a text is; raises `UsageError` with what is wrong.

    >>> [[str(term) for term in one] for one in parse_selector("system:hr,element:ssn +Contact.Email")]
    [['system:hr', 'element:ssn'], ['+Contact.Email']]
    """
    united = tuple(tuple(_intersection(part, text)) for part in _split(text))
    if not united:
        raise UsageError(f"select {text!r} names nothing; write a term such as system:NAME.")
    return united


def _split(text: str) -> list[str]:
    """The parts between spaces that stand in no quotes; none beside a comma."""
    return re.findall(r'(?:"[^"]*"?|[^\s"])+', re.sub(r'\s*,\s*(?=(?:[^"]*"[^"]*")*[^"]*$)', ",", text.strip()))


def _intersection(part: str, text: str) -> Iterator[Term]:
    for one in re.split(r',(?=(?:[^"]*"[^"]*")*[^"]*$)', part):
        found = _TERM.fullmatch(one)
        if not found:
            raise UsageError(f"select {text!r}: {one or 'nothing'!r} is no term; write a name, system:, category: or element:.")
        yield _term(found, text)


def _term(found: re.Match[str], text: str) -> Term:
    name = found["quoted"] or found["plain"]
    kind, colon, rest = name.partition(":")
    up, down = bool(found["up"]), bool(found["down"])
    if not colon or kind not in _OF_DATA:
        if colon and not rest:
            raise UsageError(f"select {text!r}: what stands after {kind}: is missing.")
        return Term(name, upstream=up, downstream=down)
    if up or down or not rest:
        raise UsageError(
            f"select {text!r}: {kind}:{rest} is what is carried; it has a name, and neither upstream nor downstream."
        )
    return Term(rest, of_data=kind)
