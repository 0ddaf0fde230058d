"""The table of words and phrases that name data elements, in several languages, from the file beside this one."""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from lineage.policy.classification.surroundings import PERSONS
from lineage.policy.classification.words import words_of

GUARD: Final = ""
"""In place of an element: a phrase that looks like one and is none."""

STRONG: Final = frozenset({"strong", "strong-not-thing"})
"""Where a phrase counts in running text as well."""

ROLE: Final = "role"
"""Where a word for people is the last: it is a name, unless something else is said."""

_SQUEEZED: Final = 6
_ALPHABETIC: Final = re.compile(r"[a-z0-9 ]+")
_UMLAUTS: Final = (("ae", "a"), ("oe", "o"), ("ue", "u"))


class Phrase(NamedTuple):
    """A phrase and what it means."""

    element: str
    """`GUARD` where it means nothing of the kind."""
    where: str
    """Where it counts: `any`, `strong`; `person`, `finance`, `health`: where the surroundings are about that, `care`: about a person or
    health; `not-thing`, `strong-not-thing`: unless they are about a thing; `spot` and `tracked`: by whose place it is, see
    `whereabouts`; `prose`: what people write."""
    text: str
    """The words, as sentences show them."""


class Phrases(NamedTuple):
    """All phrases."""

    by_words: Mapping[str, tuple[Phrase, ...]]
    """By their words, joined by spaces; and by their letters alone, where these are long enough."""
    lengths: Mapping[str, tuple[int, ...]]
    """How many words the phrases have that begin with a word, the most first."""
    signs: tuple[tuple[str, Phrase], ...]
    """Those of scripts without spaces, the longest first."""


@cache
def load_phrases() -> Phrases:
    """The table.

    >>> [phrase.element for phrase in load_phrases().by_words["geburtsdatum"]]
    ['birth_date']
    """
    by_words: dict[str, list[Phrase]] = {}
    signs: list[tuple[str, Phrase]] = []
    for language, phrase in _rows():
        words = words_of(phrase.text)
        if language in {"ja", "ko", "zh"} and not phrase.text.isascii():
            signs.append(("".join(words), phrase))
            continue
        for key in _spellings(" ".join(words), phrase.text, language):
            room = by_words.setdefault(key, [])
            if all(one.element != phrase.element for one in room):
                room.append(phrase)
    for word in sorted(PERSONS):
        for tail, element in (("name", "name_full"), ("id", "unique_id"), ("number", "unique_id"), ("no", "unique_id")):
            by_words.setdefault(f"{word} {tail}", [Phrase(element, "any", f"{word} {tail}")])
    signs.sort(key=lambda one: (-len(one[0]), one[0]))
    lengths: dict[str, set[int]] = {}
    for key in by_words:
        first, *more = key.split(" ")
        lengths.setdefault(first, set()).add(1 + len(more))
    return Phrases(
        {key: tuple(sorted(some, key=_by_need)) for key, some in by_words.items()},
        {word: tuple(sorted(some, reverse=True)) for word, some in lengths.items()},
        tuple(signs),
    )


def _rows() -> Iterator[tuple[str, Phrase]]:
    text = files("lineage.policy.classification").joinpath("phrases.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        for phrase in row["phrases"].split("|"):
            yield row["language"], Phrase(row["element"], row["where"], phrase.replace("_", " "))


def _spellings(key: str, text: str, language: str) -> Iterator[str]:
    """The words as written, as one word, and for German with either spelling of umlauts."""
    yield key
    for spaced in {key, text}:
        if " " in spaced and len(spaced) > _SQUEEZED and _ALPHABETIC.fullmatch(spaced):
            yield spaced.replace(" ", "")
    if language == "de":
        for long, short in _UMLAUTS:
            if short in key:
                yield from (key[:at] + long + key[at + 1 :] for at in range(len(key)) if key[at] == short)


def _by_need(phrase: Phrase) -> tuple[bool, str]:
    """What needs particular surroundings comes first: it knows better."""
    return phrase.where == "any" or phrase.where in STRONG, phrase.element
