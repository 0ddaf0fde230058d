"""The scales: how a hop travels, how clear the data in it is, and what may be done with it."""

import re
from collections.abc import Iterable

from tests.reference.case_file import CaseError, Raw, listing, truth

TRANSIT_RANK = {"internal": 0, "encrypted": 1, "unknown": 2, "unencrypted": 3}
VERDICT_RANK = {"not_needed": 0, "authorized": 1, "unknown": 2, "missing": 3, "expired": 3, "exceeded": 3}
ACTIVE_RANK = {"no": 0, "unknown": 1, "yes": 2}
FORMS = ("clear", "partial", "token", "hash", "encrypted", "aggregate")

_ENCRYPTED_SCHEMES = frozenset({"https", "wss", "ldaps", "sftp", "ftps", "amqps", "smtps"})
_PLAIN_SCHEMES = frozenset({"http", "ws", "ftp", "ldap", "amqp", "smtp", "telnet"})
_RESULTS = {
    "mask": "partial",
    "truncate": "partial",
    "tokenize": "token",
    "hash": "hash",
    "encrypt": "encrypted",
    "restore": "restore",
    "drop": "drop",
}


def worst_transit(values: Iterable[str]) -> str:
    """The worst of some transit values."""
    return max(values, key=lambda value: TRANSIT_RANK[value])


def worst_verdicts(values: Iterable[str]) -> frozenset[str]:
    """The verdicts of the worst rank; those that rank equal stand together."""
    given = frozenset(values)
    worst = max(VERDICT_RANK[value] for value in given)
    return frozenset(value for value in given if VERDICT_RANK[value] == worst)


def clearest(forms: Iterable[str]) -> str:
    """The clearest of some forms."""
    return min(forms, key=FORMS.index)


def less_clear(one: str, other: str) -> str:
    """The less clear of two forms."""
    return max(one, other, key=FORMS.index)


def check_form(form: str) -> str:
    """A form of the scale."""
    if form not in FORMS:
        raise CaseError("invalid", [f"unknown form: {form}"])
    return form


def url_facts(url: str) -> frozenset[str]:
    """The definite things a URL says about its own transit."""
    scheme = url.partition(":")[0].lower()
    parameters = {name.lower(): value.lower() for name, value in re.findall(r"[?&;]([^=&;#]+)=([^&;#]*)", url)}
    facts = set()
    if scheme in _ENCRYPTED_SCHEMES or parameters.get("tls") == "true":
        facts.add("encrypted")
    if scheme in _PLAIN_SCHEMES and not (scheme == "smtp" and "starttls" in parameters):
        facts.add("unencrypted")
    if parameters.get("tls") == "false":
        facts.add("unencrypted")
    mode = parameters.get("sslmode", "")
    if mode == "require" or mode.startswith("verify-"):
        facts.add("encrypted")
    if mode == "disable":
        facts.add("unencrypted")
    return frozenset(facts)


def stated_facts(raw: Raw) -> frozenset[str]:
    """The definite transit facts among the keys `transit`, `tls` and `url`."""
    facts = set()
    transit = raw.get("transit")
    if transit is not None and transit not in TRANSIT_RANK:
        raise CaseError("invalid", [f"unknown transit: {transit!r}"])
    if transit in ("encrypted", "unencrypted"):
        facts.add(str(transit))
    tls = truth(raw.get("tls"))
    if tls is not None:
        facts.add("encrypted" if tls else "unencrypted")
    if raw.get("url") is not None:
        facts |= url_facts(str(raw["url"]))
    return frozenset(facts)


def settle(facts: frozenset[str]) -> str:
    """One transit value: the worse of the definite facts, unknown without any."""
    return worst_transit(facts) if facts else "unknown"


Results = tuple[str, ...]


def read_transform(transform: object, min_group: object) -> Results:
    """What a transformation does to the form, step by step; steps that keep it are left out."""
    steps = []
    for one in listing(transform):
        if one == "aggregate" and min_group is not None:
            steps.append("aggregate")
        elif one in _RESULTS:
            steps.append(_RESULTS[one])
    return tuple(steps)


def form_after(form: str, alternatives: Iterable[Results]) -> str:
    """The form that arrives; of several statements about one hop the clearest result counts."""
    arriving = []
    for steps in alternatives:
        now = form
        for step in steps:
            now = "clear" if step == "restore" else less_clear(now, step)
        arriving.append(now)
    return clearest(arriving)
