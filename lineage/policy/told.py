"""The members of findings as answers have them, made when somebody looks: in short for lists of many, in full for whoever asks for one."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import overload

import numpy as np

from lineage.graph.alike import Ints
from lineage.graph.alike_rows import alike_rows
from lineage.model.answers import FindingMember, HopAnswer
from lineage.model.ids import Id
from lineage.model.member_lines import MemberLine
from lineage.model.records import Block
from lineage.policy.acceptance import OPEN, Standing
from lineage.policy.describe import Describer
from lineage.policy.findings import Members, Saying, View
from lineage.policy.fingerprints import Fingerprints, Prints
from lineage.policy.hop_evidence import Said, ToldEvidence, instead
from lineage.policy.judged import JudgedHop
from lineage.policy.members import hop_ids, hop_subject, movers


class Telling:
    """Tells hops of one view in the words of answers; several rules may speak of one hop."""

    def __init__(self, looked_at: View, prints: Fingerprints) -> None:
        self.hops = looked_at.hops
        self.evidence = looked_at.evidence
        self._inquiry = looked_at.inquiry
        self._prints = prints
        self._told: dict[int, HopAnswer] = {}

    def elements(self, cargos: Iterable[int]) -> list[str]:
        """What some cargos are made of, in order."""
        return sorted({element for cargo in cargos for element in self.carries[cargo]})

    @cached_property
    def carries(self) -> Sequence[tuple[str, ...]]:
        """The elements of each cargo, in order."""
        return [tuple(one.forms) for one in self.hops.cargos]

    @cached_property
    def severities(self) -> Sequence[str]:
        """What each cargo weighs, in a word."""
        return [one.severity.value for one in self.hops.cargos]

    @cached_property
    def _movers(self) -> tuple[Sequence[int], Sequence[str]]:
        """A number for what moves each hop, and what subjects say of it."""
        columns = {name: getattr(self.hops, name) for name in ("job", "channel", "principal", "application")}
        first, which = alike_rows(list(columns.values()))
        ids = zip(*(map(self.hops.named, column[first].tolist()) for column in columns.values()), strict=True)
        said = (movers(**dict(zip(columns, row, strict=True))) for row in ids)
        return which.tolist(), list(said)

    def prints(self, rule: str, places: Sequence[int]) -> Sequence[Prints]:
        """The fingerprints of what a rule says of hops."""
        if self._prints.numbers_any:
            hops = (self.hops[place].hop for place in places)
            return [self._prints.of(rule, hop_subject(hop), hop_ids(hop)) for hop in hops]
        which, said = self._movers
        ends = zip(places, self.sources(places), self.targets(places), strict=True)
        return [self._prints.of(rule, f"{source} -> {target}{said[which[place]]}") for place, source, target in ends]

    def sources(self, places: Sequence[int]) -> Sequence[Id]:
        """Where hops begin."""
        return self.hops.ids(self.hops.source[places])

    def targets(self, places: Sequence[int]) -> Sequence[Id]:
        """Where hops end."""
        return self.hops.ids(self.hops.target[places])

    @cached_property
    def _blocks(self) -> Mapping[int, Sequence[Block]]:
        return self._inquiry.source.blocks()

    def told(self, places: Sequence[int]) -> Sequence[HopAnswer]:
        """Hops in full."""
        new = {place: self.hops[place] for place in places if place not in self._told}
        describer = self._describer(new.values())
        self._told.update((place, describer.hop(one.hop, forms=one.carried)) for place, one in new.items())
        return [self._told[place] for place in places]

    def _describer(self, judged: Collection[JudgedHop]) -> Describer:
        rights = {one.hop.number: one.right for one in judged}
        blocks = self._blocks if any(one.hop.blocked for one in judged) else {}
        return Describer(self._inquiry, [one.hop for one in judged], self._inquiry.setting.as_of, rights, blocks)


class ToldMembers(Sequence[FindingMember]):
    """The members of a finding; `standings` says who accepted each, and is empty where nobody did or had."""

    def __init__(self, telling: Telling, rule: str, members: Members, standings: Sequence[Standing] = ()) -> None:
        self.telling, self.rule, self.members, self.standings = telling, rule, members, standings

    def take(self, some: Ints) -> "ToldMembers":
        """Some of them."""
        standings = [self.standings[at] for at in some.tolist()] if self.standings else ()
        return ToldMembers(self.telling, self.rule, self.members.take(some), standings)

    def evidence(self, others: Sequence[Said] = ()) -> ToldEvidence:
        """What says so of any of them, or others where nothing does."""
        evidence, numbers = self.telling.evidence, self.telling.hops.number[self.members.at].tolist()
        return ToldEvidence(lambda: instead(evidence.of_all(numbers), others), evidence.written)

    def lines(self) -> Sequence[MemberLine]:
        """A line for each."""
        telling, places = self.telling, self.members.at.tolist()
        carries, severities = telling.carries, telling.severities
        columns = zip(
            telling.sources(places),
            telling.targets(places),
            telling.hops.number[places].tolist(),
            telling.hops.cargo[places].tolist(),
            self.sayings,
            self.standings or [OPEN] * len(places),
            telling.prints(self.rule, places),
            strict=True,
        )
        return [
            MemberLine(
                source,
                target,
                carries[cargo],
                severities[cargo],
                saying.verdict,
                saying.reason,
                standing.accepted,
                standing.lapsed,
                prints.main,
                prints.also,
                telling.evidence.locators(number),
            )
            for source, target, number, cargo, saying, standing, prints in columns
        ]

    def worst_lines(self, most: int) -> Sequence[MemberLine]:
        """The worst, violated before unknown ones, in order of severity."""
        order = np.lexsort((-self.ranks, ~self.members.violated))
        return self.take(order[:most]).lines()

    @property
    def ranks(self) -> Ints:
        """The rank of the severity of each."""
        return self.telling.hops.rank[self.members.at]

    @property
    def sources(self) -> Ints:
        """The row where each begins."""
        return self.telling.hops.source[self.members.at]

    @property
    def cargos(self) -> Ints:
        """The number of what each carries."""
        return self.telling.hops.cargo[self.members.at]

    @property
    def sayings(self) -> Sequence[Saying]:
        """What is said of each."""
        return [self.members.sayings.all[number] for number in self.members.says.tolist()]

    @cached_property
    def _made(self) -> Sequence[FindingMember]:
        return [
            FindingMember(
                fingerprint=line.fingerprint,
                also=line.also,
                verdict=saying.verdict,
                severity=line.severity,
                carries=line.carries,
                reason=line.reason,
                expires_since=saying.expires_since,
                accepted=line.accepted,
                lapsed=line.lapsed,
                hop=hop,
            )
            for line, saying, hop in zip(self.lines(), self.sayings, self.telling.told(self.members.at.tolist()), strict=True)
        ]

    def __len__(self) -> int:
        return len(self.members.at)

    def __iter__(self) -> Iterator[FindingMember]:
        return iter(self._made)

    @overload
    def __getitem__(self, at: int) -> FindingMember: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[FindingMember]: ...
    def __getitem__(self, at: int | slice) -> FindingMember | Sequence[FindingMember]:
        some = np.arange(len(self))[at]
        return tuple(self.take(some)) if isinstance(at, slice) else next(iter(self.take(np.atleast_1d(some))))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))
