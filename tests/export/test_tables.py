import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from lineage.export.sections import Answer, Table, sections
from lineage.export.tables import to_csv, to_json, to_markdown
from tests.export import answers
from tests.export.flows import HOSTILE

_ALL: list[Answer] = [answers.trace(), answers.exposure(), answers.check(), answers.harvest(), answers.diff()]


def one_cell(text: str) -> Table:
    return Table(columns=("a", "b"), rows=((text, 1),))


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize("answer", _ALL, ids=lambda answer: type(answer).__name__)
def test_every_row_has_every_column(answer: Answer) -> None:
    for table in sections(answer):
        assert {len(row) for row in table.rows} <= {len(table.columns)}
    rows = rows_of(to_csv(answer))
    assert {len(row) for row in rows} == {len(rows[0])}


def test_trace_as_csv_keeps_what_could_not_be_seen() -> None:
    rows = rows_of(to_csv(answers.trace()))
    columns = rows[0]
    found = [dict(zip(columns, row, strict=True)) for row in rows[1:]]
    first = found[0]
    assert first["section"] == "Destinations of salesforce://acme/Contact#SSN__c"
    assert (first["system"], first["operator"], first["authorization"]) == ("Warehouse | north", "unknown", "exceeded")
    assert (first["form"], first["expires since"], first["same hop"]) == ("ssn hash", "2026-04-01", "no")
    assert first["path"] == "salesforce://acme/Contact#SSN__c → mule/@in-flight/sync#SSN__c → dwh/T#SSN"
    assert [row["section"] for row in found[1:3]] == ["Possible onward", "Could not be seen"]
    assert found[2]["what"] == "the workflow rules could not be read"
    assert found[-2]["value"] == "1"


def test_csv_is_rfc_4180() -> None:
    assert to_csv(Table(columns=("a", "b"), rows=(('x "y", z', None), (1, True)))) == 'a,b\r\n"x ""y"", z",\r\n1,yes\r\n'


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", " =1", "\uff1d1", "\u200b=1", "\x00=1", "\ufeff@x"]
)
def test_no_text_is_a_formula(text: str) -> None:
    cell = rows_of(to_csv(one_cell(text)))[1][0]
    assert cell.startswith("'")


def test_numbers_stay_numbers() -> None:
    assert to_csv(Table(columns=("n",), rows=((-1,), (-0.5,)))) == "n\r\n-1\r\n-0.5\r\n"


@given(st.text())
def test_any_text_stays_in_its_cell(text: str) -> None:
    rows = rows_of(to_csv(one_cell(text)))
    assert [len(row) for row in rows] == [2, 2]
    assert not re.match(r"\s*[=+\-@]", rows[1][0])
    to_csv(one_cell(text)).encode("utf-8")
    lines = to_markdown(one_cell(text)).rstrip("\n").split("\n")
    assert len(lines) == 3
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", lines[2])) == 3


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("SSN__c", "SSN__c"),
        ("_x_", r"\_x\_"),
        ("![p](http://x/y.png)", r"\!\[p\](http\://x/y.png)"),
        ("</script><img src=x onerror=alert(1)>", r"\</script\>\<img src=x onerror=alert(1)\>"),
        ("a|b\nc", r"a\|b c"),
        ("www.evil.example", r"www\.evil.example"),
        (":red[x] $y$ ~z~", r"\:red\[x\] \$y\$ \~z\~"),
    ],
)
def test_markdown_is_text(text: str, safe: str) -> None:
    assert to_markdown(one_cell(text)).split("\n")[2] == f"| {safe} | 1 |"


def test_exposure_as_markdown_is_a_matrix() -> None:
    lines = to_markdown(answers.exposure()).split("\n")
    assert lines[0] == "### Exposure by element"
    assert lines[2] == "| element | sensitive | fields | Warehouse |"
    assert lines[4] == "| Social security number | yes | 2 | unencrypted; not needed; clear; 1 field; dataset level |"
    assert lines[5] == "| Not classified | no | 6602 |  |"


def test_nothing_is_said_not_left_out() -> None:
    assert to_markdown(answers.diff().model_copy(update={"changes": ()})) == "### From s1 to s2\n\nNone.\n\n"


@pytest.mark.parametrize("answer", _ALL, ids=lambda answer: type(answer).__name__)
def test_json_is_the_answer(answer: BaseModel) -> None:
    text = to_json(answer)
    values = json.loads(text)
    assert list(values) == sorted(values)
    assert values["schema"].startswith("lineage/")
    assert type(answer).model_validate(values) == answer
    assert text == to_json(answer)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_pass_through_every_format(text: str) -> None:
    answer = answers.diff()
    line = answer.changes[0].model_copy(update={"after": text})
    answer = answer.model_copy(update={"changes": (line,)})
    for written in (to_csv(answer), to_markdown(answer), to_json(answer)):
        written.encode("utf-8")
