"""What of SOQL is read before it is sent: what it asks for, and that it asks for no secret."""

import re
from typing import Final

from lineage.errors import LineageError

SECRET_COLUMNS: Final = frozenset(
    {
        "accesstoken",
        "awsaccesssecret",
        "awsaccesskey",
        "consumersecret",
        "deletetoken",
        "oauthrefreshtoken",
        "oauthtoken",
        "password",
        "privatekey",
        "refreshtoken",
        "requesttoken",
        "secretvalue",
        "sessionid",
    }
)
"""Columns, in lower case, that hold secrets on whatever object they stand."""

SECRET_BODIES: Final = frozenset({"authprovider", "connectedapp", "externaldatasource", "namedcredential"})
"""Objects, in lower case, whose `Metadata` holds secrets."""

SECRET_ROWS: Final = SECRET_BODIES | {"dataencryptionkey", "externaldatauserauth", "oauthtoken", "tenantsecret", "authsession"}
"""Objects, in lower case, whose whole rows hold secrets: only named columns are asked for."""

_STRING: Final = re.compile(r"'(?:[^'\\]|\\.)*'")
_FIELDS: Final = re.compile(r"\bFIELDS\s*\(", re.IGNORECASE)
_FROM: Final = re.compile(r"\bFROM\s+([A-Za-z_]\w*)", re.IGNORECASE)
_NAME: Final = re.compile(r"[A-Za-z_]\w*")
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_WHERE: Final = re.compile(r"\bWHERE\b", re.IGNORECASE)
_OR: Final = re.compile(r"\bOR\b", re.IGNORECASE)
_ORDERED: Final = re.compile(r"\b(?:ORDER\s+BY|LIMIT|OFFSET|GROUP\s+BY)\b", re.IGNORECASE)


class SecretAsked(LineageError):
    """A question names a column that holds secrets; it is not sent."""


def bare(soql: str) -> str:
    """The query without the values in it.

    >>> bare("SELECT Id FROM User WHERE Name = 'Jane'")
    "SELECT Id FROM User WHERE Name = ''"
    """
    return _STRING.sub("''", soql)


def subject(soql: str) -> str:
    """The object that a query asks for rows of, for messages.

    >>> subject("SELECT Id, (SELECT Id FROM Contacts) FROM Account")
    'Account'
    """
    found = _FROM.search(_without_brackets(bare(soql)))
    return found[1] if found else "a query"


def refuse_secrets(soql: str) -> None:
    """Raise SecretAsked if the query selects, filters or orders by a column that holds secrets, or selects what it does not name.

    >>> refuse_secrets("SELECT AppName, User.Username FROM OauthToken")
    >>> refuse_secrets("SELECT FIELDS(ALL) FROM User LIMIT 200")
    Traceback (most recent call last):
    connectors.salesforce.transport.soql.SecretAsked: A query of User names no columns, and could give secrets: name each column.
    """
    text = bare(soql)
    if _FIELDS.search(text):
        raise SecretAsked(f"A query of {subject(soql)} names no columns, and could give secrets: name each column.")
    entities = {name.casefold() for name in _FROM.findall(text)}
    named = {name.casefold() for name in _NAME.findall(_FROM.sub(" ", text))}
    secret = sorted(named & SECRET_COLUMNS) or (["metadata"] if "metadata" in named and entities & SECRET_BODIES else [])
    if secret:
        raise SecretAsked(f"A query of {subject(soql)} asks for {secret[0]}, which holds secrets: leave it out.")


def refuse_secret_rows(path: str) -> None:
    """Raise SecretAsked if the path is a whole row of an object that holds secrets.

    >>> refuse_secret_rows("sobjects/OauthToken/describe")
    >>> refuse_secret_rows("tooling/sobjects/NamedCredential/0XA000000000001")
    Traceback (most recent call last):
    connectors.salesforce.transport.soql.SecretAsked: A whole row of NamedCredential holds secrets: query the columns that are needed.
    """
    steps = [step for step in path.partition("?")[0].split("/") if step]
    at = steps.index("sobjects") if "sobjects" in steps else len(steps)
    of = steps[at + 1 : at + 3]
    if len(of) > 1 and of[0].casefold() in SECRET_ROWS and of[1] != "describe":
        raise SecretAsked(f"A whole row of {of[0]} holds secrets: query the columns that are needed.")


def names(soql: str) -> frozenset[str]:
    """Every name that stands in a query, dotted ones whole and in parts: what may be repeated of an org's message."""
    text = bare(soql)
    return frozenset(re.findall(r"[A-Za-z_][\w.]*", text)) | frozenset(_NAME.findall(text))


def is_ordered(soql: str) -> bool:
    """Whether a query orders, groups or limits its rows itself."""
    return bool(_ORDERED.search(_without_brackets(bare(soql))))


def selects(soql: str, column: str) -> bool:
    """Whether the query selects `column` of its own object."""
    chosen = _without_brackets(bare(soql)).partition(" FROM ")[0].removeprefix("SELECT ")
    return column.casefold() in {name.strip().casefold() for name in chosen.split(",")}


def narrowed(soql: str, also: str) -> str:
    """The query with one condition more.

    >>> narrowed("SELECT Id FROM User", "Id > '005'")
    "SELECT Id FROM User WHERE Id > '005'"
    >>> narrowed("SELECT Id FROM User WHERE IsActive = true OR Name = 'x where'", "Id > '005'")
    "SELECT Id FROM User WHERE (IsActive = true OR Name = 'x where') AND Id > '005'"
    """
    at = _after_where(soql)
    if at is None:
        return f"{soql} WHERE {also}"
    said = soql[at:].strip()
    # The catalogue of metadata takes no OR, and brackets only where they are needed.
    kept = f"({said})" if _OR.search(_blanked(soql), at) else said
    return f"{soql[:at]} {kept} AND {also}"


def condition(soql: str) -> str:
    """What a query without ORDER BY and LIMIT asks for after WHERE; empty where it asks for all.

    >>> condition("SELECT Id, (SELECT Id FROM Contacts WHERE Id != null) FROM Account WHERE Name = 'x where'")
    "Name = 'x where'"
    """
    at = _after_where(soql)
    return "" if at is None else soql[at:].strip()


def _after_where(soql: str) -> int | None:
    found = _WHERE.search(_blanked(soql))
    return found.end() if found else None


def _blanked(soql: str) -> str:
    """The query with spaces for values and for what is in brackets, so that places in it are places in the query."""
    blank = _STRING.sub(lambda found: " " * len(found[0]), soql)
    while (closed := _BRACKETS.sub(lambda found: " " * len(found[0]), blank)) != blank:
        blank = closed
    return blank


def _without_brackets(text: str) -> str:
    while (shorter := _BRACKETS.sub(" ", text)) != text:
        text = shorter
    return text
