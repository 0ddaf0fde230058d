"""Rules about what people declare: blocks, access that ends, and assessments."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import numpy as np

from lineage.graph.alike_rows import alike_rows
from lineage.graph.source import HopRow
from lineage.model.elements import element_words
from lineage.model.ids import Id
from lineage.model.records import Assessment, Block, TimeBoundGrant
from lineage.model.verdicts import Severity
from lineage.policy.blocks import Effect, effects, place_of
from lineage.policy.describe import is_critical, system_label
from lineage.policy.findings import Card, Finding, Rule, View
from lineage.policy.outliving import Outliving, outliving

BLOCK_IN_EFFECT = Card(
    id="block-in-effect",
    title="Somebody says that elements do not go on here, and verdicts are better by it",
    severity="info: it is a claim to be looked at, not a fault",
    why="A block can turn what exceeds a right into what a right covers; nothing but somebody's word says so.",
    remedy="Look at the reason again when the job, the mapping or the view changes.",
    effort="one correction",
    role="integration owner",
    false_positives="None: it tells what a map says.",
    reference="[What an answer means: blocks](meaning.md#blocks)",
    missions=("O1",),
)

BLOCK_WITHOUT_EFFECT = Card(
    id="block-without-effect",
    title="A declared block does nothing",
    severity="medium",
    why="Somebody believes that an element is stopped here. Either it goes another way, or the place is called something else.",
    remedy="Correct the place or the elements of the block, or remove it.",
    effort="one correction",
    role="integration owner",
    false_positives="A hop that is switched off for a while.",
    reference="[What an answer means: blocks](meaning.md#blocks)",
    missions=("O1",),
)

ACCESS_OUTLIVES_GRANT = Card(
    id="access-outlives-grant",
    title="Access is still there after the day until which it was approved, or will be",
    severity="high where that day is past, medium where the org keeps the access longer than was approved",
    why="Access that was approved for a while and stays is access that nobody approves.",
    remedy="Take the assignment or token away, or have it approved until another day.",
    effort="one grant",
    role="admin",
    false_positives="An approval that was renewed and is not in the map.",
    reference="GDPR Art. 32(1)(b); NIST SP 800-53 AC-2(2)",
    missions=("R7", "O5"),
)

ASSESSMENT_OVERDUE = Card(
    id="assessment-overdue",
    title="An assessment is overdue, or nobody assessed what takes sensitive data",
    severity="high where a day has passed; low for what was never assessed, and for what was last assessed more than a year ago and has no "
    "next day; info where a map declares no assessments",
    why="Who processes sensitive data for others has to be looked into, and looked into again.",
    remedy="Have it assessed, and declare the day, the result and the next due day under `assessments`.",
    effort="one correction",
    role="integration owner",
    false_positives="An assessment that was made and is not in the map.",
    reference="Cal. Civ. Code §1798.185(a)(14); GDPR Art. 28(1), Art. 35",
    missions=("O3", "O6"),
)

_YEAR = timedelta(days=366)
_PEOPLE = frozenset({"public", "portal"})
"""Nobody assesses people who look in: that they may is judged by other rules."""


def blocks_in_effect(view: View) -> Iterator[Finding]:
    """A finding for each block that makes some hop carry less."""
    for block, effect in _effects(view):
        if effect.stopped:
            stopped = {element for _, elements in effect.stopped for element in elements}
            yield _of_block(
                BLOCK_IN_EFFECT.id,
                block,
                f"{_words(stopped)} would go on over {_counted(len(effect.stopped), 'hop')}: {_named(effect)}. "
                f"Reason: {_sentence(block.reason)}{f' Says {block.by}.' if block.by else ''}{_idle(block, stopped)}",
                Severity.INFO,
            )


def blocks_without_effect(view: View) -> Iterator[Finding]:
    """A finding for each block that does nothing, and why."""
    for block, effect in _effects(view):
        if not effect.stopped:
            yield _of_block(BLOCK_WITHOUT_EFFECT.id, block, _why_not(view, block, effect), Severity.MEDIUM)


def _effects(view: View) -> list[tuple[Block, Effect]]:
    return effects(view.graph, view.inquiry) if view.graph.declarations(Block) else []


def _of_block(rule: str, block: Block, detail: str, severity: Severity) -> Finding:
    ends = [end for end in (block.into, block.job, block.source, block.target) if end is not None]
    return Finding(
        rule=rule,
        subject=f"block {' -> '.join(ends)} {','.join(block.elements)}",
        where=f"block: {place_of(block)}",
        verdict="violated" if rule == BLOCK_WITHOUT_EFFECT.id else "unknown",
        severity=severity,
        detail=detail,
        systems=tuple(sorted({end.namespace for end in ends if block.job != end})),
        locators=_said(block),
    )


def _why_not(view: View, block: Block, effect: Effect) -> str:
    what = _words(block.elements)
    if not effect.hops:
        return f"No hop is there that could carry {what}, or only permissions tell of one."
    admits = view.inquiry.setting.options.admits
    if not any(admits(hop) for hop in effect.hops):
        return f"{_counted(len(effect.hops), 'hop')} there could carry {what}, and none is switched on."
    return f"{_counted(len(effect.hops), 'hop')} there carry something, and {what} never comes so far."


def _idle(block: Block, stopped: Iterable[str]) -> str:
    idle = set(block.elements) - set(stopped)
    return f" {_words(idle)} never comes so far." if idle else ""


def _named(effect: Effect) -> str:
    shown = [f"{_end(hop.source)} → {_end(hop.target)}" for hop, _ in effect.stopped[:3]]
    rest = len(effect.stopped) - len(shown)
    return ", ".join(shown) + (f" and {rest:,} more" if rest else "")


def _end(id: Id) -> str:
    return id.decoded if id.is_system else id.shown


def access_outlives_grants(view: View) -> Iterator[Finding]:
    """A finding for each grant after whose last day the access is there, may be, or will be."""
    grants = view.graph.declarations(TimeBoundGrant)
    for grant, found in outliving(view.graph, grants, view.inquiry.setting.as_of) if grants else ():
        yield _of_grant(grant, found)


def _of_grant(grant: TimeBoundGrant, found: Outliving) -> Finding:
    holder = grant.principal or grant.application or Id("")
    what = f" to {grant.to.name if grant.to.kind else grant.to.shown}" if grant.to else ""
    ticket = f", {grant.ticket}" if grant.ticket else ""
    approved = f"Approved by {grant.approved_by} until {grant.until} for: {_sentence(grant.reason).rstrip('.')}{ticket}."
    return Finding(
        rule=ACCESS_OUTLIVES_GRANT.id,
        subject=f"{holder} {grant.to or ''}".strip(),
        where=f"{holder.kind} {holder.name}{what}",
        verdict=found.verdict,
        severity=Severity.HIGH if found.is_over else Severity.MEDIUM,
        detail=f"{found.detail} {approved}",
        systems=(holder.namespace,),
        locators=_said(grant),
        remedy=found.remedy or f"{(_taken_away if found.is_over else _ended)(grant)}; or have it approved until another day.",
        effort="one correction" if found.remedy else None,
    )


def _ended(grant: TimeBoundGrant) -> str:
    """How an administrator lets access end by itself."""
    holder, to = grant.principal or Id(""), grant.to or Id("")
    return f"Setup, Users, {holder.name}, Permission Set Assignments: let {to.name} expire on {grant.until}"


def _taken_away(grant: TimeBoundGrant) -> str:
    """How an administrator takes access away."""
    if grant.application:
        return f"Revoke its tokens, and block it: Setup, Connected Apps OAuth Usage, {grant.application.name}"
    holder, to = grant.principal or Id(""), grant.to
    if holder.kind != "user":
        return f"Take it out of {holder.kind.replace('-', ' ')} {holder.name}"
    if to is None:
        return f"Setup, Users, {holder.name}: freeze or deactivate, or take away what it holds"
    if to.kind == "profile":
        return f"Setup, Users, {holder.name}: give it another profile than {to.name}"
    if to.kind:
        return f"Setup, Users, {holder.name}, Permission Set Assignments: take {to.name} away"
    return f"Setup, Users, {holder.name}: take away what opens {to.shown}"


def assessments_overdue(view: View) -> Iterator[Finding]:
    """A finding for each assessment that is overdue, and for what takes sensitive data and was never assessed."""
    assessments = view.graph.declarations(Assessment)
    groups: dict[tuple[object, ...], list[Assessment]] = {}
    for one in assessments:
        groups.setdefault((one.kind, *_about(one)), []).append(one)
    for same in groups.values():
        yield from _overdue(view, same)
    never = list(_never_assessed(view, assessments))
    if assessments:
        yield from never
    elif never:
        yield Finding(
            rule=ASSESSMENT_OVERDUE.id,
            subject="assessments",
            where="the whole run",
            detail=f"No assessments are declared; {_counted(len(never), 'flow')} of sensitive data could not be held against one.",
        )


def _about(one: Assessment) -> tuple[Id | None, ...]:
    return one.application, one.system, one.job, one.source, one.target


def _overdue(view: View, same: list[Assessment]) -> Iterator[Finding]:
    """The next due day is the first after the latest that was done; a due day before that is fulfilled."""
    done = max((one.done for one in same if one.done), default=None)
    due = min(
        (one for one in same if one.due and (done is None or one.due > done)), key=lambda one: one.due or date.max, default=None
    )
    day = view.inquiry.setting.as_of
    if due is None:
        yield from _stale(view, [one for one in same if one.done == done], day)
        return
    if due.due is None or due.due >= day:
        return
    last = f"last done on {done}" if done else "never done"
    yield Finding(
        rule=ASSESSMENT_OVERDUE.id,
        subject=_named_by(due),
        where=_called(view, due),
        verdict="violated",
        severity=Severity.HIGH,
        detail=f"The {due.kind} was due on {due.due} and is {_counted((day - due.due).days, 'day')} late; {last}"
        f"{f', by {due.by}' if due.by else ''}.",
        systems=tuple(sorted({id.namespace for id in _about(due) if id})),
        locators=_said(due),
    )


def _stale(view: View, last: Sequence[Assessment], day: date) -> Iterator[Finding]:
    """What was done long ago, and of which nobody says when it is due again."""
    one = last[0]
    if one.done and one.done < day - _YEAR:
        yield Finding(
            rule=ASSESSMENT_OVERDUE.id,
            subject=_named_by(one),
            where=_called(view, one),
            severity=Severity.LOW,
            detail=f"The {one.kind} was last done on {one.done}, more than a year ago, and nobody says when it is due again.",
            systems=tuple(sorted({id.namespace for id in _about(one) if id})),
            locators=_said(one),
        )


def _named_by(one: Assessment) -> str:
    return " ".join([one.kind, *(str(id) for id in _about(one) if id)])


def _called(view: View, one: Assessment) -> str:
    if one.application:
        return f"application {one.application.name}"
    if one.system:
        return system_label(view.inquiry, one.system)
    ends = [system_label(view.inquiry, end) if end else "anywhere" for end in (one.source, one.target)]
    flow = " → ".join(ends) if one.source or one.target else ""
    return ", ".join(part for part in (flow, f"by {one.job.name}" if one.job else "") if part)


def _never_assessed(view: View, assessments: Iterable[Assessment]) -> Iterator[Finding]:
    takers: dict[tuple[Id | None, Id, Id, Id | None], set[str]] = {}
    elements = view.inquiry.elements
    hops = view.hops
    critical = np.flatnonzero(hops.rank == Severity.CRITICAL.rank)
    first, which = alike_rows([column[critical] for column in (hops.giving, hops.taking, hops.job, hops.application)])
    for number, place in enumerate(critical[first].tolist()):
        hop = hops[place].hop
        carried = {name for cargo in set(hops.cargo[critical[which == number]].tolist()) for name in hops.cargos[cargo].forms}
        sensitive = {name for name in carried if is_critical(elements.get(name))}
        is_person = view.inquiry.parties.of(hop.target.namespace).kind in _PEOPLE
        if sensitive and not is_person and not any(_covers(one, hop) for one in assessments):
            flow = (hop.job, hop.source.namespace, hop.target.namespace, None if hop.job else hop.application)
            takers.setdefault(flow, set()).update(sensitive)
    for (job, source, target, application), held in sorted(takers.items(), key=str):
        taker = job or application
        ends = f"{system_label(view.inquiry, source)} → {system_label(view.inquiry, target)}"
        yield Finding(
            rule=ASSESSMENT_OVERDUE.id,
            subject=f"{taker or ''} {source} -> {target}".strip(),
            where=f"{ends}, by {taker.name}" if taker else ends,
            severity=Severity.LOW,
            detail=f"It takes {_words(held)}, and no assessment of it, of its receiver or of who asks is declared.",
            systems=(source, target),
        )


def _covers(one: Assessment, hop: HopRow) -> bool:
    ends = (hop.source.namespace, hop.target.namespace)
    if one.application or one.system:
        return one.application == hop.application if one.application else one.system in ends
    wanted = ((one.job, hop.job), (one.source, ends[0]), (one.target, ends[1]))
    return all(said is None or said == is_ for said, is_ in wanted)


def _words(elements: Iterable[str]) -> str:
    return ", ".join(element_words(element) for element in sorted(elements))


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _sentence(text: str) -> str:
    return f"{text.rstrip('. ')}."


def _said(one: Block | TimeBoundGrant | Assessment) -> tuple[tuple[str, str], ...]:
    return tuple((line.connector, line.locator) for line in one.evidence)


RULES = (
    Rule(ACCESS_OUTLIVES_GRANT, access_outlives_grants),
    Rule(ASSESSMENT_OVERDUE, assessments_overdue),
    Rule(BLOCK_WITHOUT_EFFECT, blocks_without_effect),
    Rule(BLOCK_IN_EFFECT, blocks_in_effect),
)
