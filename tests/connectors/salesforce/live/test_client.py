"""What a live org is asked, and that all of its answer comes."""

import gzip
import json

import pytest

from connectors.salesforce.client import Client, format_soql
from connectors.salesforce.live.org import Org, Refused, Short
from connectors.salesforce.transport.soql import SecretAsked
from tests.connectors.salesforce.fake_org import FakeOrg, Fault, Reply, Table, described
from tests.connectors.salesforce.live.conftest import Connect

USERS = [{"Id": f"005{number:015d}", "Name": f"User {number}", "Profile": {"Name": "Standard"}} for number in range(5)]
FIELDS = {"Id": {"type": "id"}, "Name": {}}


def ids(count: int, prefix: str = "0XX") -> list[dict[str, object]]:
    return [{"Id": f"{prefix}{number:015d}"} for number in range(count)]


def paths(org: FakeOrg) -> list[str]:
    return [asked.path.partition("?")[0].removeprefix("/services/data/") for asked in org.asked]


def test_a_client_is_an_org(connect: Connect) -> None:
    org: Org = connect(FakeOrg())
    assert isinstance(org, Client)


def test_the_orgs_logs_can_tell_who_asks(connect: Connect) -> None:
    org = FakeOrg(data={"User": Table(USERS)}, describes={"Account": described("Account", FIELDS)})
    client = connect(org)
    list(client.query("SELECT Id FROM User"))
    list(client.describes(["Account"]))
    assert {asked.headers["User-Agent"] for asked in org.asked} == {"fieldwise-lineage"}


def test_a_compressed_answer_is_read(connect: Connect) -> None:
    body = gzip.compress(json.dumps({"totalSize": 23, "done": True, "records": ids(23)}).encode())
    client = connect(FakeOrg(faults=[Fault(Reply(body=body, headers={"Content-Encoding": "gzip"}), on="query")]))
    assert len(list(client.query("SELECT Id FROM Thing"))) == 23


def test_the_newest_version_that_the_org_offers_is_spoken(connect: Connect) -> None:
    org = FakeOrg(data={"User": Table(USERS)}, versions=("59.0", "66.0", "68.0", "67.0"))
    client = connect(org)
    list(client.query("SELECT Id FROM User"))
    assert (client.version, paths(org)) == ("68.0", ["", "v68.0/query/"])


def test_rows_come_with_related_ones(connect: Connect) -> None:
    found = list(connect(FakeOrg(data={"User": Table(USERS)})).query("SELECT Id, Profile.Name FROM User WHERE Name = 'User 3'"))
    assert [(row["Id"], row["Profile"]) for row in found] == [
        (USERS[3]["Id"], {"attributes": {"type": "Profile"}, "Name": "Standard"})
    ]


@pytest.mark.parametrize("tooling", [False, True])
def test_all_pages_are_followed_however_few_rows_each_has(connect: Connect, tooling: bool) -> None:
    table = {"Thing": Table(ids(23), page=5)}
    org = FakeOrg(tooling=table) if tooling else FakeOrg(data=table)
    client = connect(org)
    found = list((client.tooling if tooling else client.query)("SELECT Id FROM Thing"))
    assert ([row["Id"] for row in found], client.calls) == ([row["Id"] for row in ids(23)], 6)


def test_fewer_rows_than_the_org_counts_are_short_and_those_that_came_are_kept(connect: Connect) -> None:
    client = connect(FakeOrg(data={"Thing": Table(ids(23), page=5, short_by=4)}))
    found: list[object] = []
    with pytest.raises(Short) as short:
        found.extend(client.query("SELECT Id FROM Thing"))
    assert (short.value.received, short.value.counted, len(found)) == (19, 23, 19)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"totalSize": 9, "done": False, "records": ids(2)}, "a page is not the last and names no next one"),
        ({"totalSize": 9, "records": ids(2)}, "a page is not the last and names no next one"),
        (
            {"totalSize": 9, "done": False, "records": ids(2), "nextRecordsUrl": "@elsewhere.example/x"},
            "a page names a next one that is no page of this org",
        ),
        (
            {"totalSize": 9, "done": False, "records": [], "nextRecordsUrl": "/services/data/v68.0/query/01g-2"},
            "a page is empty and not the last",
        ),
        (
            {"totalSize": 2, "done": True, "records": [{"Id": "1", "Contacts": {"done": False, "records": []}}] * 2},
            "related rows go on, and are not followed: they must be asked for by themselves",
        ),
        ({"totalSize": 1, "done": True, "records": ids(2)}, "its pages repeat"),
        ({"records": "none"}, "an answer was no page of rows"),
    ],
)
def test_a_chain_of_pages_that_does_not_end_as_it_must_is_refused(connect: Connect, body: dict[str, object], why: str) -> None:
    client = connect(FakeOrg(faults=[Fault(Reply(body=body), on="query")]))
    with pytest.raises(Short, match=why):
        list(client.query("SELECT Id FROM Thing"))


def test_pages_that_repeat_do_not_go_on_for_ever(connect: Connect) -> None:
    again = {"totalSize": 9000, "done": False, "records": ids(2), "nextRecordsUrl": "/services/data/v68.0/query/01g-2"}
    client = connect(FakeOrg(faults=[Fault(Reply(body=again), on="query", times=100)]))
    with pytest.raises(Short, match="its pages repeat"):
        list(client.query("SELECT Id FROM Thing"))
    assert client.calls == 3


@pytest.mark.parametrize(
    ("soql", "told"),
    [
        ("SELECT Id FROM Nothing", "INVALID_TYPE: Nothing"),
        ("SELECT Id, Nothing FROM User", "INVALID_FIELD: Nothing, which it does not know, in User"),
        ("SELECT Id, Email FROM User", "INVALID_FIELD: Email, which it does not know, in User"),
        ("SELECT Id, FROM User", "MALFORMED_QUERY: User"),
        ("SELECT Id FROM Definition", "EXCEEDED_ID_LIMIT: Definition"),
        ("SELECT Id FROM FieldDefinition", "MALFORMED_QUERY: FieldDefinition"),
    ],
)
def test_a_refusal_has_the_code_and_what_is_missing_and_is_not_asked_again(connect: Connect, soql: str, told: str) -> None:
    users = Table([{**user, "Email": "ada@acme.example"} for user in USERS], hidden=frozenset({"Email"}))
    filtered = Table(ids(2), filtered_by=frozenset({"EntityDefinitionId"}))
    org = FakeOrg(data={"User": users, "Definition": Table(ids(2001), queries_more=False), "FieldDefinition": filtered})
    client = connect(org)
    with pytest.raises(Refused) as refused:
        list(client.query(soql))
    assert (str(refused.value), refused.value.code, client.calls) == (told, told.partition(":")[0], 2)


def test_rows_are_counted(connect: Connect) -> None:
    client = connect(FakeOrg(data={"User": Table(USERS)}))
    assert (client.count("User"), client.count("User", "Name > 'User 2'")) == (5, 2)


def test_what_has_one_page_only_is_asked_for_by_ranges_of_its_key(connect: Connect) -> None:
    definitions = Table([{"DurableId": f"D{number:05d}"} for number in range(4100)], queries_more=False)
    client = connect(FakeOrg(tooling={"EntityDefinition": definitions}))
    found = list(client.keyset("SELECT DurableId FROM EntityDefinition", "DurableId", tooling=True))
    assert ([row["DurableId"] for row in found], client.calls) == ([row["DurableId"] for row in definitions.rows], 4)


def test_a_condition_stays_where_ranges_are_asked_for(connect: Connect) -> None:
    rows = [{"Id": f"{number:05d}", "Kind": "a" if number % 2 else "b"} for number in range(5000)]
    found = list(connect(FakeOrg(data={"Thing": Table(rows)})).keyset("SELECT Id FROM Thing WHERE Kind = 'a' OR Kind = 'c'"))
    assert [row["Id"] for row in found] == [row["Id"] for row in rows if row["Kind"] == "a"]


def test_an_org_that_ignores_ranges_does_not_make_it_go_on_for_ever(connect: Connect) -> None:
    client = connect(FakeOrg(data={"Thing": Table(ids(2000), heeds=False)}))
    found: list[object] = []
    with pytest.raises(Short, match="a page repeats what came before it"):
        found.extend(client.keyset("SELECT Id FROM Thing"))
    assert (len(found), client.calls) == (2000, 3)


def test_an_org_that_ignores_the_limit_gave_all_at_once(connect: Connect) -> None:
    found = list(connect(FakeOrg(data={"Thing": Table(ids(2300), heeds=False)})).keyset("SELECT Id FROM Thing"))
    assert len(found) == 2300


@pytest.mark.parametrize("soql", ["SELECT Name FROM User", "SELECT Id FROM User LIMIT 5", "SELECT Id FROM User ORDER BY Name"])
def test_ranges_are_not_asked_for_of_a_query_that_orders_or_lacks_the_key(connect: Connect, soql: str) -> None:
    with pytest.raises(ValueError, match="ranges of Id"):
        list(connect(FakeOrg()).keyset(soql))


def tokens(users: int, each: int) -> FakeOrg:
    held = [
        {"Id": None, "AppName": "Sync", "UserId": f"005{user:015d}", "UseCount": number}
        for user in range(users)
        for number in range(each)
    ]
    return FakeOrg(
        data={
            "OauthToken": Table(held, page=500, cap=2500),
            "User": Table([{"Id": f"005{user:015d}"} for user in range(users)]),
        }
    )


TOKENS = "SELECT AppName, UserId, UseCount FROM OauthToken"


def test_few_tokens_take_one_query(connect: Connect) -> None:
    client = connect(tokens(10, 60))
    assert (len(list(client.query(TOKENS))), client.calls) == (600, 4)


def test_tokens_past_the_2500_of_one_query_all_come(connect: Connect) -> None:
    found = list(connect(tokens(700, 12)).query(TOKENS))
    assert len({(row["UserId"], row["UseCount"]) for row in found}) == len(found) == 8400


def test_tokens_under_a_condition_all_come(connect: Connect) -> None:
    found = list(connect(tokens(700, 12)).query(f"{TOKENS} WHERE UseCount > 5 OR UseCount = 0"))
    assert len({(row["UserId"], row["UseCount"]) for row in found}) == len(found) == 4900


def test_tokens_of_users_that_cannot_be_seen_are_short(connect: Connect) -> None:
    org = tokens(700, 12)
    org.data = {**org.data, "User": Table(org.data["User"].rows[:699])}
    with pytest.raises(Short, match="8,388 of 8,400 rows"):
        list(connect(org).query(TOKENS))


def test_tokens_of_one_user_past_what_a_query_gives_are_short(connect: Connect) -> None:
    with pytest.raises(Short, match="2,500 of 2,600 rows"):
        list(connect(tokens(1, 2600)).query(TOKENS))


def test_objects_are_listed(connect: Connect) -> None:
    org = FakeOrg(describes={name: described(name, FIELDS) for name in ("Account", "Ticket__c")})
    assert [(one["name"], one["custom"]) for one in connect(org).objects()] == [("Account", False), ("Ticket__c", True)]


def test_describes_come_twenty_five_to_a_round_trip_and_in_order(connect: Connect) -> None:
    names = [f"Thing{number}__c" for number in range(60)]
    client = connect(FakeOrg(describes={name: described(name, FIELDS) for name in names}))
    found = list(client.describes(names[::-1]))
    assert [(name, shape["name"]) for name, shape in found if isinstance(shape, dict)] == [(name, name) for name in names[::-1]]
    assert (client.calls, client.cost) == (4, 61)


def test_a_describe_that_is_refused_stands_among_the_others(connect: Connect) -> None:
    client = connect(FakeOrg(describes={"Account": described("Account", FIELDS)}))
    found = dict(client.describes(["Account", "Gone__c", "../limits"]))
    assert isinstance(found["Account"], dict)
    assert {name: shape.code for name, shape in found.items() if isinstance(shape, Refused)} == {
        "Gone__c": "NOT_FOUND",
        "../limits": "NOT_FOUND",
    }


def test_a_describe_that_did_not_change_is_not_sent_again(connect: Connect) -> None:
    day, later = "Mon, 30 Nov 2026 08:00:00 GMT", "Tue, 01 Dec 2026 08:00:00 GMT"
    shapes = {name: described(name, FIELDS) for name in ("Account", "Case", "Lead")}
    client = connect(FakeOrg(describes=shapes, modified={"Account": day, "Case": later}))
    found = dict(client.describes(["Account", "Case", "Lead"], since={"Account": day, "Case": day}))
    assert found == {"Account": None, "Case": shapes["Case"], "Lead": shapes["Lead"]}
    assert client.calls == 2


def test_an_org_that_takes_no_date_within_a_composite_is_asked_one_by_one(connect: Connect) -> None:
    day = "Mon, 30 Nov 2026 08:00:00 GMT"
    refused = Reply(400, [{"errorCode": "INVALID_HTTP_HEADER", "message": "no"}])
    shapes = {name: described(name, FIELDS) for name in ("Account", "Case")}
    client = connect(FakeOrg(describes=shapes, modified={"Account": day}, faults=[Fault(refused, on="composite")]))
    assert dict(client.describes(["Account", "Case"], since={"Account": day, "Case": day})) == {
        "Account": None,
        "Case": shapes["Case"],
    }


@pytest.mark.parametrize("tooling", [False, True])
def test_queries_go_five_to_a_round_trip_and_their_pages_are_followed(connect: Connect, tooling: bool) -> None:
    table = {"Thing": Table(ids(12), page=5), "User": Table(USERS)}
    client = connect(FakeOrg(tooling=table) if tooling else FakeOrg(data=table))
    found = list(client.many(["SELECT Id FROM Thing", *["SELECT Id, Name FROM User WHERE Name = 'User 1'"] * 5], tooling=tooling))
    assert [len(rows) for rows in found if isinstance(rows, list)] == [12, 1, 1, 1, 1, 1]
    assert client.calls == 5


def test_a_query_that_fails_stands_in_its_place(connect: Connect) -> None:
    client = connect(FakeOrg(data={"User": Table(USERS), "Thing": Table(ids(9), short_by=1)}))
    first, second, third = client.many(["SELECT Id FROM Nothing", "SELECT Id FROM Thing", "SELECT Id FROM User"])
    assert isinstance(first, Refused)
    assert isinstance(second, Refused)
    assert (first.code, str(second), [row["Id"] for row in third] if isinstance(third, list) else third) == (
        "INVALID_TYPE",
        "ROWS_MISSING: The org answered 8 of 9 rows.",
        [user["Id"] for user in USERS],
    )


@pytest.mark.parametrize(
    "fault",
    [
        Reply(body={"compositeResponse": []}),
        Reply(404, [{"errorCode": "NOT_FOUND", "message": "no"}]),
        Reply(body={"compositeResponse": [{"httpStatusCode": 503, "referenceId": "part0", "body": None}]}),
    ],
)
def test_what_a_composite_leaves_out_is_asked_by_itself(connect: Connect, fault: Reply) -> None:
    client = connect(FakeOrg(data={"User": Table(USERS)}, faults=[Fault(fault, on="composite")]))
    assert [len(rows) for rows in client.many(["SELECT Id FROM User"]) if isinstance(rows, list)] == [5]


def test_another_resource_is_had_by_its_path(connect: Connect) -> None:
    limits = {"DailyApiRequests": {"Max": 100_000, "Remaining": 99_000}}
    assert connect(FakeOrg(resources={"limits/": limits})).get("limits/") == limits


@pytest.mark.parametrize("path", ["/services/data/", "../x", "query/?q=SELECT+Id", "https://elsewhere.example", "limits/ "])
def test_a_path_that_leads_elsewhere_is_not_asked(connect: Connect, path: str) -> None:
    org = FakeOrg()
    client = connect(org)
    with pytest.raises(ValueError, match="asked for by its path"):
        client.get(path)
    assert len(org.asked) == 1


@pytest.mark.parametrize(
    "soql",
    [
        "SELECT AccessToken FROM OauthToken",
        "SELECT Id, deletetoken FROM OauthToken",
        "SELECT Id FROM OauthToken WHERE RequestToken = 'x'",
        "SELECT Id FROM OauthToken ORDER BY AccessToken",
        "SELECT Id, (SELECT AccessToken FROM OauthTokens) FROM User",
        "SELECT t.AccessToken FROM OauthToken t",
        "SELECT SecretValue FROM TenantSecret",
        "SELECT Password FROM ExternalDataUserAuth",
        "SELECT OauthToken FROM NamedCredential",
        "SELECT Metadata FROM NamedCredential",
        "SELECT FIELDS(ALL) FROM User LIMIT 200",
        "SELECT fields ( standard ) FROM User",
    ],
)
def test_a_query_for_secrets_is_not_sent(connect: Connect, soql: str) -> None:
    org = FakeOrg()
    client = connect(org)
    for ask in (lambda: list(client.query(soql)), lambda: list(client.tooling(soql)), lambda: list(client.many([soql]))):
        with pytest.raises(SecretAsked):
            ask()
    assert len(org.asked) == 1


def test_a_whole_row_with_secrets_is_not_asked(connect: Connect) -> None:
    org = FakeOrg()
    client = connect(org)
    with pytest.raises(SecretAsked):
        client.get("sobjects/OauthToken/0CQ000000000001")
    with pytest.raises(SecretAsked):
        list(client.query("SELECT AppName, AccessToken FROM OauthToken"))
    assert len(org.asked) == 1


def test_values_go_in_quoted() -> None:
    assert format_soql("SELECT Id FROM User WHERE Name = {}", "O'Hara") == "SELECT Id FROM User WHERE Name = 'O\\'Hara'"


def test_only_get_and_the_composite_resources_are_used(connect: Connect) -> None:
    org = FakeOrg(data={"User": Table(USERS)}, describes={"Account": described("Account", FIELDS)})
    client = connect(org)
    list(client.many(["SELECT Id FROM User"]))
    list(client.describes(["Account"]))
    list(client.query("SELECT Id FROM User"))
    posted = [asked for asked in org.asked if asked.method != "GET"]
    parts = [part["method"] for asked in posted for part in asked.body.get("compositeRequest", asked.body.get("batchRequests"))]
    assert ({asked.path.rsplit("v68.0/", maxsplit=1)[-1] for asked in posted}, set(parts)) == (
        {"composite", "composite/batch"},
        {"GET"},
    )
