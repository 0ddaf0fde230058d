"""Fields that pages, lists and rules name, which is how the standard ones are known that no file defines."""

from typing import NamedTuple


class MentionRow(NamedTuple):
    """Something names fields of an object."""

    object: str
    names: tuple[str, ...]
    by: str
    """What names them: layout, list view…"""
    at: str
