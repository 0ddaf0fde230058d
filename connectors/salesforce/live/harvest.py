"""A live org, read once from end to end: its rows go to the assembler that those of a folder go to."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from connectors.salesforce.assemble import Org as Told
from connectors.salesforce.assemble import assemble
from connectors.salesforce.exports.reading import Reading
from connectors.salesforce.live.apps import Applications, ask_packages, only_tokens
from connectors.salesforce.live.asking import Asking
from connectors.salesforce.live.automation import ask_code, ask_flows, ask_workflows
from connectors.salesforce.live.endpoints import ask_endpoints
from connectors.salesforce.live.events import ask_events, ask_policies
from connectors.salesforce.live.not_asked import tell_not_asked
from connectors.salesforce.live.objects import ask_schema
from connectors.salesforce.live.org import Org
from connectors.salesforce.live.org_facts import ORGANIZATION, ask_history, ask_org
from connectors.salesforce.live.preflight import preflight
from connectors.salesforce.live.rights import Rights, unsaid_privileges
from connectors.salesforce.live.settings import SalesforceSettings
from connectors.salesforce.live.setup_access import SetupNames, ask_access
from connectors.salesforce.live.sums import compare_sums
from connectors.salesforce.rows import Row, Rows
from lineage.connector import Harvested, tell
from lineage.model.ids import Id
from lineage.model.records import Effort, Gap

NAME: Final = "salesforce"


def open_org(settings: SalesforceSettings) -> Org:
    """The org behind the settings; logging in is its first call. The client is loaded here, for nothing else needs it."""
    from connectors.salesforce.client import connect  # noqa: PLC0415 - only a live harvest waits for HTTP and cryptography

    return connect(settings)


def told_of(settings: SalesforceSettings) -> Told:
    """The org as records name it."""
    return Told(Id.system(f"salesforce://{settings.org}"), settings.org, NAME, aliases=settings.aliases)


def harvest(settings: SalesforceSettings) -> Iterator[Harvested]:
    """Everything that the org tells; raises `LineageError` where it cannot be logged in to."""
    return harvest_from(open_org(settings), settings)


def harvest_from(org: Org, settings: SalesforceSettings) -> Iterator[Harvested]:
    """Everything that an org tells that is open already."""
    asking = Asking(org, told_of(settings))
    asking.budget = budget(asking, settings)
    asking.gaps += list(preflight(asking))
    names = SetupNames()
    about = list(ask_org(asking))
    schema = ask_schema(asking, settings.objects, names)
    rights = Rights(asking, None if schema.is_all else schema.objects)
    tables = rights.tables()
    reading = Reading(asking.told, tables)
    reading.missing.table = "answer"
    rights.announce(reading)
    grants = list(reading.grants())
    rights.settle(reading)
    rows = [*schema.rows, *_components(asking, settings, reading, names), *reading.rows()]
    history = list(ask_history(asking))
    more = chain(grants, reading.people(), about, history, reading.received())
    yield from reading.identified(assemble(asking.told, ORGANIZATION.entity, Rows(rows), more))
    yield from asking.gaps
    yield from _permission_gaps(reading)
    yield from unsaid_privileges(asking, tables)
    yield from compare_sums(asking.told, reading, grants)
    yield from only_tokens(asking, reading, rows)
    yield from tell_not_asked(asking.told)
    tell(f"{org.calls:,} calls in all")
    yield Effort(calls=org.calls)


def _components(asking: Asking, settings: SalesforceSettings, reading: Reading, names: SetupNames) -> Iterator[Row]:
    """Everything but objects, rights and people; what a thing is called is learnt before it is named by its id."""
    yield from ask_endpoints(asking, names)
    yield from ask_code(asking, names)
    yield from ask_flows(asking, names, bodies=settings.flow_bodies)
    access = ask_access(asking, reading, names)
    yield from access.rows
    yield from Applications(asking, reading, access.admitted).rows()
    yield from ask_packages(asking)
    yield from ask_workflows(asking)
    yield from ask_events(asking)
    yield from ask_policies(asking)


def _permission_gaps(reading: Reading) -> Iterator[Gap]:
    """What the tables of rights name and do not hold, and where they contradict themselves."""
    for gap in chain(reading.coverage.broken(reading.org), reading.missing.gaps(reading.org), reading.doubts()):
        yield gap.model_copy(update={"surface": "permission"})


def budget(asking: Asking, settings: SalesforceSettings) -> int | None:
    """The calls that may be made, so that others keep theirs; `None` where the org does not say how many are left."""
    quota = daily_calls(asking.get("limits"))
    if quota is None:
        return None
    most, left = quota
    return asking.org.calls + max(0, left - most * settings.api_reserve // 100)


def daily_calls(limits: object) -> tuple[int, int] | None:
    """How many calls the org takes on a day, and how many are left.

    >>> daily_calls({"DailyApiRequests": {"Max": 15000, "Remaining": 14998}}), daily_calls(None)
    ((15000, 14998), None)
    """
    said = limits.get("DailyApiRequests") if isinstance(limits, Mapping) else None
    numbers = [said.get(name) for name in ("Max", "Remaining")] if isinstance(said, Mapping) else []
    whole = [one for one in numbers if isinstance(one, int)]
    return (whole[0], whole[1]) if len(whole) == len(numbers) == 2 else None  # noqa: PLR2004 - the two numbers
