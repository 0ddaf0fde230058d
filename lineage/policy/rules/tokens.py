"""Rules about the tokens of applications: what they may do, how long they live, from where they work, and whether anybody uses them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from lineage.model.ids import Id
from lineage.policy.applications import App
from lineage.policy.called import counted, listed
from lineage.policy.findings import Card, Finding, Rule, View
from lineage.policy.rules.about_applications import (
    BY_PEOPLE,
    BY_WHAT_IT_READS,
    of_application,
    of_untold,
    setting,
    users_behind,
)
from lineage.policy.rules.not_told import EXPORTS, not_told, retrieve
from lineage.policy.severity import Reach

OVER_SCOPED = Card(
    id="over-scoped-application",
    title="An application's tokens may do everything that its users may",
    severity=BY_PEOPLE,
    why="The scope Full opens every interface, set-up pages included: whoever takes the token is the user.",
    remedy="Replace the scope `Full` by those that the application uses, most often `Api` and `RefreshToken`.",
    effort="one setting",
    role="admin",
    false_positives="An application that shows the org's own pages to its users.",
    reference="GDPR Art. 25(2); Cal. Civ. Code §1798.100(c); OAuth 2.0 Security BCP (RFC 9700) §2.3",
    missions=("B2", "O3"),
)

LONG_LIVED = Card(
    id="long-lived-token",
    title="An application's refresh tokens never expire, or live for more than a year",
    severity=BY_WHAT_IT_READS,
    why="A refresh token that was stolen works until somebody revokes it, without any login that would be seen.",
    remedy="Let refresh tokens expire if they are not used for 30 days or less.",
    effort="one setting",
    role="admin",
    false_positives="A token that rotates with each use, which metadata does not tell of connected apps.",
    reference="RFC 9700 §4.14.2; 11 CCR §7123(c)(3)",
    missions=("B2",),
)

NO_IP_LIMIT = Card(
    id="application-without-ip-restriction",
    title="An application's tokens work from any address",
    severity=BY_WHAT_IT_READS,
    why="A stolen token is used from elsewhere. Where logins are held to known addresses, it is worth nothing there.",
    remedy="Enforce IP restrictions for the application, and give the profile that it acts by login IP ranges.",
    effort="one setting",
    role="admin",
    false_positives="An application that people use on the move, and ranges that an identity provider enforces.",
    reference="11 CCR §7123(c)(3); GDPR Art. 32(1)(b)",
    missions=("B2",),
)

UNUSED = Card(
    id="unused-application",
    title="Tokens of an application have not been used for 90 days",
    severity=BY_WHAT_IT_READS,
    why="Nobody misses a token that nobody uses, and nobody notices when somebody else does.",
    remedy="Revoke the tokens: Setup, Connected Apps OAuth Usage.",
    effort="one setting",
    role="admin",
    false_positives="A yearly job; the platform counts the use of a token when it is renewed, not each call.",
    reference="Cal. Civ. Code §1798.81.5(b); 11 CCR §7123(c)(3)",
    missions=("B2", "O5"),
)

_IDLE_DAYS = 90
_LONG_DAYS = 365
_RENEWS = frozenset({"refreshtoken", "offlineaccess"})
_PERIOD = re.compile(r"(?P<number>\d+)\W*(?P<unit>HOUR|DAY|MONTH|YEAR)", re.IGNORECASE)
_DAYS = {"hour": 1 / 24, "day": 1, "month": 30, "year": 365}


def over_scoped(view: View) -> Iterator[Finding]:
    """A finding for each application with the scope Full; one for those whose scopes nobody tells."""
    for app in view.applications:
        if app.reads and any(scope.casefold() == "full" for scope in app.scopes):
            yield of_application(
                OVER_SCOPED.id,
                view,
                app,
                app.load.weigh(Reach.INSIDE, people=users_behind(view, app)),
                "Its tokens have the scope Full: every interface, and all that their users may do.",
                f"{setting(app, 'App Manager', 'scopes')}: {OVER_SCOPED.remedy[0].lower()}{OVER_SCOPED.remedy[1:]}",
            )
    untold = [app for app in view.applications if app.reads and not app.scopes]
    yield from of_untold(
        view,
        OVER_SCOPED,
        untold,
        lambda names: f"What the tokens of these applications may do is not told: {names}.",
        retrieve("ConnectedApp", "ExtlClntAppOauthSettings"),
    )


def long_lived(view: View) -> Iterator[Finding]:
    """A finding for each application whose refresh tokens live for ever, or nearly; one for those of which nobody tells."""
    untold: list[App] = []
    for app in view.applications:
        if not app.reads or not _renews(app):
            continue
        policies = app.says("refresh-token-policy")
        if not policies:
            untold.append(app)
            continue
        lives = [_lifetime(policy) for policy in policies]
        longest = None if None in lives else max(one for one in lives if one is not None)
        if longest is None or longest > _LONG_DAYS:
            said = "never expire" if longest is None else f"live for {longest:,.0f} days"
            where = setting(app, "Manage Connected Apps", "refreshTokenPolicy")
            yield of_application(
                LONG_LIVED.id,
                view,
                app,
                app.load.weigh(Reach.INSIDE),
                f"Its refresh tokens {said}, unless somebody revokes them.",
                f"{where}: expire refresh tokens that were not used for 30 days (`specific_inactivity:30:DAYS`).",
            )
    yield from of_untold(
        view,
        LONG_LIVED,
        untold,
        lambda names: (
            f"How long the refresh tokens of these applications live is not told; the platform's default is for ever: {names}."
        ),
        retrieve("ConnectedApp", "ExtlClntAppOauthConfigurablePolicies"),
    )


def _lifetime(policy: str) -> float | None:
    """Days that a policy lets refresh tokens live; `None` for ever.

    >>> _lifetime("infinite"), _lifetime("specific_inactivity:30:DAYS"), _lifetime("SpecificLifetime 2 Years"), _lifetime("zero")
    (None, 30.0, 730.0, 0.0)
    """
    if policy.casefold().startswith("infinite"):
        return None
    found = _PERIOD.search(policy)
    return float(int(found["number"]) * _DAYS[found["unit"].lower()]) if found else 0.0


def _renews(app: App) -> bool:
    folded = {scope.casefold().replace("_", "") for scope in app.scopes}
    return bool(folded & _RENEWS) or not folded


def without_ip_restriction(view: View) -> Iterator[Finding]:
    """A finding for each application whose tokens work anywhere; one for those of which nobody tells."""
    ranges = _Ranges(view)
    untold: list[App] = []
    rangeless: list[App] = []
    for app in view.applications:
        if not app.reads:
            continue
        policies = app.says("ip-relaxation")
        where = setting(app, "Manage Connected Apps", "ipRelaxation")
        if not policies:
            untold.append(app)
        elif relaxed := [one for one in policies if not _enforces(one)]:
            yield _from_anywhere(
                view,
                app,
                f"Its users are not held to any IP range ({listed(relaxed)}).",
                f"{where}: enforce IP restrictions (`ENFORCE`), and give the profile that it acts by login IP ranges.",
            )
        elif open_ := ranges.missing(app):
            yield _from_anywhere(view, app, *_said_of_ranges(app, open_, where))
        elif not ranges.hold(app):
            rangeless.append(app)
    yield from of_untold(
        view,
        NO_IP_LIMIT,
        rangeless,
        lambda names: (
            "These applications hold their users to the login IP ranges of their profiles; by which profiles they act, or whether these "
            f"have any, is not told: {names}."
        ),
        "Setup, Profiles, the profile of the integration user, Login IP Ranges (`loginIpRanges`); or retrieve that profile, and export who "
        "holds it: docs/access-exports.md.",
        "ranges",
    )
    yield from of_untold(
        view,
        NO_IP_LIMIT,
        untold,
        lambda names: f"Whether the users of these applications are held to IP ranges is not told: {names}.",
        retrieve("ConnectedApp", "ExtlClntAppOauthConfigurablePolicies"),
    )


def _from_anywhere(view: View, app: App, detail: str, remedy: str) -> Finding:
    return of_application(NO_IP_LIMIT.id, view, app, app.load.weigh(Reach.INSIDE), detail, remedy)


def _said_of_ranges(app: App, open_: Sequence[str], where: str) -> tuple[str, str]:
    """What is wrong with the ranges of profiles, and what to do: users who may authorize it themselves may have any profile."""
    held = "It holds its users to the login IP ranges of their profiles, and"
    give = "Login IP Ranges (`loginIpRanges`): the addresses that the application comes from."
    if len(app.bound) and not len(app.principals):
        return (
            f"{held} any user may authorize it: {counted(len(open_), 'profile')} {'has' if len(open_) == 1 else 'have'} none.",
            f"{where}: admit those who need it only (`isAdminApproved`); then Setup, Profiles, theirs, {give}",
        )
    return (
        f"{held} {listed(list(open_))} {'has' if len(open_) == 1 else 'have'} none.",
        f"Setup, Profiles, {listed(list(open_))}, {give}",
    )


class _Ranges:
    """The login IP ranges of the profiles by which applications act."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._limited = {one.subject for one in view.graph.facts_named("ip-range") if one.subject.kind == "profile"}
        # The file of a profile says its license; where no file was read, none of its ranges could be.
        self._read = self._limited | {one.subject for one in view.graph.facts_named("license")}

    def missing(self, app: App) -> list[str]:
        """The profiles that are known to have none."""
        return sorted(one.name for one in (self._profiles(app) & self._read) - self._limited)

    def hold(self, app: App) -> bool:
        """Whether profiles are known by which it acts, and all have some."""
        profiles = self._profiles(app)
        return bool(profiles) and profiles <= self._limited

    def _profiles(self, app: App) -> set[Id]:
        acting = app.principals if len(app.principals) else app.bound
        rows = np.unique(np.concatenate([acting, *self._view.reading.memberships.of_each(acting)])).tolist()
        return {id for row in rows if (id := self._view.graph.id(row)).kind == "profile"}


def _enforces(policy: str) -> bool:
    """Whether a policy holds users to their ranges for every token; words that are not known are taken for the worse."""
    return policy.casefold() == "enforce"


def unused(view: View) -> Iterator[Finding]:
    """A finding for each application with tokens that were not used for 90 days; one for an org whose tokens nobody tells."""
    as_of = view.inquiry.setting.as_of
    for app in view.applications:
        total, idle, undated = len(app.token_days), app.idle_tokens(as_of, _IDLE_DAYS), app.undated_tokens
        if not (idle or undated) or not app.reads:
            continue
        last = f"the last use of any was on {app.last_used}" if app.last_used else "nothing says when any was"
        if idle:
            said = (
                f"Of {counted(total, 'token')}, {idle:,} {'was' if idle == 1 else 'were'} not used for {_IDLE_DAYS} days; {last}."
            )
        else:
            said = f"Of {counted(total, 'token')}, nothing says when {undated:,} {'was' if undated == 1 else 'were'} last used."
        yield replace(
            of_application(UNUSED.id, view, app, app.load.weigh(Reach.INSIDE), said), verdict="violated" if idle else "unknown"
        )
    with_tokens = {app.org for app in view.applications if len(app.token_days)}
    for org in sorted({app.org for app in view.applications if app.reads} - with_tokens):
        yield not_told(
            UNUSED.id,
            view,
            org,
            "When applications last used their tokens is not told: no source gives tokens (OauthToken).",
            EXPORTS,
        )


RULES = (
    Rule(OVER_SCOPED, over_scoped),
    Rule(LONG_LIVED, long_lived),
    Rule(NO_IP_LIMIT, without_ip_restriction),
    Rule(UNUSED, unused),
)
