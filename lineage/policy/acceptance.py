"""Accepted risks: who accepted which findings, until when and why. Accepted ones are counted and shown, never dropped."""

from collections.abc import Sequence
from datetime import date

from lineage.errors import ConfigurationError
from lineage.model.acceptance import Acceptance
from lineage.policy.findings import Finding
from lineage.policy.parties import Parties


def accepted_by(finding: Finding, acceptances: Sequence[Acceptance], parties: Parties, day: date) -> Acceptance | None:
    """The first acceptance in force that covers the finding; raises `ConfigurationError` for a selector it cannot read."""
    for acceptance in acceptances:
        if acceptance.until < day:
            continue
        if acceptance.finding in (finding.rule, finding.fingerprint) and _selects(acceptance.select, finding, parties):
            return acceptance
    return None


def _selects(select: str, finding: Finding, parties: Parties) -> bool:
    if not select:
        return True
    kind, _, name = select.partition(":")
    if kind != "system" or not name:
        raise ConfigurationError([f"accept: select {select!r} is not understood; allowed: system:NAME"])
    return any(name in (system, *parties.of(system).names) for system in finding.systems)
