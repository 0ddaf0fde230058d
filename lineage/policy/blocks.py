"""Blocks: which take effect, and where. A block is somebody's claim, so every answer that it changes shows it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lineage.analysis.holdings import Part
from lineage.analysis.walks import Walks
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import HopRow, HopSource
from lineage.model.answers import BlockLine
from lineage.model.records import Block
from lineage.policy.inquiry import Inquiry


@dataclass
class Effect:
    """What one block does in a snapshot."""

    hops: list[HopRow] = field(default_factory=list)
    """The hops that it is about."""
    stopped: list[tuple[HopRow, frozenset[str]]] = field(default_factory=list)
    """Those of them that are walked and would carry what it blocks, and which elements that is."""


def effects(graph: LineageGraph, inquiry: Inquiry) -> list[tuple[Block, Effect]]:
    """Every block, in the snapshot's order, with what it does."""
    found = {block.model_dump_json(): (block, Effect()) for block in graph.declarations(Block)}
    for number, blocks in graph.blocks().items():
        hop = graph.hop(number)
        held = _held(inquiry, hop) if inquiry.setting.options.admits(hop) else frozenset()
        for block in blocks:
            _, effect = found[block.model_dump_json()]
            effect.hops.append(hop)
            if stopped := held.intersection(block.elements):
                effect.stopped.append((hop, stopped))
    return list(found.values())


def _held(inquiry: Inquiry, hop: HopRow) -> frozenset[str]:
    """The elements that a hop would carry, but for its own blocks."""
    return frozenset(item.element for _, part in inquiry.holdings.parts(hop) for item in part)


def on_walks(source: HopSource, walks: Walks, part: Part) -> tuple[BlockLine, ...]:
    """The blocks that let less of a part through on some walk."""
    held = {item.element for item in part}
    stopped: dict[int, set[str]] = {}
    for move in walks.moves:
        if lost := (move.hop.blocked & held) - walks.states[move.source].gone:
            stopped.setdefault(move.hop.number, set()).update(lost)
    blocks = source.blocks() if stopped else {}
    return lines(_of(stopped, blocks))


def _of(stopped: Mapping[int, set[str]], blocks: Mapping[int, Sequence[Block]]) -> Iterator[Block]:
    for number, elements in sorted(stopped.items()):
        yield from (block for block in blocks[number] if not elements.isdisjoint(block.elements))


def lines(blocks: Iterable[Block]) -> tuple[BlockLine, ...]:
    """Blocks in the words of answers, each once."""
    return tuple(dict.fromkeys(map(block_line, blocks)))


def block_line(block: Block) -> BlockLine:
    """A block in the words of answers."""
    return BlockLine(
        elements=block.elements,
        place=place_of(block),
        reason=block.reason,
        by=block.by,
        locator=", ".join(one.locator for one in block.evidence),
    )


def place_of(block: Block) -> str:
    """Where a block is."""
    if block.job is not None:
        return f"job {block.job.name}"
    if block.into is not None:
        return f"into {block.into.shown}"
    ends = [end.decoded if end.is_system else end.shown for end in (block.source, block.target) if end]
    return " → ".join(ends)
