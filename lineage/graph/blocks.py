"""Which hops the blocks that people declare are about.

A job and two ends are looked for before middleware is spelt out, so that they mean the job's output; a place, and two ends
that are named as hops have them, after.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from lineage.graph.links import Link
from lineage.model.ids import Id
from lineage.model.records import Block


def on_statements(links: Iterable[Link], blocks: Sequence[Block]) -> Iterable[Link]:
    """Links before they are split, with the blocks on what a job passes on and on what goes from one end to another."""
    return _marked(links, blocks, _is_on_statement) if blocks else links


def on_hops(links: Iterable[Link], blocks: Sequence[Block]) -> Iterable[Link]:
    """Links as hops have them, with the blocks on places and on ends besides those that they have."""
    return _marked(links, blocks, _is_on_hop) if blocks else links


def _marked(links: Iterable[Link], blocks: Sequence[Block], is_on: Callable[[Block, Link], bool]) -> Iterator[Link]:
    for link in links:
        found = frozenset(number for number, block in enumerate(blocks) if is_on(block, link))
        yield replace(link, blocks=link.blocks | found) if found else link


def _is_on_statement(block: Block, link: Link) -> bool:
    return (block.job is not None and block.job == link.job) or _is_between(block, link)


def _is_on_hop(block: Block, link: Link) -> bool:
    return (block.into is not None and _is_in(link.target, block.into)) or _is_between(block, link)


def _is_between(block: Block, link: Link) -> bool:
    if block.source is None or block.target is None:
        return False
    return _is_in(link.source, block.source) and _is_in(link.target, block.target)


def _is_in(node: Id, place: Id) -> bool:
    """Whether a node is a place or lies in it."""
    return place in (node, node.owner, node.namespace) if node.is_field else place in (node, node.namespace)
