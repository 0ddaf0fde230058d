"""What a map draft is made of."""

from lineage.model.records import Frozen


class Suggestion(Frozen):
    """A System that nobody described yet, as a map draft shows it."""

    name: str
    """The host, or the name that the source gives it."""
    seen: tuple[str, ...] = ()
    """What was found of it, in words."""
    near: tuple[str, ...] = ()
    """Systems of the map with a name like it."""
    sources: tuple[str, ...] = ()
    """Systems that send to it."""
    elements: tuple[str, ...] = ()
    """Elements that reach it."""
