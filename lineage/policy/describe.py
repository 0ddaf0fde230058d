"""Hops and coverage in the words of answers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from lineage.analysis.holdings import NOTHING, Part
from lineage.graph.source import HopRow
from lineage.model.answers import ElementLine, EvidenceLine, HopAnswer
from lineage.model.elements import Element, element_label
from lineage.model.ids import Id
from lineage.model.records import Block, Evidence
from lineage.model.verdicts import Form, Right
from lineage.policy.blocks import lines
from lineage.policy.inquiry import Inquiry

LISTED = 6
"""Names that a sentence lists."""


class Describer:
    """Makes hop answers; evidence and facts are looked up for all hops of an answer at once.

    `rights` and `blocks` are by the number of the hop, where they are known already.
    """

    def __init__(
        self,
        inquiry: Inquiry,
        hops: Iterable[HopRow],
        day: date,
        rights: Mapping[int, Right] | None = None,
        blocks: Mapping[int, Sequence[Block]] | None = None,
    ) -> None:
        hops = list(hops)
        self._inquiry = inquiry
        self._day = day
        numbers = {hop.number for hop in hops}
        permitted = inquiry.permits.evidence(numbers)
        self._evidence = {**inquiry.source.evidence(numbers - permitted.keys()), **permitted}
        self._facts = inquiry.source.facts({id for hop in hops for id in (hop.job, hop.channel) if id})
        self._blocks = blocks if blocks is not None else inquiry.source.blocks() if any(hop.blocked for hop in hops) else {}
        self._whole: dict[int, Right] = dict(rights or {})

    def hop(self, hop: HopRow, right: Right | None = None, forms: Mapping[str, Form] | None = None) -> HopAnswer:
        """A hop; `right` is of the part that the question is about, else of all that the hop carries."""
        if hop.number not in self._whole:
            self._whole[hop.number] = self._inquiry.hop_right(hop, self._day)
        whole = self._whole[hop.number]
        return HopAnswer(
            source=hop.source,
            target=hop.target,
            job=hop.job or "",
            channel=hop.channel or "",
            principal=hop.principal or "",
            principals=self._inquiry.permits.principals(hop.number),
            application=hop.application or "",
            bases=hop.bases.words,
            active=hop.active.word,
            transit=hop.transit.word,
            authorization=(whole if right is None else right).words,
            hop_authorization=whole.words,
            transformation=hop.transform,
            form={element: form.word for element, form in sorted((forms or {}).items())},
            precision=hop.precision.word,
            open=hop.open,
            facts=tuple(sorted({fact for id in (hop.job, hop.channel) if id for fact in self._facts.get(id, ())})),
            blocks=lines(self._blocks.get(hop.number, ())),
            evidence=evidence_lines(self._evidence.get(hop.number, ()), self._inquiry.setting.seen_at),
        )


def evidence_lines(evidence: Sequence[Evidence], seen_at: Mapping[str, str]) -> tuple[EvidenceLine, ...]:
    """Evidence with the time at which its source was read."""
    return tuple(
        EvidenceLine(
            basis=one.basis.words[0],
            stated=one.stated,
            connector=one.connector,
            locator=one.locator,
            seen_at=seen_at.get(one.connector, ""),
        )
        for one in evidence
    )


def element_lines(part: Part, elements: Mapping[str, Element], says: Mapping[str, Sequence[str]]) -> tuple[ElementLine, ...]:
    """What a node holds, by element in alphabetical order."""
    forms: dict[str, Form] = {}
    for item in part:
        if item.element == NOTHING:
            continue
        forms[item.element] = min(item.form, forms.get(item.element, item.form))
    return tuple(
        ElementLine(
            element=id,
            form=form.word,
            label=element_label(id, elements),
            sensitive=is_critical(elements.get(id)),
            says=tuple(says.get(id, ())),
        )
        for id, form in sorted(forms.items())
    )


def is_critical(element: Element | None) -> bool:
    """Whether the gate counts an element as sensitive: sensitive by statute, or a breach element, without ifs."""
    return element is not None and (element.spi == "yes" or element.breach == "yes")


def system_label(inquiry: Inquiry, system: Id) -> str:
    """How people call a System: its label, its map name, else its namespace."""
    party = inquiry.parties.of(system)
    return party.label or next(iter(sorted(party.names)), "") or system.decoded


def node_label(inquiry: Inquiry, node: Id) -> str:
    """How people call a node, behind its System."""
    if node.is_system:
        return system_label(inquiry, node)
    kinds = ("job", "channel", "application")
    name = f"{node.kind} {node.name}" if node.kind in kinds else node.shown
    return f"{system_label(inquiry, node.namespace)}: {name}"


def listed(names: Sequence[str], most: int = LISTED, of: int = 0) -> str:
    """The first names, and how many more there are; `of` is how many there are in all where these are the first only.

    >>> listed(["a", "b", "c"], 2), listed(["a", "b"], 2, of=9)
    ('a, b and 1 more', 'a, b and 7 more')
    """
    rest = max(len(names), of) - most
    return ", ".join(names[:most]) + (f" and {rest:,} more" if rest > 0 else "")
