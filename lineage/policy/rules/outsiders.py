"""Rules about people outside: visitors who have not logged in, and members of portals."""

from collections.abc import Iterator, Sequence

import numpy as np

from lineage.model.ids import Id
from lineage.model.verdicts import Severity
from lineage.policy.called import counted, listed
from lineage.policy.carried import Load
from lineage.policy.describe import system_label
from lineage.policy.findings import Card, Finding, Rule, View
from lineage.policy.reading import Outsider
from lineage.policy.rules.not_told import not_told, retrieve
from lineage.policy.severity import Reach, Stake, Weight

OUTSIDER = Card(
    id="outsider-reads-personal-data",
    title="People outside can read personal data, or fields of which nobody knows what they hold",
    severity="critical where a sensitive or breach element can be read, high for personal and unclassified data; info where it is not told",
    why="Visitors are everybody on the internet, and members of a portal often are as well: what they can read is published. Sharing rules "
    "narrow the records, not the fields.",
    remedy="Take the field permissions out of the profile that visitors and members act by.",
    effort="one grant",
    role="admin",
    false_positives="A portal in which people see their own records only, and the field is theirs: sharing decides that, unjudged.",
    reference="Cal. Civ. Code §1798.150(a)(1), §1798.81.5; GDPR Art. 25(2)",
    missions=("B6", "B5"),
)

_PUBLIC = "public"


def outsiders(view: View) -> Iterator[Finding]:
    """A finding for each site whose visitors or members can read such data; one for those of whom nobody knows what they hold."""
    by_system: dict[Id, list[Outsider]] = {}
    for one in view.reading.outsiders:
        by_system.setdefault(one.target, []).append(one)
    untold: dict[Id, list[str]] = {}
    registering = {fact.subject: fact.value for fact in view.graph.facts_named("self-registration")}
    loads = view.reading.loads([np.asarray([one.row for one in some], np.int64) for some in by_system.values()])
    for (system, some), load in zip(by_system.items(), loads, strict=True):
        if load.fields:
            yield from _found(view, system, some, load, registering.get(system))
        for one in some:
            if not one.is_told:
                untold.setdefault(one.home, []).append(system_label(view.inquiry, system))
    yield from _nobody_met(view)
    for org, names in untold.items():
        yield not_told(
            OUTSIDER.id,
            view,
            org,
            f"What these people can read is not told, for the profiles that they act by are not here: {listed(sorted(set(names)))}.",
            retrieve("CustomSite", "Network", "Profile", "PermissionSet"),
        )


def _nobody_met(view: View) -> Iterator[Finding]:
    """That nothing tells of people outside, of orgs where nothing does; a table of users would."""
    homes = {one.home for one in view.reading.outsiders}
    for org in view.orgs:
        if org not in homes and not view.people.known:
            said = "Who looks in from outside is not told: no site, no guest and no portal user was met; there is none, or none was read."
            yield not_told(OUTSIDER.id, view, org, said, retrieve("CustomSite", "Network", "Profile", "PermissionSet"), "sites")


def _found(view: View, system: Id, some: Sequence[Outsider], load: Load, registers: str | None) -> Iterator[Finding]:
    """Members of a portal are meant to see something of people: only what is sensitive, or not known, is told of them."""
    is_public = view.inquiry.parties.of(system).kind == _PUBLIC
    is_open_to_all = is_public or registers is not None
    if load.stake == Stake.NOTHING or (load.stake == Stake.PERSONAL and not is_open_to_all):
        return
    weight: Weight = load.weigh(Reach.OUT)
    who = "Visitors who have not logged in" if is_public else "Members"
    joins = " Visitors may register themselves as members." if registers is not None else ""
    held = sorted({view.graph.id(row) for one in some for row in view.reading.memberships.of(one.row).tolist()})
    containers = sorted({one.name for one in held})
    examples = f" The worst: {load.examples}." if load.worst else ""
    home = some[0].home
    yield Finding(
        rule=OUTSIDER.id,
        verdict="violated" if load.stake >= Stake.PERSONAL else "unknown",
        severity=weight.severity if load.stake else Severity.MEDIUM,
        order=weight.order,
        subject=f"{home} -> {system}",
        where=f"{system_label(view.inquiry, home)} → {system_label(view.inquiry, system)}",
        detail=f"{who} can read {counted(load.fields, 'field')}: {load.words}.{examples}{joins}",
        carries=load.elements,
        systems=(home, system),
        proved_by=tuple(held),
        remedy=f"Take read access to the fields, or to their objects, out of {listed(containers)} (`fieldPermissions`, "
        "`objectPermissions`).",
    )


RULES = (Rule(OUTSIDER, outsiders),)
