"""What a map draft is made of."""

from lineage.model.records import Frozen


class Reaching(Frozen):
    """What one System sends to another."""

    source: str
    """The sender's name in the map or the draft; empty: the Salesforce org, which no map describes."""
    elements: tuple[str, ...] = ()
    """Elements that arrive; empty where nothing of it is classified."""


class Suggestion(Frozen):
    """A System that nobody described yet, as a map draft shows it."""

    name: str
    """What the draft calls it."""
    namespace: str
    """The host, or the name that the source gives it; its id stays this, whatever people call it."""
    seen: tuple[str, ...] = ()
    """What was found of it, in words."""
    near: tuple[str, ...] = ()
    """Systems of the map with a name like it."""
    reached_by: tuple[Reaching, ...] = ()
    """Who sends to it, and what."""


class Draft(Frozen):
    """A first map, or what a map lacks."""

    systems: tuple[Suggestion, ...] = ()
    """Systems that no map describes, in order of namespace."""
    lacks_org: bool = False
    """No map describes the Salesforce org."""
    without_operator: tuple[str, ...] = ()
    """Systems of the map whose operator nobody filled in, by name."""
    applications: tuple[str, ...] = ()
    """Applications that no System of the map matches, by name."""
