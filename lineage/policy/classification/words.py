"""Names and labels as words: folded, without accents, prefixes and endings, so that `Fecha_de_Nacimiento__c` is three plain words."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_A-Za-z]+")
_APOSTROPHE_S: Final = re.compile("['\u2019](?=s\\b)")
_ENDINGS: Final = frozenset({"b", "c", "e", "kav", "latitude", "longitude", "mdt", "pc", "pr", "r", "s", "x"})
_STOP: Final = frozenset("d da das de del della der des di die do dos du het l la las le les los of the van von".split())
_LONG: Final = 200
"""So many characters of a name or label are looked at."""


def plain(text: str) -> str:
    """The text without accents; letters of all scripts stay.

    >>> plain("Numéro de Sécurité"), plain("Straße")
    ('Numero de Securite', 'Strasse')
    """
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(mark for mark in apart if not unicodedata.combining(mark))


@lru_cache(maxsize=200_000)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a label or of other text, folded, without articles and prepositions.

    >>> words_of("Driver's license No."), words_of("emailIPAddress2"), words_of("Date of Birth")
    (('drivers', 'license', 'no'), ('email', 'ip', 'address', '2'), ('date', 'birth'))
    """
    told = plain(text[:_LONG])
    if "'" in told or not told.isascii():
        told = _APOSTROPHE_S.sub("", told)
    folded = tuple(" ".join(_WORD.findall(told)).lower().split())
    if _STOP.isdisjoint(folded):
        return folded
    return tuple([word for word in folded if word not in _STOP]) or folded


@lru_cache(maxsize=200_000)
def words_of_name(name: str) -> tuple[str, ...]:
    """The words of a technical name, without the prefix of its package and the ending that says that it is custom.

    >>> words_of_name("FinServ__LastFourDigitSSN__pc"), words_of_name("Home__City__s"), words_of_name("DOB")
    (('last', 'four', 'digit', 'ssn'), ('home', 'city'), ('dob',))
    """
    parts = [part for part in name.split("__") if part]
    if len(parts) > 1 and parts[-1].lower() == "s":
        return words_of("_".join(parts[:-1]))
    if len(parts) > 1 and parts[-1].lower() in _ENDINGS:
        parts.pop()
    return words_of(parts[-1] if parts else name)
