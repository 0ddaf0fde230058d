import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from lineage.export.sections import Answer, Row, Table, sections
from lineage.export.tables import to_csv, to_json, to_markdown
from lineage.export.wording import ONWARD
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
    assert (first["form"], first["expires since"], first["same hop"]) == ("ssn: hash", "2026-04-01", "no")
    assert first["path"] == "salesforce://acme/Contact#SSN__c → mule/@in-flight/sync#SSN__c → dwh/T#SSN"
    assert [row["section"] for row in found[1:3]] == [ONWARD, "Could not be seen"]
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


def test_long_texts_are_listed_under_a_table_row_by_row() -> None:
    table = Table(
        columns=("a", "long", "b", "id"), rows=(("x", "so", True, 1), ("y", "", False, 2)), listed=("long", "b"), left_out=("id",)
    )
    assert to_markdown(table).split("\n")[:7] == [
        "| no. | a |",
        "| --- | --- |",
        "| 1 | x |",
        "| 2 | y |",
        "",
        "1. long: so",
        "   - b: yes",
    ]
    assert to_markdown(table).split("\n")[7] == "2. nothing more"
    assert to_csv(table).startswith("a,long,b,id\r\nx,so,yes,1\r\n")


def test_a_wide_matrix_is_cut_into_tables_that_fit_a_page() -> None:
    columns = ("row", "n", *(f"s{number}" for number in range(12)))
    rows: tuple[Row, ...] = (("first", 1, *["yes"] * 12), ("second", 2, "yes", *[""] * 11))
    parts = to_markdown(Table(columns=columns, rows=rows, leading=2)).strip().split("\n\n")
    assert [part.split("\n")[0] for part in parts] == [
        "| row | n | s0 | s1 | s2 | s3 | s4 |",
        "| row | n | s5 | s6 | s7 | s8 | s9 |",
        "| row | n | s10 | s11 |",
    ]
    # A row that says nothing in a later part is left out of it.
    assert [len(part.split("\n")) for part in parts] == [4, 3, 3]


@pytest.mark.parametrize("answer", _ALL, ids=lambda answer: type(answer).__name__)
def test_no_table_of_a_document_is_wider_than_a_page(answer: Answer) -> None:
    heads = [line for line in to_markdown(answer).split("\n") if line.startswith("| ") and "---" not in line]
    assert max(line.count(" | ") + 1 for line in heads) <= 8


def test_accepted_findings_stand_in_a_table_of_their_own_after_the_open_ones() -> None:
    titles = [table.title for table in sections(answers.check())]
    assert titles == ["Findings (2)", "Accepted findings (1)", "Coverage"]


def test_a_flow_is_told_hop_by_hop_in_words() -> None:
    answer = answers.check().model_copy(update={"findings": (answers.flow_finding(),)})
    (hops,) = [table for table in sections(answer) if table.title == "Hops of these findings (2)"]
    first = dict(zip(hops.columns, hops.rows[0], strict=True))
    assert (first["from"], first["to"]) == ("salesforce://acme/Contact#Email", "legacy/P/Q#X")
    assert (first["carries"], first["reason"]) == ("email, not classified", "travels unencrypted")
    assert first["evidence"] == "a.xml:3; map.yaml:9"


def test_nothing_is_said_not_left_out() -> None:
    nothing = to_markdown(answers.diff().model_copy(update={"changes": ()}))
    assert nothing.startswith("### Changes from s1 to s2\n\nNone.\n\n")
    assert "### Gaps that went\n\nNone.\n\n" in nothing


def test_a_diff_says_what_changed_and_what_cannot_be_seen_any_more() -> None:
    rows = rows_of(to_csv(answers.diff()))
    found = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert (found[0]["property"], found[0]["before"], found[0]["after"]) == ("known by", "declared", "observed")
    assert [row["section"] for row in found[1:3]] == ["Gaps that came", "Coverage"]
    assert ("gaps", "0", "1") in [(row["item"], row["before"], row["after"]) for row in found]


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
    as_csv, as_markdown, as_json = to_csv(answer), to_markdown(answer), to_json(answer)
    plain = answer.model_copy(update={"changes": (line.model_copy(update={"after": "plain"}),)})
    assert json.loads(as_json.encode("utf-8"))["changes"][0]["before"] == line.before
    assert len(list(csv.reader(io.StringIO(as_csv)))) == len(list(csv.reader(io.StringIO(to_csv(plain)))))
    assert as_markdown.encode("utf-8").count(b"\n") == to_markdown(plain).encode("utf-8").count(b"\n")
