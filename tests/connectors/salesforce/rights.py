"""Rights as plain text, to compare with."""

from lineage.columns import GrantBatch
from lineage.connector import Harvested
from lineage.model.ids import Id
from lineage.model.records import Acting, Fact, Membership
from lineage.model.verdicts import Leg, Operation
from tests.connectors.salesforce.writing import ORG, of, tag


def grants(records: list[Harvested]) -> list[str]:
    """Every grant as `kind/name leg subject: operations @ file:line`, sorted; with a minus what is taken away."""
    return sorted(
        f"{'-' if row['removes'] else ''}{short(row['principal'])} {Leg(row['leg']).name.lower()} {short(row['subject'])}: "
        f"{' '.join(Operation(row['operations']).words) or 'none'} @ {row['locator']}:{row['line']}"
        for batch in of(GrantBatch, records)
        for row in batch.table.to_pylist()
    )


def placeless(records: list[Harvested]) -> list[str]:
    """The grants without their places, each once."""
    return sorted({line.partition(" @ ")[0] for line in grants(records)})


def facts(records: list[Harvested], about: str = "") -> list[str]:
    """Every fact as `subject name value`, sorted; `about` keeps those of one subject."""
    said = (f"{short(fact.subject)} {fact.name} {fact.value}".strip() for fact in of(Fact, records))
    return sorted(line for line in set(said) if line.startswith(f"{about} ") or not about)


def memberships(records: list[Harvested]) -> list[str]:
    """Every membership as `member in container: activity`, sorted."""
    return sorted(f"{short(one.member)} in {short(one.container)}: {one.active.word}" for one in of(Membership, records))


def acting(records: list[Harvested]) -> list[str]:
    """As what applications act: `application how principal`, sorted."""
    return sorted(f"{one.application.name} {one.how} {short(one.principal)}" for one in of(Acting, records))


def short(id: str) -> str:
    """An id of the org without the org."""
    return Id(id).decoded.removeprefix(f"{ORG}/").removeprefix("@") if id != ORG else "the org"


def field(name: str, *, read: str = "true", edit: str = "false") -> str:
    """A field permission as the platform writes it."""
    return tag("fieldPermissions", editable=edit, field=name, readable=read)


def owner(name: str, **flags: str) -> str:
    """An object permission with the flags that are on."""
    return tag("objectPermissions", object=name, allowRead=flags.pop("allowRead", "false"), **flags)


def held(name: str, enabled: str = "true") -> str:
    """A permission of the platform."""
    return tag("userPermissions", enabled=enabled, name=name)
