"""Rules about what middleware and receivers keep of what passes: logs, caches, and data at rest."""

from collections.abc import Iterator, Mapping, Sequence

from lineage.graph.source import HopRow
from lineage.model.elements import UNCLASSIFIED, element_words
from lineage.model.ids import Id
from lineage.model.verdicts import Form, Severity
from lineage.policy.arrived import in_the_clear
from lineage.policy.describe import listed, node_label, system_label
from lineage.policy.findings import Card, Finding, Rule, Verdict, View
from lineage.policy.judged import severity_of
from lineage.policy.severity import Reach, Stake, weigh

PAYLOAD_KEPT = Card(
    id="payload-kept",
    title="A job writes what it carries to a log or a cache, in the clear",
    severity="critical for sensitive and breach elements, high for other personal and unclassified data",
    why="Logs and caches outlive the transfer, are read by more people than the data, and are seldom deleted when a person asks for it.",
    remedy="Switch off the logging of payloads, or mask before it; declare the System `at_rest: encrypted` where it is.",
    effort="code",
    role="developer",
    false_positives="A log that is encrypted and kept for hours only, of which the map does not say so.",
    reference="GDPR Art. 5(1)(e), Art. 32(1)(a); Cal. Civ. Code §1798.100(c), §1798.150(a)(1); CWE-532",
    missions=("B3",),
)

STORED_IN_THE_CLEAR = Card(
    id="stored-in-the-clear",
    title="A receiver stores what arrives unencrypted, or nobody says that it does not",
    severity="critical for sensitive and breach elements, high for other personal and unclassified data; one step lower where nobody "
    "says",
    why="A lost back-up of unencrypted personal data must be notified and carries statutory damages; of encrypted data it need not.",
    remedy="Encrypt the store, or send what is masked, hashed or tokenised; say `at_rest` of the System or dataset in the map.",
    effort="one setting",
    role="integration owner",
    false_positives="The store is encrypted and the map does not say so.",
    reference="Cal. Civ. Code §1798.150(a)(1), §1798.82(h); GDPR Art. 32(1)(a), Art. 34(3)(a)",
    missions=("R3", "B3"),
)

_KEPT = ("log", "cache")
_STEP_LOWER = {Severity.CRITICAL: Severity.HIGH, Severity.HIGH: Severity.MEDIUM}


def payloads_kept(view: View) -> Iterator[Finding]:
    """A finding for each log and cache of a job that holds personal data in the clear and is not said to be encrypted."""
    for place in _kept(view):
        hops = [hop for hop in view.inquiry.source.hops_to([place]) if view.inquiry.setting.options.admits(hop)]
        clear = in_the_clear(item for hop in hops for item in view.inquiry.carried(hop).items())
        rest = _at_rest(view, place)
        if clear and rest != "encrypted":
            yield Finding(
                rule=PAYLOAD_KEPT.id,
                verdict=_verdict(rest),
                severity=severity_of(clear, view.inquiry.elements),
                subject=place,
                where=node_label(view.inquiry, place),
                detail=f"The {place.shown} holds {_words(clear)} in the clear, and {_said(rest)}.",
                systems=(place.namespace,),
                locators=_locators(view, hops),
            )
    yield from _kept_somewhere(view)


def _kept_somewhere(view: View) -> Iterator[Finding]:
    """A finding for each job that keeps what it carries, and of which nobody says in which System."""
    for job in view.jobs:
        kept = [kind for kind, word in (("log", "logs_payload"), ("cache", "caches_payload")) if job.detail.get(word)]
        if kept and not job.detail.get("runs_in"):
            stake = view.hops.moved_by(job.id) or Stake.NOTHING
            yield Finding(
                rule=PAYLOAD_KEPT.id,
                severity=max(Severity.MEDIUM, weigh(stake, Reach.OUT).severity, key=lambda one: one.rank),
                subject=job.id,
                where=node_label(view.inquiry, job.id),
                detail=f"It keeps what it carries in a {' and a '.join(kept)}, and nobody says in which System it runs.",
                remedy="Say in the map where the job runs (`runs_in`).",
                effort="one correction",
                systems=(job.id.namespace,),
            )


def stored_in_the_clear(view: View) -> Iterator[Finding]:
    """A finding for each System that receives personal data in the clear and is not said to keep it encrypted; one on bare paths."""
    if view.inquiry.setting.bare:
        yield from _nobody_says(len(view.arrived))
        return
    for system, places in sorted(view.arrived.items()):
        found: dict[str, dict[Id, Mapping[str, Form]]] = {}
        for place, clear in sorted(places.items()):
            found.setdefault(_at_rest(view, place), {})[place] = clear
        open_ = [(rest, found[rest]) for rest in ("unencrypted", "") if rest in found]
        if open_:
            yield _stored(view, system, open_)


def _stored(view: View, system: Id, found: Sequence[tuple[str, Mapping[Id, Mapping[str, Form]]]]) -> Finding:
    """What is in the clear, then what nobody tells of."""
    said, severities = [], []
    for rest, places in found:
        clear = {element: form for held in places.values() for element, form in held.items()}
        names = [place.shown for place in places if not place.is_system]
        said.append(f"{f'In {listed(names)}, it' if names else 'It'} keeps {_words(clear)}, and {_said(rest)}.")
        severity = severity_of(clear, view.inquiry.elements)
        severities.append(severity if rest else _STEP_LOWER.get(severity, severity))
    return Finding(
        rule=STORED_IN_THE_CLEAR.id,
        verdict=_verdict(found[0][0]),
        severity=max(severities, key=lambda one: one.rank),
        subject=system,
        where=system_label(view.inquiry, system),
        detail=" ".join(said),
        systems=(system,),
    )


def _nobody_says(receivers: int) -> Iterator[Finding]:
    if receivers:
        yield Finding(
            rule=STORED_IN_THE_CLEAR.id,
            subject="at rest",
            where="the whole run",
            detail=f"{receivers:,} {'Systems receive data and may' if receivers > 1 else 'System receives data and may'} keep it; "
            "without a map nobody says whether encrypted.",
            remedy="Start a project with `lineage init`, and say `at_rest` of the Systems in its map.",
        )


def _kept(view: View) -> Iterator[Id]:
    """Every log and cache."""
    for system in view.inquiry.source.systems():
        yield from (place for place in view.inquiry.source.datasets_of(system.id) if place.kind in _KEPT)


def _locators(view: View, hops: Sequence[HopRow]) -> tuple[tuple[str, str], ...]:
    said = view.inquiry.source.evidence({hop.number for hop in hops})
    return tuple(sorted({(line.connector, line.locator) for lines in said.values() for line in lines}))


def _at_rest(view: View, place: Id) -> str:
    """What is declared of a place, or of its System."""
    said = {node.id: str(node.detail.get("at_rest", "")) for node in view.inquiry.source.nodes({place, place.namespace})}
    return said.get(place) or said.get(place.namespace, "")


def _verdict(rest: str) -> Verdict:
    return "violated" if rest else "unknown"


def _said(rest: str) -> str:
    return "it is not encrypted at rest" if rest else "nobody says whether it is encrypted at rest"


def _words(clear: Mapping[str, Form]) -> str:
    named = [element_words(element) for element in sorted(clear) if element != UNCLASSIFIED]
    unclassified = ["unclassified data"] if UNCLASSIFIED in clear else []
    return " and ".join([*([listed(named, 10)] if named else []), *unclassified])


RULES = (Rule(PAYLOAD_KEPT, payloads_kept), Rule(STORED_IN_THE_CLEAR, stored_in_the_clear))
