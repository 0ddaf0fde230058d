"""Text in pictures: made harmless, measured from the shipped font, shortened in the middle."""

import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files

from fontTools.ttLib import TTFont

FAMILY = "DejaVu Sans, Verdana, Helvetica, sans-serif"

_ELLIPSIS = "…"
# Longer texts are cut before they are measured: nobody reads more, and measuring must not cost more.
_LONGEST = 600
# They reorder what is read, so that a label could pass for another.
_DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """`text` in one line, without control characters, direction marks and what is no character at all."""
    if text.isprintable():
        return " ".join(text.split())
    return " ".join("".join(_kept(letter) for letter in text).split())


@cache
def _kept(letter: str) -> str:
    if letter.isspace():
        return " "
    category = unicodedata.category(letter)
    if category in {"Cc", "Cs"} or letter in _DIRECTION_MARKS or letter in "\ufffe\uffff":
        return ""
    return letter


@cache
def _advances(bold: bool) -> tuple[Mapping[int, float], float]:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    with as_file(files("lineage.export") / "fonts" / name) as path, TTFont(path, lazy=True) as font:
        em: int = font["head"].unitsPerEm
        metrics = font["hmtx"].metrics
        widths = {code: metrics[glyph][0] / em for code, glyph in font.getBestCmap().items()}
        return widths, metrics[".notdef"][0] / em


@cache
def _advance(letter: str, bold: bool) -> float:
    widths, unknown = _advances(bold)
    if unicodedata.combining(letter):
        return 0.0
    # The browser takes such letters from another font, where they are a full em wide.
    return widths.get(ord(letter)) or (1.0 if unicodedata.east_asian_width(letter) in {"W", "F"} else unknown)


def width(text: str, size: float, bold: bool = False) -> float:
    """How many pixels `text` takes at `size`."""
    return size * sum(_advance(letter, bold) for letter in text)


def shorten(text: str, room: float, size: float, bold: bool = False) -> str:
    """`text`, or its beginning and end around an ellipsis, so that it takes at most `room` pixels."""
    text = capped(text)
    if width(text, size, bold) <= room:
        return text
    low, high = 0, len(text) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if width(_around(text, middle), size, bold) <= room:
            low = middle
        else:
            high = middle - 1
    return _around(text, low)


def capped(text: str, limit: int = _LONGEST) -> str:
    """`text`, cut in the middle where it has more than `limit` characters."""
    return text if len(text) <= limit else _around(text, limit - 1)


def _around(text: str, kept: int) -> str:
    tail = kept // 2
    return f"{text[: kept - tail].rstrip()}{_ELLIPSIS}{text[len(text) - tail :].lstrip()}"
