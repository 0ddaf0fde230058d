"""The only place where the parts meet: connectors, graph, store, analysis and policy."""

from lineage.pipeline.answering import (
    ACCESS_SUBJECTS,
    Asked,
    Manifest,
    Opened,
    diff,
    open_snapshot,
    permission_set,
    prune,
    snapshots,
    verify,
)
from lineage.pipeline.harvesting import connectors, harvest, plan, revised, tool_version, with_paths

__all__ = [
    "ACCESS_SUBJECTS",
    "Asked",
    "Manifest",
    "Opened",
    "connectors",
    "diff",
    "harvest",
    "open_snapshot",
    "permission_set",
    "plan",
    "prune",
    "revised",
    "snapshots",
    "tool_version",
    "verify",
    "with_paths",
]
