"""What rules say of one application, or of all of which they do not know what they need."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from lineage.model.ids import Id
from lineage.policy.applications import App
from lineage.policy.called import listed
from lineage.policy.findings import Card, Finding, View
from lineage.policy.rules.about import about, places
from lineage.policy.rules.not_told import not_told
from lineage.policy.severity import Weight

BY_WHAT_IT_READS = "high where it can read sensitive or breach elements, medium for other personal data, else low"
BY_PEOPLE = f"{BY_WHAT_IT_READS}; one step higher for personal data where 1,000 users or more are behind it"

_FOLDERS = {"connected app": "connectedApps", "external client app": "externalClientApps"}


def of_application(rule: str, view: View, app: App, weight: Weight, detail: str, remedy: str = "") -> Finding:
    """A finding about an application, and what it can read."""
    found = about(rule, view, app.id, app.load, weight, f"{detail} {app.can_read}")
    return replace(found, systems=(app.org, app.peer), locators=places(*app.facts.values()), remedy=remedy)


def of_untold(
    view: View, card: Card, apps: Sequence[App], says: Callable[[str], str], remedy: str, surface: str = ""
) -> Iterator[Finding]:
    """One finding for each org, for the applications of which a rule does not know what it needs."""
    by_org: dict[Id, list[App]] = {}
    for app in apps:
        by_org.setdefault(app.org, []).append(app)
    for org, found in by_org.items():
        detail = says(listed([one.id.name for one in found]))
        yield not_told(card.id, view, org, detail, remedy, surface)


def setting(app: App, page: str, element: str) -> str:
    """Where to set something of an application."""
    folder = _FOLDERS.get(app.node.subtype)
    where = f" (`{element}` of {folder}/{app.id.name})" if folder else ""
    return f"Setup, {page}, {app.node.label or app.id.name}{where}"


def users_behind(view: View, app: App) -> int:
    """How many users are behind an application: those it acts as, and those who may hold what it is admitted for or bounded by."""
    return view.people.behind(app.bound if len(app.bound) else app.principals)
