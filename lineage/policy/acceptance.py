"""Accepted risks: who accepted which findings, until when and why. Accepted ones are counted and shown, never dropped."""

from collections.abc import Collection, Sequence
from datetime import date

from lineage.errors import ConfigurationError
from lineage.model.acceptance import Acceptance
from lineage.model.ids import Id
from lineage.policy.parties import Parties


class Accepted:
    """What is accepted on one day."""

    def __init__(self, acceptances: Sequence[Acceptance], parties: Parties, day: date) -> None:
        self._in_force = [one for one in acceptances if one.until >= day]
        self._parties = parties

    def by(self, names: Collection[str], systems: Collection[Id]) -> str:
        """Who answers for what has one of these names (rule, fingerprint), until when and why; empty where nobody does.

        Raises `ConfigurationError` for a selector that it cannot read.
        """
        for one in self._in_force:
            if one.finding in names and self._selects(one.select, systems):
                return f"{one.owner} until {one.until}: {one.reason}"
        return ""

    def _selects(self, select: str, systems: Collection[Id]) -> bool:
        if not select:
            return True
        kind, _, name = select.partition(":")
        if kind != "system" or not name:
            raise ConfigurationError([f"accept: select {select!r} is not understood; allowed: system:NAME"])
        return any(name in (system, *self._parties.of(system).names) for system in systems)
