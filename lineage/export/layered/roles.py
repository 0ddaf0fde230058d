"""What each node is to the question: where data comes from, what was asked about, where it passes, who receives it."""

from lineage.export.layered.parts import Skeleton
from lineage.export.palette import Role
from lineage.model.answers import FlowAnswer, FlowNode
from lineage.model.ids import Id

_IN_FLIGHT = "in-flight"


def is_passing(node: FlowNode) -> bool:
    """Whether it is a payload on its way through middleware."""
    return node.subtype == _IN_FLIGHT or Id(node.dataset or node.id).kind == _IN_FLIGHT


def roles(flow: FlowAnswer, skeleton: Skeleton) -> tuple[Role, ...]:
    """The role of every node."""
    return tuple(
        "passing" if is_passing(node) else _role(skeleton, item.block)
        for node, item in zip(flow.nodes, skeleton.items, strict=False)
    )


def _role(skeleton: Skeleton, system: int) -> Role:
    if system in skeleton.starts:
        return "origin"
    return "source" if skeleton.ranks[system] <= skeleton.start_band else "recipient"
