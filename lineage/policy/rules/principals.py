"""Rules about those as whom integrations act: what they may do against what is needed, and who they are."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from lineage.graph.access_sweep import Bools
from lineage.graph.source import FactRow
from lineage.model.ids import Id
from lineage.policy.applications import App
from lineage.policy.called import counted, listed, named
from lineage.policy.findings import Card, Finding, Rule, View
from lineage.policy.integration_principals import Ints, containers_for_integration, made_for_integration
from lineage.policy.need import Actor
from lineage.policy.rules.about import about, places
from lineage.policy.rules.about_applications import of_untold
from lineage.policy.rules.not_told import EXPORTS, not_told
from lineage.policy.severity import Reach
from lineage.policy.takes import Takes

_BY_LOAD = "critical for sensitive and breach elements, high for other personal and unclassified data, else medium"

PRIVILEGED = Card(
    id="privileged-integration",
    title="An application or integration acts with a permission that opens everything, or lets its holder open it",
    severity=f"{_BY_LOAD}: of all that the org holds; one step lower where nobody knows who holds it",
    why="Whoever takes one token of the application has the whole org, not the objects that the integration is about.",
    remedy="Give the integration a permission set of its own that opens what it needs, and take the privilege away.",
    effort="one grant",
    role="admin",
    false_positives="A tool that deploys or backs up the org; hold it to known addresses, and accept the finding with an end. The "
    "platform's own integration users, such as that of CRM Analytics: their profiles cannot be changed.",
    reference="11 CCR §7123(c)(3) (least privilege, of applications too); GDPR Art. 25(2)",
    missions=("P1", "B5", "R1"),
)

SURPLUS = Card(
    id="surplus-access",
    title="An application can read fields that no declared hop takes",
    severity=f"{_BY_LOAD}; lower where users may let it read them, and nobody knows whether one did",
    why="What it does not need leaves all the same when its token is stolen, or when somebody changes its mapping.",
    remedy="`lineage export permission-set` writes the permission set that is exactly enough, and what to take away.",
    effort="one grant",
    role="admin",
    false_positives="The map declares less than the application takes: declare the rest, with the right for it.",
    reference="Cal. Civ. Code §1798.100(c); 11 CCR §7123(c)(3); GDPR Art. 5(1)(c)",
    missions=("B5", "P1", "R1"),
)

HUMAN = Card(
    id="human-integration-user",
    title="An application acts as a user who can log in like a person",
    severity="high where it can read sensitive or breach elements, medium for other personal data, else low",
    why="Nobody can tell later what the person did and what the application; the person's rights grow, and the application's with them.",
    remedy="Let it act as a user of its own with the license Salesforce Integration, or the permission API Only User.",
    effort="one setting",
    role="admin",
    false_positives="A user of its own that was made before there were licenses for integrations: give it API Only User. A client that one "
    "person uses at a desk.",
    reference="11 CCR §7123(c)(1), (3)",
    missions=("P1", "O5"),
)

_OPENS = ("ModifyAllData", "ViewAllData", "ViewAllFieldsGlobal")
"""Open data as a whole."""
_GRANTS = ("AssignPermissionSets", "AuthorApex", "ManageProfilesPermissionsets", "ManageUsers")
"""Let their holder open it."""
_WORDS = {
    "AssignPermissionSets": "Assign Permission Sets",
    "AuthorApex": "Author Apex",
    "ManageProfilesPermissionsets": "Manage Profiles and Permission Sets",
    "ManageUsers": "Manage Users",
    "ModifyAllData": "Modify All Data",
    "ViewAllData": "View All Data",
    "ViewAllFieldsGlobal": "View All Fields",
}


@dataclass
class _Given:
    """What one container gives to applications."""

    permissions: set[str] = field(default_factory=set)
    applications: set[Id] = field(default_factory=set)
    principals: set[int] = field(default_factory=set)
    """Those who hold it; none where nobody knows who does."""


def privileged_integrations(view: View) -> Iterator[Finding]:
    """A finding for each container that gives such a permission to an application, a user for integrations, or whoever is one."""
    given: dict[int, _Given] = {}
    for app in view.applications:
        if app.reads:
            _give(view, given, app.principals, app.id)
    users = made_for_integration(view, view.people.everybody)
    _give(view, given, users)
    if not view.people.known:
        for container in containers_for_integration(view).tolist():
            permissions = {one for one, by in view.privileges.of(container, _WORDS).items() if container in by}
            if permissions and container not in given:
                given[container] = _Given(permissions)
    told = [one for one in view.graph.facts_named("system-permission") if one.value in _WORDS] if given else []
    for container in sorted(given):
        yield _privileged(view, view.graph.id(container), given[container], told)
    yield from of_untold(
        view,
        PRIVILEGED,
        [app for app in view.applications if app.reads and not len(view.people.told(app.principals))],
        lambda names: f"As whom these applications act, or what these users hold, is not told: {names}.",
        EXPORTS,
    )


def _give(view: View, given: dict[int, _Given], principals: Ints, application: Id | None = None) -> None:
    """What containers give to some principals, added to what is known to be given."""
    for principal in view.privileges.among(principals, _WORDS).tolist():
        for permission, containers in view.privileges.of(principal, _WORDS).items():
            for container in containers:
                one = given.setdefault(container, _Given())
                one.permissions.add(permission)
                one.applications.update([application] if application else [])
                one.principals.add(principal)


def _privileged(view: View, container: Id, given: _Given, told: Iterable[FactRow]) -> Finding:
    load = view.carriage.of_system(container.namespace)
    users = view.people.users(np.asarray(sorted(given.principals), np.int64))
    weight = load.weigh(Reach.OUT if given.principals else Reach.INSIDE, people=len(users))
    permissions = [_WORDS[one] for one in (*_OPENS, *_GRANTS) if one in given.permissions]
    detail = f"It gives {', '.join(permissions)}, and {_holding(given, len(users))}. The org holds {load.words}."
    found = about(PRIVILEGED.id, view, container, load, weight, detail)
    remedy = _instead(view, container, given, [view.graph.id(row).name for row in users.tolist()])
    says = [one for one in told if one.subject == container and one.value in given.permissions]
    return replace(found, verdict="violated" if given.principals else "unknown", remedy=remedy, locators=places(says))


def _holding(given: _Given, users: int) -> str:
    """Who holds it, as far as anybody knows."""
    if given.applications:
        acting = f" as {counted(users, 'user')} who {'holds' if users == 1 else 'hold'} it" if users else " by it"
        applications = listed([one.name for one in sorted(given.applications)])
        return f"{applications} {'acts' if len(given.applications) == 1 else 'act'}{acting}"
    if users:
        return f"{counted(users, 'user')} for integrations {'holds' if users == 1 else 'hold'} it"
    return "is for integrations (API Only User, or their license); who holds it is not told"


def _instead(view: View, container: Id, given: _Given, users: Sequence[str]) -> str:
    """What to do: a profile of people stays as it is, and the application stops to act as them."""
    taken = ", ".join(f"`{one}`" for one in (*_OPENS, *_GRANTS) if one in given.permissions)
    take = f"Take {taken} out of {named(view.inquiry, container)}"
    if not given.applications:
        who = f"`lineage export permission-set user:{users[0]}`" if users else "`lineage export permission-set user:NAME`"
        return f"{take}, and give each integration a permission set of its own that opens what it needs: {who} writes it."
    first = min(given.applications).name
    own = f"a permission set of its own: `lineage export permission-set app:{first}` writes it"
    if users and container.kind == "profile":
        return f"Let {first} act as a user of its own, by {own}; then revoke the tokens of these users (Setup, Connected Apps OAuth Usage)."
    return f"{take}, or let {first} act by {own}."


def surplus(view: View) -> Iterator[Finding]:
    """A finding for each application that can read more than its hops take; one for those of which nobody declared any."""
    takes = Takes(view)
    asked = [app for app in view.applications if app.reads and len(_readers(app))]
    declared = [app for app in asked if takes.something(app)]
    for app, readable in zip(declared, view.reading.readable([_readers(app) for app in declared]), strict=True):
        yield from _surplus(view, takes, app, readable)
    yield from of_untold(
        view,
        SURPLUS,
        [app for app in asked if app not in declared],
        lambda names: (
            f"What these applications need is not declared, so that nothing they can read can be called surplus: {names}."
        ),
        "Declare in the map, under `hops:`, which fields each takes.",
    )


def _readers(app: App) -> Ints:
    """As whom it reads; where nobody knows, as whom users may let it."""
    return app.principals if len(app.principals) else app.bound


def _surplus(view: View, takes: Takes, app: App, readable: Bools) -> Iterator[Finding]:
    need = takes.need(Actor(app.org, None, frozenset({app.id}), frozenset({app.peer} - {app.org})))
    if not need.declared or need.everything:
        why = "A declared hop takes whatever the org has" if need.everything else "No declared hop takes fields of the org for it"
        yield not_told(
            SURPLUS.id,
            view,
            app.org,
            f"{why}: what {app.id.name} does not need cannot be told.",
            "Declare in the map, under `hops:`, which fields it takes.",
            app.id.name,
        )
        return
    spare = readable & ~need.read & ~takes.along(need)
    load = view.carriage.marked(spare)
    if not load.fields:
        return
    examples = f", {load.examples} among them" if load.worst else ""
    own = f"`lineage export permission-set app:{app.id.name}` writes"
    if len(app.principals):
        detail = f"No declared hop takes {counted(load.fields, 'field')} that it can read{examples}: {load.words}."
        found = about(SURPLUS.id, view, app.id, load, load.weigh(Reach.OUT), detail)
        remedy = f"{own} the set that is exactly enough, and what to take away."
    else:
        could = f"No declared hop takes {counted(load.fields, 'field')} that users who authorize it can let it read"
        found = about(SURPLUS.id, view, app.id, load, load.weigh(Reach.INSIDE), f"{could}{examples}: {load.words}.")
        found = replace(found, verdict="unknown")
        remedy = f"Let only users whom an administrator admits use it (`isAdminApproved`); {own} the set to admit."
    yield replace(found, systems=(app.org, app.peer), remedy=remedy)


def human_users(view: View) -> Iterator[Finding]:
    """A finding for each user as whom integrations act and who can log in; one for those of whom nobody knows what they hold."""
    acting: dict[int, list[App]] = {}
    takes = Takes(view)
    for app in (one for one in view.applications if one.reads):
        for user in _acted_as(view, app, takes):
            acting.setdefault(user, []).append(app)
    untold: dict[Id, list[Id]] = {}
    for user, apps in sorted(acting.items()):
        id = view.graph.id(user)
        if not len(view.people.told(np.asarray([user], np.int64))):
            untold.setdefault(id.namespace, []).append(id)
        elif not len(made_for_integration(view, np.asarray([user], np.int64))):
            yield _human(view, id, apps)
    for org, users in untold.items():
        names = listed([one.name for one in users])
        yield not_told(
            HUMAN.id,
            view,
            org,
            f"Applications act as {names}; whether {'that is a person' if len(users) == 1 else 'these are people'}, and what they hold, "
            "is not told: no source gives users and what they hold (User, PermissionSetAssignment).",
            EXPORTS,
        )


def _acted_as(view: View, app: App, takes: Takes) -> Sequence[int]:
    """As whom an application runs; of one whose flows are declared also the only user whose tokens it has."""
    users = view.people.users(app.principals).tolist()
    run_as = [user for user in users if view.graph.id(user).name in app.says("runs-as")]
    return run_as or (users if len(users) == 1 and takes.something(app) else [])


def _human(view: View, user: Id, apps: Sequence[App]) -> Finding:
    worst = max(apps, key=lambda app: (app.load.stake, app.load.fields))
    weight = worst.load.weigh(Reach.INSIDE)
    names = listed([app.id.name for app in apps])
    return replace(
        about(
            HUMAN.id,
            view,
            user,
            worst.load,
            weight,
            (
                f"{names} {'acts' if len(apps) == 1 else 'act'} as this user, who can also log in: nothing it holds gives API Only User, "
                f"and its license is not one for integrations. {worst.can_read}"
            ),
        ),
        systems=(user.namespace, *(app.peer for app in apps)),
    )


RULES = (
    Rule(PRIVILEGED, privileged_integrations),
    Rule(SURPLUS, surplus),
    Rule(HUMAN, human_users),
)
