"""The example organisation, as tests use it."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "maps" / "acme"
HARVESTED = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
"""When tests harvest it."""


def copied_example(to: Path) -> Path:
    """The example project without snapshots."""
    return Path(shutil.copytree(EXAMPLE, to, ignore=shutil.ignore_patterns(".lineage")))
