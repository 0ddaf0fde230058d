"""Rules about those as whom integrations act: what they may do against what is needed, and who they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from lineage.graph.access_sweep import Bools
from lineage.model.ids import Id
from lineage.policy.applications import App
from lineage.policy.called import counted, listed, named
from lineage.policy.findings import Card, Finding, Rule, View
from lineage.policy.integration_principals import made_for_integration
from lineage.policy.need import Actor
from lineage.policy.rules.about import about
from lineage.policy.rules.about_applications import of_untold
from lineage.policy.rules.not_told import EXPORTS, not_told
from lineage.policy.severity import Reach
from lineage.policy.takes import Takes

_BY_LOAD = "critical for sensitive and breach elements, high for other personal and unclassified data, else medium"

PRIVILEGED = Card(
    id="privileged-integration",
    title="An application acts with a permission that opens everything, or lets its holder open it",
    severity=f"{_BY_LOAD}: of all that the org holds",
    why="Whoever takes one token of the application has the whole org, not the objects that the integration is about.",
    remedy="Give the integration a permission set of its own that opens what it needs, and take the privilege away.",
    effort="one grant",
    role="admin",
    false_positives="A tool that deploys or backs up the org; hold it to known addresses, and accept the finding with an end.",
    reference="11 CCR §7123(c)(3) (least privilege, of applications too); GDPR Art. 25(2)",
    missions=("P1", "B5", "R1"),
)

SURPLUS = Card(
    id="surplus-access",
    title="An application can read fields that no declared hop takes",
    severity=_BY_LOAD,
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
    false_positives="A user of its own that was made before there were licenses for integrations: give it API Only User.",
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


def privileged_integrations(view: View) -> Iterator[Finding]:
    """A finding for each container by which an application holds such a permission."""
    given: dict[int, _Given] = {}
    for app in view.applications:
        if not app.reads:
            continue
        for principal in view.privileges.among(app.principals, _WORDS).tolist():
            for permission, containers in view.privileges.of(principal, _WORDS).items():
                for container in containers:
                    one = given.setdefault(container, _Given())
                    one.permissions.add(permission)
                    one.applications.add(app.id)
                    one.principals.add(principal)
    for container in sorted(given):
        yield _privileged(view, view.graph.id(container), given[container])
    yield from of_untold(
        view,
        PRIVILEGED,
        [app for app in view.applications if app.reads and not len(view.people.told(app.principals))],
        lambda names: f"As whom these applications act, or what these users hold, is not told: {names}.",
        EXPORTS,
    )


def _privileged(view: View, container: Id, given: _Given) -> Finding:
    load = view.carriage.of_system(container.namespace)
    users = view.people.users(np.asarray(sorted(given.principals), np.int64))
    weight = load.weigh(Reach.OUT, people=len(users))
    permissions = [_WORDS[one] for one in (*_OPENS, *_GRANTS) if one in given.permissions]
    applications = listed([one.name for one in sorted(given.applications)])
    acting = f" as {counted(len(users), 'user')} who {'holds' if len(users) == 1 else 'hold'} it" if len(users) else " by it"
    one_app = len(given.applications) == 1
    return replace(
        about(
            PRIVILEGED.id,
            view,
            container,
            load,
            weight,
            (
                f"It gives {', '.join(permissions)}, and {applications} {'acts' if one_app else 'act'}{acting}. "
                f"The org holds {load.words}."
            ),
        ),
        remedy=_instead(view, container, given, has_users=len(users) > 0),
    )


def _instead(view: View, container: Id, given: _Given, *, has_users: bool) -> str:
    """What to do: a profile of people stays as it is, and the application stops to act as them."""
    first = min(given.applications).name
    own = f"a permission set of its own: `lineage export permission-set app:{first}` writes it"
    if has_users and container.kind == "profile":
        return f"Let {first} act as a user of its own, by {own}; then revoke the tokens of these users (Setup, Connected Apps OAuth Usage)."
    taken = ", ".join(f"`{one}`" for one in (*_OPENS, *_GRANTS) if one in given.permissions)
    return f"Take {taken} out of {named(view.inquiry, container)}, or let {first} act by {own}."


def surplus(view: View) -> Iterator[Finding]:
    """A finding for each application that can read more than its hops take; one for those of which nobody declared any."""
    takes = Takes(view)
    asked = [app for app in view.applications if app.reads and len(app.principals)]
    declared = [app for app in asked if takes.something(app)]
    for app, readable in zip(declared, view.reading.readable([app.principals for app in declared]), strict=True):
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
    if load.fields:
        examples = f", {load.examples} among them" if load.worst else ""
        detail = f"No declared hop takes {counted(load.fields, 'field')} that it can read{examples}: {load.words}."
        yield replace(
            about(SURPLUS.id, view, app.id, load, load.weigh(Reach.OUT), detail),
            systems=(app.org, app.peer),
            remedy=f"`lineage export permission-set app:{app.id.name}` writes the set that is exactly enough, and what to take away.",
        )


def human_users(view: View) -> Iterator[Finding]:
    """A finding for each user as whom applications run and who can log in; one for those of whom nobody knows what they hold."""
    acting: dict[int, list[App]] = {}
    for app in view.applications:
        for user in view.people.users(app.principals).tolist() if app.says("runs-as") and app.reads else ():
            if view.graph.id(user).name in app.says("runs-as"):
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
