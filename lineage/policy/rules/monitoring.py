"""Rules about what the org notices: exports and reports, event logs, and the policies that watch them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lineage.graph.source import FactRow
from lineage.model.ids import Id
from lineage.policy.called import counted, listed
from lineage.policy.findings import Card, Finding, Rule, View
from lineage.policy.rules.about import about, places
from lineage.policy.rules.not_told import not_told, retrieve
from lineage.policy.severity import Reach

_BY_ORG = (
    "high where the org holds sensitive or breach elements, medium for other personal data, else low; one step higher for personal data "
    "where 1,000 users or more may; info where it is not told"
)

UNWATCHED_EXPORT = Card(
    id="unwatched-export",
    title="Users can export reports or the whole org, and no policy watches them",
    severity=_BY_ORG,
    why="A report is the plainest way to take 100,000 people out of the org; nobody notices it without a policy.",
    remedy="Switch on a transaction security policy on ReportEvent, ListViewEvent, ApiEvent and BulkApiResultEventStore that blocks or "
    "asks for a second proof from some number of rows on.",
    effort="one setting",
    role="admin",
    false_positives="Logs that are sent to a system that raises alarms by itself; accept the finding, and name that system.",
    reference="11 CCR §7123(c)(8); GDPR Art. 32(1)(d)",
    missions=("P5", "R4"),
)

NO_EVENT_LOG = Card(
    id="no-event-log",
    title="The org writes no event logs, or lets them be deleted",
    severity=_BY_ORG,
    why="Without logs nobody can say afterwards who took what: everything that could leave has to be notified.",
    remedy="Switch on Generate Event Log Files, and switch off their deletion: Setup, Event Monitoring Settings.",
    effort="one setting",
    role="admin",
    false_positives="An org without the licence for Event Monitoring has logs of a few kinds, for one day.",
    reference="11 CCR §7123(c)(7); GDPR Art. 33(5)",
    missions=("R4", "P5"),
)

_EXPORTS = {"ExportReport": "Export Reports", "DataExport": "Weekly Data Export", "QueryAllFiles": "Query All Files"}
_WATCHED = ("report", "listview", "apievent", "bulkapi", "dataexport")
_POLICIES_ON = "Event.enableTransactionSecurityPolicies"
_LOGS_ON = "Event.enableEventLogGeneration"
_DELETABLE = "Event.enableDeleteMonitoringData"
_ACTIVE = ": active,"
_NAMED = 4


def unwatched_exports(view: View) -> Iterator[Finding]:
    """A finding for each org whose exports no active policy watches; where no policy was read, that."""
    policies: dict[Id, list[FactRow]] = {}
    for fact in view.graph.facts_named("transaction-security"):
        policies.setdefault(fact.subject, []).append(fact)
    for org in view.orgs:
        found = policies.get(org, [])
        off = [one for one in view.settings.get(org, {}).get(_POLICIES_ON, ()) if one.value != "true"]
        if found or off:
            if off or not any(_watches(one.value) for one in found):
                yield _unwatched(view, org, found, off)
        else:
            yield not_told(
                UNWATCHED_EXPORT.id,
                view,
                org,
                f"No transaction security policy is here: whether exports are watched is not told.{_who(view, org)}",
                retrieve("TransactionSecurityPolicy", "Settings:Event"),
            )


def _watches(policy: str) -> bool:
    """Whether a policy is active, watches a way out, and does something.

    >>> _watches("ReportEvent: active, block (Large_Reports)"), _watches("LoginEvent: active, block (X)")
    (True, False)
    """
    event = policy.partition(":")[0].casefold().replace(" ", "")
    return _ACTIVE in policy and "does nothing" not in policy and any(word in event for word in _WATCHED)


def _unwatched(view: View, org: Id, policies: Sequence[FactRow], off: Sequence[FactRow]) -> Finding:
    people, load = _people(view), view.carriage.of_system(org)
    weight = load.weigh(Reach.INSIDE, people=people)
    said = f"`{_POLICIES_ON}` is false: no policy works." if off else ""
    if not said:
        said = f"No active policy watches exports. What is here: {'; '.join([one.value for one in policies][:_NAMED])}."
    return replace(
        about(UNWATCHED_EXPORT.id, view, org, load, weight, f"{said}{_who(view, org)} The org holds {load.words}."),
        locators=places((*off, *policies)),
    )


def _people(view: View) -> int:
    containers = {row for one in _EXPORTS for row in view.privileges.holders(one).tolist()}
    return view.people.holding(containers) if view.people.known else 0


def _who(view: View, org: Id) -> str:
    """Who may export, in a sentence, with a space before it."""
    parts = []
    for permission, words in _EXPORTS.items():
        containers = [row for row in view.privileges.holders(permission).tolist() if view.graph.id(row).namespace == org]
        if containers:
            users = f", {counted(view.people.holding(containers), 'user')}" if view.people.known else ""
            names = listed([view.graph.id(row).name for row in containers], 3)
            parts.append(f"{words} is given by {names}{users}")
    return f" {'; '.join(parts)}." if parts else ""


def event_logs(view: View) -> Iterator[Finding]:
    """A finding for each org without event logs, or with logs that may be deleted; where nothing says, that."""
    for org in view.orgs:
        settings = view.settings.get(org, {})
        off = [one for one in settings.get(_LOGS_ON, ()) if one.value != "true"]
        deletable = [one for one in settings.get(_DELETABLE, ()) if one.value != "false"]
        if off or deletable:
            load = view.carriage.of_system(org)
            weight = load.weigh(Reach.INSIDE)
            says = [f"`{_LOGS_ON}` is false: no logs are written"] if off else []
            says += [f"`{_DELETABLE}` is true: logs may be deleted"] if deletable else []
            yield replace(
                about(NO_EVENT_LOG.id, view, org, load, weight, f"{'; '.join(says)}. The org holds {load.words}."),
                locators=places((*off, *deletable)),
            )
        elif _LOGS_ON not in settings:
            yield not_told(
                NO_EVENT_LOG.id,
                view,
                org,
                "Whether the org writes event logs is not told; an org without the licence for Event Monitoring has no such setting.",
                retrieve("Settings:Event"),
            )


RULES = (Rule(UNWATCHED_EXPORT, unwatched_exports), Rule(NO_EVENT_LOG, event_logs))
