"""What a source tells of a field beside its name and type: it shows what the field holds."""

from typing import NamedTuple


class FieldTexts(NamedTuple):
    """Texts, choices and targets of a field; untrusted, and not kept in a snapshot. A tuple, because a large org has 500,000."""

    help_text: str = ""
    """What people are told beside it."""
    description: str = ""
    """What administrators wrote about it."""
    mask: str = ""
    """How the platform masks it, which says what it is, such as `ssn`."""
    choices: tuple[str, ...] = ()
    """What can be chosen in it."""
    refers_to: tuple[str, ...] = ()
    """The datasets whose rows it may point to, by name."""


NO_TEXTS = FieldTexts()
"""Of a field of which a source tells nothing more."""
