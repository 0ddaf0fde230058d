"""Secrets that stand in the clear: where, never what."""

from typing import Literal, NamedTuple, TypeAlias

Holder: TypeAlias = Literal["application", "channel", "dataset", "job", "org"]
"""What sort of thing a secret belongs to."""


class SecretRow(NamedTuple):
    """A secret stands there."""

    holder: str
    """One of `Holder`."""
    name: str
    """The name that the holder has among those of its sort, such as `named-credential/Billing`."""
    element: str
    """The path of the element that holds it; ends with `(identifier)` where it is only half of a secret, such as a user name."""
    at: str
