"""A token, a key and a password planted in every kind of answer and error never come out."""

import gc
import logging
import socket
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from connectors.salesforce.client import Client, format_soql
from connectors.salesforce.live.org import Refused, Short
from connectors.salesforce.transport.credentials import ClientCredentials, JwtBearer, NotLetIn, OwnSession, SfCommand
from connectors.salesforce.transport.patience import Waiting
from lineage.errors import LineageError
from tests.connectors.salesforce.fake_org import FakeOrg, Fault, Reply, Table
from tests.connectors.salesforce.live.conftest import Serve
from tests.connectors.salesforce.live.test_login import PEM, Enter, enter, key_file, sf

__all__ = ["enter", "key_file", "sf"]

TOKEN = "00D5planted!AQ4AQPlantedToken.x_y"
KEY = "3MVG9PLANTEDKEY"
PASSWORD = "PLANTED_PASSWORD"
PLANTED = f"{TOKEN} {KEY} {PASSWORD}"
SAID = [{"errorCode": PASSWORD.casefold(), "message": f"No such column '{KEY}' on entity 'Thing': {PLANTED}"}]
QUERY = "SELECT Id FROM Thing"

ANSWERS: dict[str, Reply] = {
    "refusal": Reply(400, SAID),
    "code": Reply(400, [{"errorCode": TOKEN, "message": PASSWORD}]),
    "key as code": Reply(400, [{"errorCode": KEY, "message": PASSWORD}]),
    "one error": Reply(404, {"errorCode": KEY, "message": PLANTED}),
    "words": Reply(403, [PLANTED]),
    "refused type": Reply(400, [{"errorCode": "INVALID_TYPE", "message": f"sObject type '{PASSWORD}' is not supported"}]),
    "html": Reply(503, f"<html>{PLANTED}</html>"),
    "text": Reply(401, PLANTED),
    "failure": Reply(500, SAID),
    "no json": Reply(body=PLANTED),
    "cut": Reply(body={"records": [{"Id": PLANTED}]}, cut=20),
    "text in json": Reply(body=f'"{PLANTED}"'),
    "limit": Reply(
        403, [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": PLANTED}], {"Sforce-Limit-Info": f"api-usage={PLANTED}"}
    ),
    "redirect": Reply(302, PLANTED, {"Location": f"https://127.0.0.1/{TOKEN}?password={PASSWORD}"}),
    "wait": Reply(429, PLANTED, {"Retry-After": PLANTED}),
    "cookie": Reply(400, SAID, {"Set-Cookie": f"sid={TOKEN}"}),
    "next page": Reply(body={"done": False, "records": [], "nextRecordsUrl": f"@elsewhere.example/{TOKEN}"}),
    "no next page": Reply(body={"done": False, "records": [{"Id": PLANTED}], "totalSize": 4}),
    "short": Reply(body={"done": True, "records": [{"Id": PLANTED}], "totalSize": 4}),
    "related": Reply(body={"done": True, "totalSize": 1, "records": [{PLANTED: {"done": False, "x": PLANTED}}]}),
    "strange": Reply(body={"done": PLANTED, "totalSize": PLANTED, "records": PLANTED}),
}


def everything_of(error: BaseException) -> Iterator[str]:
    """What could be shown of an error: its words, its attributes, its traceback, and all that it is chained to."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield from (str(one), repr(one), repr(one.args), repr(vars(one)), "".join(traceback.format_exception(one)))
        waiting += [one.__cause__, one.__context__]


def leaks(texts: Iterator[str] | list[str], secrets: tuple[str, ...] = (TOKEN, KEY, PASSWORD)) -> list[str]:
    return sorted({secret for text in texts for secret in secrets if secret.casefold() in text.casefold()})


def asking(client: Client) -> dict[str, Callable[[], object]]:
    return {
        "query": lambda: list(client.query(QUERY)),
        "tooling": lambda: list(client.tooling(QUERY)),
        "keyset": lambda: list(client.keyset(QUERY)),
        "count": lambda: client.count("Thing", "Name = 'x'"),
        "tokens": lambda: list(client.query("SELECT UserId FROM OauthToken")),
        "objects": client.objects,
        "describes": lambda: [found for _, found in client.describes(["Thing", "Other"])],
        "many": lambda: list(client.many([QUERY, QUERY])),
        "get": lambda: client.get("limits/"),
    }


@pytest.mark.parametrize("kind", ANSWERS)
def test_what_an_org_says_never_comes_out_of_an_error(
    serve: Serve, waiting: Waiting, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], kind: str
) -> None:
    caplog.set_level(logging.DEBUG)
    at = serve(FakeOrg(tokens=[TOKEN], faults=[Fault(ANSWERS[kind], on="/v", times=10_000)]))
    client = Client(OwnSession(TOKEN, at.url), waiting=waiting)
    texts = [repr(client), str(client)]
    failed = 0
    for ask in asking(client).values():
        answer, error = attempt(ask)
        failures = [error, *(answer if isinstance(answer, list) else [])]
        for failure in failures:
            if isinstance(failure, LineageError):
                failed += 1
                texts += everything_of(failure)
    shown = capfd.readouterr()
    assert leaks([*texts, shown.out, shown.err, caplog.text]) == []
    assert failed >= 5


def attempt(ask: Callable[[], object]) -> tuple[object, LineageError | None]:
    try:
        return ask(), None
    except LineageError as failed:
        return None, failed


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.parametrize(
    "said",
    [
        {"login": "jwt", "consumer_key": KEY},
        {"login": "client-credentials", "consumer_key": KEY, "consumer_secret": SecretStr(PASSWORD)},
    ],
)
def test_what_a_login_host_says_never_comes_out_of_an_error(
    enter: Enter, recwarn: pytest.WarningsRecorder, kind: str, said: dict[str, Any]
) -> None:
    with pytest.raises(NotLetIn) as refused:
        enter(FakeOrg(logins=[ANSWERS[kind]] * 9), **said)
    assert leaks([*everything_of(refused.value), *(str(warned.message) for warned in recwarn)]) == []


@pytest.mark.parametrize("text", ["user hasn't approved this consumer", f"invalid assertion {PLANTED}", PLANTED])
def test_a_refused_login_shows_no_key(enter: Enter, recwarn: pytest.WarningsRecorder, text: str) -> None:
    refusal = Reply(400, {"error": PASSWORD, "error_description": text})
    with pytest.raises(NotLetIn) as refused:
        enter(FakeOrg(logins=[refusal]), login="jwt", consumer_key=KEY)
    texts = [*everything_of(refused.value), *(str(warned.message) for warned in recwarn)]
    assert leaks(texts, (TOKEN, KEY, PASSWORD, PEM[40:80])) == []


@pytest.mark.parametrize(
    "output", [f'{{"message": "{PLANTED}"}}', f'{{"result": {{"accessToken": "{TOKEN}"}}}}', PLANTED, f'"{TOKEN}"']
)
def test_what_the_sf_command_says_never_comes_out_of_an_error(
    sf: Callable[[str], object], capfd: pytest.CaptureFixture[str], output: str
) -> None:
    sf(output)
    with pytest.raises(NotLetIn) as refused:
        Client(SfCommand())
    assert leaks([*everything_of(refused.value), *capfd.readouterr()]) == []


def test_a_broken_token_of_the_sf_command_never_comes_out(sf: Callable[[str], object]) -> None:
    sf(f'{{"result": {{"accessToken": "{TOKEN} and more", "instanceUrl": "https://{KEY}:{PASSWORD}@a.example"}}}}')
    with pytest.raises(NotLetIn) as refused:
        Client(SfCommand())
    assert leaks(everything_of(refused.value)) == []


def test_ways_in_and_sessions_show_no_secret() -> None:
    ways = [
        JwtBearer("ada", KEY, Path("key.pem"), "acme.my", "login"),
        ClientCredentials(KEY, PASSWORD, "acme.my"),
        own := OwnSession(TOKEN, "https://acme.my.salesforce.com"),
    ]
    shown = [text for way in ways for text in (repr(way), str(way))]
    assert leaks([*shown, repr(own.admission()), str(own.admission())]) == []


def test_an_org_that_is_not_there_is_said_without_the_token(
    waiting: Waiting, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("NO_PROXY", "*")
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        url = f"https://127.0.0.1:{unheard.getsockname()[1]}"
        with pytest.raises(LineageError, match="did not answer") as stopped:
            Client(OwnSession(TOKEN, url), waiting=waiting)
    assert leaks([*everything_of(stopped.value), caplog.text]) == []


def test_values_in_a_question_are_not_in_the_error_about_it(serve: Serve, waiting: Waiting) -> None:
    org = FakeOrg(tokens=[TOKEN], data={"Thing": Table([{"Id": "1", "Name": PASSWORD}], short_by=1)})
    at = serve(org)
    client = Client(OwnSession(TOKEN, at.url), waiting=waiting)
    with pytest.raises(Short) as short:
        list(client.query(format_soql("SELECT Id FROM Thing WHERE Name = {}", PASSWORD)))
    with pytest.raises(Refused) as refused:
        list(client.query(format_soql("SELECT Idle FROM Thing WHERE Name = {}", PASSWORD)))
    assert leaks([*everything_of(short.value), *everything_of(refused.value)]) == []


def test_no_error_keeps_the_libraries_own_alive(serve: Serve, waiting: Waiting) -> None:
    at = serve(FakeOrg(tokens=[TOKEN], faults=[Fault(Reply(400, SAID), on="q=")]))
    client = Client(OwnSession(TOKEN, at.url), waiting=waiting)
    with pytest.raises(Refused):
        list(client.query(QUERY))
    gc.collect()
    assert [type(one).__name__ for one in gc.get_objects() if type(one).__module__ == "simple_salesforce.exceptions"] == []
