"""What a field holds, by all that is known of it but its values: elements, each with the sentence that says why."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from lineage.model.elements import FREE_TEXT, UNCLASSIFIED
from lineage.model.verdicts import Form
from lineage.policy.classification.choices import is_answer, is_progress, shown_by
from lineage.policy.classification.kinds import Kind, holds, kind_of
from lineage.policy.classification.phrases import ROLE
from lineage.policy.classification.readings import Reading, Readings, is_named, readings_of, signs_in, told_in
from lineage.policy.classification.surroundings import (
    CONFIGURATION,
    FINANCE,
    HEALTH,
    PERSON,
    SOMEBODY,
    THING,
    about,
    is_person,
)
from lineage.policy.classification.whereabouts import GEOCODED, PRECISE, SPOT, Whose, whose
from lineage.policy.classification.words import words_of, words_of_name

_SECRETS: Final = frozenset({"access_token", "password"})
"""What configuration can hold of people: what opens their accounts."""

_SAYS_ITSELF: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.EMAIL: ("email",),
    Kind.PHONE: ("phone",),
    Kind.ADDRESS: ("postal_address", "coarse_address"),
    Kind.LOCATION: (PRECISE, GEOCODED),
}
_TELLING: Final = frozenset({*_SAYS_ITSELF, Kind.CHOICE, Kind.REFERENCE})
"""Kinds of values that may say by themselves what they hold."""
_MASKS: Final[Mapping[str, str]] = {"ssn": "ssn", "creditcard": "payment_card", "sin": "gov_id_other", "nino": "gov_id_other"}
_LOCATED: Final = frozenset({PRECISE, GEOCODED, UNCLASSIFIED})
_SUBJECT: Final = frozenset({PERSON, THING})
_OPEN: Final = frozenset({UNCLASSIFIED})
_NOTHING: Final = frozenset[str]()
_ANYWHERE: Final = frozenset({"any", "strong", "prose", ROLE})
_NOT_THING: Final = frozenset({"not-thing", "strong-not-thing"})
_QUESTIONABLE: Final = frozenset({Kind.TEXT, Kind.CHOICE, Kind.NUMBER})
_WHETHER: Final = ", and may hold it or tell that there is one"
_WHOSE: Final = ": a person's, or that of a thing or of an address; nothing says whose"
_BY_WHOSE: Final[Mapping[Whose, str]] = {
    Whose.PERSON: PRECISE,
    Whose.ADDRESS: GEOCODED,
    Whose.THING: "",
    Whose.UNKNOWN: UNCLASSIFIED,
}
_ENDS: Final = {UNCLASSIFIED: _WHOSE, GEOCODED: ", and its name is of an address"}
_PLACE: Final = frozenset({"location", "geolocation", "place"})
"""Words that a location is called by, whosever it is."""
_ALWAYS_OPEN: Final = frozenset({Kind.PROSE, Kind.FILE})
"""Kinds of values in which anything may be, whatever they are called."""
_NEEDS: Final[Mapping[str, frozenset[str]]] = {
    "person": frozenset({PERSON}),
    "somebody": frozenset({SOMEBODY}),
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


def classify(known: Known) -> tuple[Reason, ...]:
    """The elements of a field, each once; nothing where nothing says any, which does not say that there are none.

    Where something says that it may be an element, and nothing says whether it is, that stands there as `UNCLASSIFIED`.

    >>> [reason.says for reason in classify(Known("DOB__c", type="Date", label="Birthday"))]
    ['the name says "dob"']
    """
    kind = kind_of(known.type)
    if kind is Kind.CHOICE and is_answer(known.choices):
        kind = Kind.FLAG
    reasons = _by_words(known, kind)
    if kind in _TELLING or known.mask or known.name == "Name":
        for reason in _by_value(known, kind, reasons):
            reasons.setdefault(reason.element, reason)
    if known.texts and reasons.keys() <= _OPEN:
        reasons |= {reason.element: reason for reason in _by_texts(known, kind)}
    if CONFIGURATION in known.owner:
        reasons = {element: reason for element, reason in reasons.items() if element in _SECRETS}
    if kind in _ALWAYS_OPEN or (kind is Kind.LINES and not (reasons or is_named(words_of_name(known.name)))):
        reasons[FREE_TEXT] = Reason(FREE_TEXT, Form.CLEAR, f"its type is {known.type}: anything may be in it")
    if len(reasons) > 1:
        reasons.pop(UNCLASSIFIED, None)
    return tuple(reasons.values())


def _by_words(known: Known, kind: Kind) -> dict[str, Reason]:
    """What name and label say, by element; the name first."""
    words = words_of_name(known.name)
    labels = _words_of_label(known, words)
    found: dict[str, Reason] = {}
    by_name = readings_of(words)
    if not labels or labels == words:
        _add(found, "name", by_name, {}, kind, known)
    else:
        by_label = readings_of(labels)
        if by_label:
            by_name = tuple(
                meanings for meanings in by_name if meanings[-1].phrase.where != ROLE or _is_named_as(by_label, meanings)
            )
        _add(found, "name", by_name, _beside(by_label), kind, known)
        _add(found, "label", by_label, _beside(by_name), kind, known)
    for reading in signs_in(known.label) if not known.label.isascii() else ():
        _add(found, "label", ((reading,),), {}, kind, known)
    return found


def _words_of_label(known: Known, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of the label; where the name is the label with underscores, as platforms propose it, they are those of the name."""
    if not known.label:
        return ()
    proposed = known.label.replace(" ", "_")
    if "__" not in proposed and known.name == f"{proposed}__c":
        return words
    return words_of(known.label)


def _is_named_as(readings: Readings, meanings: Iterable[Reading]) -> bool:
    """Whether readings name one of the same elements."""
    wanted = {reading.phrase.element for reading in meanings}
    return any(reading.phrase.element in wanted for some in readings for reading in some)


def _named_by(words: tuple[str, ...]) -> set[str]:
    """The elements that words name, whether they mean them or not."""
    return {reading.phrase.element for meanings in readings_of(words) for reading in meanings}


def _beside(readings: Readings) -> dict[str, frozenset[str]]:
    """What the words beside each element are about."""
    return {reading.phrase.element: reading.surroundings for meanings in readings for reading in meanings if reading.surroundings}


def _add(
    found: dict[str, Reason], place: str, readings: Readings, elsewhere: Mapping[str, frozenset[str]], kind: Kind, known: Known
) -> None:
    """Add what a name or label says; `elsewhere` is what the other of them has beside an element."""
    for meanings in readings:
        for reading in meanings:
            if _holds(reading, kind):
                element = _meant(reading, elsewhere.get(reading.phrase.element, _NOTHING), known)
                if element:
                    reason = _reason(place, reading, element)
                    found.setdefault(reason.element, reason)
                    break


def _reason(place: str, reading: Reading, element: str) -> Reason:
    if reading.is_doubtful:
        return Reason(UNCLASSIFIED, Form.CLEAR, f'the {place} says "{reading.phrase.text}"{_WHETHER}')
    ends = _ENDS.get(element, "") if element != reading.phrase.element else ""
    return Reason(
        element, Form.CLEAR if element == UNCLASSIFIED else reading.form, f'the {place} says "{reading.phrase.text}"{ends}'
    )


def _holds(reading: Reading, kind: Kind) -> bool:
    """Whether a value of this kind can be what a phrase names; what answers a question is yes or no."""
    if (reading.asks and kind is Kind.UNKNOWN) or (reading.is_question and kind in _QUESTIONABLE):
        kind = Kind.FLAG
    element, _, text = reading.phrase
    return holds(kind, element, text) or element in _SAYS_ITSELF.get(kind, ())


def _meant(reading: Reading, elsewhere: frozenset[str], known: Known) -> str:
    """The element that a phrase means among these surroundings; empty where it means none."""
    element, where, _ = reading.phrase
    if where in _ANYWHERE:
        return element
    beside = reading.surroundings
    if element == PRECISE:
        return _BY_WHOSE[whose(where, (beside, elsewhere, known.owner))]
    if where in _NOT_THING:
        subject = next((facts for facts in (beside, elsewhere, known.owner) if not _SUBJECT.isdisjoint(facts)), _NOTHING)
        is_thing = THING in subject
        return "" if is_thing or (element == "coarse_address" and is_progress(known.choices)) else element
    if where not in {"finance", "health"} and THING in beside:
        return ""
    return "" if _NEEDS[where].isdisjoint(known.owner | beside) else element


def _by_value(known: Known, kind: Kind, found: Mapping[str, Reason]) -> Iterator[Reason]:
    """What the mask, the type and the choices say by themselves."""
    mask = _MASKS.get(known.mask.replace(" ", "").lower()) if known.mask else None
    if mask:
        yield Reason(mask, Form.CLEAR, f"its mask is {known.mask}")
    if kind is Kind.LOCATION and found.keys().isdisjoint(_LOCATED):
        yield from _by_location(known)
    elif (
        kind in _SAYS_ITSELF
        and not (kind is Kind.ADDRESS and THING in known.owner)
        and not (kind is Kind.PHONE and "fax" in found)
    ):
        for element in _SAYS_ITSELF[kind]:
            yield Reason(element, Form.CLEAR, f"its type is {known.type}")
    if kind is Kind.REFERENCE:
        yield from _by_reference(known)
    if known.name == "Name" and SOMEBODY in known.owner and known.type == "AutoNumber":
        yield Reason("unique_id", Form.CLEAR, "its dataset is of persons, and it numbers them")
    shown = shown_by(known.choices) if kind is Kind.CHOICE and known.choices else None
    if shown:
        yield Reason(shown.element, Form.CLEAR, f"its choices are such as {', '.join(shown.some)}")


def _by_location(known: Known) -> Iterator[Reason]:
    """Whose place a location is, where no phrase names it."""
    told = (words_of_name(known.name), words_of(known.label))
    found = whose(SPOT, (*(about([word for word in words if word not in _PLACE]) for words in told), known.owner))
    element = _BY_WHOSE[found]
    if element:
        yield Reason(element, Form.CLEAR, f"its type is {known.type}{_ENDS.get(element, '')}")


def _by_reference(known: Known) -> Iterator[Reason]:
    """A reference to a person holds the number under which the person is kept, and nothing else of the person."""
    persons = [name for name in known.refers_to if is_person(name)]
    if persons:
        yield Reason("unique_id", Form.CLEAR, f"it refers to {persons[0]}")


def _by_texts(known: Known, kind: Kind) -> Iterator[Reason]:
    """What help text and description say, where nothing else does; what the name already says and does not mean, they do not either."""
    unmeant = _named_by(words_of_name(known.name)) | _named_by(words_of(known.label))
    for text in known.texts:
        for phrase in told_in(text):
            if phrase.element not in unmeant and holds(kind, phrase.element, phrase.text):
                yield Reason(phrase.element, Form.CLEAR, f'the help text says "{phrase.text}"')
