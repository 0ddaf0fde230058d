"""What groups add up to by the platform's reckoning, against what their sets give less what is muted."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa

from connectors.salesforce.assemble.container_names import MUTING, some
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.exports.groups import Component
from connectors.salesforce.exports.reading import Reading
from lineage.columns import GrantBatch
from lineage.model.ids import Id
from lineage.model.records import Gap
from lineage.model.verdicts import Operation

_Told = Mapping[tuple[int, str], int]
"""Operations by leg and subject."""
_READING: Final = int(Operation.READ | Operation.READ_ALL)


def compare_sums(org: Org, reading: Reading, batches: Iterable[GrantBatch]) -> Iterator[Gap]:
    """A gap for each group that the platform has added up, and to something else."""
    groups: dict[str, list[Component]] = {}
    for one in reading.components:
        if reading.containers.status.get(one.group.key[1], True) and one.group.key[1] in reading.permissions.left_to_parts:
            groups.setdefault(one.group.key[1], []).append(one)
    wanted = {str(org.id.of_kind(one.held.kind, one.held.name)) for held in groups.values() for one in held}
    given = _by_principal(batches, wanted)
    sums = _by_principal(reading.permissions.sums, None)
    for held in groups.values():
        group = org.id.of_kind(held[0].group.kind, held[0].group.name)
        if str(group) not in sums:
            continue
        ours, theirs = _ours(org, held, given), sums[str(group)]
        differing = sorted(
            subject
            for leg, subject in {*ours, *theirs}
            if (ours.get((leg, subject), 0) ^ theirs.get((leg, subject), 0)) & _READING
        )
        if differing:
            yield _gap(org, group, held[0].group.name, list(dict.fromkeys(differing)))


def _by_principal(batches: Iterable[GrantBatch], wanted: set[str] | None) -> dict[str, dict[tuple[int, str], int]]:
    found: dict[str, dict[tuple[int, str], int]] = {}
    for batch in batches:
        for principal, leg, subject, operations in zip(*_columns(batch, wanted), strict=True):
            held = found.setdefault(principal, {})
            held[leg, subject] = held.get((leg, subject), 0) | operations
    return found


def _columns(batch: GrantBatch, wanted: set[str] | None) -> list[list[Any]]:
    """The columns of the rows of some principals, of all where `wanted` is `None`."""
    table = batch.table
    if wanted is not None:
        named = table.column("principal").combine_chunks()
        codes = [code for code, name in enumerate(named.dictionary.to_pylist()) if name in wanted]
        table = table.filter(pa.array(np.isin(named.indices.to_numpy(zero_copy_only=False), codes)))
    return [table.column(name).to_pylist() for name in ("principal", "leg", "subject", "operations")]


def _ours(org: Org, held: Iterable[Component], given: Mapping[str, _Told]) -> dict[tuple[int, str], int]:
    """What the sets of a group give together, less what is muted in it."""
    total: dict[tuple[int, str], int] = {}
    muted: dict[tuple[int, str], int] = {}
    for one in held:
        into = muted if one.held.kind == MUTING else total
        for key, operations in given.get(str(org.id.of_kind(one.held.kind, one.held.name)), {}).items():
            into[key] = into.get(key, 0) | operations
    return {key: operations & ~muted.get(key, 0) for key, operations in total.items()}


def _gap(org: Org, group: Id, name: str, subjects: list[str]) -> Gap:
    shown = [Id(subject).decoded.removeprefix(f"{org.id}/").replace("#", ".") for subject in subjects]
    return org.gap(
        "permission",
        f"What the platform adds up for permission set group {name} is not what its sets give less what is muted: {some(shown)}.",
        why="one of the two was changed while it was read, or the platform mutes otherwise than is known here",
        hides="whether holders of the group may read these; they are shown by what its sets give",
        remedy="Recalculate the group in Setup, and harvest again.",
        locator=f"PermissionSetGroup/{name}",
        subject=group,
    )
