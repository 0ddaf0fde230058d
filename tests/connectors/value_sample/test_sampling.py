from pathlib import Path

import pytest

from connectors.value_sample import connector
from connectors.value_sample.recognisers import MissingLibrary, recognised, recognisers
from connectors.value_sample.sampling import SampleSettings
from lineage.connector import installed
from lineage.model.records import Classification, Gap
from tests.cli.command import run

_PLANTED = ("marigold.finch@mail.example", "536-22-8714", "4111 1111 1111 1111", "+1 415 555 2671", "DE89370400440532013000")
_OTHER = ("xk-swordfish-99", "AKIAZZZZZZZZZZZZZZZZ")


def _table(folder: Path, *rows: str) -> Path:
    file = folder / "sample.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


def _said(file: Path, **more: object) -> list[tuple[str, dict[str, int], str]]:
    settings = SampleSettings.model_validate({"path": file, "dataset": "X__c", "org": "acme", **more})
    found = [record for record in connector.harvest(settings) if isinstance(record, Classification)]
    return [(one.field.field_name, {name: int(form) for name, form in one.elements.items()}, one.says) for one in found]


@pytest.mark.parametrize(
    ("value", "element"),
    [
        ("ann@mail.example", "email"),
        ("536-22-8714", "ssn"),
        ("4111 1111 1111 1111", "payment_card"),
        ("+1 415 555 2671", "phone"),
        ("(415) 555-2671", "phone"),
        ("DE89370400440532013000", "bank_account"),
        ("192.0.2.17", "ip_address"),
        ("2001:db8::1", "ip_address"),
        ("48.85837, 2.29448", "precise_geo"),
        ("00:1B:44:11:3A:B7", "device_id"),
        ("RSSMRA85T10A562S", "tax_id"),
    ],
)
def test_a_value_looks_like_an_element(value: str, element: str) -> None:
    found = recognised(value, "US")
    assert found is not None
    assert found.element == element


@pytest.mark.parametrize(
    "value", ["", "Ann", "42", "4111 1111 1111 1112", "000-00-0000", "2026-01-01", "1.2.3", "1.50", "x" * 500]
)
def test_other_values_look_like_none(value: str) -> None:
    assert recognised(value, "US") is None


def test_counts_are_said_and_nothing_else(tmp_path: Path) -> None:
    rows = [f"ann{number}@mail.example,red" for number in range(9)]
    assert _said(_table(tmp_path, "Reach__c,Hue__c", *rows, "none,red")) == [
        ("reach__c", {"email": 0}, "9 of 10 values look like an email address")
    ]


def test_too_few_and_too_mixed_values_show_nothing(tmp_path: Path) -> None:
    assert _said(_table(tmp_path, "A__c", *["ann@mail.example"] * 4)) == []
    assert _said(_table(tmp_path, "A__c", *["ann@mail.example", "red"] * 5)) == []
    assert _said(_table(tmp_path, "A__c", *["ann@mail.example", "red"] * 5), share=0.5) != []


def test_empty_values_do_not_count(tmp_path: Path) -> None:
    rows = ["ann@mail.example,1", ",2"] * 6
    assert [says for _, _, says in _said(_table(tmp_path, "A__c,B__c", *rows))] == ["6 of 6 values look like an email address"]


def test_only_so_many_rows_are_looked_at(tmp_path: Path) -> None:
    assert [says for *_, says in _said(_table(tmp_path, "A__c", *["ann@mail.example"] * 50), rows=20)] == [
        "20 of 20 values look like an email address"
    ]


def test_a_file_without_a_header_is_a_gap(tmp_path: Path) -> None:
    settings = SampleSettings(path=_table(tmp_path, ""), dataset="X__c", org="acme")
    assert [record.why for record in connector.harvest(settings) if isinstance(record, Gap)] == [
        "it has no header that names fields"
    ]


def test_bare_paths_are_never_sampled(tmp_path: Path) -> None:
    file = _table(tmp_path, "Email", "ann@mail.example")
    assert not installed()["value-sample"].detect(file)


def test_missing_libraries_are_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "stdnum.us.itin", None)
    recognisers.cache_clear()
    with pytest.raises(MissingLibrary, match=r"pip install 'fieldwise-lineage\[sampling\]'"):
        recognisers("FR")
    recognisers.cache_clear()


def _project(folder: Path, *rows: str) -> Path:
    fields = folder / "force-app/main/default/objects/X__c/fields"
    fields.mkdir(parents=True)
    for name in ("Reach__c", "Hue__c"):
        (fields / f"{name}.field-meta.xml").write_text(
            f'<CustomField xmlns="http://soap.sforce.com/2006/04/metadata"><fullName>{name}</fullName><type>Text</type></CustomField>',
            encoding="utf-8",
        )
    _table(folder, *rows)
    (folder / "lineage.yaml").write_text(
        "org: acme\nsources:\n  - {type: salesforce-metadata, path: ./force-app}\n"
        "  - {type: value-sample, path: ./sample.csv, dataset: X__c}\n",
        encoding="utf-8",
    )
    return folder


def _everything(folder: Path, *outputs: str) -> str:
    kept = [path.read_bytes() for path in (folder / ".lineage").rglob("*") if path.is_file()]
    return "".join(outputs) + "".join(one.decode("latin-1") for one in kept)


def test_a_sample_classifies_a_field_that_nothing_else_does(tmp_path: Path) -> None:
    org = _project(tmp_path, "REACH__C,Hue__c", *[f"ann{number}@mail.example,red" for number in range(8)])
    assert run("harvest", cwd=org).code == 0
    rows = run("show", "fields", "--explain", "--match", "Reach", "--format", "json", cwd=org).json
    assert [(row["field"], row["element"], row["source"], row["because"]) for row in rows] == [
        ("salesforce://acme/X__c#Reach__c", "email", "sample", "8 of 8 values look like an email address")
    ]


@pytest.mark.parametrize(
    "rows",
    [
        ("Reach__c,Hue__c", *[f"{value},{_OTHER[0]}" for value in _PLANTED * 4]),
        # No header: the first row stands for it.
        *[(f"{value},{_OTHER[1]}", *[f"{value},{_OTHER[0]}"] * 9) for value in _PLANTED],
        ("Marigold,Finch", *[f"{value},{_OTHER[0]}" for value in _PLANTED[:1] * 9]),
        ("Reach__c,Hue__c", f'"{_PLANTED[1]},{_OTHER[1]}', *[f"{value},x,y" for value in _PLANTED]),
    ],
)
def test_no_value_comes_out(tmp_path: Path, rows: tuple[str, ...]) -> None:
    org = _project(tmp_path, *rows)
    harvested = run("harvest", cwd=org)
    shown = [run("show", what, "--format", "json", cwd=org).out for what in ("fields", "datasets", "gaps")]
    plan = run("harvest", "--plan", cwd=org)
    explained = run("show", "fields", "--explain", "--format", "json", cwd=org).out
    said = _everything(org, harvested.out, harvested.err, plan.out, explained, *shown).casefold()
    planted = (*_PLANTED, *_OTHER, "marigold", "finch")
    assert [value for value in planted if value.casefold() in said] == []
