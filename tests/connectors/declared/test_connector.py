"""Finding, planning and harvesting maps."""

from pathlib import Path

import pytest

from connectors.declared import DeclaredSettings, connector
from lineage.connector import named
from lineage.errors import ConfigurationError
from lineage.model.records import Effort, System

MAP = "systems: {crm: {kind: salesforce}}\n"


def test_it_is_installed_under_its_name() -> None:
    assert named("declared") is connector


def test_the_files_of_a_folder_are_one_map_and_are_named_below_it(tmp_path: Path) -> None:
    folder = tmp_path / "maps"
    folder.mkdir()
    (folder / "b.yml").write_text("hops: [{from: crm, to: vendor}]\n")
    (folder / "a.yaml").write_text("systems: {crm: {kind: salesforce}, vendor: }\n")
    (folder / "lineage.yaml").write_text("org: acme\n")
    (folder / "notes.txt").write_text("none of ours")
    records = list(connector.harvest(DeclaredSettings(path=folder, org="acme")))
    assert [record.evidence[0].locator for record in records if isinstance(record, System)] == ["maps/a.yaml:1", "maps/a.yaml:1"]
    assert records[-1] == Effort(files=2)
    assert connector.plan(DeclaredSettings(path=folder)).lines == ("read maps/a.yaml", "read maps/b.yml")


def test_a_file_is_a_map_too(tmp_path: Path) -> None:
    file = tmp_path / "acme.yaml"
    file.write_text(MAP)
    (system, _) = connector.harvest(DeclaredSettings(path=file, org="acme"))
    assert isinstance(system, System)
    assert system.evidence[0].locator == "acme.yaml:1"


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.yaml", MAP, True),
        ("a.yml", "hops: []", True),
        ("a.yaml", "systems: {}\nmistake: 1", True),
        ("a.yaml", "org: acme\nsources: []", False),
        ("a.yaml", "- systems", False),
        ("a.json", "{'hops': []}", False),
    ],
)
def test_a_map_is_known_by_its_keys(tmp_path: Path, name: str, text: str, found: bool) -> None:
    (tmp_path / name).write_text(text)
    assert connector.detect(tmp_path / name) is found
    assert connector.detect(tmp_path) is found


def test_a_broken_file_asked_for_by_name_is_read_so_that_its_error_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: [")
    assert connector.detect(tmp_path / "a.yaml")
    assert not connector.detect(tmp_path)


def test_files_that_are_no_yaml_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: [")
    (tmp_path / "b.yaml").write_text("b: 1\nb: 2")
    with pytest.raises(ConfigurationError) as caught:
        list(connector.harvest(DeclaredSettings(path=tmp_path)))
    assert len(caught.value.problems) == 2
    assert caught.value.problems[1].endswith("b.yaml:2:1: the key 'b' is there twice; first in line 1")


def test_a_path_that_is_not_there_is_a_mistake_in_the_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"gone\.yaml could not be read"):
        list(connector.harvest(DeclaredSettings(path=tmp_path / "gone.yaml")))
