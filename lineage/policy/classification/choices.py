"""What the choices of a picklist say by themselves: genders, faiths, marital states."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Final, NamedTuple

from lineage.policy.classification.words import words_of

_ENOUGH: Final = 2
_SHARE: Final = 0.5

_CHOICES: Final[Mapping[str, str]] = {
    "gender": "male|female|man|woman|non binary|nonbinary|transgender|transgender male|transgender female|genderqueer|gender fluid|agender"
    "|he him|she her|they them|he him his|she her hers|they them theirs|mr|mrs|ms|mx|masculino|femenino|homme|femme|mannlich|weiblich"
    "|divers|maschio|femmina|herr|frau|monsieur|madame",
    "marital_status": "single|married|divorced|widowed|separated|never married|domestic partnership|civil union|soltero|casado|divorciado"
    "|viudo|celibataire|marie|ledig|verheiratet|geschieden|verwitwet|celibe|coniugato",
    "race_ethnicity": "asian|black|white|caucasian|hispanic|latino|hispanic or latino|not hispanic or latino|black or african american"
    "|african american|american indian or alaska native|native american|native hawaiian or other pacific islander|pacific islander"
    "|two or more races|middle eastern|multiracial",
    "religion": "christian|catholic|protestant|muslim|islam|jewish|judaism|hindu|hinduism|buddhist|buddhism|sikh|atheist|agnostic|mormon"
    "|orthodox|lutheran|methodist|baptist|katholisch|evangelisch",
    "sexual_orientation": "heterosexual|homosexual|bisexual|gay|lesbian|straight|queer|pansexual|asexual",
    "political": "democrat|republican|libertarian|green party|labour|conservative|liberal democrat|tory",
    "citizenship_immigration": "us citizen|u s citizen|permanent resident|green card holder|h 1 b|f 1|j 1|refugee|asylee|undocumented"
    "|non resident alien|daca",
    "military_status": "veteran|active duty|reserve|national guard|not a veteran|protected veteran|disabled veteran|retired military",
    "medical_info": "a positive|a negative|b positive|b negative|o positive|o negative|ab positive|ab negative"
    "|diabetes|asthma|hypertension|cancer|hiv|epilepsy|depression",
    "education": "high school|high school diploma|bachelor|bachelors|bachelors degree|bachelor degree|master|masters|masters degree|phd"
    "|doctorate|associate degree|associates degree|ged|some college|mba",
    "language": "english|spanish|french|german|italian|portuguese|dutch|chinese|mandarin|japanese|korean|russian|arabic|hindi|vietnamese"
    "|tagalog|polish",
    "employment": "employed|unemployed|self employed|retired|full time|part time|homemaker|student",
}


class Chosen(NamedTuple):
    """An element that choices show, and those that do."""

    element: str
    some: tuple[str, ...]


@cache
def _by_choice() -> Mapping[str, str]:
    return {" ".join(words_of(choice)): element for element, choices in _CHOICES.items() for choice in choices.split("|")}


@lru_cache(maxsize=20_000)
def shown_by(values: tuple[str, ...]) -> Chosen | None:
    """What the choices of a picklist show, where at least two and at least half of them are of one element.

    >>> shown_by(("Male", "Female", "Prefer not to say"))
    Chosen(element='gender', some=('female', 'male'))
    >>> shown_by(("Open", "Closed", "Single"))
    """
    known = _by_choice()
    found: dict[str, set[str]] = {}
    for value in _folded(values):
        if value in known:
            found.setdefault(known[value], set()).add(value)
    for element, some in sorted(found.items(), key=lambda one: (-len(one[1]), one[0])):
        if len(some) >= _ENOUGH and len(some) >= _SHARE * len(values):
            return Chosen(element, tuple(sorted(some)[:3]))
    return None


def _folded(values: Iterable[str]) -> Iterable[str]:
    return (" ".join(words_of(value)) for value in values)


_ANSWERS: Final = frozenset("yes no y n true false unknown na none maybe pending si non oui ja nein nee sim nao".split()) | {
    "n a",
    "not applicable",
    "not sure",
    "not known",
    "does not apply",
}


@lru_cache(maxsize=20_000)
def is_answer(values: tuple[str, ...]) -> bool:
    """Whether choices answer a question, so that a field of them holds no more than a check box.

    >>> is_answer(("Yes", "No", "N/A")), is_answer(("Ohio", "No"))
    (True, False)
    """
    return bool(values) and all(value in _ANSWERS for value in _folded(values))


_STATES: Final = frozenset(
    "active approved archived cancelled canceled closed complete completed done draft error failed inactive new open paused pending"
    " processed processing queued ready rejected running started stopped submitted success".split()
)


@lru_cache(maxsize=20_000)
def is_progress(values: tuple[str, ...]) -> bool:
    """Whether choices are stages of work, so that a field called `State` is no part of an address."""
    return any(value in _STATES for value in _folded(values))
