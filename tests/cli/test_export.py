"""`lineage export diagram`."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from lxml import etree

from tests.cli.command import run


@pytest.mark.parametrize("words", [(), ("--field", "Contact.SSN__c"), ("--field", "mailwave/SUBSCRIBER#EMAIL", "--upstream")])
def test_the_svg_is_well_formed(example: Path, words: tuple[str, ...]) -> None:
    root = etree.fromstring(run("export", "diagram", *words, cwd=example).out.encode())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_mermaid_is_a_flowchart(example: Path) -> None:
    assert "flowchart LR" in run("export", "diagram", "--format", "mermaid", cwd=example).lines


def test_the_json_is_of_its_own_schema(example: Path) -> None:
    schema = run("schema", "flow", cwd=example).json
    answer = run("export", "diagram", "--field", "Contact.Email", "--format", "json", cwd=example).json
    assert list(Draft202012Validator(schema).iter_errors(answer)) == []


@pytest.mark.parametrize(("name", "begins"), [("m.svg", "<svg"), ("m.mmd", "%%{init"), ("m.html", "<!"), ("m.json", "{")])
def test_the_ending_of_the_file_chooses_the_format(example: Path, tmp_path: Path, name: str, begins: str) -> None:
    ran = run("export", "diagram", "--out", tmp_path / name, cwd=example)
    assert (ran.code, ran.out) == (0, "")
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_an_ending_that_says_nothing_is_refused(example: Path) -> None:
    ran = run("export", "diagram", "--out", "map.doc", cwd=example)
    assert (ran.code, ran.err) == (
        2,
        "--out map.doc: the ending says no format; use .svg, .mmd, .mermaid, .html, .json, or --format.\n",
    )


def test_a_picture_says_how_much_it_leaves_out(example: Path, tmp_path: Path) -> None:
    ran = run("export", "diagram", "--most", "10", "--out", tmp_path / "m.svg", cwd=example)
    assert "10 nodes" in ran.err
    assert "0 nodes left out" not in ran.err


def test_the_same_snapshot_gives_the_same_bytes(example: Path) -> None:
    assert run("export", "diagram", cwd=example).out == run("export", "diagram", cwd=example).out
