"""Rules about sessions: how long they last when nobody does anything, and whether pages that hold them can be embedded elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from lineage.graph.source import FactRow
from lineage.model.ids import Id
from lineage.policy.called import listed
from lineage.policy.carried import Load
from lineage.policy.describe import system_label
from lineage.policy.findings import Card, Finding, Rule, Verdict, View
from lineage.policy.reading import Outsider
from lineage.policy.rules.about import about, places
from lineage.policy.rules.not_told import not_told, retrieve
from lineage.policy.severity import Reach

_BY_LOAD = "high where sensitive or breach elements can be read, medium for other personal data, else low"

LONG_SESSION = Card(
    id="long-session",
    title="Idle sessions stay open",
    severity=f"{_BY_LOAD}; info where it is not told",
    why="Whoever sits down at the computer, or takes the cookie, is the user. At a portal that is a shared computer, or one at home.",
    remedy="Let sessions end: Setup, Session Settings, Timeout Value and Force logout on session timeout; for members of a portal, Setup, "
    "Profiles, Session Settings.",
    effort="one setting",
    role="admin",
    false_positives="Integrations need no long sessions; people at a desk that is locked may do with two hours, the platform's default, "
    "which is the limit here. For portals it is 30 minutes.",
    reference="11 CCR §7123(c)(1); NIST SP 800-63B §4.2.3 (30 minutes idle); "
    "[Settings of the org](salesforce-metadata.md#settings-of-the-org)",
    missions=("B6", "B5"),
)

EMBEDDABLE = Card(
    id="embeddable-session",
    title="Pages with a session can be embedded elsewhere, or their cookie be read by scripts",
    severity=f"{_BY_LOAD}; info where it is not told",
    why="A stranger's page that shows the org's page in a frame gets the user's clicks; a script that reads the cookie has the session.",
    remedy="Switch the protections on: Setup, Session Settings; for a site, its Clickjack Protection Level.",
    effort="one setting",
    role="admin",
    false_positives="A site whose component is embedded in a page of your own: allow that domain, and no other.",
    reference="CWE-1021, CWE-1004; 11 CCR §7123(c)(5)",
    missions=("B6",),
)

_ORG_LIMIT, _PORTAL_LIMIT = 120, 30
"""Minutes."""
_SESSION = "Security.sessionSettings."
_LOGOUT = f"{_SESSION}forceLogoutOnSessionTimeout"
_PROTECTIONS = {
    f"{_SESSION}enableClickjackNonsetupUser": "own pages with headers can be framed",
    f"{_SESSION}enableClickjackNonsetupUserHeaderless": "own pages without headers can be framed",
    f"{_SESSION}enableClickjackNonsetupSFDC": "standard pages can be framed",
    f"{_SESSION}requireHttpOnly": "scripts can read the session's cookie",
    f"{_SESSION}lockSessionsToDomain": "a session holds in other domains than its own",
}
_FRAMING = "clickjackProtectionLevel=AllowAllFraming"
_PORTAL = "portal"

_Timeouts = Mapping[Id, Sequence[FactRow]]


def long_sessions(view: View) -> Iterator[Finding]:
    """A finding for each org, profile, application and portal with long sessions; where nothing says, one for the org."""
    timeouts: dict[Id, list[FactRow]] = {}
    for fact in view.graph.facts_named("session-timeout"):
        if fact.value.isdecimal():
            timeouts.setdefault(fact.subject, []).append(fact)
    for org in view.orgs:
        if org not in timeouts:
            portals = [system_label(view.inquiry, one) for one, some in sorted(_portals(view).items()) if some[0].home == org]
            too = f" That holds for {listed(portals)} as well." if portals else ""
            yield not_told(
                LONG_SESSION.id,
                view,
                org,
                f"When idle sessions end is not told; the platform's default is two hours.{too}",
                retrieve("Settings:Security", "ProfileSessionSetting"),
            )
        yield from _of_org(view, org, timeouts)
    of_portals = {one for some in _portals(view).values() for one in _profiles(view, some)}
    long = [
        one for one in sorted(timeouts) if not one.is_system and _minutes(timeouts[one]) > _ORG_LIMIT and one not in of_portals
    ]
    for subject, load in zip(long, _loads(view, long), strict=True):
        said = f"Its idle sessions end after {_minutes(timeouts[subject]):,} minutes. It can read {load.words}."
        yield _finding(view, LONG_SESSION, subject, load, said, timeouts[subject])
    for portal, some in sorted(_portals(view).items()):
        yield from _of_portal(view, portal, some, timeouts)


def _minutes(facts: Sequence[FactRow]) -> int:
    return max(int(fact.value) for fact in facts)


def _loads(view: View, subjects: Sequence[Id]) -> Sequence[Load]:
    """What the sessions of applications and profiles reach."""
    apps = {app.id: app.load for app in view.applications}
    others = [one for one in subjects if one not in apps]
    rows = [np.asarray([view.graph.row(one) or 0], np.int64) for one in others]
    loads = {**apps, **dict(zip(others, view.reading.loads(rows), strict=True))}
    return [loads[one] for one in subjects]


def _of_org(view: View, org: Id, timeouts: _Timeouts) -> Iterator[Finding]:
    facts = timeouts.get(org, ())
    stays = [one for one in view.settings.get(org, {}).get(_LOGOUT, ()) if one.value == "false"]
    is_long = bool(facts) and _minutes(facts) > _ORG_LIMIT
    if not (is_long or stays):
        return
    says = [f"Idle sessions end after {_minutes(facts):,} minutes"] if is_long else []
    says += (
        [f"{'and users' if says else 'Users'} are not logged out when they do (`{_LOGOUT.removeprefix(_SESSION)}` is false)"]
        if stays
        else []
    )
    load = view.carriage.of_system(org)
    yield _finding(
        view,
        LONG_SESSION,
        org,
        load,
        f"{' '.join(says)}. The org holds {load.words}.",
        [*(facts if is_long else ()), *stays],
    )


def _portals(view: View) -> Mapping[Id, list[Outsider]]:
    """Who reads as a member of each portal."""
    found: dict[Id, list[Outsider]] = {}
    for one in view.reading.outsiders:
        if view.inquiry.parties.of(one.target).kind == _PORTAL:
            found.setdefault(one.target, []).append(one)
    return found


def _profiles(view: View, some: Sequence[Outsider]) -> Sequence[Id]:
    """The profiles that members of a portal act by."""
    held = sorted({row for one in some for row in view.reading.memberships.of(one.row).tolist()})
    return [id for row in held if (id := view.graph.id(row)).kind == "profile"]


def _of_portal(view: View, portal: Id, some: Sequence[Outsider], timeouts: _Timeouts) -> Iterator[Finding]:
    """Members' sessions end as their profile says, else as the org does."""
    org = some[0].home
    profiles = _profiles(view, some)
    long = [one for one in profiles if one in timeouts and _minutes(timeouts[one]) > _PORTAL_LIMIT]
    silent = (
        [one for one in profiles if one not in timeouts] if org in timeouts and _minutes(timeouts[org]) > _PORTAL_LIMIT else []
    )
    if not (long or silent):
        return
    load, can_read = _read_by(view, some, "They")
    says = [f"{listed([one.name for one in long])}: after {_minutes(timeouts[long[0]]):,} minutes"] if long else []
    says += (
        [f"{listed([one.name for one in silent])}: as the org says, after {_minutes(timeouts[org]):,} minutes"] if silent else []
    )
    facts = [fact for one in (*long, *([org] if silent else [])) for fact in timeouts[one]]
    # The files of profiles say nothing of it; another file would, and may not have been retrieved.
    verdict: Verdict = "violated" if long or any(one.kind == "profile" for one in timeouts) else "unknown"
    open_ = "" if verdict == "violated" else " No file says that a profile has a timeout of its own."
    said = f"Idle sessions of members end late. {'; '.join(says)}.{open_} {can_read}"
    yield replace(
        _finding(view, LONG_SESSION, portal, load, said, facts),
        verdict=verdict,
        systems=(org, portal),
        remedy=f"Setup, Profiles, {listed([one.name for one in (*long, *silent)])}, Session Settings: 30 minutes or less "
        "(`sessionTimeout` of a ProfileSessionSetting).",
    )


def embeddable_sessions(view: View) -> Iterator[Finding]:
    """A finding for each org whose pages are not protected, and for each site that anybody may embed."""
    for org in view.orgs:
        settings = view.settings.get(org, {})
        off = {name: [one for one in settings.get(name, ()) if one.value == "false"] for name in _PROTECTIONS}
        says = [f"{words} (`{name.removeprefix(_SESSION)}` is false)" for name, words in _PROTECTIONS.items() if off[name]]
        if says:
            load, facts = view.carriage.of_system(org), [fact for found in off.values() for fact in found]
            yield _finding(view, EMBEDDABLE, org, load, f"{'; '.join(says)}. The org holds {load.words}.", facts)
        elif settings.keys().isdisjoint(_PROTECTIONS):
            said = "Whether pages can be framed, and whether scripts can read the session's cookie, is not told."
            yield not_told(EMBEDDABLE.id, view, org, said, retrieve("Settings:Security"))
    outside: dict[Id, list[Outsider]] = {}
    for one in view.reading.outsiders:
        outside.setdefault(one.target, []).append(one)
    for fact in view.graph.facts_named("site-setting"):
        some = outside.get(fact.subject, [])
        if fact.value == _FRAMING and some:
            load, can_read = _read_by(view, some, "Its visitors")
            said = f"Any page may show this site in a frame (`{_FRAMING}`). {can_read}"
            yield _finding(view, EMBEDDABLE, fact.subject, load, said, [fact])


def _read_by(view: View, some: Sequence[Outsider], who: str) -> tuple[Load, str]:
    """The most that some people outside can read, and that in a sentence; what nobody tells may be all that the org holds."""
    read = max((one.load for one in some), key=lambda load: (load.stake, load.fields))
    if read.fields or all(one.is_told for one in some):
        return read, f"{who} can read {read.words}."
    held = view.carriage.of_system(some[0].home)
    return held, f"What they can read is not told; the org holds {held.words}."


def _finding(view: View, card: Card, subject: Id, load: Load, detail: str, facts: Sequence[FactRow]) -> Finding:
    found = about(card.id, view, subject, load, load.weigh(Reach.INSIDE), f"{detail[:1].upper()}{detail[1:]}")
    return replace(found, locators=places(facts))


RULES = (Rule(LONG_SESSION, long_sessions), Rule(EMBEDDABLE, embeddable_sessions))
