"""What a field's definition tells people: help texts, descriptions and the choices of picklists."""

from typing import Final

from lineage.reading.xml import Element, descend, text

_MARKS: Final = str.maketrans("", "", "\"'()*,-./:;!?[]\u2019")
_MOST: Final = 60
"""So many choices show of what sort they are."""
_PLACES: Final = (
    ("valueSet", "valueSetDefinition", "value", "label"),
    ("valueSet", "valueSetDefinition", "value", "fullName"),
    ("picklist", "picklistValues", "fullName"),
)


def spoken(said: str) -> str:
    """The words of a text, without anything that is no word of a language: a key or a password that somebody wrote there.

    >>> spoken("The customer's date of birth. Call hunter2 or 555-0100.")
    "The customer's date of birth. Call or"
    """
    return " ".join([word for word in said.split() if word.isalpha() or word.translate(_MARKS).isalpha()])


def choices(element: Element) -> tuple[str, ...]:
    """What can be chosen in a picklist that has its own choices."""
    for place in _PLACES:
        found = [text(one) for _, one in zip(range(_MOST), descend(element, *place), strict=False)]
        if found:
            return tuple(found)
    return ()
