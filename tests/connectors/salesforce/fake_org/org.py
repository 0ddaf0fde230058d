"""What a fake org is, as data, and what it answers."""

import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.connectors.salesforce.fake_org.soql import Malformed, Query, counted, parsed, value_of

_VERSIONED = re.compile(r"/services/data/v(?P<version>\d+\.0)/(?P<rest>.*)")
_MOST_PARTS = 25
_MOST_QUERIES = 5


@dataclass(frozen=True)
class Reply:
    """One answer. `cut` breaks it off after so many bytes; `trickle` waits so many seconds after each of its bytes; `drop` says nothing."""

    status: int = 200
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    trickle: float = 0.0
    drop: bool = False

    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return self.body.encode() if isinstance(self.body, str) else b"" if self.body is None else json.dumps(self.body).encode()


@dataclass
class Fault:
    """An answer that goes wrong: `reply` is given in place of the right one, `times` times, after `after` calls whose path holds `on`."""

    reply: Reply
    on: str = ""
    times: int = 1
    after: int = 0

    def strikes(self, path: str) -> bool:
        if self.on not in path or not self.times:
            return False
        if self.after:
            self.after -= 1
            return False
        self.times -= 1
        return True


@dataclass(frozen=True)
class Table:
    """The rows of an object.

    `columns` are those that no row shows; with `knows_all` any column is there, and null where a row lacks it; `hidden` are those
    that field-level security hides; `page` is how many rows come at once; `cap` is where the org stops without a word; `queries_more`
    is False where it gives one page only; `filtered_by` are columns of which one must be compared for equality; `short_by` rows are
    counted and do not come; `heeds` is False where order, limit and ranges are ignored.
    """

    rows: Sequence[Mapping[str, Any]] = ()
    columns: frozenset[str] = frozenset()
    knows_all: bool = False
    hidden: frozenset[str] = frozenset()
    page: int = 2000
    cap: int | None = None
    queries_more: bool = True
    filtered_by: frozenset[str] = frozenset()
    short_by: int = 0
    heeds: bool = True

    def knows(self, column: str) -> bool:
        """Whether the column, or the row that it is related by, is there and can be seen."""
        first = column.split(".", maxsplit=1)[0].casefold()
        if {first, column.casefold()} & {name.casefold() for name in self.hidden}:
            return False
        return self.knows_all or first in {name.casefold() for name in self.shown()}

    def shown(self) -> list[str]:
        """The columns that there are and that are not hidden."""
        return sorted({*self.columns, *(name for row in self.rows for name in row)} - self.hidden)


_OF_OBJECT = frozenset({"EntityDefinitionId", "EntityDefinition.QualifiedApiName", "DurableId"})
_CAPS: Mapping[str, Mapping[str, Any]] = {
    "EntityDefinition": {"queries_more": False},
    "EntityParticle": {"queries_more": False, "filtered_by": _OF_OBJECT},
    "FieldDefinition": {"queries_more": False, "filtered_by": _OF_OBJECT},
    "MetadataComponentDependency": {"queries_more": False},
    "OauthToken": {"page": 500, "cap": 2500},
}
"""The caps that Salesforce documents, by object."""


def tables(rows: Mapping[str, Sequence[Mapping[str, Any]]], **more: Any) -> dict[str, Table]:
    """Tables by object, each with its documented caps; `more` holds for all."""
    return {name: Table(given, **{**_CAPS.get(name, {}), **more}) for name, given in rows.items()}


@dataclass(frozen=True)
class Asked:
    """One round trip that reached the org."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any = None


@dataclass
class FakeOrg:
    """An org. Whatever is not described is not there."""

    data: Mapping[str, Table] = field(default_factory=dict)
    tooling: Mapping[str, Table] = field(default_factory=dict)
    describes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    modified: Mapping[str, str] = field(default_factory=dict)
    """When a describe last changed, as an HTTP date, by object."""
    resources: Mapping[str, object] = field(default_factory=dict)
    """Other answers, by their path below the version, with the query if there is one."""
    versions: Sequence[str] = ("31.0", "59.0", "67.0", "68.0")
    tokens: list[str] = field(default_factory=lambda: ["00D000000000001!fake.token"])
    """Access tokens: the first is valid; a login makes the next valid, and all before it not."""
    logins: Sequence[Reply] = ()
    """What the token endpoint answers before it lets anybody in."""
    expires_after: int | None = None
    """Calls that a session lasts for."""
    used: int = 100
    limit: int = 100_000
    """Calls of the day that were used, and that there are."""
    faults: list[Fault] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    address: str = ""

    def __post_init__(self) -> None:
        self.lasting = self.expires_after
        self.waiting_logins = list(self.logins)
        self.locators: dict[str, Reply] = {}
        self.numbers = itertools.count(1)

    def reply(self, asked: Asked) -> Reply:
        """The answer to one round trip."""
        self.asked.append(asked)
        struck = next((fault for fault in self.faults if fault.strikes(unquote(asked.path))), None)
        if struck is not None:
            return struck.reply
        if asked.path == "/services/oauth2/token":
            return self.login()
        if asked.path.rstrip("/") == "/services/data":
            return Reply(
                body=[
                    {"label": f"v{version}", "url": f"/services/data/v{version}", "version": version} for version in self.versions
                ]
            )
        return self.refusal(asked) or self.counted(self.resource(asked.method, asked.path, asked.headers, asked.body))

    def login(self) -> Reply:
        if self.waiting_logins:
            return self.waiting_logins.pop(0)
        if len(self.tokens) > 1:
            self.tokens.pop(0)
        self.lasting = self.expires_after
        return Reply(body={"access_token": self.tokens[0], "instance_url": self.address, "token_type": "Bearer"})

    def refusal(self, asked: Asked) -> Reply | None:
        """Why a round trip is not even looked at."""
        valid = asked.headers.get("Authorization") == f"Bearer {self.tokens[0]}" and self.lasting != 0
        if not valid:
            return failed(401, "INVALID_SESSION_ID", "Session expired or invalid")
        if self.lasting is not None:
            self.lasting -= 1
        if self.used >= self.limit:
            return self.counted(failed(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."))
        self.used += len(asked.body["batchRequests"]) if asked.path.endswith("/composite/batch") else 1
        return None

    def counted(self, reply: Reply) -> Reply:
        return Reply(reply.status, reply.body, {**reply.headers, "Sforce-Limit-Info": f"api-usage={self.used}/{self.limit}"})

    def resource(self, method: str, path: str, headers: Mapping[str, str], body: Any = None) -> Reply:
        found = _VERSIONED.fullmatch(path)
        if found is None or found["version"] not in self.versions:
            return failed(404, "NOT_FOUND", "The requested resource does not exist")
        rest = found["rest"]
        if method == "POST":
            return self.posted(rest, body)
        if rest in self.resources:
            return Reply(body=self.resources[rest])
        if "query/" in rest:
            return self.queried(rest, found["version"])
        return self.sobjects(rest, headers)

    def sobjects(self, rest: str, headers: Mapping[str, str]) -> Reply:
        if rest.rstrip("/") == "sobjects":
            listed = [
                {"name": name, "queryable": True, "custom": name.endswith("__c"), **_summary(shape)}
                for name, shape in self.describes.items()
            ]
            return Reply(body={"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": listed})
        found = re.fullmatch(r"(tooling/)?sobjects/([^/]+)/describe/?", rest)
        if found is None:
            return failed(404, "NOT_FOUND", "The requested resource does not exist")
        name = unquote(found[2])
        if found[1] or name not in self.describes:
            return described_table(name, (self.tooling if found[1] else self.data).get(name))
        since = headers.get("If-Modified-Since")
        if since and since == self.modified.get(name):
            return Reply(304)
        return Reply(body=dict(self.describes[name]))

    def queried(self, rest: str, version: str) -> Reply:
        address = urlsplit(rest)
        tooling = address.path.startswith("tooling/")
        soql = parse_qs(address.query).get("q", [""])[0]
        if soql:
            return self.query(soql, self.tooling if tooling else self.data, f"/services/data/v{version}/{address.path}")
        locator = address.path.rsplit("/", 1)[-1]
        return self.locators.get(locator) or failed(404, "INVALID_QUERY_LOCATOR", f"invalid query locator {locator}")

    def query(self, soql: str, tables: Mapping[str, Table], path: str) -> Reply:
        try:
            query = parsed(soql)
        except Malformed as wrong:
            return failed(400, "MALFORMED_QUERY", f"\n{soql}\n ^\nERROR at Row:1:Column:1\n{wrong}")
        name = next((name for name in tables if name.casefold() == query.entity.casefold()), None)
        if name is None:
            return failed(
                400, "INVALID_TYPE", f"\n{soql}\n ^\nERROR at Row:1:Column:1\nsObject type '{query.entity}' is not supported."
            )
        return refused_query(soql, query, tables[name]) or self.paged(query, name, tables[name], path)

    def paged(self, query: Query, name: str, table: Table, path: str) -> Reply:
        found = chosen(query, table)
        if query.counts:
            return Reply(body={"totalSize": len(found), "done": True, "records": []})
        if not table.queries_more and len(found) > table.page:
            text = f"{name} does not support queryMore(), use LIMIT to restrict the results to a single batch"
            return failed(400, "EXCEEDED_ID_LIMIT", text)
        if "metadata" in {column.casefold() for column in query.columns} and len(found) > 1:
            text = "When retrieving results with Metadata or FullName fields, the query qualifications must specify no more than one row"
            return failed(400, "MALFORMED_QUERY", f"{text} for retrieval. Result size: {len(found)}")
        given = found[: table.cap]
        if query.groups:
            return self.linked(grouped(query, found), len(set(map(query.key, found))), table.page, path)
        rows = [shown(row, query.columns, name) for row in given[: len(given) - table.short_by]]
        return self.linked(rows, len(given), table.page, path)

    def linked(self, rows: Sequence[Any], total: int, size: int, path: str) -> Reply:
        """The first page; the others wait for their locator."""
        pages = [rows[at : at + size] for at in range(0, len(rows), size)] or [[]]
        number = f"01g{next(self.numbers):015d}"
        replies = []
        for at, page in enumerate(pages):
            last = at == len(pages) - 1
            more = {} if last else {"nextRecordsUrl": f"{path}{number}-{(at + 1) * size}"}
            replies.append(Reply(body={"totalSize": total, "done": last, **more, "records": page}))
        self.locators.update({f"{number}-{at * size}": reply for at, reply in enumerate(replies) if at})
        return replies[0]

    def posted(self, rest: str, body: Any) -> Reply:
        if rest in ("composite", "tooling/composite"):
            return self.composite(body["compositeRequest"])
        if rest == "composite/batch":
            return self.batch(body["batchRequests"])
        return failed(405, "METHOD_NOT_ALLOWED", "HTTP Method 'POST' not allowed. Allowed are GET")

    def composite(self, parts: Sequence[Mapping[str, Any]]) -> Reply:
        queries = [part for part in parts if "query/" in part["url"]]
        if len(parts) > _MOST_PARTS or len(queries) > _MOST_QUERIES:
            return failed(400, "LIMIT_EXCEEDED", "Limit exceeded: a composite request takes 25 subrequests, 5 of them queries")
        replies = [self.resource(part["method"], part["url"], part.get("httpHeaders", {})) for part in parts]
        answers = [
            {"body": reply.body, "httpHeaders": {}, "httpStatusCode": reply.status, "referenceId": part["referenceId"]}
            for part, reply in zip(parts, replies, strict=True)
        ]
        return Reply(body={"compositeResponse": answers})

    def batch(self, parts: Sequence[Mapping[str, Any]]) -> Reply:
        if len(parts) > _MOST_PARTS:
            return failed(400, "LIMIT_EXCEEDED", "Limit exceeded: a batch takes 25 subrequests")
        replies = [self.resource(part["method"], f"/services/data/{part['url']}", {}) for part in parts]
        results = [{"statusCode": reply.status, "result": reply.body} for reply in replies]
        return Reply(body={"hasErrors": any(reply.status >= 400 for reply in replies), "results": results})


def failed(status: int, code: str, message: str) -> Reply:
    """An error as the REST API words it."""
    return Reply(status, [{"message": message, "errorCode": code}])


def refused_query(soql: str, query: Query, table: Table) -> Reply | None:
    unknown = next((column for column in query.named if not table.knows(column)), None)
    if unknown is not None:
        text = f"\n{soql}\n ^\nERROR at Row:1:Column:8\nNo such column '{unknown}' on entity '{query.entity}'."
        return failed(400, "INVALID_FIELD", text)
    equal = {column.casefold() for column, sign in query.filters if sign in ("=", "IN")}
    if table.filtered_by and not equal & {column.casefold() for column in table.filtered_by}:
        wanted = ", ".join(sorted(table.filtered_by))
        return failed(400, "MALFORMED_QUERY", f"{query.entity}: a filter on a reified column is required [{wanted}]")
    return None


def chosen(query: Query, table: Table) -> list[Mapping[str, Any]]:
    if not table.heeds:
        return list(table.rows)
    found = [row for row in table.rows if query.condition(row)]
    for column, falling in reversed(query.order):
        found.sort(key=lambda row, by=column: (value_of(row, by) is not None, value_of(row, by)), reverse=falling)  # type: ignore[misc]
    found = found[query.offset :]
    return found if query.limit is None else found[: query.limit]


def grouped(query: Query, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row for each group, with how many there are."""
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(query.key(row), []).append(row)
    answers = []
    for key in sorted(groups, key=str):
        answer: dict[str, Any] = {"attributes": {"type": "AggregateResult"}, **dict(zip(query.groups, key, strict=True))}
        for column, alias in query.aliases.items():
            answer[alias] = sum(value_of(row, counted(column)) is not None for row in groups[key])
        answers.append(answer)
    return answers


def shown(row: Mapping[str, Any], columns: Sequence[str], name: str) -> dict[str, Any]:
    """The columns of a row that were asked for, related ones as rows of their own."""
    answer: dict[str, Any] = {"attributes": {"type": name}}
    for column in columns:
        *steps, last = column.split(".")
        if steps and not isinstance(value_of(row, ".".join(steps)), Mapping):
            answer[steps[0]] = None
            continue
        at = answer
        for step in steps:
            at = at.setdefault(step, {"attributes": {"type": step}})
        at[last] = value_of(row, column)
    return answer


def described_table(name: str, table: Table | None) -> Reply:
    """The describe of a table, which has what its rows show."""
    if table is None:
        return failed(404, "NOT_FOUND", "The requested resource does not exist")
    return Reply(body=described(name, {column: {"relationshipName": column} for column in table.shown()}))


def described(name: str, fields: Mapping[str, Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    """A describe with the keys that every object has, and what is said of its fields over the defaults."""
    return {
        "name": name,
        "label": name.removesuffix("__c").replace("_", " "),
        "custom": name.endswith("__c"),
        "queryable": True,
        "fields": list(_fields(fields)),
        "childRelationships": [],
        "recordTypeInfos": [],
        **more,
    }


def _fields(fields: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for name, said in fields.items():
        yield {
            "name": name,
            "label": name.removesuffix("__c").replace("_", " "),
            "type": "string",
            "length": 255,
            "custom": name.endswith("__c"),
            "permissionable": True,
            "nillable": True,
            "calculated": False,
            "calculatedFormula": None,
            "encrypted": False,
            "filterable": True,
            "referenceTo": [],
            "relationshipName": None,
            "compoundFieldName": None,
            "externalId": False,
            "mask": None,
            "maskType": None,
            **said,
        }


def _summary(shape: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in shape.items() if key not in ("fields", "childRelationships", "recordTypeInfos")}
