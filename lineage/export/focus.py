"""The part of a flow that a picture can show."""

from collections import deque

from lineage.model.answers import FlowAnswer

MOST = 300
"""Beyond so many nodes no layout can be read."""


def focused(flow: FlowAnswer, most: int = MOST) -> FlowAnswer:
    """`flow`, or its nodes nearest to what was asked about, where it has more than `most`; the others count as hidden."""
    if len(flow.nodes) <= most:
        return flow
    away = _distances(flow)
    ranked = sorted(range(len(flow.nodes)), key=lambda number: (away.get(flow.nodes[number].id, len(away)), number))
    kept = {flow.nodes[number].id for number in ranked[:most]}
    return flow.model_copy(
        update={
            "nodes": tuple(node for node in flow.nodes if node.id in kept),
            "hops": tuple(hop for hop in flow.hops if hop.source in kept and hop.target in kept),
            "hidden_nodes": flow.hidden_nodes + len(flow.nodes) - len(kept),
        }
    )


def _distances(flow: FlowAnswer) -> dict[str, int]:
    """Steps from what was asked about: along hops, and between a dataset or System and what is in it."""
    beside: dict[str, list[str]] = {node.id: [] for node in flow.nodes}
    inside = [(node.id, whole) for node in flow.nodes for whole in (node.dataset, node.system) if whole in beside]
    for one, other in [(hop.source, hop.target) for hop in flow.hops] + inside:
        beside[one].append(other)
        beside[other].append(one)
    found = {node.id: 0 for node in flow.nodes if node.traced}
    queue = deque(found)
    while queue:
        identity = queue.popleft()
        for other in beside[identity]:
            if other not in found:
                found[other] = found[identity] + 1
                queue.append(other)
    return found
