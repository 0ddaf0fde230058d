"""How hops travel: channels, and what hops say of their own way."""

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.declared.scope import Scope
from connectors.languages import url as urls
from lineage.model.declared_hops import ChannelShape, ChannelUse, LegShape, TransitShape
from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Channel, Evidence, Fact
from lineage.model.verdicts import Transit
from lineage.reading.problems import Entry
from lineage.reading.yaml import Place

_STATED = {
    "encrypted": Transit.ENCRYPTED,
    "unencrypted": Transit.UNENCRYPTED,
    "unknown": Transit.UNKNOWN,
    None: Transit.UNKNOWN,
}


@dataclass(frozen=True)
class Way:
    """How one leg travels: the channel's id, and what is said beside it (`None`: nothing)."""

    channel: Id | None = None
    transit: Transit | None = None


def transit_of(shape: TransitShape) -> Transit | None:
    """The worse of the definite things said; unknown where none is definite, `None` where nothing is said."""
    said = [] if shape.transit is None else [_STATED[shape.transit]]
    said += [urls.transit(shape.url)] if shape.url else []
    said += [] if shape.tls is None else [Transit.ENCRYPTED if shape.tls else Transit.UNENCRYPTED]
    definite = [one for one in said if one is not Transit.UNKNOWN]
    return max(definite or said, default=None)


def named_channel(entry: Entry[ChannelShape], scope: Scope) -> Iterator[AnyRecord]:
    """The records of one entry of `channels`."""
    id = scope.of_kind("channel", entry.key, entry.key_place())
    yield from _channel(id, entry.value, scope.evidence(entry.key_place()))


def way_of(leg: LegShape | None, place: Place, scope: Scope) -> tuple[Way, list[AnyRecord]]:
    """How a leg travels, and the records of a channel that is described on the spot."""
    if leg is None:
        return Way(), []
    transit, use = transit_of(leg), leg.channel
    if use is None:
        return Way(transit=transit), []
    if use.name:
        return Way(scope.channel(use.name, place), _worse(transit, transit_of(use))), []
    if use.url:
        id = scope.home.of_kind("channel", urls.shown(use.url))
        return Way(id, transit), list(_channel(id, use, scope.evidence(place)))
    # Without an address a channel has no name, so what is said of it is said of the hop.
    return Way(transit=_worse(transit, transit_of(use))), []


def _worse(first: Transit | None, second: Transit | None) -> Transit | None:
    said = [one for one in (first, second) if one is not None]
    definite = [one for one in said if one is not Transit.UNKNOWN]
    return max(definite or said, default=None)


def _channel(id: Id, shape: ChannelShape | ChannelUse, evidence: tuple[Evidence, ...]) -> Iterator[AnyRecord]:
    transit = transit_of(shape)
    yield Channel(
        id=id,
        subtype=shape.type,
        url=urls.shown(shape.url) if shape.url else "",
        transit=None if transit is Transit.UNKNOWN else transit,
        authentication=shape.auth,
        evidence=evidence,
    )
    if shape.url and transit is Transit.ENCRYPTED and urls.peer_not_verified(shape.url):
        yield Fact(subject=id, name="peer-not-verified", evidence=evidence)
