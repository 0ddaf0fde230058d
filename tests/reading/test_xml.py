import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.reading.xml import MalformedXml, children, descend, leaves, line_of, local, parse, text

LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))


def refused(data: bytes) -> MalformedXml:
    with pytest.raises(MalformedXml) as caught:
        parse(data)
    return caught.value


@pytest.mark.parametrize(
    "data",
    [
        b"<a><b>x</b></a>",
        b"\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?>\r\n<a>\r\n<b>x</b></a>",
        "<?xml version='1.0' encoding='UTF-16'?><a><b>x</b></a>".encode("utf-16"),
        b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?><a xmlns='urn:x'><!-- c --><b>x<!-- c --></b><?p?></a>",
        b"<a><b><![CDATA[x]]></b></a>",
    ],
)
def test_every_usual_encoding_and_decoration_is_read(data: bytes) -> None:
    root = parse(data)
    assert (local(root), leaves(root)) == ("a", {"b": "x"})


def test_children_are_found_by_local_name_with_their_lines() -> None:
    root = parse(b"<a xmlns='urn:x'>\n<b><c>1</c></b>\n<b><c>2</c></b>\n<d/>\n</a>")
    assert [(text(element), line_of(element)) for element in descend(root, "b", "c")] == [("1", 2), ("2", 3)]
    assert [line_of(element) for element in children(root, "b")] == [2, 3]


def test_a_line_beyond_65535_is_told() -> None:
    root = parse(b"<a>" + b"\n" * 70_000 + b"<b>x</b></a>")
    assert [line_of(element) for element in children(root, "b")] == [70_001]


@pytest.mark.parametrize(
    ("data", "line", "why"),
    [
        (b"<a>\n<<<<<<< HEAD\n<b/>\n=======\n>>>>>>> x\n</a>", 2, "markers of a git conflict"),
        (b"<a>\n<b></a>", 2, "not well-formed"),
        (b"", 1, "empty"),
        (b" \r\n", 1, "empty"),
        (b"\x00\x01\x02", 1, "not well-formed"),
        (b"<a>&nbsp;</a>", 1, "not well-formed"),
        (b"<?xml version='1.0' encoding='no-such'?><a/>", 1, "not well-formed"),
        (b"<!DOCTYPE a><a/>", 1, "document type declaration"),
        ("<?xml version='1.0' encoding='UTF-16'?><!DOCTYPE a><a/>".encode("utf-16"), 1, "document type declaration"),
    ],
)
def test_what_is_malformed_is_refused_by_line(data: bytes, line: int, why: str) -> None:
    error = refused(data)
    assert error.line == line
    assert why in error.why


def test_each_error_tells_its_own_reason() -> None:
    broken = (b"<a>\n<b></a>", b"<a>\xff</a>", b"<a", b"<a>&nbsp;</a>", b"<a/><b/>", b"<a>" * 400)
    assert [refused(data).why.partition("(")[2] for data in broken] == [
        "tag name mismatch)",
        "invalid encoding)",
        "gt required)",
        "undeclared entity)",
        "document end)",
        "resource limit)",
    ]


def test_an_error_never_repeats_the_content() -> None:
    assert "s3cret" not in str(refused(b"<a s3cret></a>"))


def test_a_billion_laughs_are_not_laughed() -> None:
    bomb = f'<!DOCTYPE a [<!ENTITY l0 "lol">{LAUGHS}]><a b="&l11;">&l11;</a>'.encode()
    start = time.monotonic()
    refused(bomb)
    assert time.monotonic() - start < 5


def test_no_file_is_read_through_an_entity(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s3cret", encoding="utf-8")
    error = refused(f'<!DOCTYPE a [<!ENTITY e SYSTEM "{secret.as_uri()}">]><a>&e;</a>'.encode())
    assert "s3cret" not in str(error)


def test_deep_nesting_is_refused() -> None:
    refused(b"<a>" * 100_000 + b"</a>" * 100_000)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_parsed_or_refused(data: bytes) -> None:
    assert line_of_error(data) >= 0


def line_of_error(data: bytes) -> int:
    try:
        parse(data)
    except MalformedXml as error:
        return error.line
    return 0
