"""The platform's ids: 15 letters in exact case, or 18 whose last three say what the case of the others is."""

import re
from typing import Final

_ID: Final = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")
_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_SHORT: Final = 15
_CHUNK: Final = 5


def is_platform_id(text: str) -> bool:
    """Whether a text can be an id of a record.

    >>> is_platform_id("0051t00000AbCdE"), is_platform_id("Sales"), is_platform_id("")
    (True, False, False)
    """
    return bool(_ID.fullmatch(text))


def long_id(text: str) -> str:
    """An id of 15 letters as one of 18; others stay.

    >>> long_id("001D000000IRFma"), long_id("001D000000IRFmaIAH")
    ('001D000000IRFmaIAH', '001D000000IRFmaIAH')
    """
    if len(text) != _SHORT or not is_platform_id(text):
        return text
    chunks = [text[at : at + _CHUNK] for at in range(0, _SHORT, _CHUNK)]
    return text + "".join(_ALPHABET[sum(letter.isupper() << at for at, letter in enumerate(chunk))] for chunk in chunks)


def id_key(text: str) -> str:
    """What is the same for every way to write an id: 18 letters are told apart in any case."""
    return long_id(text.strip()).casefold()
