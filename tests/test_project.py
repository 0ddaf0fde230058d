"""Opening, filling in, starting and describing projects."""

import json
import re
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from connectors.declared import DeclaredSettings, connector
from lineage.errors import ConfigurationError
from lineage.model.acceptance import Acceptance
from lineage.model.records import System
from lineage.project import Source, bare_project, find_project, schema, settings_of, write_starter
from lineage.reading.yaml import read_yaml

EXAMPLE = Path(__file__).parents[1] / "maps" / "acme"

PROJECT = """
org: acme
sources:
  - {type: declared, path: ./maps}
  - {type: some-api, url: "https://${HOST}/v1", token: "${SOME_TOKEN}", parts: [{key: "${HOST}"}]}
accept:
  - {finding: unencrypted-hop, select: "system:legacy-hr", owner: ops@acme.example, reason: VPN, until: 2027-01-31}
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "lineage.yaml"
    file.write_text(text)
    return file


def wrong(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        find_project(written(folder, text))
    return [problem.replace(f"{folder}/", "") for problem in caught.value.problems]


def test_a_project_is_what_its_file_says(tmp_path: Path) -> None:
    file = written(tmp_path, PROJECT)
    project = find_project(file)
    assert (project.root, project.file, project.org, project.store, project.bare) == (
        tmp_path,
        file,
        "acme",
        tmp_path / ".lineage",
        False,
    )
    first, second = project.sources
    assert (first.type, dict(first.settings), first.place) == ("declared", {"path": "./maps"}, f"{file}:4:5")
    assert second.settings["token"] == "${SOME_TOKEN}"
    assert second.places["token"] == f"{file}:5:56"
    assert project.accept == (
        Acceptance(
            finding="unencrypted-hop",
            select="system:legacy-hr",
            owner="ops@acme.example",
            reason="VPN",
            until=date(2027, 1, 31),
        ),
    )


@pytest.mark.parametrize("start", ["lineage.yaml", ".", "maps/deep"])
def test_a_project_is_found_from_its_file_its_folder_and_below(tmp_path: Path, start: str) -> None:
    (tmp_path / "maps" / "deep").mkdir(parents=True)
    file = written(tmp_path, "org: acme\n")
    assert find_project(tmp_path / start).file == file


def test_without_a_project_the_remedy_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="`lineage init` writes one"):
        find_project(tmp_path)


def test_an_empty_project_takes_its_folders_name(tmp_path: Path) -> None:
    folder = tmp_path / "My Org (EU)"
    folder.mkdir()
    assert find_project(written(folder, "# nothing yet\n")).org == "my-org-eu"


def test_settings_are_filled_in_at_use(tmp_path: Path) -> None:
    project = find_project(written(tmp_path, PROJECT))
    first, second = project.sources
    assert settings_of(first, project, {}) == {"org": "acme", "path": tmp_path / "maps"}
    assert settings_of(second, project, {"HOST": "h", "SOME_TOKEN": "t"}) == {
        "org": "acme",
        "url": "https://h/v1",
        "token": "t",
        "parts": [{"key": "h"}],
    }


def test_variables_that_are_not_set_are_all_named(tmp_path: Path) -> None:
    file = written(tmp_path, PROJECT)
    project = find_project(file)
    with pytest.raises(ConfigurationError) as caught:
        settings_of(project.sources[1], project, {})
    assert caught.value.problems == (
        f"{file}:5:27: the environment variable HOST is not set",
        f"{file}:5:56: the environment variable SOME_TOKEN is not set",
        f"{file}:5:80: the environment variable HOST is not set",
    )


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = """org: a/b
sourcs: []
sources:
  - {typ: declared}
accept:
  - {finding: a, select: b, owner: c, until: 2027-13-01}
"""
    assert wrong(tmp_path, text) == [
        "lineage.yaml:1:6: org: 'a/b' is no name; leave out / # % @ and spaces",
        "lineage.yaml:2:1: unknown key 'sourcs'; allowed: accept, org, sources, store. Did you mean 'sources'?",
        "lineage.yaml:4:5: sources[0]: 'type' is missing",
        "lineage.yaml:6:5: accept[0]: 'reason' is missing",
        "lineage.yaml:6:46: accept[0].until: a day is wanted, such as 2026-12-31, not '2027-13-01'",
    ]


def test_a_fingerprint_is_accepted_by_itself_and_a_rule_only_for_something(tmp_path: Path) -> None:
    entry = "accept: [{finding: %s, owner: ops@acme.example, reason: VPN, until: 2027-01-31}]\n"
    (problem,) = wrong(tmp_path, entry % "unencrypted-hop")
    said = "lineage.yaml:1:10: accept[0]: `select` is wanted beside a rule, such as system:NAME; only a fingerprint needs none"
    assert problem.startswith(said)
    project = find_project(written(tmp_path, entry % "f00123456789abcd"))
    assert [one.finding for one in project.accept] == ["f00123456789abcd"]


@pytest.mark.parametrize(
    "setting",
    [
        "password: hunter2",
        "clientSecret: hunter2",
        "api_key: 12345",
        "auth: {token: hunter2}",
        "url: 'https://me:hunter2@x.example'",
    ],
)
def test_a_secret_that_is_written_out_is_refused_and_not_repeated(tmp_path: Path, setting: str) -> None:
    (told,) = wrong(tmp_path, f"sources: [{{type: x, {setting}}}]")
    assert "a secret is not written here; put it in the environment and write ${NAME}" in told
    assert "hunter2" not in told


def test_a_file_that_is_no_yaml_is_a_mistake_in_the_configuration(tmp_path: Path) -> None:
    assert wrong(tmp_path, "org: [") == ["lineage.yaml:2:1: did not find expected node content (while parsing a flow node)"]


def test_bare_paths_are_a_project_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Acme Org").mkdir()
    project = bare_project([Path("Acme Org"), Path("map.yaml")])
    assert (project.root, project.file, project.org, project.bare) == (tmp_path, None, "acme-org", True)
    assert project.sources == (Source(type="", settings={"path": "Acme Org"}), Source(type="", settings={"path": "map.yaml"}))
    assert bare_project([], "uat").org == "uat"


def test_the_starter_is_a_project_that_harvests(tmp_path: Path) -> None:
    folder = tmp_path / "Acme"
    folder.mkdir()
    files = write_starter(folder)
    assert [str(file.relative_to(folder)) for file in files] == [
        "lineage.yaml",
        "maps/acme.yaml",
        "schemas/map.json",
        "schemas/project.json",
    ]
    project = find_project(folder)
    (source,) = project.sources
    (system, _) = connector.harvest(DeclaredSettings.model_validate(settings_of(source, project, {})))
    assert isinstance(system, System)
    assert system.id == "salesforce://acme"


def test_the_starter_reads_metadata_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "force-app").mkdir()
    write_starter(tmp_path)
    assert [source.type for source in find_project(tmp_path).sources] == ["declared", "salesforce-metadata"]


def test_every_example_in_the_starter_is_right(tmp_path: Path) -> None:
    for file in write_starter(tmp_path)[:2]:
        file.write_text(re.sub("^#(?=  |[^ #\\n])", "", file.read_text(), flags=re.MULTILINE))
    project = find_project(tmp_path)
    assert [source.type for source in project.sources] == ["declared", "salesforce-metadata"]
    assert len(project.accept) == 1
    records = list(connector.harvest(DeclaredSettings.model_validate(settings_of(project.sources[0], project, {}))))
    assert {type(record).__name__ for record in records} >= {"System", "Hop", "Job", "Authorization", "Classification"}


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    write_starter(tmp_path)
    (tmp_path / "lineage.yaml").write_text("mine")
    with pytest.raises(ConfigurationError, match="is there already; nothing was written"):
        write_starter(tmp_path)
    assert (tmp_path / "lineage.yaml").read_text() == "mine"


@pytest.mark.parametrize("name", ["map", "project"])
def test_schemas_are_schemas_and_every_key_is_described(name: str) -> None:
    made = schema()[name]
    jsonschema.Draft202012Validator.check_schema(made)
    shapes = [made, *made["$defs"].values()]
    undescribed = [
        f"{shape.get('title')}.{key}"
        for shape in shapes
        for key, value in shape.get("properties", {}).items()
        if "description" not in value
    ]
    assert undescribed == []


def test_the_example_fits_the_schemas() -> None:
    schemas = {name: jsonschema.Draft202012Validator(one) for name, one in schema().items()}
    maps = sorted((EXAMPLE / "maps").glob("*.yaml"))
    files = [("project", EXAMPLE / "lineage.yaml"), *(("map", file) for file in maps)]
    assert maps
    assert [error.message for name, file in files for error in schemas[name].iter_errors(read_yaml(file).value)] == []


def test_the_schema_refuses_what_the_reader_refuses() -> None:
    validator = jsonschema.Draft202012Validator(schema()["map"])
    refused = [
        {"systems": {"a": {"kind": "salesfroce"}}},
        {"hops": [{"from": "a", "too": "b"}]},
        {"hops": [{"to": "b"}]},
        {"authorizations": [{"party": "x", "source": "a"}]},
        {"hosp": []},
    ]
    assert [validator.is_valid(one) for one in refused] == [False] * 5
    assert json.dumps(schema()["map"], sort_keys=True) == json.dumps(schema()["map"], sort_keys=True)
