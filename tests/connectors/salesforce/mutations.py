"""Ways in which files of metadata come damaged or odd: bytes, tags, encodings, nesting, names."""

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from random import Random
from typing import Final, NamedTuple

Content = Callable[[Random, bytes], bytes]
Name = Callable[[Random, str], str]

_TAG: Final = re.compile(rb"</?[A-Za-z][A-Za-z0-9]*[^<>]*>")
_TEXT: Final = re.compile(rb">[^<>]+<")
_NASTY: Final = (
    b"\x00",
    b"\xff\xfe",
    b"\x1b]8;;http://x\x07",
    b"&#0;",
    b"&bomb;",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"\xe2\x80\xae",
    b"\xed\xa0\x80",
    b"9" * 5000,
    b"-" * 5000,
    b"{!$Credential.Password}",
    b"https://u:p@[::1]:99999/x?y#z",
    b"((((" * 500,
    b"A." * 2000,
    b"__c" * 1000,
    b"%00%2F..%2F..",
    b"\xc3\x28",
    b"\\ud800",
    b"\\u0000",
)


def _cut(random: Random, data: bytes) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.choice((1, 2, 8, 64, 512, 4096)))


def flip(random: Random, data: bytes) -> bytes:
    """Some bytes are others."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 10, 100))):
        if changed:
            changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def truncate(random: Random, data: bytes) -> bytes:
    """The end is missing."""
    return data[: random.randrange(len(data) + 1)]


def drop(random: Random, data: bytes) -> bytes:
    """Something in the middle is missing."""
    start, end = _cut(random, data)
    return data[:start] + data[end:]


def repeat(random: Random, data: bytes) -> bytes:
    """Something is there several times."""
    start, end = _cut(random, data)
    return data[:end] + data[start:end] * random.choice((1, 2, 50)) + data[end:]


def nasty(random: Random, data: bytes) -> bytes:
    """Something that parsers trip over is put in."""
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(_NASTY) + data[at:]


def nasty_text(random: Random, data: bytes) -> bytes:
    """The text of an element is something else."""
    texts = list(_TEXT.finditer(data))
    if not texts:
        return nasty(random, data)
    found = random.choice(texts)
    other = random.choice((*_NASTY, random.choice(texts)[0][1:-1], b""))
    return data[: found.start() + 1] + other + data[found.end() - 1 :]


def swap_tags(random: Random, data: bytes) -> bytes:
    """A tag stands where another should."""
    tags = list(_TAG.finditer(data))
    if len(tags) < 2:
        return flip(random, data)
    one, other = random.sample(tags, 2)
    return data[: one.start()] + other[0] + data[one.end() :]


def rename_tags(random: Random, data: bytes) -> bytes:
    """All tags of a name have another name that is there as well."""
    names = sorted({tag[0].strip(b"</>").split()[0] for tag in _TAG.finditer(data)})
    if len(names) < 2:
        return data
    one, other = random.sample(names, 2)
    return re.sub(rb"(</?)" + re.escape(one) + rb"\b", rb"\g<1>" + other.replace(b"\\", b""), data)


def nest(random: Random, data: bytes) -> bytes:
    """Something is wrapped in elements, many deep."""
    depth = random.choice((1, 10, 200, 300, 5000))
    start, end = _cut(random, data)
    name = random.choice((b"a", b"fields", b"join", b"rules", b"actions"))
    return data[:start] + b"<%s>" % name * depth + data[start:end] + b"</%s>" % name * depth + data[end:]


def conflict(random: Random, data: bytes) -> bytes:
    """A conflict that nobody resolved."""
    lines = data.split(b"\n")
    at = random.randrange(len(lines) + 1)
    marked = [b"<<<<<<< HEAD", *lines[at : at + 2], b"=======", *lines[at : at + 1], b">>>>>>> theirs"]
    return b"\n".join([*lines[:at], *marked, *lines[at + 2 :]])


def encode(random: Random, data: bytes) -> bytes:
    """Another encoding, told or not."""
    text = data.decode("utf-8", "replace")
    encoding = random.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "cp1252", "shift_jis", "utf-7"))
    told = re.sub(r'encoding="[^"]*"', f'encoding="{random.choice((encoding, "UTF-8", "x-none", ""))}"', text, count=1)
    return told.encode(encoding, "replace")


def declare(random: Random, data: bytes) -> bytes:
    """The declaration is missing, late or twice, or there is a document type."""
    body = re.sub(rb"^\s*<\?xml[^>]*\?>", b"", data)
    entity = b'<!DOCTYPE a [<!ENTITY bomb "' + b"x" * 1000 + b'"><!ENTITY b2 "&bomb;&bomb;">]>'
    return random.choice(
        (body, b"\n" + data, data + data, entity + body, b"<?xml version='1.1'?>" + body, b"\xef\xbb\xbf" * 2 + data)
    )


def line_ends(random: Random, data: bytes) -> bytes:
    """Other ends of lines, or none."""
    return data.replace(b"\r\n", b"\n").replace(b"\n", random.choice((b"\r\n", b"\r", b"", b"\n\n\n")))


def empty(random: Random, data: bytes) -> bytes:
    """Nothing, or nearly nothing."""
    return random.choice((b"", b"\n", b"\x00" * 100, b"<a/>", b"<", data[:1], b"\xef\xbb\xbf"))


CONTENTS: Final[tuple[Content, ...]] = (
    flip, truncate, drop, repeat, nasty, nasty_text, nasty_text, swap_tags, rename_tags, nest, conflict, encode, declare, line_ends, empty,
)  # fmt: skip


def _shout(random: Random, path: str) -> str:
    return "".join(random.choice((letter.upper(), letter)) for letter in path)


def _elsewhere(random: Random, path: str) -> str:
    return str(PurePosixPath(random.choice(("a/b", "objects", "force-app/main/default", "unpackaged", "objects/X/fields")), path))


def _odd(random: Random, path: str) -> str:
    folder, _, name = path.rpartition("/")
    odd = random.choice(("%ZZ", "%2F", "%00", "%0A", "'", '"', "&", "$", "é", "\u202e", "..", "-", "__c", "@", "#", "/"))
    at = random.randrange(len(name) + 1)
    return re.sub("//+", "/", f"{folder}/{name[:at]}{odd}{name[at:]}").strip("/")


def _shorter(random: Random, path: str) -> str:
    parts = path.split("/")
    return "/".join(parts[random.randrange(len(parts)) :])


NAMES: Final[tuple[Name, ...]] = (_shout, _elsewhere, _odd, _shorter)


class Mutation(NamedTuple):
    """A file after something happened to it."""

    path: str
    content: bytes
    how: tuple[str, ...]


def mutate(random: Random, path: str, content: bytes) -> Mutation:
    """The file after one to three accidents; now and then its name has one, too."""
    how = []
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        change = random.choice(CONTENTS)
        content = change(random, content)
        how.append(change.__name__)
    if random.random() < 0.15:
        rename = random.choice(NAMES)
        path = rename(random, path)
        how.append(rename.__name__)
    return Mutation(path, content, tuple(how))
