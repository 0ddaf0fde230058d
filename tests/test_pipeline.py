"""Where the parts meet: what a harvest says of itself, and the day that a question is about."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from lineage import pipeline
from lineage.columns import Kind
from lineage.errors import NothingScanned, UsageError
from lineage.model.verdicts import Basis
from lineage.pipeline import Asked, Opened
from lineage.project import bare_project, find_project
from tests.example import HARVESTED


def test_the_default_day_is_that_of_the_harvest(acme: Opened) -> None:
    assert acme.trace("Contact.Email", Asked()).as_of == HARVESTED.date()


def test_another_day_is_taken_when_asked_for(acme: Opened) -> None:
    assert acme.trace("Contact.Email", Asked(as_of=date(2026, 7, 1))).as_of == date(2026, 7, 1)


def test_the_day_is_that_of_utc(example: Path, tmp_path: Path) -> None:
    project = find_project(example).model_copy(update={"store": tmp_path})
    west = datetime.fromisoformat("2026-06-15T22:00:00-07:00")
    pipeline.harvest(project, west)
    assert pipeline.open_snapshot(project).trace("Contact.Email", Asked()).as_of == date(2026, 6, 16)


def test_the_day_is_that_of_the_latest_complete_source(acme: Opened) -> None:
    sources = acme.snapshot.manifest.sources
    later = sources[0].model_copy(update={"seen_at": HARVESTED + timedelta(days=9), "complete": False})
    manifest = acme.snapshot.manifest.model_copy(update={"sources": (later, *sources)})
    opened = Opened(acme.project, replace(acme.snapshot, manifest=manifest))
    assert opened.inquiry(Asked()).setting.as_of == HARVESTED.date()


def test_nothing_to_read_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    project = bare_project([tmp_path / "empty"]).model_copy(update={"store": tmp_path / "store"})
    with pytest.raises(NothingScanned):
        pipeline.harvest(project, datetime.now(UTC))
    assert not (tmp_path / "store").exists()


def test_the_manifest_says_what_was_read(acme: Opened) -> None:
    manifest = acme.snapshot.manifest
    assert [(one.connector, one.path, one.calls) for one in manifest.sources] == [
        ("declared", "./maps", 0),
        ("salesforce-metadata", "./force-app", 0),
    ]
    assert (manifest.org, manifest.bare, [one.files > 0 for one in manifest.sources]) == ("acme", False, [True, True])


def test_no_place_of_this_machine_stands_in_a_snapshot(acme: Opened, example: Path) -> None:
    told = [path.name for path in acme.snapshot.path.iterdir() if str(example.parent).encode() in path.read_bytes()]
    assert told == []


def test_the_counts_are_those_of_the_inventories(acme: Opened) -> None:
    counts = acme.harvested().counts
    assert (counts["hops"], counts["systems"]) == (len(list(acme.graph.hops())), len(acme.graph.systems()))


def test_a_snapshot_of_bare_paths_is_asked_as_such(example: Path, tmp_path: Path) -> None:
    project = bare_project([example / "force-app"], "acme").model_copy(update={"store": tmp_path})
    pipeline.harvest(project, HARVESTED)
    assert pipeline.open_snapshot(project).inquiry(Asked()).setting.bare


def test_a_plan_counts_what_a_harvest_reads(example: Path, acme: Opened) -> None:
    planned = [line.partition(": ")[2] for line in pipeline.plan(find_project(example)) if not line.startswith(" ")]
    assert planned == [f"{one.files} files, {one.calls} calls" for one in acme.snapshot.manifest.sources]


def test_bases_narrow_the_walk(acme: Opened) -> None:
    found = {
        basis: len(acme.trace("Employee__c.SSN__c", Asked(bases=basis)).destinations)
        for basis in (Basis.CONFIGURED, Basis.OBSERVED)
    }
    assert (found[Basis.CONFIGURED] > 0, found[Basis.OBSERVED]) == (True, 0)


def test_upstream_of_a_destination_is_the_field_that_reaches_it(acme: Opened) -> None:
    """Both directions tell of the same walks, for every field that leaves the org."""
    fields = [
        row for row in acme.graph.rows_of_kind(Kind.FIELD).tolist() if acme.graph.id(row).startswith("salesforce://acme/Contact#")
    ]
    for row in fields:
        field = acme.graph.id(row)
        for reached in acme.trace(str(field), Asked()).destinations:
            back = (
                {one.field for one in acme.trace(reached.field, Asked(), upstream=True).destinations}
                if reached.field
                else {str(field)}
            )
            assert str(field) in back, reached.field


def test_only_a_system_narrows_an_answer(acme: Opened) -> None:
    with pytest.raises(UsageError, match="ask for snowflake://acme"):
        acme.trace("Contact.Email", Asked(), to="snowflake://acme/CRM.CONTACT#EMAIL")


def test_a_diff_names_both_snapshots(acme: Opened) -> None:
    answer = pipeline.diff(acme, acme)
    assert (answer.before, answer.after, answer.changes) == (acme.snapshot.name, acme.snapshot.name, ())


def test_hops_are_judged_once_for_all_that_ask_in_one_way(acme: Opened) -> None:
    opened = Opened(acme.project, acme.snapshot)
    assert opened.view(Asked()) is opened.view(Asked())
    assert opened.inquiry(Asked()) is opened.view(Asked()).inquiry


def test_another_way_to_ask_is_judged_by_itself(acme: Opened) -> None:
    opened = Opened(acme.project, acme.snapshot)
    day = Asked(as_of=date(2026, 7, 1))
    assert opened.view(day).inquiry.setting.as_of == date(2026, 7, 1)
    assert opened.view(Asked()).inquiry.setting.as_of == HARVESTED.date()


def test_only_the_last_few_ways_to_ask_are_kept(acme: Opened) -> None:
    opened = Opened(acme.project, acme.snapshot)
    first = opened.inquiry(Asked())
    for day in range(1, 6):
        opened.inquiry(Asked(as_of=date(2026, 7, day)))
    assert opened.inquiry(Asked()) is not first
