"""Real organisations' folders, from harvest to answer, against hops that independent scripts found."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import run

pytestmark = pytest.mark.shared

ORGS = (
    "GSA-SF_WorkSpace",
    "ITA-sfdcci",
    "anz-agility-layer",
    "outbound-http-snippets",
    "platform-encryption-demo",
    "salesforce-integration-reloaded",
    "sdr-preset-fixtures",
)
_FOUND = ("outbound message", "external object", "formula", "roll-up")


@pytest.fixture(scope="module", params=ORGS)
def org(request: pytest.FixtureRequest, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """An organisation's name, and a folder with the snapshot of it."""
    name: str = request.param
    folder = tmp_path_factory.mktemp(name)
    ran = run("harvest", shared / "orgs" / name, cwd=folder)
    assert (ran.code, "Traceback" in ran.err) == (0, False), ran.err
    return name, folder


def answer(folder: Path, *words: str) -> Any:
    ran = run(*words, "--format", "json", cwd=folder)
    assert ran.code in (0, 1), ran.err
    return ran.json


def expected(shared: Path, name: str) -> set[tuple[str, str, str, str]]:
    """Source, target, activity and transit of the hops that this version finds."""
    orgs = json.loads((shared / "orgs" / "expected.json").read_text(encoding="utf-8"))["orgs"]
    words = {True: "yes", False: "no", "unknown": "unknown"}
    return {
        (_dotted(hop["source"]), _dotted(hop["target"]), words[hop["active"]], hop["transit"])
        for hop in orgs.get(name, {}).get("hops", ())
        if hop["via"].startswith(_FOUND)
    }


def _dotted(end: str) -> str:
    """A remote column stands as `system table.column` in the expectations: the table and column are its name everywhere."""
    return end.removesuffix(" (count of records)").partition(" ")[2] or end.removesuffix(" (count of records)")


def _place(end: str) -> str:
    """`Object.field` of the org, `table.column` of a remote table, or a host, as the expectations write it."""
    system, _, rest = end.removeprefix("salesforce://").partition("/") if end.startswith("salesforce://") else end.partition("/")
    return rest.replace("#", ".") if rest else system


def test_the_hops_are_those_that_independent_scripts_found(org: tuple[str, Path], shared: Path) -> None:
    name, folder = org
    rows = answer(folder, "show", "hops")
    # Links of objects, which people click, are not among what the scripts looked at.
    drawn = [row for row in rows if not row["channel"].startswith("web-link/")]
    found = {(_place(row["source"]), _place(row["target"]), row["active"], row["transit"]) for row in drawn}
    wanted = expected(shared, name)
    assert wanted - found == set()
    # Hops that the scripts did not draw: filters and lookups send values outwards, and every external object has two fields of
    # its own. Of hops inside the org they drew samples.
    columns = {hop[0] for hop in wanted}
    others = [
        hop
        for hop in found - wanted
        if hop[3] != "internal"
        and hop[1] not in columns
        and not hop[0].endswith("__x")
        and not hop[1].endswith(("__x.ExternalId", "__x.DisplayUrl"))
    ]
    assert name == "sdr-preset-fixtures" or others == []


def test_a_field_that_leaves_is_traced_to_where_it_goes(org: tuple[str, Path]) -> None:
    _, folder = org
    leaving = [row for row in answer(folder, "show", "hops") if row["transit"] != "internal"]
    for row in leaving[:3]:
        field, target = row["source"], row["target"]
        reached = answer(folder, "trace", field, "--include-inactive")["destinations"]
        assert target in {one["field"] or one["dataset"] or one["system"] for one in reached}


def test_exposure_check_and_suggest_answer(org: tuple[str, Path]) -> None:
    _, folder = org
    assert answer(folder, "exposure")["coverage"] == answer(folder, "check")["coverage"]
    assert run("suggest", cwd=folder).code == 0


def test_a_draft_is_a_map_of_a_project_as_it_stands(org: tuple[str, Path], shared: Path, tmp_path: Path) -> None:
    name, folder = org
    found = {row["system"] for row in answer(folder, "show", "systems") if row["kind"] == "other"}
    sources = f"[{{type: declared, path: maps}}, {{type: salesforce-metadata, path: {shared / 'orgs' / name}}}]"
    (tmp_path / "lineage.yaml").write_text(f"org: other\nsources: {sources}\n", encoding="utf-8")
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "found.yaml").write_text(run("suggest", cwd=folder).out, encoding="utf-8")
    ran = run("harvest", cwd=tmp_path)
    assert (ran.code, "Traceback" in ran.err) == (0, False), ran.err
    known = {row["system"]: row["known by"] for row in answer(tmp_path, "show", "systems") if row["kind"] == "other"}
    assert known == dict.fromkeys(found, "declared")


def test_every_plain_text_address_is_a_finding(org: tuple[str, Path]) -> None:
    _, folder = org
    plain = {
        row["channel"] for row in answer(folder, "show", "channels") if row["transit"] == "unencrypted" and row["active"] != "no"
    }
    said = json.dumps(answer(folder, "check")["findings"])
    assert [channel for channel in plain if channel.rpartition("/")[2] not in said] == []
