"""Merge what several sources say of one thing, by id only; all evidence is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from lineage.graph.links import Link
from lineage.model.ids import Id
from lineage.model.records import Evidence
from lineage.model.verdicts import Active, Basis, Form, Precision, Transit

Key = tuple[Id, Id, Id, Id, Id, Id]


@dataclass(frozen=True)
class MergedHop:
    """One hop of the graph."""

    key: Key
    active: Active
    transit: Transit
    cap: Form
    restore: bool
    transform: str
    precision: Precision
    bases: Basis
    open: bool
    left_out: frozenset[Id]
    blocks: frozenset[int]
    """Numbers of the blocks on it."""
    evidence: tuple[Evidence, ...]


def settle(said: Iterable[Transit | None]) -> Transit:
    """The worse of the definite statements on one channel; unknown where none is definite."""
    definite = [transit for transit in said if transit in (Transit.ENCRYPTED, Transit.UNENCRYPTED)]
    return max(definite, default=Transit.UNKNOWN)


def merge_hops(links: Iterable[Link], channels: Mapping[Id, Transit | None]) -> list[MergedHop]:
    """One hop for each identity, in order of key; bare declarations go to the hops that have their ends."""
    by_key: dict[Key, list[Link]] = {}
    by_ends: dict[tuple[Id, Id], list[Key]] = {}
    bare: list[Link] = []
    for link in links:
        if link.is_bare_declaration:
            bare.append(link)
        else:
            by_key.setdefault(link.key, []).append(link)
    for key in by_key:
        by_ends.setdefault(key[:2], []).append(key)
    declared: dict[Key, list[Evidence]] = {}
    for link in bare:
        if link.key[:2] not in by_ends:
            by_key.setdefault(link.key, []).append(link)
        for key in by_ends.get(link.key[:2], ()):
            declared.setdefault(key, []).extend(_declarations(link))
    return [_merged(key, by_key[key], declared.get(key, ()), channels) for key in sorted(by_key)]


def _declarations(link: Link) -> tuple[Evidence, ...]:
    return link.evidence or (Evidence(basis=Basis.DECLARED, connector="", locator=""),)


def _merged(key: Key, links: list[Link], declared: Sequence[Evidence], channels: Mapping[Id, Transit | None]) -> MergedHop:
    if len(links) == 1 and not declared:
        return _alone(key, links[0], channels)
    evidence = {one for link in links for one in link.evidence} | set(declared)
    clearest = min(links, key=lambda link: (link.transform != "restore", link.cap, link.transform))
    bases = reduce(lambda bases, link: bases | link.bases, links, Basis(0))
    all_bases = reduce(lambda bases, one: bases | one.basis, declared, bases)
    return MergedHop(
        key=key,
        active=max(link.active for link in links),
        transit=max(_transit(link, channels) for link in links),
        cap=clearest.cap,
        restore=any(link.transform == "restore" for link in links),
        transform=clearest.transform,
        precision=max(link.precision for link in links) if key[0].is_field else Precision.DATASET,
        bases=all_bases,
        open=any(link.open for link in links),
        left_out=frozenset.intersection(*(link.left_out for link in links)),
        blocks=frozenset.intersection(*(link.blocks for link in links)) if all_bases != Basis.PERMITTED else frozenset(),
        evidence=tuple(sorted(evidence, key=evidence_order)),
    )


def _alone(key: Key, link: Link, channels: Mapping[Id, Transit | None]) -> MergedHop:
    """The hop that one statement makes, as most do."""
    return MergedHop(
        key=key,
        active=link.active,
        transit=_transit(link, channels),
        cap=link.cap,
        restore=link.transform == "restore",
        transform=link.transform,
        precision=link.precision if key[0].is_field else Precision.DATASET,
        bases=link.bases,
        open=link.open,
        left_out=link.left_out,
        blocks=frozenset() if link.bases == Basis.PERMITTED else link.blocks,
        evidence=link.evidence if len(link.evidence) == 1 else tuple(sorted(set(link.evidence), key=evidence_order)),
    )


def _transit(link: Link, channels: Mapping[Id, Transit | None]) -> Transit:
    if link.source.namespace == link.target.namespace:
        return Transit.INTERNAL
    transit = settle((link.said, channels.get(link.channel) if link.channel else None))
    # A permission opens a way to read; that it is encrypted is true only where the platform enforces it, and then the hop says so.
    is_assumed = link.bases == Basis.PERMITTED and transit == Transit.ENCRYPTED and link.said != Transit.ENCRYPTED
    return Transit.UNKNOWN if is_assumed else transit


def evidence_order(evidence: Evidence) -> tuple[str, str, int, bool]:
    """Evidence is shown by connector and locator."""
    return (evidence.connector, evidence.locator, int(evidence.basis), evidence.stated)


def first_said(values: Iterable[str]) -> str:
    """The least of the values that are not empty, so that the order of sources does not matter."""
    return min((value for value in values if value), default="")
