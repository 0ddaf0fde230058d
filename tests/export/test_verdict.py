import pytest

from lineage.export.verdict import State, read
from tests.export.flows import hop


@pytest.mark.parametrize(
    ("transit", "rights", "state", "line", "words", "short"),
    [
        ("encrypted", ["authorized"], State.FINE, "solid", "", ""),
        ("encrypted", ["not_needed"], State.FINE, "solid", "", ""),
        ("internal", ["not_needed"], State.INTERNAL, "solid", "", ""),
        ("unencrypted", ["authorized"], State.UNENCRYPTED, "dashed", "! unencrypted", "! unencrypted"),
        ("encrypted", ["missing"], State.UNAUTHORIZED, "solid", "✕ not authorized: missing", "✕ missing"),
        (
            "unencrypted",
            ["expired", "exceeded"],
            State.UNAUTHORIZED,
            "dashed",
            "✕ not authorized: exceeded, expired · unencrypted",
            "✕ exceeded, expired · unencrypted",
        ),
        ("encrypted", ["unknown"], State.UNKNOWN, "solid", "? right unknown", "? right unknown"),
        ("unknown", ["authorized"], State.UNKNOWN, "dotted", "? transit unknown", "? transit unknown"),
        ("unknown", ["unknown"], State.UNKNOWN, "dotted", "? right and transit unknown", "? right and transit unknown"),
        (
            "unencrypted",
            ["unknown"],
            State.UNENCRYPTED,
            "dashed",
            "! right unknown · unencrypted",
            "! right unknown · unencrypted",
        ),
        ("internal", ["unknown"], State.UNKNOWN, "solid", "? right unknown", "? right unknown"),
    ],
)
def test_reading(transit: str, rights: list[str], state: State, line: str, words: str, short: str) -> None:
    reading = read(hop("a|d|f", "b|d|f", transit=transit, authorization=rights))
    assert (reading.state, reading.line, reading.words, reading.short) == (state, line, words, short)


def test_what_nobody_knows_is_never_fine() -> None:
    odd = hop("a|d|f", "b|d|f").model_copy(update={"transit": "quantum", "authorization": ()})
    assert read(odd).state is State.UNKNOWN
    assert read(odd).line == "dotted"


def test_possible_and_inactive_are_said() -> None:
    assert read(hop("a|d|f", "b|d|f", bases=["permitted"])).possible
    assert read(hop("a|d|f", "b|d|f", active="unknown")).possible
    assert not read(hop("a|d|f", "b|d|f", bases=["observed", "permitted"])).possible
    assert read(hop("a|d|f", "b|d|f", active="no")).words == "inactive"
