"""All walks from one node, as the closure of everything that tells one walk from another."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.reference.compile import Graph, Hop
from tests.reference.elements import NOTHING, Entry, Item, Items
from tests.reference.facts import ACTIVE_RANK, form_after
from tests.reference.ids import Node

Verdicts = tuple[str, str]
"""The transit and the authorization of one crossing hop."""

Judge = Callable[[Hop, Node, Items], str]
"""The authorization of a hop that a walk takes from where it stands, for the items that arrive."""


@dataclass(frozen=True)
class State:
    """All that the past of a walk means for its future and for the answer."""

    node: Node
    items: Items
    is_exact: bool
    active: str
    crossed: frozenset[Verdicts] = frozenset()
    last_crossing: Verdicts | None = None


Trail = tuple[str, ...]


@dataclass
class Walks:
    """The states that the walks from an origin reach, each with its first path, and the hops they take."""

    origin: Node
    arrivals: dict[State, Trail] = field(default_factory=dict)
    taken: set[Hop] = field(default_factory=set)

    def ending(self, is_end: Callable[[Node], bool]) -> dict[State, Trail]:
        """The arrivals at some nodes."""
        return {state: path for state, path in self.arrivals.items() if is_end(state.node)}


def never_judge(hop: Hop, stood_on: Node, items: Items) -> str:
    """A judge for those who only ask what gets where."""
    return "not_needed"


def may_take(node: Node, hop: Hop, origin: Node) -> bool:
    """Whether a walk from the origin that stands on the node can go on over the hop."""
    if hop.target == origin and origin.is_field:
        return False
    if node.is_field:
        carries = hop.source in (node, node.in_dataset, node.in_system)
        return carries and node not in hop.excepted
    if node.is_dataset:
        is_inside = hop.source.in_dataset == node and hop.source != (origin if origin.is_field else None)
        return is_inside or hop.source == node.in_system
    return hop.source == node


def walk(graph: Graph, origin: Node, items: Items, judge: Judge) -> Walks:
    """Every state that a walk from the origin can be in, found breadth first.

    A path names the nodes a walk stood on after the origin; of equally short ones the least is kept.
    """
    start = State(origin, items, is_exact=origin.is_field, active="yes")
    walks = Walks(origin)
    frontier: dict[State, Trail] = {start: ()}
    seen = {start}
    while frontier:
        reached: dict[State, Trail] = {}
        for state, path in frontier.items():
            for hop in graph.walkable:
                if may_take(state.node, hop, origin):
                    walks.taken.add(hop)
                    then, longer = take(graph, state, hop, judge), (*path, str(hop.target))
                    if then not in seen:
                        reached[then] = min(longer, reached.get(then, longer))
        seen |= reached.keys()
        walks.arrivals |= reached
        frontier = reached
    return walks


def take(graph: Graph, state: State, hop: Hop, judge: Judge) -> State:
    """The state of a walk after one more hop."""
    items = arriving(hop, state.items)
    crossed, last_crossing = state.crossed, state.last_crossing
    if hop.crosses:
        last_crossing = (hop.transit, judge(hop, state.node, items))
        crossed = state.crossed | {last_crossing}
    return State(
        node=hop.target,
        items=frozenset(_enter(graph, state.node, hop, items)),
        is_exact=state.is_exact and hop.is_exact and hop.source == state.node and state.node.is_field,
        active=min(state.active, hop.active, key=lambda value: ACTIVE_RANK[value]),
        crossed=crossed,
        last_crossing=last_crossing,
    )


def arriving(hop: Hop, items: Items) -> Items:
    """The items as a hop delivers them: in the form it gives them, and as mere data where somebody blocks them."""
    return frozenset(
        item._replace(
            element=NOTHING if item.element in hop.blocked else item.element, form=form_after(item.form, hop.transforms)
        )
        for item in items
    )


def column_of(stood_on: Node, hop: Hop) -> Node | None:
    """The very field that a hop carries for a walk that stands here, where there is one."""
    return next((node for node in (stood_on, hop.source) if node.is_field), None)


def _enter(graph: Graph, stood_on: Node, hop: Hop, items: Items) -> Iterator[Item]:
    """The items with their ways into the in-flight dataset that they are in now, if it is one."""
    if not graph.is_in_flight(hop.target):
        yield from (item._replace(entry=None) for item in items)
        return
    goes_on = graph.is_in_flight(stood_on) and graph.is_in_flight(hop.source) and hop.source.system == hop.target.system
    fresh = None if hop.job is None else Entry(hop.source.system, hop.job, hop.source if hop.source.is_field else None)
    for item in items:
        keeps = goes_on and item.entry is not None and item.entry.job == hop.job
        yield item if keeps else item._replace(entry=fresh)
