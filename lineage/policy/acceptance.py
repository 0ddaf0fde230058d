"""Accepted risks: who accepted which findings, until when and why. Accepted ones are counted and shown, never dropped."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import NamedTuple

from lineage.errors import ConfigurationError, UsageError
from lineage.model.acceptance import Acceptance
from lineage.policy.selected import About, Selecting, Selects


class Standing(NamedTuple):
    """Who answers for something, or did until a day that is past; both empty where nobody does or did."""

    accepted: str = ""
    lapsed: str = ""


OPEN = Standing()


class Accepted:
    """What is accepted on one day, and what was until a day before it; remembers which acceptances matched anything.

    Raises `ConfigurationError` for a selector that it cannot read.
    """

    def __init__(self, acceptances: Sequence[Acceptance], selecting: Selecting, day: date) -> None:
        self._all = [(at, one, _test(one, selecting)) for at, one in enumerate(acceptances)]
        self._day = day
        self._matched: set[int] = set()

    def standing(self, names: Collection[str], about: Callable[[], About]) -> Standing:
        """Who answers for what has one of these names (rule, fingerprints)."""
        found = [(at, one) for at, one, selects in self._all if one.finding in names and (selects is None or selects(about()))]
        self._matched.update(at for at, _ in found)
        said = [(one.until >= self._day, one.said) for _, one in found]
        accepted = next((text for is_in_force, text in said if is_in_force), "")
        lapsed = next((text for is_in_force, text in said if not is_in_force), "")
        return Standing(accepted, "" if accepted else lapsed)

    def unmatched(self) -> tuple[str, ...]:
        """Acceptances that matched nothing that was asked about, in their order."""
        return tuple(
            f"{' '.join(filter(None, (one.finding, one.select)))} ({one.owner} until {one.until})"
            for at, one, _ in self._all
            if at not in self._matched
        )


def _test(one: Acceptance, selecting: Selecting) -> Selects | None:
    try:
        return selecting.test(one.select) if one.select else None
    except UsageError as error:
        raise ConfigurationError([f"accept, {one.finding} of {one.owner}: {error}"]) from error
