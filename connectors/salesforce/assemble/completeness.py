"""Which containers list all that they hold, so that what is missing there is not held."""

from collections.abc import Mapping
from typing import TypeAlias

from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.permissions import ContainerRow, ObjectPermissionRows
from connectors.salesforce.rows.unread import UnreadRow

ContainerKey: TypeAlias = tuple[str, str]
"""Kind and folded name of a container."""


def complete_containers(rows: Rows, kinds: Mapping[str, str]) -> frozenset[ContainerKey]:
    """Containers that are there whole: no profile, for a file of one lists only what was retrieved with it.

    `kinds` are the kinds of container by the platform's word for them.
    """
    whole = {(row.kind, row.name.casefold()) for row in rows.of(ContainerRow) if row.whole}
    unread = {(kinds[row.component], row.name.casefold()) for row in rows.of(UnreadRow) if row.component in kinds}
    unclear = {(row.kind, row.container.casefold()) for row in rows.of(ObjectPermissionRows) if row.leaves_reading_unsaid}
    return frozenset(whole - unread - unclear)
