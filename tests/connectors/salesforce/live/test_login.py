"""The four ways into an org, and what is said where one does not lead there."""

import base64
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import TypeAdapter, ValidationError

from connectors.salesforce.client import Client
from connectors.salesforce.live.org import Stopped
from connectors.salesforce.transport.credentials import Admission, Credentials, NotLetIn, OwnSession
from connectors.salesforce.transport.patience import Waiting
from tests.connectors.salesforce.fake_org import FakeOrg, Fault, Reply, Table
from tests.connectors.salesforce.fake_org.certificate import HOSTS
from tests.connectors.salesforce.live.conftest import Serve

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
JWT = {"method": "jwt", "username": "harvest@acme.example", "consumer_key": "3MVG9key", "private_key": PEM}
CLIENT = {"method": "client-credentials", "consumer_key": "3MVG9key", "consumer_secret": "5ECRET", "domain": "acme.my"}
QUERY = "SELECT Id FROM Thing"

Enter = Callable[..., Client]


def way_of(said: dict[str, Any]) -> Any:
    return TypeAdapter[Any](Credentials).validate_python(said)


def an_org(**more: Any) -> FakeOrg:
    return FakeOrg(data={"Thing": Table([{"Id": f"0XX{number:015d}"} for number in range(9)], page=3)}, **more)


@pytest.fixture
def enter(serve: Serve, waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> Enter:
    """Logs in to a fake org; the login hosts of Salesforce are found on this machine."""
    look_up = socket.getaddrinfo

    def start(org: FakeOrg, said: dict[str, Any]) -> Client:
        at = serve(org)

        def found(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
            return look_up("127.0.0.1", at.port, *rest, **more) if host in HOSTS else look_up(host, port, *rest, **more)

        monkeypatch.setattr(socket, "getaddrinfo", found)
        return Client(way_of(said), waiting=waiting)

    return start


def test_jwt_bearer_signs_who_it_is(enter: Enter) -> None:
    org = an_org()
    assert len(list(enter(org, JWT).query(QUERY))) == 9
    asked = org.asked[0]
    claims = jwt.decode(
        asked.body["assertion"][0], KEY.public_key(), algorithms=["RS256"], audience="https://login.salesforce.com"
    )
    assert (asked.headers["Host"], asked.path, asked.body["grant_type"]) == (
        "login.salesforce.com",
        "/services/oauth2/token",
        ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
    )
    assert (claims["iss"], claims["sub"]) == ("3MVG9key", "harvest@acme.example")


def test_jwt_bearer_of_a_sandbox_may_ask_its_own_domain(enter: Enter, tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text(PEM, encoding="ascii")
    said = {key: value for key, value in JWT.items() if key != "private_key"}
    org = an_org()
    enter(org, {**said, "private_key_file": str(file), "domain": "acme.my", "audience": "test"})
    claims = jwt.decode(
        org.asked[0].body["assertion"][0], KEY.public_key(), algorithms=["RS256"], audience="https://test.salesforce.com"
    )
    assert (org.asked[0].headers["Host"], claims["iss"]) == ("acme.my.salesforce.com", "3MVG9key")


def test_client_credentials_go_to_the_orgs_own_domain(enter: Enter) -> None:
    org = an_org()
    assert len(list(enter(org, CLIENT).query(QUERY))) == 9
    asked = org.asked[0]
    assert (asked.headers["Host"], asked.body, asked.headers["Authorization"]) == (
        "acme.my.salesforce.com",
        {"grant_type": ["client_credentials"]},
        f"Basic {base64.b64encode(b'3MVG9key:5ECRET').decode()}",
    )


def test_a_session_that_ends_midway_is_renewed(enter: Enter) -> None:
    org = an_org(tokens=["old!0", "old!1", "new!2", "new!3", "new!4"], expires_after=2)
    client = enter(org, JWT)
    assert [row["Id"] for row in client.query(QUERY)] == [f"0XX{number:015d}" for number in range(9)]
    logins = [asked.path for asked in org.asked].count("/services/oauth2/token")
    assert logins == 2


def test_a_session_that_is_refused_as_soon_as_it_is_renewed_stops_the_harvest(enter: Enter) -> None:
    ended = Reply(401, [{"errorCode": "INVALID_SESSION_ID", "message": "Session expired or invalid"}])
    org = an_org(faults=[Fault(ended, on="q=SELECT", times=99)])
    client = enter(org, JWT)
    with pytest.raises(Stopped, match="log in again") as stopped:
        list(client.query(QUERY))
    assert (stopped.value.reason, [asked.path for asked in org.asked].count("/services/oauth2/token")) == ("session", 2)


@pytest.mark.parametrize("said", [JWT, CLIENT])
def test_a_login_host_that_is_down_for_a_while_is_asked_again(enter: Enter, slept: list[float], said: dict[str, Any]) -> None:
    org = an_org(logins=[Reply(503, "<html>"), Reply(drop=True), Reply(body={"access_token": "x"})])
    assert (len(list(enter(org, said).query(QUERY))), slept) == (9, [1.0, 2.0, 4.0])


def test_a_login_host_that_stays_down_is_given_up(enter: Enter) -> None:
    with pytest.raises(NotLetIn, match=r"login\.salesforce\.com did not answer"):
        enter(an_org(logins=[Reply(503, "<html>")] * 9), JWT)


@pytest.mark.parametrize(
    ("code", "text", "told"),
    [
        ("invalid_grant", "user hasn't approved this consumer", "The user has not approved the app"),
        ("invalid_grant", "invalid assertion", "The signature does not fit"),
        ("invalid_client_id", "client identifier invalid", "knows no app with this consumer key"),
        ("invalid_grant", "no client credentials user enabled", "has no run-as user"),
        ("weird", "something else", "does not say why"),
    ],
)
def test_a_refused_login_says_what_mends_it_and_is_not_tried_again(enter: Enter, code: str, text: str, told: str) -> None:
    org = an_org(logins=[Reply(400, {"error": code, "error_description": text})] * 9)
    with pytest.raises(NotLetIn, match=told):
        enter(org, JWT)
    assert len(org.asked) == 1


def test_a_key_that_cannot_sign_is_said(enter: Enter) -> None:
    org = an_org()
    with pytest.raises(NotLetIn, match="must be an RSA key in PEM format"):
        enter(org, {**JWT, "private_key": "no key"})
    assert org.asked == []


def test_a_key_file_that_cannot_be_read_is_said(enter: Enter, tmp_path: Path) -> None:
    said = {key: value for key, value in JWT.items() if key != "private_key"}
    with pytest.raises(NotLetIn, match=r"none\.pem cannot be read"):
        enter(an_org(), {**said, "private_key_file": str(tmp_path / "none.pem")})


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"method": "jwt", "username": "a", "password": "hunter2", "security_token": "t"}, "password is never asked for"),
        ({**CLIENT, "security_token": "t"}, "security_token is never asked for"),
        ({"method": "password", "username": "a"}, "method"),
        ({**CLIENT, "domain": "login"}, "domain must be the org's My Domain"),
        ({**CLIENT, "domain": "evil.example/x?"}, "domain"),
        ({**JWT, "private_key_file": "key.pem"}, "name one of private_key and private_key_file"),
        ({"method": "sf", "target_org": "--json"}, "target_org"),
    ],
)
def test_a_way_in_that_leads_nowhere_is_refused_without_its_secrets(said: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told) as refused:
        way_of(said)
    assert "hunter2" not in str(refused.value)
    assert "5ECRET" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["http://acme.my.salesforce.com", "acme.my.salesforce.com", "https://a:b@acme.example", "https://a/b"]
)
def test_a_session_needs_a_plain_https_address(url: str) -> None:
    with pytest.raises(NotLetIn, match="must read https"):
        Admission("token", url)


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak"])
def test_a_broken_token_is_said(token: str) -> None:
    way = OwnSession.model_validate({"access_token": token, "instance_url": "https://acme.my.salesforce.com"})
    with pytest.raises(NotLetIn, match="access token is empty or broken"):
        way.admission()


@pytest.fixture
def sf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """An `sf` command that says what it is told to, and keeps what it was asked."""

    def make(output: str) -> Path:
        said, command = tmp_path / "asked", tmp_path / "sf"
        script = f"import sys, pathlib\npathlib.Path({str(said)!r}).write_text(' '.join(sys.argv[1:]))\nprint({output!r})\n"
        command.write_text(f"#!{sys.executable}\n{script}", encoding="utf-8")
        command.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        return said

    return make


def test_the_sf_command_tells_its_session(serve: Serve, sf: Callable[[str], Path], waiting: Waiting) -> None:
    at = serve(org := an_org())
    asked = sf(f'{{"status": 0, "result": {{"accessToken": "{org.tokens[0]}", "instanceUrl": "{at.url}"}}}}')
    client = Client(way_of({"method": "sf", "target_org": "acme"}), waiting=waiting)
    assert len(list(client.query(QUERY))) == 9
    assert asked.read_text(encoding="utf-8") == "org display --json --target-org acme"


@pytest.mark.parametrize(
    ("output", "told"),
    [
        ('{"status": 1, "name": "NamedOrgNotFoundError"}', "knows no such org"),
        ("not JSON", "knows no such org"),
        ('{"result": {"accessToken": "[REDACTED]", "instanceUrl": "https://a.example"}}', "does not show the access token"),
        ('{"result": {"instanceUrl": "https://a.example"}}', "does not show the access token"),
    ],
)
def test_an_sf_command_that_tells_no_session_is_said(sf: Callable[[str], Path], output: str, told: str) -> None:
    sf(output)
    with pytest.raises(NotLetIn, match=told):
        Client(way_of({"method": "sf"}))


def test_an_sf_command_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotLetIn, match="install the Salesforce CLI"):
        Client(way_of({"method": "sf"}))
