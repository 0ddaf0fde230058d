"""Sandboxes, as far as addresses name them: no metadata lists those that an org has."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from connectors.salesforce.assemble.org import Org
from lineage.connector import Harvested
from lineage.model.records import Channel, Evidence, Fact, Reference

_HOST: Final = re.compile(
    r"[a-z0-9-]+?--[a-z0-9]+\.(?:sandbox\.(?:my\.salesforce|lightning\.force|my\.site|my\.salesforce-sites)|cs\d+\.my\.salesforce)\.com"
)
"""The host of a sandbox: the domain of its org, two hyphens and its own name, today and as it was before."""


def tell_sandboxes(org: Org, records: Iterable[Harvested]) -> Iterator[Harvested]:
    """The records, and then a fact for each sandbox that a channel leads to."""
    found: dict[str, tuple[Evidence, ...]] = {}
    for record in records:
        if isinstance(record, Channel) and isinstance(record.peer, Reference) and _HOST.fullmatch(record.peer.value):
            found.setdefault(record.peer.value, record.evidence)
        yield record
    for host, evidence in sorted(found.items()):
        yield Fact(subject=org.id, name="sandbox", value=host, evidence=evidence)
