"""`lineage suggest`: a draft that is a map as it stands, and that leaves to people what only people know."""

import re
from pathlib import Path
from typing import Any

import pytest

from lineage.reading.yaml import parse_yaml
from tests.cli.command import run
from tests.example import copied_example

FOUND = "import.leadmagnet.example"


def harvested(folder: Path) -> None:
    ran = run("harvest", cwd=folder)
    assert ran.code == 0, ran.err


def suggested(folder: Path) -> str:
    ran = run("suggest", cwd=folder)
    assert ran.code == 0, ran.err
    return ran.out


def systems(folder: Path) -> dict[str, Any]:
    return {row["system"]: row for row in run("show", "systems", "--format", "json", cwd=folder).json}


def hops(folder: Path) -> set[tuple[str, str]]:
    return {(row["source"], row["target"]) for row in run("show", "hops", "--format", "json", cwd=folder).json}


def saved(folder: Path, draft: str) -> None:
    (folder / "maps").mkdir(exist_ok=True)
    (folder / "maps" / "found.yaml").write_text(draft, encoding="utf-8")


def bare(folder: Path) -> None:
    """A folder whose metadata was harvested before there was a project."""
    copied_example(folder)
    for path in (folder / "lineage.yaml", *(folder / "maps").glob("*.yaml")):
        path.unlink()
    assert run("harvest", "force-app", cwd=folder).code == 0


def from_bare_paths(folder: Path) -> str:
    bare(folder)
    draft = suggested(folder)
    (folder / "lineage.yaml").write_text(
        "org: other\nsources: [{type: declared, path: maps}, {type: salesforce-metadata, path: force-app}]\n", encoding="utf-8"
    )
    return draft


def from_bare_paths_beside_a_starter(folder: Path) -> str:
    bare(folder)
    (folder / "maps").rmdir()
    assert run("init", cwd=folder).code == 0
    return suggested(folder)


def from_a_project_without_a_map(folder: Path) -> str:
    copied_example(folder)
    for path in (folder / "maps").iterdir():
        path.unlink()
    (folder / "lineage.yaml").write_text("org: acme\nsources: [{type: salesforce-metadata, path: force-app}]\n", encoding="utf-8")
    harvested(folder)
    draft = suggested(folder)
    (folder / "lineage.yaml").write_text(
        "org: acme\nsources: [{type: declared, path: maps}, {type: salesforce-metadata, path: force-app}]\n", encoding="utf-8"
    )
    return draft


def from_the_example(folder: Path) -> str:
    copied_example(folder)
    harvested(folder)
    return suggested(folder)


WAYS = [from_bare_paths, from_bare_paths_beside_a_starter, from_a_project_without_a_map, from_the_example]


@pytest.mark.parametrize("way", WAYS)
def test_a_draft_is_a_map_as_it_stands_and_its_systems_match(way: Any, tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    draft = way(folder)
    names = parse_yaml(draft, "draft").value["systems"]  # type: ignore[index]
    saved(folder, draft)
    harvested(folder)
    known = systems(folder)
    assert [one["namespace"] for one in names.values() if "declared" not in known[one["namespace"]]["known by"]] == []
    assert {known[one["namespace"]]["label"] for one in names.values()} == set(names)
    assert [one["operator"] for one in names.values() if one["operator"]] == []
    # Nothing is found beside what the map has now, and nothing that was found is suggested again.
    again = suggested(folder)
    assert "systems:" not in again or "#  salesforce-org:" in again
    assert [name for name in names if f"\n  {name}:" in again] == []


def test_a_draft_changes_no_hop_and_gives_no_right(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    saved_ = from_the_example(folder)
    before, rights = hops(folder), run("check", "--format", "json", cwd=folder).json["counts"]
    saved(folder, saved_)
    harvested(folder)
    assert (hops(folder), run("check", "--format", "json", cwd=folder).json["counts"]) == (before, rights)


def with_comments_taken_away(draft: str) -> str:
    return re.sub(r"^#(?! \S)", "", draft, flags=re.MULTILINE)


@pytest.mark.parametrize("way", [from_bare_paths, from_a_project_without_a_map])
def test_what_is_left_out_is_a_map_too_once_it_is_filled_in(way: Any, tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    draft = with_comments_taken_away(way(folder)).replace('operator: ""', "operator: Somebody")
    saved(folder, draft.replace("elements: []", "elements: all"))
    ran = run("harvest", cwd=folder)
    assert (ran.code, ran.err.count("'party' is missing")) == (2, draft.count("party:"))
    saved(folder, draft.replace("elements: []", "elements: all").replace('party: ""', "party: Somebody"))
    harvested(folder)
    rows = run("trace", "Lead.Email", "--format", "json", cwd=folder).json["destinations"]
    assert {tuple(row["authorization"]) for row in rows if row["system"] == FOUND} <= {("authorized",), ("not_needed",)}


def test_a_right_names_its_source_as_the_map_does(tmp_path: Path) -> None:
    draft = from_the_example(tmp_path / "acme")
    assert '#    source: "acme-org"' in draft.splitlines()
    assert [line for line in draft.splitlines() if line.startswith("#    elements: [email, ")]


def test_a_project_whose_map_lacks_the_org_is_named_as_the_project_names_it(tmp_path: Path) -> None:
    draft = from_a_project_without_a_map(tmp_path / "acme")
    assert '#    source: "salesforce://acme"' in draft.splitlines()
    assert "#  salesforce-org:" in draft.splitlines()


def test_bare_paths_do_not_make_a_folder_an_org(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    bare(folder)
    assert "salesforce://" not in suggested(folder)


def test_a_snapshot_without_the_projects_map_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    from_bare_paths_beside_a_starter(folder)
    assert "was read from bare paths, without the map of" in run("suggest", cwd=folder).err


def test_systems_of_the_map_without_an_operator_are_named(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(
        "systems: {a: {operator: A}, b: , door: {kind: portal}}\nhops: [{from: a/T#f, to: b/U#g}, {from: a/T#f, to: door}]\n",
        encoding="utf-8",
    )
    run("harvest", "map.yaml", cwd=tmp_path)
    assert "# In the map already, without an operator: b. Fill it in there." in suggested(tmp_path).splitlines()


def test_applications_that_nobody_matched_are_named(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(
        "systems: {a: {operator: A}, b: {operator: B, matches: [Known]}}\n"
        "hops: [{from: a/T#f, to: b/U#g, application: Known}, {from: a/T#f, to: b/U#h, application: Stray}]\n",
        encoding="utf-8",
    )
    run("harvest", "map.yaml", cwd=tmp_path)
    (said,) = [line for line in suggested(tmp_path).splitlines() if line.startswith("# Applications that no System has ")]
    assert ("Stray" in said, "Known" in said) == (True, False)


def test_applications_of_an_org_are_in_the_draft(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    bare(folder)
    draft = suggested(folder)
    assert [name for name in ("Deskly", "Mailwave_Connect", "Peoplewise_HCM") if name not in draft] == []


def test_inventory_and_draft_know_the_same_systems(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    bare(folder)
    drafted = {one["namespace"] for one in parse_yaml(suggested(folder), "draft").value["systems"].values()}  # type: ignore[index]
    known = systems(folder)
    assert {name for name, row in known.items() if row["kind"] == "other"} == drafted
    assert {known[name]["known by"] for name in drafted} == {"a hop only", "a mention only"}


@pytest.mark.parametrize("host", ["x\\u2028y.example", "\\u202ey.example", "\\u0085y.example", "\\uFEFFy.example"])
def test_a_host_cannot_break_the_draft(tmp_path: Path, host: str) -> None:
    (tmp_path / "map.yaml").write_text(
        f'systems: {{a: {{operator: A}}}}\nhops: [{{from: a/T#f, to: "https://{host}/z"}}]\n', encoding="utf-8"
    )
    run("harvest", "map.yaml", cwd=tmp_path)
    draft = suggested(tmp_path)
    parse_yaml(draft, "draft")
    assert [sign for sign in "\u2028\u202e\x85\ufeff" if sign in draft] == []


def test_channels_to_one_host_are_one_system_that_names_them_all(tmp_path: Path) -> None:
    space = 'xmlns="http://soap.sforce.com/2006/04/metadata"'
    files = {
        "remoteSiteSettings/Site.remoteSite": f"<RemoteSiteSetting {space}><url>https://api.vendor.example</url></RemoteSiteSetting>",
        "namedCredentials/Api.namedCredential": (
            f"<NamedCredential {space}><endpoint>https://api.vendor.example/v1</endpoint></NamedCredential>"
        ),
        "authproviders/Login.authprovider": (
            f"<AuthProvider {space}><tokenUrl>https://api.vendor.example/token</tokenUrl></AuthProvider>"
        ),
        "customMetadata/Setting.Prod.md": (
            f"<CustomMetadata {space}><values><field>Url__c</field><value>https://API.vendor.example:443/x</value></values></CustomMetadata>"
        ),
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert run("harvest", ".", cwd=tmp_path).code == 0
    draft = suggested(tmp_path)
    assert draft.count('namespace: "api.vendor.example"') == 1
    seen = draft.partition("  api-vendor-example:")[0].rsplit("\n\n", 1)[-1]
    for channel in (
        "auth provider Login",
        "custom metadata endpoint Setting.Prod.Url__c",
        "named credential Api",
        "remote site Site",
    ):
        assert f"  # {channel}" in seen
