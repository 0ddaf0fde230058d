"""Tables on the terminal: every word of every cell, in columns that fit."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from lineage.cli.grid import grid
from lineage.cli.rows import column_widths, folded

CONSOLE = Console(file=io.StringIO(), width=80)
WORDS = st.text(st.sampled_from("ab漢→ "), max_size=60).map(lambda text: " ".join(text.split()))


def printed(*rows: tuple[str, ...], columns: tuple[str, ...] = ("rule", "what was found"), width: int = 60) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=width, highlight=False, markup=False, emoji=False).print(grid("Findings (1)", columns, rows))
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_a_table_has_a_title_a_head_and_its_rows() -> None:
    assert printed(("gap", "not seen"), ("plain-channel", "plain text")) == [
        "Findings (1)",
        "",
        " rule            what was found",
        " ──────────────────────────────",
        " gap             not seen",
        " plain-channel   plain text",
        "",
    ]


def test_a_long_cell_goes_on_below_in_its_column() -> None:
    assert printed(("gap", "one two three four five"), ("x", "y"), width=24)[4:7] == [
        " gap    one two three",
        "        four five",
        " x      y",
    ]


def test_what_came_from_a_source_is_text() -> None:
    assert " [red]no[/red]   :smile:" in printed(("[red]no[/red]", ":smile:"))


def test_a_table_without_rows_is_its_head() -> None:
    assert printed() == ["Findings (1)", "", " rule   what was found", " ─────────────────────", ""]


def test_words_that_matter_have_a_style_on_a_terminal_only() -> None:
    out = io.StringIO()
    Console(file=out, width=60, force_terminal=True, color_system="standard").print(grid("T", ("verdict",), [("missing here",)]))
    assert "\x1b[1;31mmissing\x1b[0m here" in out.getvalue()
    assert "\x1b" not in "".join(printed(("missing", "unknown")))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two", 7, ["one two"]),
        ("one two", 6, ["one", "two"]),
        ("a abcdefgh b", 4, ["a", "abcd", "efgh", "b"]),
        ("abcdefghi b", 4, ["abcd", "efgh", "i b"]),
        ("", 3, [""]),
    ],
    ids=["fits", "between words", "a long word", "goes on after a long word", "empty"],
)
def test_cells_break_between_words_and_in_long_ones(text: str, width: int, lines: list[str]) -> None:
    assert folded(text, width, CONSOLE) == lines


@settings(deadline=None)
@given(text=WORDS, width=st.integers(2, 40))
def test_no_word_is_lost_and_no_line_too_wide(text: str, width: int) -> None:
    lines = folded(text, width, CONSOLE)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert max(map(cell_len, lines)) <= width


@settings(deadline=None)
@given(rows=st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=1, max_size=5), most=st.integers(20, 120))
def test_columns_are_as_wide_as_they_may_be(rows: list[list[str]], most: int) -> None:
    widths = column_widths(rows, most)
    wanted = [max(1, *map(cell_len, column)) for column in zip(*rows, strict=True)]
    taken = sum(widths) + 2 * 3
    assert widths == wanted if sum(wanted) + 2 * 3 <= most else taken == most
