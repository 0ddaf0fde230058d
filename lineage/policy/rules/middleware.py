"""Rules about what middleware and receivers keep of what passes: logs, caches, and data at rest."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from lineage.analysis.terrain import ALL_BASES
from lineage.model.elements import UNCLASSIFIED, element_words
from lineage.model.ids import Id
from lineage.model.verdicts import Basis, Form, Severity
from lineage.policy.alike_rows import alike_rows
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
    severity="critical for sensitive and breach elements, high for other personal and unclassified data; medium where nobody says",
    why="A lost back-up of unencrypted personal data must be notified and carries statutory damages; of encrypted data it need not.",
    remedy="Encrypt the store, or send what is masked, hashed or tokenised; say `at_rest` of the System or dataset in the map.",
    effort="one setting",
    role="integration owner",
    false_positives="The store is encrypted and the map does not say so.",
    reference="Cal. Civ. Code §1798.150(a)(1), §1798.82(h); GDPR Art. 32(1)(a), Art. 34(3)(a)",
    missions=("R3", "B3"),
)

_KEPT = ("log", "cache")
_READABLE = Form.PARTIAL
"""The least clear form that counts as in the clear."""
_OWN_RULES = ("salesforce", "public", "portal")
"""Kinds of Systems that say field by field what is encrypted, or store nothing."""


def payloads_kept(view: View) -> Iterator[Finding]:
    """A finding for each log and cache of a job that holds personal data in the clear and is not said to be encrypted."""
    for place in _kept(view):
        clear = _written(view, place)
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
    arrived = _arrived(view)
    if view.inquiry.setting.bare:
        yield from _nobody_says(len(arrived))
        return
    for system, places in sorted(arrived.items()):
        rests = {place: _at_rest(view, place) for place in sorted(places)}
        for rest in ("unencrypted", ""):
            found = {place: places[place] for place, said in rests.items() if said == rest}
            if found:
                yield _stored(view, system, found, rest)
                break


def _stored(view: View, system: Id, found: Mapping[Id, Mapping[str, Form]], rest: str) -> Finding:
    clear = {element: form for held in found.values() for element, form in held.items()}
    names = [place.shown for place in found if not place.is_system]
    where = f"In {listed(names)}, it" if names else "It"
    severity = severity_of(clear, view.inquiry.elements)
    return Finding(
        rule=STORED_IN_THE_CLEAR.id,
        verdict=_verdict(rest),
        severity=severity if rest else min(severity, Severity.MEDIUM, key=lambda one: one.rank),
        subject=system,
        where=system_label(view.inquiry, system),
        detail=f"{where} keeps {_words(clear)}, and {_said(rest)}.",
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


def _arrived(view: View) -> dict[Id, dict[Id, dict[str, Form]]]:
    """What arrives in the clear at the datasets of each System, or at the System where no dataset is named."""
    hops, (_, ends) = view.hops, view.hops.places
    clear = [_in_the_clear(one.forms.items()) for one in hops.cargos]
    counts = ~hops.enters_flight & hops.known(ALL_BASES & ~Basis.PERMITTED) & (hops.of_cargos(list(map(len, clear))) != 0)
    at = np.flatnonzero(counts)
    first, _ = alike_rows([hops.cargo[at], ends[at]])
    arrived: dict[Id, dict[Id, dict[str, Form]]] = {}
    for place in at[first].tolist():
        system = hops.id(int(hops.taking[place]))
        if view.inquiry.parties.of(system).kind not in _OWN_RULES:
            held = arrived.setdefault(system, {}).setdefault(hops.id(int(ends[place])), {})
            held.update(clear[int(hops.cargo[place])])
    return arrived


def _in_the_clear(held: Iterable[tuple[str, Form]]) -> dict[str, Form]:
    return {element: form for element, form in held if form <= _READABLE}


def _kept(view: View) -> Iterator[Id]:
    """Every log and cache."""
    for system in view.inquiry.source.systems():
        yield from (place for place in view.inquiry.source.datasets_of(system.id) if place.kind in _KEPT)


def _written(view: View, place: Id) -> dict[str, Form]:
    """What is written to a log or cache in the clear."""
    inquiry = view.inquiry
    hops = [hop for hop in inquiry.source.hops_to([place]) if inquiry.setting.options.admits(hop)]
    return _in_the_clear(item for hop in hops for item in inquiry.carried(hop).items())


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
