"""`lineage init`, `connectors` and `schema`."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from lineage.model.schemas import ANSWERS
from tests.cli.command import run


def test_a_starter_harvests_as_it_is(tmp_path: Path) -> None:
    assert run("init", "new", cwd=tmp_path).code == 0
    ran = run("harvest", "--format", "json", cwd=tmp_path / "new")
    assert (ran.code, ran.json["counts"]["systems"] > 0) == (0, True)


def test_a_starter_overwrites_nothing(tmp_path: Path) -> None:
    run("init", "new", cwd=tmp_path)
    (tmp_path / "new" / "lineage.yaml").write_text("org: mine\n", encoding="utf-8")
    ran = run("init", "new", cwd=tmp_path)
    assert (ran.code, (tmp_path / "new" / "lineage.yaml").read_text(encoding="utf-8")) == (2, "org: mine\n")
    assert "lineage.yaml is there already; nothing was written." in ran.err


def test_connectors_are_listed_with_their_settings(tmp_path: Path) -> None:
    rows = run("connectors", "--format", "json", cwd=tmp_path).json
    assert {row["connector"]: row["settings"] for row in rows} == {
        "declared": "path",
        "salesforce": "login, instance_url, username, consumer_key, consumer_secret, private_key_path, session, sf_org, objects, "
        "flow_bodies, api_reserve, aliases",
        "salesforce-exports": "path",
        "salesforce-metadata": "path, aliases, custom_metadata_mappings",
        "value-sample": "path, dataset, system, rows, share, region",
    }


def test_schemas_are_listed_by_name(tmp_path: Path) -> None:
    assert run("schema", cwd=tmp_path).lines == sorted([*ANSWERS, "map", "project"])


@pytest.mark.parametrize("name", sorted([*ANSWERS, "map", "project"]))
def test_every_schema_is_one(tmp_path: Path, name: str) -> None:
    schema = run("schema", name, cwd=tmp_path).json
    Draft202012Validator.check_schema(schema)
    assert schema["properties"]


def test_an_unknown_schema_names_the_known_ones(tmp_path: Path) -> None:
    ran = run("schema", "traces", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "trace" in ran.err


def test_help_names_every_command(tmp_path: Path) -> None:
    ran = run("--help", cwd=tmp_path)
    commands = {
        line.split()[0] for line in ran.out.partition("Commands:")[2].splitlines() if line.startswith("  ") and line[2] != " "
    }
    assert commands >= {"init", "demo", "harvest", "connectors", "schema", "show", "trace", "exposure", "check"}
    assert commands >= {"diff", "suggest", "export", "ui", "snapshots"}
