"""Addresses as rows keep them: without anything in them that is a secret."""

import re
from typing import Final, NamedTuple

from connectors.languages import url
from lineage.model.verdicts import Transit

_CALLOUT: Final = re.compile(r"callout:([A-Za-z]\w*)(?:/|$)")
_ARN: Final = re.compile(r"arn:aws[a-z-]*(?::[A-Za-z0-9-]+){1,2}")

_ENCRYPTED, _UNENCRYPTED = "encrypted", "unencrypted"
_WORDS = {Transit.ENCRYPTED: _ENCRYPTED, Transit.UNENCRYPTED: _UNENCRYPTED}
_TRANSIT = {word: transit for transit, word in _WORDS.items()}


class Address(NamedTuple):
    """What may be kept of an address."""

    shown: str = ""
    """Without credentials and query values."""
    host: str = ""
    """Empty where it names none."""
    transit: str = ""
    """`encrypted` or `unencrypted`; empty where the address does not say."""
    unverified: bool = False
    """It asks not to check the other end's certificate."""
    credential: str = ""
    """The named credential that it stands on, where it begins with `callout:`."""

    @property
    def travels(self) -> Transit | None:
        """How data travels to it; `None` where it does not say."""
        return _TRANSIT.get(self.transit)


NOWHERE = Address()
"""No address is told."""


def address(text: str) -> Address:
    """What may be kept of the address `text`.

    >>> address("https://me:pw@api.example/v1?key=1").shown
    'https://api.example/v1'
    >>> address("callout:Billing/v1").credential
    'Billing'
    """
    if _ARN.fullmatch(text.strip()):
        return Address(text.strip())
    shown = url.shown(text)
    return Address(
        shown=shown,
        host=url.host(text),
        transit=_WORDS.get(url.transit(text), ""),
        unverified=url.peer_not_verified(text),
        credential=called[1] if (called := _CALLOUT.match(shown)) else "",
    )


def first_at_worst(addresses: tuple[Address, ...]) -> Address:
    """The first address, and of those at its host the worst transit: which of them is used nobody says."""
    if not addresses:
        return NOWHERE
    said = {one.transit for one in addresses if one.host == addresses[0].host}
    transit = _UNENCRYPTED if _UNENCRYPTED in said else _ENCRYPTED if said == {_ENCRYPTED} else ""
    return addresses[0]._replace(transit=transit)
