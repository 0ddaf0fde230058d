"""What was decided in an access review, as metadata to deploy.

There is one muting set for each group, a permission set that is exactly enough for each of those who are reduced, and, apart from the
rest, what deletes applications. A group has one muting set at most, for all who hold it: what somebody needs whose access is only
reduced is muted for nobody.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from connectors.salesforce.deploy import (
    FORMULA,
    PROJECT,
    ROOT,
    how_to,
    muting_sets,
    needed_fields,
    package,
    permission_set,
    set_name,
    still_surplus,
    what_on,
)
from lineage.model.ids import Id
from lineage.model.privilege_answers import LeastPrivilegeAnswer, Removal
from lineage.model.review_answers import DecidedRemoval, DecidedRemovals

_DELETED: Final = {"connected app": "ConnectedApp", "external client app": "ExternalClientApplication"}
"""The kinds of applications that the org defines itself, as the platform's metadata types."""
_COLUMNS: Final = (
    "subject", "decision", "kind", "container", "through", "permission", "on", "take away", "how", "other users who hold it",
)  # fmt: skip


def removal_files(order: DecidedRemovals) -> Mapping[str, str]:
    """The files of a project to deploy, by their path in it; deleting applications is a deployment of its own."""
    answers = [answer for one in order.removals for answer in one.answers]
    sets = {set_name(one): permission_set(one, needed_fields(one)) for one in answers if one.needed_objects}
    mutings = dict(muting_sets(list(_muted_for_all(answers))))
    members = {"MutingPermissionSet": sorted(mutings), "PermissionSet": sorted(sets)}
    return {
        **{f"{ROOT}/permissionsets/{name}.permissionset-meta.xml": text for name, text in sorted(sets.items())},
        **{f"{ROOT}/mutingpermissionsets/{name}.mutingpermissionset-meta.xml": text for name, text in sorted(mutings.items())},
        "package.xml": package({kind: names for kind, names in members.items() if names}),
        "sfdx-project.json": json.dumps(PROJECT, indent=2) + "\n",
        **_deleted(order),
        "removals.csv": _table(order),
        "notes.md": _notes(order, sorted(mutings), sorted(sets)),
    }


def _muted_for_all(answers: Sequence[LeastPrivilegeAnswer]) -> Iterator[Removal]:
    """What muting sets take away: nothing that any of them needs."""
    fields: dict[str, bool] = {}
    objects: dict[str, set[str]] = {}
    for answer in answers:
        for name, edits in needed_fields(answer).items():
            fields[name] = fields.get(name, False) or edits
        for one in answer.needed_objects:
            objects.setdefault(one.dataset, set()).update(one.operations)
    for removal in _each_once(still_surplus((one for answer in answers for one in answer.removals if one.through), fields)):
        kept = objects.get(removal.subject, set()) if removal.leg == "object" else set()
        left = tuple(word for word in removal.operations if word not in kept)
        if left:
            yield removal.model_copy(update={"operations": left})


def _each_once(removals: Iterable[Removal]) -> Iterator[Removal]:
    """The removals, those of several subjects from one container once; of operations, all that any of them asks for."""
    found: dict[tuple[str, str, str, str], Removal] = {}
    for one in removals:
        key = (one.through, one.container.id, one.leg, one.subject)
        before = found.get(key, one)
        found[key] = before.model_copy(update={"operations": tuple(dict.fromkeys((*before.operations, *one.operations)))})
    return iter([found[key] for key in sorted(found)])


def _deleted(order: DecidedRemovals) -> Mapping[str, str]:
    """A deployment that deletes what the org defines itself of the removed applications."""
    names: dict[str, list[str]] = {}
    for one in order.removals:
        if one.decision == "remove" and one.subtype in _DELETED:
            names.setdefault(_DELETED[one.subtype], []).append(Id(one.subject.id).name)
    if not names:
        return {}
    sorted_names = {kind: sorted(some) for kind, some in names.items()}
    return {"delete/destructiveChanges.xml": package(sorted_names), "delete/package.xml": package({})}


def _table(order: DecidedRemovals) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in order.removals:
        for answer in one.answers:
            for removal in still_surplus(answer.removals, needed_fields(answer)):
                row = _row(one, removal)
                writer.writerow([f"'{value}" if value.startswith(FORMULA) else value for value in row])
    return text.getvalue()


def _row(one: DecidedRemoval, removal: Removal) -> Sequence[str]:
    return (
        one.subject.name,
        one.decision,
        removal.container.kind,
        removal.container.name,
        Id(removal.through).name if removal.through else "",
        removal.leg,
        what_on(removal),
        " ".join(removal.operations),
        how_to(removal),
        str(removal.others),
    )


def _notes(order: DecidedRemovals, mutings: Sequence[str], sets: Sequence[str]) -> str:
    decided = "".join(f"- {_line(one)}\n" for one in order.removals)
    groups = "".join(
        f"- `{one}`: put it into its group under `mutingPermissionSets`; it then holds for all who hold the group\n"
        for one in mutings
    )
    enough = "".join(f"- `{one}`: assign it before anything is taken away\n" for one in sets)
    deletes = (
        "- `delete/`: deletes applications that the org defines itself; deploy it last: `sf project deploy start --manifest "
        "delete/package.xml --post-destructive-changes delete/destructiveChanges.xml --dry-run`\n"
        if _deleted(order)
        else ""
    )
    files = bool(mutings or sets)
    first = (
        "Validate first: `sf project deploy start --manifest package.xml --dry-run`."
        if files
        else "Nothing here is to be deployed."
    )
    return f"""# What was decided to be taken away

From snapshot {order.snapshot}, as of {order.as_of}.

{decided}
## How

{first if files or not deletes else "Only `delete/` is to be deployed."}

{enough}{groups}{deletes}- `removals.csv` lists everything to take away; what no muting set takes away is to be done by hand

Test the integrations that stay before anything is taken away. What one that is reduced needs is muted for nobody, so that a group which
several hold may keep more than each needs.
"""


def _line(one: DecidedRemoval) -> str:
    """One decision in one line; what it is called is text, and no markup."""
    name = "".join(letter for letter in one.subject.name if letter.isprintable() and letter not in "`<>")
    count = sum(len(answer.removals) for answer in one.answers)
    by_hand = f" {one.by_hand}" if one.by_hand else ""
    return f"{one.decision} {one.subject.kind} `{name}`: rights to take away: {count:,}.{by_hand}"
