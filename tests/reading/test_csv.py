"""Tables: headers as tools write them, rows with their numbers, and nothing lost in silence."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lineage.errors import UnreadableInput
from lineage.reading.csv import CsvFaults, CsvHead, decoded, first_value, read_batches, read_head


def rows(path: Path, *wanted: str, block: int = 1 << 20) -> tuple[list[tuple[int, tuple[str, ...]]], CsvFaults]:
    """The rows of a file with their numbers, and what is wrong with it."""
    head, faults, found = read_head(path), CsvFaults(), []
    assert head is not None
    for batch in read_batches(path, head, wanted or head.folded, faults, block=block):
        values = {name: decoded(column) for name, column in batch.columns.items()}
        for at, number in enumerate(batch.numbers.tolist()):
            found.append((number, tuple(values[name][column.indices[at].as_py()] for name, column in batch.columns.items())))
    return found, faults


def file(folder: Path, content: str | bytes) -> Path:
    path = folder / "t.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("content", "head"),
    [
        ("Id,Name\n", CsvHead(("Id", "Name"))),
        ('"Id" , "Profile.Name"\n', CsvHead(("Id", "Profile.Name"))),
        ("Id;Name\n1;a,b,c\n", CsvHead(("Id", "Name"), ";")),
        ('"a,b,c";d\n', CsvHead(("a,b,c", "d"), ";")),
        ("\n\nId\tName\n", CsvHead(("Id", "Name"), "\t", lines=3)),
        (b"\xef\xbb\xbfId,Name\n", CsvHead(("Id", "Name"), encoding="utf-8-sig")),
        ("Id,Name\r\n".encode("utf-16"), CsvHead(("Id", "Name"), encoding="utf-16")),
        ("", None),
        ("\n \n", None),
        (b"\x00\x01", None),
    ],
)
def test_the_header_says_how_a_table_is_written(tmp_path: Path, content: str | bytes, head: CsvHead | None) -> None:
    assert read_head(file(tmp_path, content)) == head


def test_only_the_columns_asked_for_are_taken_out(tmp_path: Path) -> None:
    assert rows(file(tmp_path, "Id,Token,NAME\n1,secret,a\n"), "name", "id")[0] == [(2, ("1", "a"))]


def test_a_column_that_stands_twice_is_taken_where_it_stands_first(tmp_path: Path) -> None:
    assert rows(file(tmp_path, "Id,Id\n1,2\n"))[0] == [(2, ("1",))]


@pytest.mark.parametrize("block", [7, 1 << 20])
def test_what_is_no_utf8_is_taken_for_what_windows_writes_even_in_rows_that_are_left_out(tmp_path: Path, block: int) -> None:
    content = b"A,B\n1,Jos\xe9\n2\xff\n3,\xc3\xa9t\xc3\xa9\n4,\xe9" + b"\xc3"
    found, faults = rows(file(tmp_path, content), block=block)
    assert (found, faults) == ([(2, ("1", "José")), (4, ("3", "été")), (5, ("4", "éÃ"))], CsvFaults(rows=[3]))


def test_rows_of_another_length_are_left_out_and_the_others_keep_their_numbers(tmp_path: Path) -> None:
    content = "A,B\n1,a\n2\n3,c\n4,d,e\n5,\n"
    found, faults = rows(file(tmp_path, content))
    assert found == [(2, ("1", "a")), (4, ("3", "c")), (6, ("5", ""))]
    assert (faults.rows, faults.ended) == ([3, 5], "")


def test_numbers_go_on_from_batch_to_batch(tmp_path: Path) -> None:
    content = "A,B\n" + "".join(f"{at},x\n" if at % 7 else f"{at}\n" for at in range(2, 5_000))
    found, faults = rows(file(tmp_path, content), block=4_096)
    assert all(number == int(values[0]) for number, values in found)
    assert faults.rows == [at for at in range(2, 5_000) if not at % 7]
    assert len(found) + len(faults.rows) == 4_998


def test_a_header_alone_has_no_rows_and_nothing_is_wrong(tmp_path: Path) -> None:
    assert rows(file(tmp_path, "A,B")) == ([], CsvFaults())
    head = CsvHead(("A", "B"))
    assert first_value(file(tmp_path, "A,B\n"), head, "a") == ""
    assert first_value(file(tmp_path, "A,B\nx,y\nz,w\n"), head, "b") == "y"


def test_a_quote_that_is_never_closed_is_told(tmp_path: Path) -> None:
    _, faults = rows(file(tmp_path, 'A,B\n1,"a\n2,b\n'))
    assert "never closed" in faults.ended


def test_nothing_that_is_wrong_quotes_a_value(tmp_path: Path) -> None:
    _, faults = rows(file(tmp_path, "A,B\n" + "hunter2secret,x\n" * 20_000 + '"hunter2secret' + "y" * 70_000), block=4_096)
    assert faults.ended
    assert "hunter2" not in str(faults)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="cannot be read"):
        read_head(tmp_path / "none.csv")
    with pytest.raises(UnreadableInput, match="is no plain file"):
        read_head(tmp_path)


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.lists(st.tuples(TEXT, TEXT.filter(bool)), max_size=6),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_was_written_is_read(tmp_path: Path, values: list[tuple[str, str]], delimiter: str, end: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([("A", "B"), *values])
    found, faults = rows(file(tmp_path, text.getvalue()))
    assert [given_ for _, given_ in found] == values
    assert faults == CsvFaults()
