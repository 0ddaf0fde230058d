"""What a field holds, by all that is known of it but its values: elements, each with the sentence that says why."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from lineage.model.elements import FREE_TEXT
from lineage.model.verdicts import Form
from lineage.policy.classification.choices import is_progress, shown_by
from lineage.policy.classification.kinds import HOLDS, Kind, kind_of
from lineage.policy.classification.phrases import Phrase
from lineage.policy.classification.readings import Reading, is_named, readings_of, signs_in, told_in
from lineage.policy.classification.surroundings import (
    CONFIGURATION,
    FINANCE,
    HEALTH,
    PERSON,
    PERSONS,
    THING,
)
from lineage.policy.classification.words import words_of, words_of_name

_SECRETS: Final = frozenset({"access_token", "password"})
"""What configuration can hold of people: what opens their accounts."""

_SAYS_ITSELF: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.EMAIL: ("email",),
    Kind.PHONE: ("phone",),
    Kind.ADDRESS: ("postal_address", "coarse_address"),
    Kind.LOCATION: ("precise_geo",),
}
_MASKS: Final[Mapping[str, str]] = {"ssn": "ssn", "creditcard": "payment_card", "sin": "gov_id_other", "nino": "gov_id_other"}
_PLACES: Final = frozenset({Kind.ADDRESS, Kind.LOCATION})
_ALWAYS_OPEN: Final = frozenset({Kind.PROSE, Kind.FILE})
"""Kinds of values in which anything may be, whatever they are called."""
_NEEDS: Final[Mapping[str, frozenset[str]]] = {
    "person": frozenset({PERSON}),
    "finance": frozenset({FINANCE}),
    "health": frozenset({HEALTH}),
    "care": frozenset({PERSON, HEALTH}),
}


class Known(NamedTuple):
    """What is known of a field."""

    name: str
    owner: frozenset[str] = frozenset()
    """What its dataset is about; see `about_owner`."""
    type: str = ""
    label: str = ""
    texts: tuple[str, ...] = ()
    """Help text and description."""
    mask: str = ""
    choices: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()
    """Names of the datasets that it may point to."""


class Reason(NamedTuple):
    """An element that a field holds, and why."""

    element: str
    form: Form
    says: str


@lru_cache(maxsize=100_000)
def classify(known: Known) -> tuple[Reason, ...]:
    """The elements of a field, each once; nothing where nothing says any, which does not say that there are none.

    >>> [reason.says for reason in classify(Known("DOB__c", type="Date", label="Birthday"))]
    ['the name says "dob"']
    """
    kind = kind_of(known.type)
    reasons = _by_words(known, kind)
    for reason in _by_value(known, kind, reasons):
        reasons.setdefault(reason.element, reason)
    if known.texts and not reasons:
        reasons = {reason.element: reason for reason in _by_texts(known, kind)}
    if CONFIGURATION in known.owner:
        reasons = {element: reason for element, reason in reasons.items() if element in _SECRETS}
    if kind in _ALWAYS_OPEN or (kind is Kind.LINES and not (reasons or is_named(words_of_name(known.name)))):
        reasons[FREE_TEXT] = Reason(FREE_TEXT, Form.CLEAR, f"its type is {known.type}: anything may be in it")
    return tuple(reasons.values())


def _by_words(known: Known, kind: Kind) -> dict[str, Reason]:
    """What name and label say, by element; the name first."""
    found: dict[str, Reason] = {}
    words = words_of_name(known.name)
    labels = words_of(known.label) if known.label else ()
    for place, said in (("name", words), ("label", labels if labels != words else ())):
        for meanings in readings_of(said):
            reading = next((one for one in meanings if _counts(one, kind, known)), None)
            if reading:
                _add(found, place, reading)
    for reading in signs_in(known.label) if not known.label.isascii() else ():
        if _counts(reading, kind, known):
            _add(found, "label", reading)
    return found


def _add(found: dict[str, Reason], place: str, reading: Reading) -> None:
    if reading.phrase.element not in found:
        found[reading.phrase.element] = _reason(place, reading.phrase, reading.form)


def _reason(place: str, phrase: Phrase, form: Form) -> Reason:
    return Reason(phrase.element, form, f'the {place} says "{phrase.text}"')


def _counts(reading: Reading, kind: Kind, known: Known) -> bool:
    """Whether a phrase means what it names: in this kind of value, and among these surroundings."""
    element, where, _ = reading.phrase
    if kind is Kind.UNKNOWN and reading.asks:
        kind = Kind.FLAG
    if not (kind in HOLDS[element] or element in _SAYS_ITSELF.get(kind, ())):
        return False
    if where == "not-thing":
        is_thing = THING in (reading.surroundings or known.owner) and PERSON not in reading.surroundings
        return not is_thing and not (element == "coarse_address" and is_progress(known.choices))
    needed = _NEEDS.get(where)
    if needed is None:
        return True
    if PERSON in needed and THING in reading.surroundings:
        return False
    return not needed.isdisjoint(known.owner | reading.surroundings)


def _by_value(known: Known, kind: Kind, found: Mapping[str, Reason]) -> Iterator[Reason]:
    """What the mask, the type and the choices say by themselves."""
    mask = _MASKS.get(known.mask.replace(" ", "").lower()) if known.mask else None
    if mask:
        yield Reason(mask, Form.CLEAR, f"its mask is {known.mask}")
    is_otherwise = kind in _PLACES and ("geocoded_address" in found or THING in known.owner)
    if kind in _SAYS_ITSELF and not is_otherwise and not (kind is Kind.PHONE and "fax" in found):
        for element in _SAYS_ITSELF[kind]:
            yield Reason(element, Form.CLEAR, f"its type is {known.type}")
    if kind is Kind.REFERENCE:
        yield from _by_reference(known)
    shown = shown_by(known.choices) if kind is Kind.CHOICE and known.choices else None
    if shown:
        yield Reason(shown.element, Form.CLEAR, f"its choices are such as {', '.join(shown.some)}")


def _by_reference(known: Known) -> Iterator[Reason]:
    """A reference to a person holds the number under which the person is kept, and nothing else of the person."""
    persons = [name for name in known.refers_to if words_of_name(name)[-1:] and words_of_name(name)[-1] in PERSONS]
    if persons:
        yield Reason("unique_id", Form.CLEAR, f"it refers to {persons[0]}")


def _by_texts(known: Known, kind: Kind) -> Iterator[Reason]:
    """What help text and description say, where nothing else does."""
    for text in known.texts:
        for phrase in told_in(text):
            if kind in HOLDS[phrase.element]:
                yield _reason("help text", phrase, Form.CLEAR)
