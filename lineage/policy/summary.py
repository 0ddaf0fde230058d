"""What a finding says of all of its members together: as bad as the worst that is open, and what is wrong in one sentence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter

import numpy as np

from lineage.graph.alike import Ints
from lineage.model.answers import FindingAnswer
from lineage.model.elements import element_words
from lineage.model.ids import Id
from lineage.model.verdicts import Severity
from lineage.policy.acceptance import Standing
from lineage.policy.hop_evidence import Said
from lineage.policy.told import Telling, ToldMembers

_NAMED = 6
"""Ends of hops that a sentence names; the members have all."""

_BY_RANK = {severity.rank: severity.value for severity in Severity}


def together(finding: FindingAnswer, members: ToldMembers, proofs: Sequence[Said] = ()) -> FindingAnswer:
    """The finding with these members: as bad as the worst that is open, accepted where all are; named as before.

    `proofs` say so where nothing says so of any member.
    """
    all_ = np.arange(len(members))
    open_ = np.flatnonzero([not one.accepted for one in members.standings]) if members.standings else all_
    accepted = finding.accepted or ("" if len(open_) else _texts(one.accepted for one in members.standings))
    judged = all_[:0] if finding.accepted else open_
    about = members.take(judged) if 0 < len(judged) < len(all_) else members
    lapsed_ = _texts(one.lapsed for one in _some(members.standings, open_))
    said = (about.members.sayings.all[number] for number in set(about.members.says.tolist()))
    days = [one.expires_since for one in said if one.expires_since]
    return finding.model_copy(
        update={
            "verdict": "violated" if about.members.violated.any() else "unknown",
            "severity": _BY_RANK[int(about.ranks.max())],
            "carries": tuple(about.telling.elements(set(about.cargos.tolist()))),
            "detail": _said(about, len(members) - len(about)),
            "expires_since": min(days, default=None),
            "accepted": accepted,
            "lapsed": "" if accepted else finding.lapsed or lapsed_,
            "members": members,
            "evidence": members.evidence(proofs),
        }
    )


def _some(standings: Sequence[Standing], at: Ints) -> Iterator[Standing]:
    return (standings[one] for one in at.tolist()) if standings else iter(())


def _texts(texts: Iterable[str]) -> str:
    return "; ".join(filter(None, dict.fromkeys(texts)))


def _said(members: ToldMembers, accepted: int) -> str:
    """What is wrong, the worst first, each with the places that the data leaves and what they hold."""
    sayings = members.members.sayings.all
    by_source: dict[str, dict[int, set[int]]] = {}
    columns = (~members.members.violated, -members.ranks, members.sources, members.members.says, members.cargos)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    for _, _, source, says, cargo in sorted(rows, key=itemgetter(0, 1, 2)):
        by_source.setdefault(sayings[says].reason, {}).setdefault(source, set()).add(cargo)
    parts = [f"{reason[:1].upper()}{reason[1:]}: {_places(members.telling, held)}." for reason, held in by_source.items()]
    parts += [lapsed(text) for text in dict.fromkeys(one.lapsed for one in members.standings) if text]
    return " ".join(
        [*parts, *([f"Of its hops {accepted:,} more {'are' if accepted > 1 else 'is'} accepted."] if accepted else [])]
    )


def lapsed(text: str) -> str:
    """That an acceptance is over, in a sentence; empty where there was none.

    >>> lapsed("ops@acme.example until 2026-01-31: VPN")
    'Accepted by ops@acme.example until 2026-01-31: VPN; that has lapsed.'
    """
    return f"Accepted by {text}; that has lapsed." if text else ""


def _places(telling: Telling, held: Mapping[int, Iterable[int]]) -> str:
    """Where hops begin, with what they carry: `Contact.SSN__c (ssn), Case (email, not classified)`."""
    named = [_place(telling.hops.id(row), telling.elements(cargos)) for row, cargos in islice(held.items(), _NAMED)]
    rest = len(held) - len(named)
    return ", ".join(named) + (f" and {rest:,} more" if rest else "")


def _place(source: Id, elements: Iterable[str]) -> str:
    name = "the whole System" if source.is_system else source.shown
    return f"{name} ({', '.join(map(element_words, elements)) or 'nothing personal'})"
