from hypothesis import given
from hypothesis import strategies as st

from lineage.export.text import clean, shorten, width
from tests.export.flows import HOSTILE


def test_width_is_the_font_s_own() -> None:
    assert width("ii", 10) < width("WW", 10)
    assert width("W", 10) < width("W", 10, bold=True)
    assert width("e\u0301", 10) == width("e", 10)
    assert width("漢", 10) == 10


def test_shortened_in_the_middle() -> None:
    assert shorten("Contact.SSN__c", 500, 12) == "Contact.SSN__c"
    short = shorten("A_very_long_field_name_that_ends_in_SSN__c", 120, 12)
    assert (short[:6], short[-6:]) == ("A_very", "SSN__c")
    assert "…" in short
    assert width(short, 12) <= 120


def test_control_characters_and_direction_marks_are_gone() -> None:
    assert clean(HOSTILE[2]) == "[31mred evil"
    assert clean("a\r\n\tb") == "a b"


def test_printable_letters_stay() -> None:
    letters = "".join(filter(str.isprintable, map(chr, range(0x110000))))
    # A letter that is no separator breaks the short way for printable texts, so that each letter is looked at.
    assert clean(f"a{letters}\x00") == clean(f"a{letters}")


@given(st.text(), st.floats(20, 400))
def test_nothing_is_wider_than_its_room(text: str, room: float) -> None:
    short = shorten(clean(text), room, 12)
    assert width(short, 12) <= room
    clean(text).encode("utf-8")
