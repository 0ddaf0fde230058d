"""Nodes and their names: the levels of an id, case folding, shown spellings, hosts of Systems."""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from tests.reference.case_file import CaseError, Raw, listing, mapping, one_of, text_or_none

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.:-]*://(?P<rest>.*)")
IN_FLIGHT = "@in-flight"
LOG = "@log"


class Node(NamedTuple):
    """A System, a Dataset of it, or a Field of that."""

    system: str
    dataset: str | None = None
    field: str | None = None

    def __str__(self) -> str:
        dataset = "" if self.dataset is None else f"/{self.dataset}"
        return self.system + dataset + ("" if self.field is None else f"#{self.field}")

    @property
    def in_system(self) -> "Node":
        return Node(self.system)

    @property
    def in_dataset(self) -> "Node":
        return Node(self.system, self.dataset)

    @property
    def is_system(self) -> bool:
        return self.dataset is None

    @property
    def is_dataset(self) -> bool:
        return self.dataset is not None and self.field is None

    @property
    def is_field(self) -> bool:
        return self.field is not None

    @property
    def is_wildcard(self) -> bool:
        return self.field == "*"

    def is_at_or_below(self, other: "Node") -> bool:
        """Whether this node is the other, or lies in it."""
        return other in (self, self.in_dataset, self.in_system)


@dataclass(frozen=True)
class System:
    """What a case says of a System."""

    operator: str | None = None
    kind: str | None = None
    internal_required: bool = False
    matches: tuple[str, ...] = ()


def read_systems(case: Raw) -> dict[str, System]:
    """The declared Systems by name."""
    everywhere = case.get("internal") == "required"
    systems = {}
    for name, value in mapping(case.get("systems")).items():
        raw = mapping(value)
        kind = raw.get("kind")
        systems[str(name)] = System(
            operator=text_or_none(raw.get("operator")),
            kind=None if kind is None else one_of(kind, ("salesforce", "public", "portal")),
            internal_required=everywhere or raw.get("internal") == "required",
            matches=tuple(str(pattern).lower() for pattern in listing(raw.get("matches"))),
        )
    return systems


Key = tuple[str, ...]


class Names:
    """Turns the spellings of a case into nodes; the case is read once to hear them, and again to use them."""

    def __init__(self, systems: dict[str, System]) -> None:
        self.systems = systems
        self.nodes: set[Node] = set()
        self._declared: dict[Key, set[str]] = defaultdict(set)
        self._used: dict[Key, set[str]] = defaultdict(set)

    def node(self, text: object, *, declares: bool = False) -> Node:
        """The node of an id or URL that the case states; `declares`: its last part's spelling is the one."""
        raw = self._split(str(text))
        parts = self._parts(raw)
        for key, spelling in parts:
            (self._declared if declares and key == parts[-1][0] else self._used)[key].add(spelling)
        node = self.find(raw)
        self.nodes.add(node.in_dataset if node.is_wildcard else node)
        return node

    def field(self, dataset: Node, name: object, *, declares: bool = False) -> Node:
        """The node of one column of a dataset."""
        return self.node(f"{dataset}#{name}", declares=declares)

    def find(self, text: object) -> Node:
        """The node that a text names, without stating that there is such a node."""
        raw = text if isinstance(text, Node) else self._split(str(text))
        shown: list[str | None] = [
            min(self._declared.get(key) or self._used.get(key) or {spelling}) for key, spelling in self._parts(raw)
        ]
        dataset, field, *_ = [*shown, None, None]
        return Node(raw.system, dataset, "*" if raw.is_wildcard else field)

    def adopt(self, node: Node) -> Node:
        """State a node that nobody wrote: known spellings stay, new names keep the one they come with."""
        for key, spelling in self._parts(node):
            if not self._declared.get(key) and not self._used.get(key):
                self._used[key].add(spelling)
        self.nodes.add(self.find(node))
        return self.find(node)

    def _split(self, text: str) -> Node:
        url = _URL.fullmatch(text)
        if url:
            return Node(self._system_of_host(url["rest"]))
        system, slash, rest = text.partition("/")
        if not slash:
            return Node(system)
        dataset, hash_sign, field = rest.partition("#")
        return Node(system, dataset, field if hash_sign else None)

    def _parts(self, node: Node) -> list[tuple[Key, str]]:
        parts: list[tuple[Key, str]] = []
        if node.dataset is not None:
            key: Key = (node.system, self._fold(node.system, node.dataset))
            parts.append((key, node.dataset))
            if node.field is not None and not node.is_wildcard:
                parts.append(((*key, self._fold(node.system, node.field)), node.field))
        return parts

    def _fold(self, system: str, name: str) -> str:
        declared = self.systems.get(system)
        return name.lower() if declared is not None and declared.kind == "salesforce" else name

    def _system_of_host(self, rest: str) -> str:
        authority = re.split(r"[/?#;]", rest, maxsplit=1)[0]
        host = re.sub(r":\d*$", "", authority.rpartition("@")[2]).lower()
        patterns = {pattern for system in self.systems.values() for pattern in system.matches}
        if host in patterns:
            best = host
        else:
            wild = [one for one in patterns if one.startswith("*.") and host.endswith(one[1:])]
            if not wild:
                return host
            best = max(wild, key=len)
        named = sorted(name for name, system in self.systems.items() if best in system.matches)
        if len(named) > 1:
            raise CaseError("ambiguous", named)
        return named[0]
