"""What fails by no fault of the question is asked again, within bounds; what ends a harvest ends it cleanly."""

import time

import pytest

from connectors.salesforce.client import Client
from connectors.salesforce.live.org import Refused, Stopped
from connectors.salesforce.transport.credentials import OwnSession
from connectors.salesforce.transport.patience import Patience, Waiting
from tests.connectors.salesforce.fake_org import FakeOrg, Fault, Reply, Table, described
from tests.connectors.salesforce.live.conftest import Connect, Serve

THINGS = [{"Id": f"0XX{number:015d}"} for number in range(23)]
QUERY = "SELECT Id FROM Thing"
DOWN = Reply(503, "<html><body>We are down for maintenance.</body></html>", {"Content-Type": "text/html"})


def an_org(*faults: Fault, page: int = 5, used: int = 100, limit: int = 100_000) -> FakeOrg:
    return FakeOrg(data={"Thing": Table(THINGS, page=page)}, faults=list(faults), used=used, limit=limit)


@pytest.mark.parametrize(
    "broken",
    [
        DOWN,
        Reply(500, [{"errorCode": "UNKNOWN_EXCEPTION", "message": "An unexpected error occurred."}]),
        Reply(502, ""),
        Reply(429, ""),
        Reply(503, [{"errorCode": "SERVER_UNAVAILABLE", "message": "busy"}]),
        Reply(
            403,
            [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "ConcurrentRequests (Concurrent API Requests) Limit exceeded."}],
        ),
        Reply(body={"totalSize": 23, "done": True, "records": THINGS}, cut=100),
        Reply(body='{"totalSize": 23, "done": true, "records": [{"Id"'),
        Reply(body="not JSON"),
        Reply(body="7"),
        Reply(body=b"\xff\xfe\x00"),
        Reply(body="[" * 100_000),
        Reply(drop=True),
    ],
    ids=[
        "html",
        "500",
        "502",
        "429",
        "503",
        "concurrent",
        "cut",
        "cut json",
        "no json",
        "number",
        "no text",
        "nested",
        "dropped",
    ],
)
@pytest.mark.parametrize("on", ["q=SELECT", "/01g"])
def test_what_fails_by_no_fault_of_the_question_is_asked_again(
    connect: Connect, slept: list[float], broken: Reply, on: str
) -> None:
    found = list(connect(an_org(Fault(broken, on=on, times=2))).query(QUERY))
    assert ([row["Id"] for row in found], slept) == ([row["Id"] for row in THINGS], [1.0, 2.0])


def test_waiting_doubles_up_to_a_bound_and_is_scattered(serve: Serve) -> None:
    at = serve(org := an_org(Fault(DOWN, on="q=SELECT", times=6)))
    slept: list[float] = []
    way = OwnSession(org.tokens[0], at.url)
    client = Client(
        way, Patience(attempts=7, longest=5), Waiting(sleep=slept.append, chance=iter([1.0, 0.5, 0.25, 1.0, 1.0, 0.1]).__next__)
    )
    assert (len(list(client.query(QUERY))), slept) == (23, [1.0, 1.0, 1.0, 5.0, 5.0, 0.5])


def test_the_org_says_how_long_to_wait(connect: Connect, slept: list[float]) -> None:
    told = Reply(429, "", {"Retry-After": "17"})
    assert (len(list(connect(an_org(Fault(told, on="q=SELECT"))).query(QUERY))), slept) == (23, [17.0])


def test_an_org_cannot_make_it_wait_for_ever(connect: Connect, slept: list[float]) -> None:
    told = Reply(429, "", {"Retry-After": "999999"})
    assert (len(list(connect(an_org(Fault(told, on="q=SELECT"))).query(QUERY))), slept) == (23, [60.0])


@pytest.mark.parametrize("broken", [DOWN, Reply(drop=True), Reply(body={"records": []}, cut=3)])
def test_an_org_that_stays_away_stops_the_harvest(connect: Connect, broken: Reply) -> None:
    client = connect(an_org(Fault(broken, on="/01g", times=99)))
    found: list[object] = []
    with pytest.raises(Stopped, match=r"127\.0\.0\.1 did not answer, or its answer broke off"):
        found.extend(client.query(QUERY))
    assert (len(found), client.calls) == (5, 7)


def test_a_question_that_the_org_fails_at_each_time_is_refused_and_the_next_is_answered(connect: Connect) -> None:
    timed_out = Reply(500, [{"errorCode": "QUERY_TIMEOUT", "message": "query timeout"}])
    client = connect(an_org(Fault(timed_out, on="q=SELECT", times=5)))
    with pytest.raises(Refused, match="QUERY_TIMEOUT"):
        list(client.query(QUERY))
    assert len(list(client.query(QUERY))) == 23


@pytest.mark.parametrize("status", [400, 403, 404, 405])
def test_a_refusal_is_not_asked_again(connect: Connect, slept: list[float], status: int) -> None:
    refused = Reply(status, [{"errorCode": "INSUFFICIENT_ACCESS", "message": "no"}])
    client = connect(an_org(Fault(refused, on="q=SELECT")))
    with pytest.raises(Refused, match="INSUFFICIENT_ACCESS"):
        list(client.query(QUERY))
    assert (client.calls, slept) == (2, [])


@pytest.mark.parametrize("trickle", [0.05, 5.0])
def test_an_answer_that_trickles_is_given_up(serve: Serve, slept: list[float], trickle: float) -> None:
    slow = Reply(body={"totalSize": 0, "done": True, "records": []}, trickle=trickle)
    at = serve(org := an_org(Fault(slow, on="q=SELECT")))
    way = OwnSession(org.tokens[0], at.url)
    client = Client(way, Patience(silence=0.3, whole=0.5), Waiting(sleep=slept.append))
    began = time.monotonic()
    assert (len(list(client.query(QUERY))), len(slept), time.monotonic() - began < 4) == (23, 1, True)


def test_a_redirect_is_not_followed(connect: Connect) -> None:
    elsewhere = Reply(302, "", {"Location": "https://127.0.0.2/elsewhere"})
    client = connect(an_org(Fault(elsewhere, on="q=SELECT")))
    with pytest.raises(Stopped, match="points elsewhere"):
        list(client.query(QUERY))


def test_the_end_of_the_orgs_calls_stops_the_harvest_and_what_came_is_kept(connect: Connect, slept: list[float]) -> None:
    over = Reply(403, [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "TotalRequests Limit exceeded."}])
    client = connect(an_org(Fault(over, on="/01g", after=2)))
    found: list[object] = []
    with pytest.raises(Stopped, match="its daily limit is reached"):
        found.extend(client.query(QUERY))
    assert (len(found), slept) == (15, [])


@pytest.mark.parametrize("reserve", [0.1, 0.5, 0.0])
def test_the_harvest_stops_before_it_takes_what_is_left_to_others(connect: Connect, reserve: float) -> None:
    limit = round(10 / (1 - reserve))
    org = an_org(used=7, limit=limit)
    client = connect(org, Patience(reserve=reserve))
    found: list[object] = []
    with pytest.raises(Stopped) as stopped:
        found.extend(client.query(QUERY))
    assert (org.used, len(found)) == (10, 15)
    assert str(stopped.value) == (f"127.0.0.1 has used 10 of its {limit} calls of the day, and {reserve:.0%} are left to others.")


def test_the_limit_within_a_composite_stops_the_harvest(connect: Connect) -> None:
    over = {
        "httpStatusCode": 403,
        "referenceId": "part0",
        "body": [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "TotalRequests"}],
    }
    client = connect(an_org(Fault(Reply(body={"compositeResponse": [over]}), on="composite")))
    with pytest.raises(Stopped, match="daily limit"):
        list(client.many([QUERY]))


def test_a_session_that_ends_midway_and_cannot_be_renewed_stops_the_harvest(connect: Connect) -> None:
    org = an_org()
    org.lasting = 3
    found: list[object] = []
    client = connect(org)
    with pytest.raises(Stopped, match="has ended or is refused"):
        found.extend(client.query(QUERY))
    assert len(found) == 15


def test_a_user_without_the_api_stops_the_harvest(connect: Connect) -> None:
    off = Reply(403, [{"errorCode": "API_DISABLED_FOR_ORG", "message": "The REST API is not enabled for this Organization."}])
    with pytest.raises(Stopped, match="API Enabled"):
        list(connect(an_org(Fault(off, on="q=SELECT"))).query(QUERY))


def test_a_certificate_that_is_not_trusted_is_said_and_not_asked_again(
    serve: Serve, waiting: Waiting, slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = serve(org := an_org())
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(Stopped, match="certificate that is not trusted"):
        Client(OwnSession(org.tokens[0], at.url), waiting=waiting)
    assert (org.asked, slept) == ([], [])


@pytest.mark.parametrize("answer", [[], {"a": 1}, [{"version": "newest"}, {"version": 68}, "68.0"]])
def test_what_names_no_version_is_no_org(connect: Connect, answer: object) -> None:
    with pytest.raises(Stopped, match="names no version"):
        connect(an_org(Fault(Reply(body=answer), on="/services/data/")))


def test_parts_of_a_batch_that_fail_are_asked_by_themselves(connect: Connect) -> None:
    shapes = {name: described(name, {"Id": {}}) for name in ("Account", "Case")}
    half = {"hasErrors": True, "results": [{"statusCode": 200, "result": shapes["Account"]}, {"statusCode": 503, "result": None}]}
    org = FakeOrg(describes=shapes, faults=[Fault(Reply(body=half), on="batch")])
    assert dict(connect(org).describes(["Account", "Case"])) == shapes


def test_a_login_in_a_netrc_file_does_not_take_the_place_of_the_token(
    connect: Connect, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path_factory.mktemp("home") / "netrc"
    file.write_text("machine 127.0.0.1 login ada password planted\n", encoding="ascii")
    file.chmod(0o600)
    monkeypatch.setenv("NETRC", str(file))
    org = an_org()
    assert len(list(connect(org).query(QUERY))) == 23
    assert {asked.headers["Authorization"] for asked in org.asked} == {f"Bearer {org.tokens[0]}"}
