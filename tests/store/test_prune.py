"""Pruning, and what runs leave behind."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lineage.columns import Tables
from lineage.store import snapshot

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def five(tmp_path: Path) -> list[str]:
    """Names of five snapshots, oldest first."""
    origin = snapshot.Origin(tool="test")
    return [snapshot.write(tmp_path, Tables({}), origin, NOW + timedelta(days=day)).name for day in range(5)]


@pytest.mark.parametrize("keep", [1, 2, 4, 5, 9])
def test_the_newest_are_kept(tmp_path: Path, five: list[str], keep: int) -> None:
    removed = snapshot.prune(tmp_path, keep)
    assert (removed, snapshot.names(tmp_path)) == (five[: max(5 - keep, 0)], five[-keep:])


def test_nothing_of_a_removed_snapshot_stays(tmp_path: Path, five: list[str]) -> None:
    snapshot.prune(tmp_path, 1)
    assert [path.name for path in tmp_path.iterdir()] == five[-1:]


def test_a_prune_that_is_stopped_leaves_no_half_of_a_snapshot(
    tmp_path: Path, five: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(path: Path) -> None:
        (path / "hops.arrow").unlink()
        raise KeyboardInterrupt

    monkeypatch.setattr("lineage.store.snapshot.shutil.rmtree", stopped)
    with pytest.raises(KeyboardInterrupt):
        snapshot.prune(tmp_path, 1)
    assert snapshot.names(tmp_path) == five[-1:]


@pytest.mark.parametrize(("age", "left"), [(25 * 3600, False), (23 * 3600, True)])
def test_what_a_run_of_yesterday_left_is_removed_and_what_may_still_be_written_is_not(
    tmp_path: Path, five: list[str], age: int, left: bool
) -> None:
    unfinished = tmp_path / ".unfinished-abc"
    unfinished.mkdir()
    then = time.time() - age
    os.utime(unfinished, (then, then))
    assert (snapshot.prune(tmp_path, 5), unfinished.exists(), snapshot.names(tmp_path)) == ([], left, five)


def test_other_folders_are_left_alone(tmp_path: Path, five: list[str]) -> None:
    (tmp_path / "notes").mkdir()
    snapshot.prune(tmp_path, 1)
    assert (tmp_path / "notes").is_dir()


def test_a_store_that_is_not_there_has_no_snapshots(tmp_path: Path) -> None:
    assert (snapshot.names(tmp_path / "none"), snapshot.prune(tmp_path / "none", 1)) == ([], [])
