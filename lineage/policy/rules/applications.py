"""Rules about who lets applications into the org: nobody, every user, or an administrator."""

from collections.abc import Iterator
from dataclasses import replace

from lineage.model.ids import Id
from lineage.policy.applications import App
from lineage.policy.findings import Card, Finding, Rule, View
from lineage.policy.rules.about import about, places
from lineage.policy.rules.about_applications import BY_PEOPLE, of_application, of_untold, setting, users_behind
from lineage.policy.rules.not_told import not_told, retrieve
from lineage.policy.severity import Reach

UNAPPROVED = Card(
    id="unapproved-application",
    title="An application is in the org, and nobody said whose it is",
    severity="critical where it can read sensitive or breach elements, high for other personal and unclassified data, else medium; info "
    "where it is not told",
    why="What it reads goes to a party without a name: no agreement, nobody to ask, nobody to notify.",
    remedy="Describe its System in the map, with operator and `matches: [NAME]`, or block it: Setup, Connected Apps OAuth Usage.",
    effort="one correction",
    role="integration owner",
    false_positives="Clients of the platform's own vendor, such as its command line or mobile app: describe them once, as one System.",
    reference="Cal. Civ. Code §1798.100(d); GDPR Art. 28(1), Art. 30(1)(d)",
    missions=("B2", "O1", "O3"),
)

SELF_AUTHORIZED = Card(
    id="self-authorized-application",
    title="Any user may authorize an application for themselves",
    severity=BY_PEOPLE,
    why="One click of one user gives the application all that this user can read; a voice on the telephone is enough to get it.",
    remedy="Let only users whom an administrator admits use it, and admit a permission set.",
    effort="one setting",
    role="admin",
    false_positives="API Access Control is on and its setting was not retrieved: it overrides this.",
    reference="11 CCR §7123(c)(3); GDPR Art. 32(4)",
    missions=("B2", "B5", "O3"),
)

API_ACCESS = Card(
    id="api-access-control-off",
    title="Any client may call the org's API",
    severity=BY_PEOPLE,
    why="Without API Access Control, users may call the org with any application, also one that nobody knows here.",
    remedy="Ask the platform's support for API Access Control, approve the applications that are used, then switch it on: Setup, "
    "API Access Control (`ConnectedAppSettings`, `enableAdminApprovedAppsOnly`).",
    effort="one setting",
    role="admin",
    false_positives="Profiles and permission sets without API Enabled do the same for those who hold nothing else.",
    reference="11 CCR §7123(c)(3); [Settings of the org](salesforce-metadata.md#settings-of-the-org)",
    missions=("B2", "B5"),
)

_ONLY_APPROVED = "ConnectedApp.enableAdminApprovedAppsOnly"


def unapproved(view: View) -> Iterator[Finding]:
    """A finding for each application whose System has no operator; one for a run without a map."""
    nameless = [app for app in view.applications if app.reads and not view.inquiry.parties.of(app.peer).operator]
    for org in sorted(set(view.orgs) - {app.org for app in view.applications}):
        said = "Which applications are clients of the org is not told: none, and no token of any, was met; there is none, or none was read."
        yield not_told(UNAPPROVED.id, view, org, said, retrieve("ConnectedApp", "ExternalClientApplication"), "applications")
    if view.inquiry.setting.bare:
        remedy = "Start a project with `lineage init`, let `lineage suggest` draft its map, and name the operators in it."
        says = "Without a map nobody knows which of the org's applications are approved: "
        yield from of_untold(view, UNAPPROVED, nameless, lambda names: f"{says}{names}.", remedy)
        return
    for app in nameless:
        admitted = "admin-approved-only" in app.facts
        by = "An administrator admits its users" if admitted else "No administrator is known to admit it"
        yield of_application(
            UNAPPROVED.id,
            view,
            app,
            app.load.weigh(Reach.OUT, people=users_behind(view, app)),
            f"The map does not say whose it is. {by}.",
            f"Give a System of the map `matches: [{app.id.name}]` and an operator, or block the application: Setup, Connected Apps "
            "OAuth Usage.",
        )


def self_authorized(view: View) -> Iterator[Finding]:
    """A finding for each application that any user may authorize; one for those of which nobody tells."""
    untold: list[App] = []
    for app in view.applications:
        if not app.reads or (app.node.subtype == "connected app" and _is_on(view, app.org, _ONLY_APPROVED)):
            continue
        if "self-authorized" in app.facts:
            people = view.people.behind(app.bound)
            who = f"Any of {people:,} users" if people > 1 else "Any user"
            where = setting(app, "Manage Connected Apps", "isAdminApproved")
            yield of_application(
                SELF_AUTHORIZED.id,
                view,
                app,
                app.load.weigh(Reach.INSIDE, people=people),
                f"{who} may give it a token without asking anybody.",
                f"{where}: admin approved users are pre-authorized; then admit the permission set of those who need it.",
            )
        elif "admin-approved-only" not in app.facts:
            untold.append(app)
    yield from of_untold(
        view,
        SELF_AUTHORIZED,
        untold,
        lambda names: f"Whether any user may authorize these applications is not told: {names}.",
        retrieve("ConnectedApp", "ExtlClntAppOauthConfigurablePolicies"),
    )


def _is_on(view: View, org: Id, setting: str) -> bool:
    """Whether everybody who says something of a setting says that it is on."""
    said = view.settings.get(org, {}).get(setting, ())
    return bool(said) and all(one.value == "true" for one in said)


def api_access_control(view: View) -> Iterator[Finding]:
    """A finding for each org that any client may call; where nothing says, that."""
    for org in view.orgs:
        said = view.settings.get(org, {}).get(_ONLY_APPROVED, ())
        off = [one for one in said if one.value != "true"]
        if not said:
            yield not_told(
                API_ACCESS.id,
                view,
                org,
                "Whether only approved applications may call the API is not told. An org that was never given API Access Control has no "
                "such setting, and any client may call it.",
                retrieve("Settings:ConnectedApp"),
            )
        elif off:
            load, people = view.carriage.of_system(org), _api_users(view)
            weight = load.weigh(Reach.INSIDE, people=people)
            may = f"{people:,} users may" if people else "Whoever may use the API may"
            yield replace(
                about(
                    API_ACCESS.id,
                    view,
                    org,
                    load,
                    weight,
                    f"`{_ONLY_APPROVED}` is false: API Access Control is off. {may} do so with any client. The org holds {load.words}.",
                ),
                locators=places(off),
            )


def _api_users(view: View) -> int:
    return view.people.holding(view.privileges.holders("ApiEnabled").tolist()) if view.people.known else 0


RULES = (
    Rule(UNAPPROVED, unapproved),
    Rule(SELF_AUTHORIZED, self_authorized),
    Rule(API_ACCESS, api_access_control),
)
