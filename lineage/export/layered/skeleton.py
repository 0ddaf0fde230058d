"""The skeleton of a flow."""

from collections import Counter
from collections.abc import Sequence

from lineage.export.layered.chains import Weave
from lineage.export.layered.parts import Skeleton
from lineage.export.layered.ranks import Link, ranks
from lineage.export.layered.stacks import stacks
from lineage.model.answers import FlowAnswer, FlowNode


def skeleton(flow: FlowAnswer) -> Skeleton:
    """Every System in its band, every node in its stack, every hop with its chain."""
    index = {node.id: number for number, node in enumerate(flow.nodes)}
    ends = tuple((index[hop.source], index[hop.target]) for hop in flow.hops)
    systems = tuple(sorted({node.system for node in flow.nodes}))
    home = [systems.index(node.system) for node in flow.nodes]
    starts = _starts(flow.nodes, home, ends)
    bands = ranks(len(systems), [(home[source], home[target]) for source, target in ends], sorted(starts))
    found, first = stacks(flow.nodes, home, ends, bands)
    weave = Weave(home, bands, first, found)
    for number, (source, target) in enumerate(ends):
        weave.add(number, flow.hops[number], source, target)
    return Skeleton(
        systems=systems,
        starts=starts,
        ranks=tuple(bands),
        bands=tuple(weave.bands()),
        stacks=found,
        items=tuple(weave.items),
        ends=ends,
        chains=tuple(weave.chains),
        loops=tuple(weave.loops),
    )


def _starts(nodes: Sequence[FlowNode], home: Sequence[int], ends: Sequence[Link]) -> frozenset[int]:
    """The Systems of what was asked about; where nothing was, the one with the most hops to and from others."""
    asked = {home[number] for number, node in enumerate(nodes) if node.traced}
    if asked or not home:
        return frozenset(asked)
    busy = Counter(system for source, target in ends if home[source] != home[target] for system in (home[source], home[target]))
    return frozenset({min(home, key=lambda system: (-busy[system], system))})
