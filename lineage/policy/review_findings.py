"""Open findings by the subjects of an access review: about them, about hops of theirs, and about what they hold."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from lineage.model.answers import CheckAnswer, FindingAnswer
from lineage.model.ids import Id
from lineage.model.review_answers import ReviewFinding
from lineage.policy.applications import App
from lineage.policy.findings import View

Ints = npt.NDArray[np.signedinteger]


class Reviewed(Protocol):
    """Somebody to be reviewed."""

    @property
    def id(self) -> Id:
        """Who."""

    @property
    def app(self) -> App | None:
        """The application, where it is one."""

    @property
    def readers(self) -> Ints:
        """Rows of those as whom it reads."""


class FindingsAbout:
    """Looks up the open findings of each subject, in the order of the check, the worst first."""

    def __init__(self, view: View, subjects: Sequence[Reviewed], findings: CheckAnswer) -> None:
        self._findings = [one for one in findings.findings if not one.accepted]
        self._alike: dict[str, list[int]] = {}
        self._places: dict[str, set[int]] = {one.id: set() for one in subjects}
        for place, finding in enumerate(self._findings):
            self._alike.setdefault(finding.fingerprint, []).append(place)
            for id in _named(finding):
                if id in self._places:
                    self._places[id].add(place)
        for place, holder in _of_containers(view, self._findings, subjects):
            self._places[subjects[holder].id].add(place)

    def of(self, subject: Id) -> Sequence[ReviewFinding]:
        """The findings of one subject, and those with the fingerprint of one."""
        prints = {self._findings[place].fingerprint for place in self._places[subject]}
        places = sorted(place for one in prints for place in self._alike[one])
        found = (self._findings[place] for place in places)
        return [ReviewFinding(rule=one.rule, severity=one.severity, fingerprint=one.fingerprint) for one in found]


def _named(finding: FindingAnswer) -> set[str]:
    return {finding.subject, *(id for member in finding.members for id in (member.hop.application, member.hop.principal))}


def _of_containers(view: View, findings: Sequence[FindingAnswer], subjects: Sequence[Reviewed]) -> Iterator[tuple[int, int]]:
    """Places of findings about containers of rights, each with the places of the subjects that come to it."""
    holders = [one.app.principals if one.app else one.readers for one in subjects]
    lengths = np.asarray([len(one) for one in holders], np.int64)
    some = np.flatnonzero(lengths)
    begins = (np.cumsum(lengths) - lengths)[some]
    everybody = np.concatenate([np.empty(0, np.int64), *holders])
    known: dict[int, list[int]] = {}
    for place, finding in enumerate(findings):
        row = view.graph.row(Id(finding.subject)) if Id(finding.subject).kind else None
        if row is not None and len(some):
            if row not in known:
                leads = _leading(view, row)[everybody]
                known[row] = some[np.logical_or.reduceat(leads, begins)].tolist()
            yield from ((place, holder) for holder in known[row])


def _leading(view: View, row: int) -> npt.NDArray[np.bool_]:
    """Of each node, whether it is a container or comes to it."""
    member, container = view.reading.memberships.pairs
    found = np.zeros(len(view.graph), np.bool_)
    fresh: Ints = np.asarray([row], np.int64)
    while len(fresh):
        found[fresh] = True
        above = np.unique(member[found[container]])
        fresh = above[~found[above]]
    return found
