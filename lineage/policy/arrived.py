"""What arrives in the clear at receivers, by the datasets that keep it."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from lineage.model.ids import Id
from lineage.model.verdicts import Basis, Form
from lineage.policy.inquiry import Inquiry
from lineage.policy.judged import JudgedHop

Arrived: TypeAlias = Mapping[Id, Mapping[Id, Mapping[str, Form]]]
"""By System and dataset, or by the System where no dataset is named: element → its clearest form."""

_READABLE = Form.PARTIAL
"""The least clear form that counts as in the clear."""
_OWN_RULES = ("salesforce", "public", "portal")
"""Kinds of Systems that say field by field what is encrypted, or store nothing."""


def arrived(hops: Iterable[JudgedHop], inquiry: Inquiry) -> Arrived:
    """What these hops bring in the clear, but for what is only permitted and what stays in flight."""
    found: dict[Id, dict[Id, dict[str, Form]]] = {}
    for one in hops:
        hop = one.hop
        system = hop.target.namespace
        if hop.enters_flight or not hop.bases & ~Basis.PERMITTED or inquiry.parties.of(system).kind in _OWN_RULES:
            continue
        clear = in_the_clear(one.carried.items())
        if clear:
            place = hop.target.owner if hop.target.is_field else hop.target
            found.setdefault(system, {}).setdefault(place, {}).update(clear)
    return found


def in_the_clear(held: Iterable[tuple[str, Form]]) -> dict[str, Form]:
    """Those of some elements that can be read as they are."""
    return {element: form for element, form in held if form <= _READABLE}
