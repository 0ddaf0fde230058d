from pathlib import Path

import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from lineage.errors import UnreadableInput
from lineage.reading import yaml
from lineage.reading.yaml import BadYaml, Place, parse_yaml, read_yaml, unplaced


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both parsers: the one in C, and the one that is always there."""
    if not hasattr(pyyaml, request.param):
        pytest.skip("this PyYAML has no C parser")
    monkeypatch.setattr(yaml, "_LOADER", getattr(pyyaml, request.param))


def refused(text: str) -> str:
    with pytest.raises(BadYaml) as caught:
        parse_yaml(text, "m.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("NO", "NO"),
        ("on", "on"),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("007", "007"),
        ("1_000", "1_000"),
        ("12345678901234567890", "12345678901234567890"),
        ("1.5", 1.5),
        (".5e2", 50.0),
        ("1e5", "1e5"),
        ("0x1F", "0x1F"),
        ("12:30:00", "12:30:00"),
        ("2026-12-31", "2026-12-31"),
        ("'true'", "true"),
        ("!!str 12", "12"),
    ],
)
def test_plain_values_are_those_of_yaml_1_2(loader: None, text: str, value: object) -> None:
    assert parse_yaml(f"key: {text}", "m.yaml").value == {"key": value}


def test_keys_are_text(loader: None) -> None:
    assert parse_yaml("{1: a, true: b, 2026-01-01: c}", "m.yaml").value == {"1": "a", "true": "b", "2026-01-01": "c"}


def test_every_value_has_its_place(loader: None) -> None:
    document = parse_yaml("a:\n  - b: 1\n    ümlaut: {c: 'x'}\n  - two\n", "m.yaml")
    assert document.place("a", 0, "b") == Place("m.yaml", 2, 8)
    assert document.key_place("a", 0, "b") == Place("m.yaml", 2, 5)
    assert str(document.place("a", 0, "ümlaut", "c")) == "m.yaml:3:17"
    assert document.place("a", 1).locator == "m.yaml:4"


def test_a_path_that_is_not_there_is_placed_at_what_is_around_it() -> None:
    document = parse_yaml("a:\n  b: x\n", "m.yaml")
    assert document.place("a", "c", "d") == Place("m.yaml", 2, 3)
    assert document.known("a", "b", 0, "to") == ("a", "b")


def test_an_alias_stands_where_it_is_written_and_its_inside_where_that_is(loader: None) -> None:
    document = parse_yaml("a: &x {k: 1}\nb: *x\n", "m.yaml")
    assert document.value == {"a": {"k": 1}, "b": {"k": 1}}
    assert document.place("b") == Place("m.yaml", 2, 4)
    assert document.place("b", "k") == Place("m.yaml", 1, 11)


def test_a_key_that_is_there_twice_is_refused(loader: None) -> None:
    assert refused("a: 1\nb: 2\na: 3\n") == "m.yaml:3:1: the key 'a' is there twice; first in line 1"


@pytest.mark.parametrize("text", ["a: &x [*x]", "a: &x {b: [*x]}", "&x a: 1\nb: *x"])
def test_an_alias_to_itself_or_to_nothing_is_refused(loader: None, text: str) -> None:
    assert "*x stands" in refused(text)


def test_aliases_cannot_make_a_small_file_large(loader: None) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 12)]
    assert "more than 4,000,000 values, aliases written out" in refused("\n".join(lines))


def test_aliases_cannot_make_a_flat_file_deep(loader: None) -> None:
    lines = ["a0: &a0 [x]", *(f"a{level}: &a{level} [*a{level - 1}]" for level in range(1, 200))]
    assert "nested more than 100 levels deep" in refused("\n".join(lines))


def test_deep_nesting_is_refused_and_does_not_overflow(loader: None) -> None:
    assert "nested more than 100 levels deep" in refused("[" * 400 + "]" * 400)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: !!python/object/apply:os.system [x]", "m.yaml:1:4: the tag 'tag:yaml.org,2002:python/object/apply:os.system'"),
        ("a: !Ref b", "m.yaml:1:4: the tag '!Ref' is not read"),
        ("[1]: x", "m.yaml:1:1: a key must be text"),
        ("a: \x07", "m.yaml:1:4: the character '\\x07' is not allowed"),
        ("x: 1\n---\ny: 2", "a second document begins here"),
        ("a: b: c", "m.yaml:1:5: mapping values are not allowed"),
        ("a: [1, 2", "m.yaml:"),
    ],
)
def test_what_is_not_read_is_refused_with_its_place(loader: None, text: str, said: str) -> None:
    assert said in refused(text)


def test_an_empty_text_is_nothing(loader: None) -> None:
    assert parse_yaml("# only a remark\n", "m.yaml").value is None


def test_a_file_is_read_with_its_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    document = read_yaml(file, "maps/m.yaml")
    assert document.value == {"a": 1, "b": 2}
    assert str(document.place("b")) == "maps/m.yaml:2:4"


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_text("a: " + "x" * 100)
    with pytest.raises(BadYaml, match="larger than 50 bytes"):
        read_yaml(file, max_bytes=50)


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_bytes(b"a: 1\nb: \xff\n")
    with pytest.raises(BadYaml, match=r"m\.yaml:2:1: the file is not UTF-8"):
        read_yaml(file)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match=r"gone\.yaml could not be read: No such file"):
        read_yaml(tmp_path / "gone.yaml")


def test_made_values_stand_at_line_0() -> None:
    assert unplaced({"a": [1]}, "made").place("a", 0) == Place("made", 0, 0)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text("abc yesno:#-[]{}'\"", max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcxyz", min_size=1, max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(PLAIN)
def test_what_was_written_is_read_back(value: object) -> None:
    text = pyyaml.safe_dump(value, allow_unicode=True)
    assert parse_yaml(text, "m.yaml").value == value


@given(PLAIN)
def test_every_place_points_at_its_value(value: object) -> None:
    document = parse_yaml(pyyaml.safe_dump({"top": value}), "m.yaml")
    lines = pyyaml.safe_dump({"top": value}).split("\n")
    place = document.place("top")
    assert document.key_place("top") == Place("m.yaml", 1, 1)
    assert lines[place.line - 1][place.column - 1 :].strip() != ""
