"""What is written is what is opened."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from lineage.columns import MAPPED, SCHEMAS, Tables
from lineage.errors import AmbiguousName
from lineage.graph.build import build
from lineage.pipeline import Opened
from lineage.store import snapshot
from tests.reference.case_file import Raw
from tests.reference.random_cases import cases
from tests.semantics.cases import records_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ORIGIN = snapshot.Origin(tool="test", org="acme")


def rows(tables: Tables) -> dict[str, list[dict[str, object]]]:
    return {name: tables[name].to_pylist() for name in SCHEMAS}


def test_the_example_is_opened_as_it_was_written(acme: Opened, tmp_path: Path) -> None:
    written = snapshot.write(tmp_path, acme.snapshot.tables, ORIGIN, NOW)
    assert rows(snapshot.open_snapshot(written.path).tables) == rows(acme.snapshot.tables)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_any_graph_is_opened_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, case: Raw) -> None:
    try:
        tables = build(records_of(case))
    except AmbiguousName:
        return
    written = snapshot.write(tmp_path_factory.mktemp("store"), tables, ORIGIN, NOW)
    assert rows(snapshot.open_snapshot(written.path).tables) == rows(tables)


def test_no_tables_are_opened_as_no_rows(tmp_path: Path) -> None:
    assert rows(snapshot.write(tmp_path, Tables({}), ORIGIN, NOW).tables) == {name: [] for name in SCHEMAS}


def test_the_digest_is_of_the_tables_and_not_of_the_time(acme: Opened, tmp_path: Path) -> None:
    later = ORIGIN.model_copy(update={"tool": "another", "org": "other"})
    first = snapshot.write(tmp_path, acme.snapshot.tables, ORIGIN, NOW)
    second = snapshot.write(tmp_path, acme.snapshot.tables, later, NOW + timedelta(days=400))
    assert (first.manifest.digest, first.manifest.files) == (second.manifest.digest, second.manifest.files)


def test_the_digest_changes_with_one_row(acme: Opened, tmp_path: Path) -> None:
    tables = acme.snapshot.tables
    fewer = tables.replace(gaps=tables["gaps"].slice(1))
    digests = {snapshot.write(tmp_path, one, ORIGIN, NOW).manifest.digest for one in (tables, fewer)}
    assert len(digests) == 2


def test_the_manifest_names_parent_counts_and_time(acme: Opened, tmp_path: Path) -> None:
    first = snapshot.write(tmp_path, acme.snapshot.tables, ORIGIN, NOW)
    second = snapshot.write(tmp_path, acme.snapshot.tables, ORIGIN, NOW + timedelta(seconds=1))
    manifest = snapshot.read_manifest(second.path)
    assert (first.manifest.parent, manifest.parent, manifest.created) == ("", first.name, NOW + timedelta(seconds=1))
    assert manifest.counts["hops"] == acme.snapshot.tables.hops.num_rows


def test_only_the_owner_can_read_it(acme: Opened, tmp_path: Path) -> None:
    written = snapshot.write(tmp_path / "deep" / "store", acme.snapshot.tables, ORIGIN, NOW)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in written.path.iterdir()}
    folders = [stat.S_IMODE(path.stat().st_mode) for path in (written.path, written.path.parent)]
    assert (modes, folders) == ({0o600}, [0o700, 0o700])


def test_the_mapped_tables_are_arrow_files_and_the_rest_parquet(acme: Opened) -> None:
    endings = {path.stem: path.suffix for path in acme.snapshot.path.iterdir() if path.name != snapshot.MANIFEST}
    assert endings == {name: ".arrow" if name in MAPPED else ".parquet" for name in SCHEMAS}


def test_nothing_unfinished_stays(acme: Opened, tmp_path: Path) -> None:
    written = snapshot.write(tmp_path, acme.snapshot.tables, ORIGIN, NOW)
    assert [path.name for path in tmp_path.iterdir()] == [written.name]


def test_the_same_content_at_the_same_time_is_one_snapshot(acme: Opened, tmp_path: Path) -> None:
    names = {snapshot.write(tmp_path, acme.snapshot.tables, ORIGIN, NOW).name for _ in range(2)}
    assert (len(names), snapshot.names(tmp_path)) == (1, sorted(names))


def test_snapshots_of_one_second_are_in_order_of_time(acme: Opened, tmp_path: Path) -> None:
    tables = acme.snapshot.tables
    made = [
        snapshot.write(tmp_path, tables.replace(gaps=tables["gaps"].slice(at)), ORIGIN, NOW + timedelta(milliseconds=at)).name
        for at in range(5)
    ]
    assert snapshot.names(tmp_path) == made
