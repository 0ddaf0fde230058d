"""`lineage exposure`."""

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli.command import run


def exposure(example: Path, *words: str) -> Any:
    return run("exposure", *words, "--format", "json", cwd=example).json


def test_a_cell_has_the_worst_of_its_fields(example: Path) -> None:
    cells = {(cell["row"], cell["system"]): cell for cell in exposure(example)["cells"]}
    assert cells["ssn", "sqlserver://hr.acme.internal:1433"]["transit"] == "unencrypted"


def test_unclassified_and_free_text_always_have_a_row(example: Path) -> None:
    assert {"unclassified", "free_text_blob"} <= {row["row"] for row in exposure(example)["rows"]}


def test_spi_leaves_out_what_is_not_sensitive(example: Path) -> None:
    rows = {row["row"] for row in exposure(example, "--only", "spi")["rows"]}
    assert {"ssn" in rows, "unclassified" in rows, "email" in rows} == {True, False}
    assert "email" not in rows


def test_breach_keeps_what_must_be_notified(example: Path) -> None:
    rows = {row["row"] for row in exposure(example, "--only", "breach")["rows"]}
    assert ("ssn" in rows, "web_activity" in rows) == (True, False)


def test_a_field_has_a_row_of_its_own(example: Path) -> None:
    cells = {(cell["row"], cell["system"]): cell["fields"] for cell in exposure(example, "--by", "field")["cells"]}
    assert cells["salesforce://acme/Contact#SSN__c", "snowflake://acme"] == 1


def test_fields_agree_with_their_traces(example: Path) -> None:
    """The sweep and the question give one answer."""
    cells = [cell for cell in exposure(example, "--by", "field")["cells"] if cell["row"] == "salesforce://acme/Contact#Email"]
    rows = run("trace", "Contact.Email", "--format", "json", cwd=example).json["destinations"]
    worst = ("internal", "encrypted", "unknown", "unencrypted")
    traced: dict[str, str] = {}
    for row in rows:
        if row["system"] != "salesforce://acme":
            traced[row["system"]] = max(row["transit"], traced.get(row["system"], "internal"), key=worst.index)
    assert {cell["system"]: cell["transit"] for cell in cells} == traced


@pytest.mark.parametrize("words", [(), ("--by", "field"), ("--only", "spi")])
def test_the_answer_is_of_its_own_schema(example: Path, words: tuple[str, ...]) -> None:
    schema = run("schema", "exposure", cwd=example).json
    assert list(Draft202012Validator(schema).iter_errors(exposure(example, *words))) == []


def test_the_table_names_every_system_of_the_answer(example: Path) -> None:
    out = "".join(run("exposure", cwd=example).out.split())
    assert [system["label"] for system in exposure(example)["systems"] if "".join(system["label"].split()) not in out] == []


def test_nothing_classified_is_said_and_not_an_empty_table(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(
        "systems: {a: {operator: A}, b: {operator: B}}\nhops: [{from: a/T#f, to: b/U#g}]\n", encoding="utf-8"
    )
    run("harvest", "map.yaml", cwd=tmp_path)
    assert "Nothing is classified (2 unknown)" in run("exposure", cwd=tmp_path).out


def test_the_legend_explains_what_is_in_the_cells_and_always_the_unknown(example: Path, tmp_path: Path) -> None:
    explained = ("PLAIN unencrypted", "MISSING no right binds", "EXCEEDED the right covers less", "? unknown")
    (tmp_path / "map.yaml").write_text(
        'systems: {a: {operator: A}, b: {operator: A}}\nhops: [{from: a/T#f, to: b/U#g, url: "https://b.example"}]\n',
        encoding="utf-8",
    )
    (tmp_path / "lineage.yaml").write_text("org: acme\nsources: [{type: declared, path: map.yaml}]\n", encoding="utf-8")
    run("harvest", cwd=tmp_path)
    for folder, said in ((example, explained), (tmp_path, ("? unknown",))):
        out = " ".join(run("exposure", cwd=folder).out.split())
        assert [text for text in explained if text in out] == list(said)
