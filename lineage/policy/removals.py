"""What to take away from the containers of somebody, so that no more than what is needed is left."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from lineage.graph.access import Access, Given, muted, takes_away
from lineage.graph.grant_source import GrantRow
from lineage.graph.grant_table import GrantTable
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id
from lineage.model.privilege_answers import Removal
from lineage.model.verdicts import Leg, Operation
from lineage.policy.access import principal_line

_USER = "user"
_GROUP = "permission-set-group"


@dataclass(frozen=True)
class Keep:
    """What is needed, and so stays."""

    fields: Mapping[Id, Operation]
    datasets: Mapping[Id, Operation]
    whole: frozenset[Id] = frozenset()
    """Datasets of which every field is needed, those to come as well."""

    def surplus(self, grant: GrantRow) -> Operation:
        """What of a grant is not needed.

        Where nothing of a dataset is needed, taking away the dataset does; its fields need not be taken away one by one.
        """
        subject = grant.subject
        if grant.leg == Leg.OBJECT:
            kept = Operation(0) if subject.is_system else self.datasets.get(subject, Operation(0))
            return grant.operations & ~kept
        if subject.is_system:
            return grant.operations
        owner = subject.owner if subject.is_field else subject
        if not self.datasets.get(owner):
            return Operation(0)
        if subject.is_field:
            return grant.operations & ~self.fields.get(subject, Operation(0))
        return Operation(0) if subject in self.whole else grant.operations


@dataclass
class Removals:
    """Looks up what containers grant, and who else holds them."""

    graph: LineageGraph
    access: Access
    grants: GrantTable

    @cached_property
    def holders(self) -> Mapping[Id, frozenset[Id]]:
        """The users who hold each container, directly or by a group."""
        found: dict[Id, set[Id]] = {}
        for member in self.access.memberships:
            if member.kind == _USER:
                for container, _ in self.containers(member):
                    found.setdefault(container, set()).add(member)
        return {container: frozenset(users) for container, users in found.items()}

    def containers(self, member: Id, above: tuple[Id, ...] = ()) -> Iterator[tuple[Id, Id | None]]:
        """Every container that somebody holds, with the group that it comes with; those that take away are left out."""
        for row in self.access.memberships.get(member, ()):
            if row.container not in (member, *above) and not takes_away(row.container):
                yield row.container, member if above else None
                yield from self.containers(row.container, (*above, member))

    def of(self, principals: Iterable[Id], keep: Keep) -> Sequence[Removal]:
        """What to take away, by container, leg and subject."""
        wanted = sorted(set(principals))
        held = {(one, through) for principal in wanted for one, through in self.containers(principal)}
        held |= {(principal, None) for principal in wanted if principal.kind != _USER}
        found = [
            removal for container, through in sorted(held, key=str) for removal in self._of(container, through, keep, wanted)
        ]
        return sorted(found, key=lambda one: (one.through, one.container.id, one.leg, one.subject))

    def _of(self, container: Id, through: Id | None, keep: Keep, subjects: Sequence[Id]) -> Iterator[Removal]:
        by_subject: dict[tuple[Leg, Id], Operation] = {}
        # What a group itself is told to give is taken away inside it, as what it brings.
        through = through or (container if container.kind == _GROUP else None)
        for grant in self._left(container, through):
            surplus = keep.surplus(grant)
            if surplus:
                key = (grant.leg, grant.subject)
                by_subject[key] = by_subject.get(key, Operation(0)) | surplus
        (node,) = self.graph.nodes([container])
        others = len(self.holders.get(container, frozenset()) - set(subjects))
        for (leg, subject), operations in by_subject.items():
            yield Removal(
                container=principal_line(node),
                through=through or "",
                leg="object" if leg == Leg.OBJECT else "field",
                subject=subject,
                operations=operations.words,
                permissions=self._privileges(container) if subject.is_system else (),
                others=others,
                muted_by=self._muted_by(through),
            )

    def _left(self, container: Id, group: Id | None) -> Iterator[GrantRow]:
        """The grants of a container, less what is muted in the group that it comes with."""
        mutes = [row.container for row in self.access.memberships.get(group, ()) if takes_away(row.container)] if group else []
        removed = [grant for grant in self.grants.grants_of(mutes) if grant.removes] if mutes else []
        for grant in self.grants.grants_of([container]):
            left = muted(Given(grant, grant.operations), removed).operations
            if left and not grant.removes:
                yield replace(grant, operations=left)

    def _privileges(self, container: Id) -> tuple[str, ...]:
        row = self.graph.row(container)
        facts = self.graph.facts_of(row) if row is not None else ()
        return tuple(sorted({value for name, value in facts if name == "privilege"}))

    def _muted_by(self, group: Id | None) -> str:
        rows = self.access.memberships.get(group, ()) if group else ()
        return next((str(row.container) for row in rows if takes_away(row.container)), "")
