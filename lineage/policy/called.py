"""Nodes as people call them."""

from lineage.model.ids import Id
from lineage.policy.describe import system_label
from lineage.policy.inquiry import Inquiry


def called(inquiry: Inquiry, subject: Id) -> str:
    """A node behind its System: `Acme: named credential Billing`."""
    system = system_label(inquiry, subject.namespace)
    return system if subject.is_system else f"{system}: {named(inquiry, subject)}"


def named(inquiry: Inquiry, subject: Id) -> str:
    """A node without its System: `named credential Billing`."""
    subtype = next((node.subtype for node in inquiry.source.nodes([subject])), "") or subject.kind.replace("-", " ")
    name = subject.name.rpartition("/")[2] if subject.kind == "channel" else subject.name if subject.kind else subject.shown
    return f"{subtype} {name}".strip()


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "user"), counted(1204, "user"), counted(2, "entry", "entries")
    ('1 user', '1,204 users', '2 entries')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(names: list[str], most: int = 4) -> str:
    """The first of some names, and how many there are more.

    >>> listed(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest:,} more" if rest > 0 else "")
