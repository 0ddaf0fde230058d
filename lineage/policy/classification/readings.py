"""What the words of one name, label or text say, each looked at once."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from lineage.model.verdicts import Form
from lineage.policy.classification.guards import asks, counts, form_of, is_about
from lineage.policy.classification.phrases import GUARD, STRONG, Phrase, load_phrases
from lineage.policy.classification.surroundings import ROLES, about
from lineage.policy.classification.words import plain, words_of

_NOT: Final = frozenset("aren avoid cannot dont don except exclude excluding isn never no non not nor other than without".split())
_NEAR: Final = 5
"""So many words before a phrase may deny it."""

_NAME: Final = Phrase("name_full", "person", "name")


class Reading(NamedTuple):
    """What a phrase in a name says."""

    phrase: Phrase
    form: Form
    surroundings: frozenset[str]
    """What the words beside it are about."""
    asks: bool
    """The name is a question that yes or no answers."""


@lru_cache(maxsize=200_000)
def readings_of(words: tuple[str, ...]) -> tuple[tuple[Reading, ...], ...]:
    """What the words of a name or label say: for each phrase its possible meanings, what needs surroundings first."""
    if words == ("name",):
        return ((Reading(_NAME, Form.CLEAR, frozenset(), asks=False),),)
    found = []
    for start, end, meanings in _phrases_in(words):
        before, behind = words[:start], words[end:]
        beside = about((*before, *behind))
        meant = tuple(
            Reading(phrase, form_of(words, behind), beside, asks(words))
            for phrase in meanings
            if phrase.element != GUARD and not is_about(phrase.element, behind) and not counts(before)
        )
        if meant:
            found.append(meant)
    if words and words[-1] in ROLES:
        # What somebody is at work, such as `Project_Manager`: written out, it is a name, unless it says something else.
        named = Reading(Phrase("name_full", "any", words[-1]), Form.CLEAR, frozenset(), asks(words))
        is_last = bool(found) and found[-1][0].phrase.text == words[-1]
        found = [*found[:-1], (*found[-1], named)] if is_last else [*found, (named,)]
    return tuple(found)


def is_named(words: tuple[str, ...]) -> bool:
    """Whether a name names any content that is known, be it nobody's."""
    return any(phrase.where != "prose" for _, _, meanings in _phrases_in(words) for phrase in meanings)


def _phrases_in(words: Sequence[str]) -> Iterator[tuple[int, int, tuple[Phrase, ...]]]:
    """The phrases among the words, the longest from the left, with where each begins and ends."""
    known, lengths, _ = load_phrases()
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + lengths.get(words[at], 0)), at, -1):
            meanings = known.get(" ".join(words[at:end]))
            if meanings:
                yield at, end, meanings
                at = end
                break
        else:
            at += 1


@lru_cache(maxsize=20_000)
def signs_in(label: str) -> tuple[Reading, ...]:
    """What a label says in a script without spaces."""
    text = plain(label)
    found: dict[str, Reading] = {}
    for sign, phrase in load_phrases().signs:
        if sign in text:
            text = text.replace(sign, " ")
            found.setdefault(phrase.element, Reading(phrase, Form.CLEAR, frozenset(), asks=False))
    return tuple(found.values())


@lru_cache(maxsize=50_000)
def told_in(text: str) -> tuple[Phrase, ...]:
    """What a running text says: only phrases that mean one thing, and that no word nearby denies.

    >>> [phrase.element for phrase in told_in("The customer's date of birth.")], told_in("Do not enter the passport number here.")
    (['birth_date'], ())
    """
    words = words_of(text)
    found: dict[str, Phrase] = {}
    for start, _, meanings in _phrases_in(words):
        if meanings[-1].where == STRONG and not _NOT.intersection(words[max(0, start - _NEAR) : start]):
            found.setdefault(meanings[-1].element, meanings[-1])
    return tuple(found.values())
