"""What the words of one name, label or text say, each looked at once."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from lineage.model.verdicts import Form
from lineage.policy.classification.guards import asks, counts, form_of, is_about, is_doubtful
from lineage.policy.classification.phrases import GUARD, ROLE, STRONG, Phrase, load_phrases
from lineage.policy.classification.surroundings import ROLES, THING, about
from lineage.policy.classification.words import plain, words_of

_NOT: Final = frozenset("aren avoid cannot dont don except exclude excluding isn never no non not nor other than without".split())
_NEAR: Final = 5
"""So many words before a phrase may deny it."""

_NAME: Final = Phrase("name_full", "somebody", "name")
_OWNED: Final = frozenset("account case deal lead opportunity record task ticket".split())
"""Records that a user owns; the owner of a building may be a company."""
_ID: Final = Phrase("unique_id", "somebody", "id")
_OTHERS: Final = frozenset(
    "batch calendar case chat content conversation folder key language license locale message note order parent permission process profile"
    " program record ref role session source stage status task ticket time timezone transaction type version".split()
)
"""Words before `id` that make it the id of something else than the record's own person."""


class Reading(NamedTuple):
    """What a phrase in a name says."""

    phrase: Phrase
    form: Form
    surroundings: frozenset[str]
    """What the words beside it are about."""
    asks: bool
    """The name begins as a question that yes or no answers."""
    is_question: bool
    """It is one, whatever the type is."""
    is_doubtful: bool = False
    """It may tell of the thing instead of naming it."""


Readings: TypeAlias = tuple[tuple[Reading, ...], ...]
"""For each phrase its possible meanings, what needs surroundings first."""


@lru_cache(maxsize=200_000)
def readings_of(words: tuple[str, ...]) -> Readings:
    """What the words of a name or label say: for each phrase its possible meanings, what needs surroundings first."""
    if words == ("name",):
        return ((Reading(_NAME, Form.CLEAR, frozenset(), asks=False, is_question=False),),)
    found = []
    is_guarded = False
    for start, end, meanings in _phrases_in(words):
        is_guarded = end == len(words) and meanings[0].element == GUARD
        before, behind = words[:start], words[end:]
        beside = about((*before, *behind))
        meant = tuple(
            Reading(
                phrase,
                form_of(words, behind),
                beside,
                asks(words),
                asks(words, plainly=True),
                is_doubtful(phrase.element, behind),
            )
            for phrase in meanings
            if phrase.element != GUARD and not is_about(phrase.element, behind) and not counts(before)
        )
        if meant:
            found.append(meant)
    if _is_role(words) and not is_guarded:
        # What somebody is at work, such as `Project_Manager`: written out, it is a name, unless it says something else.
        written_out = Phrase("name_full", ROLE, words[-1])
        named = Reading(written_out, Form.CLEAR, frozenset(), asks(words), asks(words, plainly=True))
        is_last = bool(found) and found[-1][0].phrase.text == words[-1]
        found = [*found[:-1], (*found[-1], named)] if is_last else [*found, (named,)]
    if words[-1:] == ("id",) and not (found and found[-1][0].phrase.text.endswith("id")) and _is_kept_under(words[:-1]):
        found.append((Reading(_ID, Form.CLEAR, frozenset(), asks(words), asks(words, plainly=True)),))
    return tuple(found)


def _is_role(words: Sequence[str]) -> bool:
    """Whether words end in what somebody is to an organisation, or to a record."""
    return bool(words) and (words[-1] in ROLES or (words[-1] == "owner" and words[-2:-1] != () and words[-2] in _OWNED))


def _is_kept_under(words: Sequence[str]) -> bool:
    """Whether an id that is called so may be that of the record itself."""
    return bool(words) and words[-1] not in _OTHERS and THING not in about(words)


def is_named(words: tuple[str, ...]) -> bool:
    """Whether a name names any content that is known, be it nobody's."""
    return any(phrase.where != "prose" for _, _, meanings in _phrases_in(words) for phrase in meanings)


def _phrases_in(words: Sequence[str]) -> Iterator[tuple[int, int, tuple[Phrase, ...]]]:
    """The phrases among the words, the longest from the left, with where each begins and ends."""
    known, lengths, _ = load_phrases()
    at = 0
    last = len(words)
    while at < last:
        for length in lengths.get(words[at], ()):
            end = at + length
            meanings = known.get(" ".join(words[at:end])) if end <= last else None
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
            found.setdefault(phrase.element, Reading(phrase, Form.CLEAR, frozenset(), asks=False, is_question=False))
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
        if meanings[-1].where in STRONG and not _NOT.intersection(words[max(0, start - _NEAR) : start]):
            found.setdefault(meanings[-1].element, meanings[-1])
    return tuple(found.values())
