"""Person accounts: where an org has them, fields of contacts are shown on accounts as well."""

from collections.abc import Iterator
from typing import NamedTuple

from connectors.salesforce.assemble.names import Names
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.standard import alias_on_contact, load_fields, standard_field
from lineage.model.ids import Id
from lineage.model.records import Hop

_ACCOUNT = "Account"
_CONTACT = "Contact"


class Alias(NamedTuple):
    """Two fields that show one value."""

    account: Id
    contact: Id
    at: str


def has_person_accounts(names: Names) -> bool:
    """Whether some name is one that only orgs with person accounts have."""
    accounts = (standard_field(_ACCOUNT, name) for name in names.fields(_ACCOUNT) if not name.endswith("__pc"))
    return (
        any(name.endswith("__pc") for name in names.fields(_ACCOUNT))
        or any(field.name.startswith("Person") or field.name == "IsPersonAccount" for field in accounts if field)
        or "ispersonaccount" in names.fields(_CONTACT)
        or any(name.casefold() == "personaccount" for name in names.owners())
    )


def find_aliases(org: Org, names: Names) -> Iterator[Alias]:
    """Every named field of a contact that person accounts show, and the other way round."""
    account, contact = org.dataset(_ACCOUNT), org.dataset(_CONTACT)
    found: dict[str, Alias] = {}
    for name, named in names.fields(_ACCOUNT).items():
        twin = alias_on_contact(named.id.field_name)
        if twin:
            found[name] = Alias(named.id, contact.field(twin), named.at)
    for name, named in names.fields(_CONTACT).items():
        shown = _on_account(name, named.id.field_name)
        if shown:
            found.setdefault(shown.casefold(), Alias(account.field(shown), named.id, named.at))
    yield from (found[name] for name in sorted(found))


def _on_account(name: str, written: str) -> str:
    """The field of a person account that shows a field of its contact; empty where none does."""
    if name.endswith("__c"):
        return f"{written[:-3]}__pc"
    fields = load_fields()["account"]
    candidates = (fields[key].name for key in (f"person{name}", name) if key in fields)
    return next((shown for shown in candidates if alias_on_contact(shown).casefold() == name), "")


def alias_hops(org: Org, alias: Alias) -> Iterator[Hop]:
    """One value under two names: whatever is in one is in the other."""
    evidence = org.inferred(alias.at)
    yield Hop(source=alias.contact, target=alias.account, evidence=evidence)
    yield Hop(source=alias.account, target=alias.contact, evidence=evidence)
