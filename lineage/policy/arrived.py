"""What arrives in the clear at receivers, by the datasets that keep it."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import numpy as np

from lineage.analysis.terrain import ALL_BASES
from lineage.graph.alike_rows import alike_rows
from lineage.model.ids import Id
from lineage.model.verdicts import Basis, Form
from lineage.policy.inquiry import Inquiry
from lineage.policy.judged import JudgedHops

Arrived: TypeAlias = Mapping[Id, Mapping[Id, Mapping[str, Form]]]
"""By System and dataset, or by the System where no dataset is named: element → its clearest form."""

_READABLE = Form.PARTIAL
"""The least clear form that counts as in the clear."""
_OWN_RULES = ("salesforce", "public", "portal")
"""Kinds of Systems that say field by field what is encrypted, or store nothing."""


def arrived(hops: JudgedHops, inquiry: Inquiry) -> Arrived:
    """What these hops bring in the clear, but for what is only permitted and what stays in flight."""
    _, ends = hops.places
    clear = [in_the_clear(one.forms.items()) for one in hops.cargos]
    counts = ~hops.enters_flight & hops.known(ALL_BASES & ~Basis.PERMITTED) & (hops.of_cargos(list(map(len, clear))) != 0)
    at = np.flatnonzero(counts)
    first, _ = alike_rows([hops.cargo[at], ends[at]])
    found: dict[Id, dict[Id, dict[str, Form]]] = {}
    for place in at[first].tolist():
        system = hops.id(int(hops.taking[place]))
        if inquiry.parties.of(system).kind not in _OWN_RULES:
            held = found.setdefault(system, {}).setdefault(hops.id(int(ends[place])), {})
            held.update(clear[int(hops.cargo[place])])
    return found


def in_the_clear(held: Iterable[tuple[str, Form]]) -> dict[str, Form]:
    """Those of some elements that can be read as they are."""
    return {element: form for element, form in held if form <= _READABLE}
