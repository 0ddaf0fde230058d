"""What a selector selects of findings: those about nodes, over hops, and with elements that a person means."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lineage.analysis.select import find_node
from lineage.analysis.selector import Selector, Term, parse_selector
from lineage.analysis.terrain import downstream, upstream
from lineage.columns import Kind
from lineage.errors import UnknownName
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import HopRow
from lineage.model.elements import Element
from lineage.model.ids import Id
from lineage.policy.inquiry import Inquiry

_ANYTHING = tuple(Kind)


@dataclass(frozen=True)
class About:
    """What a finding, or one hop of it, is about."""

    nodes: Collection[Id]
    elements: Collection[str] = ()
    hop: HopRow | None = None

    @cached_property
    def places(self) -> frozenset[Id]:
        """The nodes with all that they lie in."""
        return frozenset(place for node in self.nodes for place in (node, node.owner, node.namespace))


Selects = Callable[[About], bool]


@dataclass(frozen=True)
class Selecting:
    """Turns selectors into tests of findings, looking names up once."""

    graph: LineageGraph
    inquiry: Inquiry
    _tests: dict[str, Selects] = field(default_factory=dict)

    def test(self, text: str) -> Selects:
        """The test that a selector is; raises `UsageError` where it is none, `AmbiguousName` where a name is several things'."""
        if text not in self._tests:
            self._tests[text] = _any(self, parse_selector(text))
        return self._tests[text]

    def of_term(self, term: Term) -> Selects:
        """The test that one term is; a name that nothing has selects nothing."""
        if term.of_data:
            return _of_data(term, self.inquiry.elements)
        try:
            node = find_node(self.graph, term.name, _ANYTHING)
        except UnknownName:
            return _nothing
        if not (term.upstream or term.downstream):
            return lambda about: node in about.places
        return self._along(node, term)

    def _along(self, node: Id, term: Term) -> Selects:
        """Whatever is about a hop upstream or downstream of a node, or about an end of one."""
        inquiry = self.inquiry
        hops: list[HopRow] = []
        if term.downstream:
            hops += downstream(inquiry.source, node, inquiry.setting.options, inquiry.permits)[0]
        if term.upstream:
            hops += upstream(inquiry.source, [node], inquiry.setting.options, inquiry.permits)
        numbers = {hop.number for hop in hops}
        ends = {node, *(end for hop in hops for end in (hop.source, hop.target))}
        return lambda about: about.hop.number in numbers if about.hop else any(one in ends for one in about.nodes)


def _any(selecting: Selecting, selector: Selector) -> Selects:
    tests = [[selecting.of_term(term) for term in terms] for terms in selector]
    return lambda about: any(all(test(about) for test in every) for every in tests)


def _of_data(term: Term, elements: Mapping[str, Element]) -> Selects:
    if term.of_data == "element":
        return lambda about: term.name in about.elements
    meant = {id for id, element in elements.items() if term.name in element.categories}
    return lambda about: any(element in meant for element in about.elements)


def _nothing(about: About) -> bool:
    del about
    return False
