"""What a harvest of a live org would ask and what that costs, told before anything runs; a few calls find it out."""

from collections.abc import Iterator, Mapping
from math import ceil
from typing import Final, NamedTuple

from connectors.salesforce.exports.sorts import ASSIGNMENT, FIELD, OBJECT, SET, TOKEN, USER
from connectors.salesforce.live.asking import Asking
from connectors.salesforce.live.automation import FLOWS
from connectors.salesforce.live.harvest import daily_calls, open_org, told_of
from connectors.salesforce.live.objects import DESCRIBED, names_of
from connectors.salesforce.live.org import Org
from connectors.salesforce.live.preflight import WANTED, lacking
from connectors.salesforce.live.rights import question_of
from connectors.salesforce.live.settings import SalesforceSettings
from lineage.connector import Plan

_PAGE: Final = 2_000
_DESCRIBED: Final = 25
"""Objects that one call describes."""
_FIELDS: Final = 60
"""Fields that an object has by estimate."""
_DEFINED: Final = 1_900
_UNSCOPED: Final = 150
_BODIES: Final = 5
_OTHERS: Final = 50
"""Calls for all that is small: a page each, and what is counted."""
_SORTS: Final = (USER, SET, ASSIGNMENT, OBJECT, FIELD, TOKEN)
_ACTIVE: Final = FLOWS._replace(where="WHERE IsActive = true")


class _Part(NamedTuple):
    """A part of the harvest."""

    calls: int
    words: str


def plan(settings: SalesforceSettings) -> Plan:
    """What a harvest would ask; raises `LineageError` where the org cannot be logged in to."""
    return plan_from(open_org(settings), settings)


def plan_from(org: Org, settings: SalesforceSettings) -> Plan:
    """The same for an org that is open already."""
    asking = Asking(org, told_of(settings))
    parts = [*_schema(asking, settings), *_rights(asking, settings), *_flows(asking, settings)]
    parts.append(_Part(_OTHERS, "applications, credentials, sites, events, policies, packages, logs, by estimate"))
    calls = sum(part.calls for part in parts)
    lines = [f"{part.calls:,} calls: {part.words}" for part in parts]
    return Plan(calls=calls, lines=(*lines, *_quota(asking, settings, calls), *_unseen(asking), *_refused(asking)))


def _schema(asking: Asking, settings: SalesforceSettings) -> Iterator[_Part]:
    names = names_of(asking.objects(DESCRIBED))
    described = len(names) if isinstance(settings.objects, str) else len(settings.objects)
    most = "at most " if settings.objects == "classified" else ""
    yield _Part(ceil(described / _DESCRIBED) + 2, f"descriptions of {most}{described:,} objects")
    size = _UNSCOPED if settings.objects == "classified" else _FIELDS
    calls = ceil(described * size / _DEFINED / _BODIES) + 1
    yield _Part(
        calls, f"definitions of their fields, taken to be {size} each; {ceil(described / _BODIES):,} if one object at a time"
    )


def _rights(asking: Asking, settings: SalesforceSettings) -> Iterator[_Part]:
    for sort in _SORTS:
        count = asking.count(question_of(sort))
        scoped = " at most, for the objects that are read" if settings.objects != "all" and sort in (OBJECT, FIELD) else ""
        if count is None:
            yield _Part(1, f"{sort.name}: the org does not say how many rows")
        else:
            packs = 3 if sort is SET else 1
            yield _Part(max(1, ceil(count / _PAGE)) * packs, f"{count:,} rows of {sort.name}{scoped}")


def _flows(asking: Asking, settings: SalesforceSettings) -> Iterator[_Part]:
    if settings.flow_bodies:
        count = asking.count(_ACTIVE)
        yield _Part(ceil((count or 0) / _BODIES), f"{'an unknown number of' if count is None else f'{count:,}'} active flows")


def _quota(asking: Asking, settings: SalesforceSettings, calls: int) -> Iterator[str]:
    limits = asking.get("limits")
    quota = daily_calls(limits)
    if quota is None:
        yield "quota: the org does not say how many calls are left today; that takes View Setup and Configuration"
        return
    most, left = quota
    free = max(0, left - most * settings.api_reserve // 100)
    yield f"quota: {left:,} of {most:,} calls of the day are left, of which {free:,} may be used (api_reserve {settings.api_reserve}%)"
    if calls > free:
        yield "quota: the harvest would end before it is whole; what it had by then would stay, the rest would be gaps"


def _unseen(asking: Asking) -> Iterator[str]:
    found = lacking(asking)
    if found is None:
        yield "the org does not say which permissions the user has"
    for name in found or ():
        yield f"without {WANTED[name].title}, not seen: {WANTED[name].hides}"


def _refused(asking: Asking) -> Iterator[str]:
    named: Mapping[str, None] = dict.fromkeys(gap.what for gap in asking.gaps)
    yield from named
    if asking.stopped:
        yield f"the plan ends here: {asking.stopped}"
    yield f"{asking.org.calls:,} calls were made to find this out"
