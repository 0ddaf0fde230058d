"""The four ways into an org, and what is said where one does not lead there."""

import base64
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr

from connectors.salesforce.client import Client, connect
from connectors.salesforce.live.org import Stopped
from connectors.salesforce.transport.credentials import Admission, NotLetIn, refuse_passwords
from connectors.salesforce.transport.patience import Waiting
from tests.connectors.salesforce.fake_org import FakeOrg, Fault, Reply, Table
from tests.connectors.salesforce.fake_org.certificate import HOSTS
from tests.connectors.salesforce.live.conftest import Serve

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
SECRET, NO_SECRET = SecretStr("5ECRET"), SecretStr("")
QUERY = "SELECT Id FROM Thing"

Enter = Callable[..., Client]


@dataclass(frozen=True)
class Said:
    """What a person says of the way into an org."""

    login: Literal["jwt", "client-credentials", "session", "sf"]
    instance_url: str = "https://acme.my.salesforce.com"
    username: str = "harvest@acme.example"
    consumer_key: str = "3MVG9key"
    consumer_secret: SecretStr = SECRET
    private_key_path: Path | None = None
    session: SecretStr = NO_SECRET
    sf_org: str = ""
    api_reserve: int = 20


def an_org(**more: Any) -> FakeOrg:
    return FakeOrg(data={"Thing": Table([{"Id": f"0XX{number:015d}"} for number in range(9)], page=3)}, **more)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """The private key that signs."""
    file = tmp_path / "key.pem"
    file.write_text(PEM, encoding="ascii")
    return file


@pytest.fixture
def enter(serve: Serve, waiting: Waiting, key_file: Path, monkeypatch: pytest.MonkeyPatch) -> Enter:
    """Logs in to a fake org; hosts of Salesforce are found on this machine."""
    look_up = socket.getaddrinfo

    def start(org: FakeOrg, **said: Any) -> Client:
        at = serve(org)

        def found(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
            return look_up("127.0.0.1", at.port, *rest, **more) if host in HOSTS else look_up(host, port, *rest, **more)

        monkeypatch.setattr(socket, "getaddrinfo", found)
        return connect(Said(**{"private_key_path": key_file, **said}), waiting)

    return start


@pytest.mark.parametrize(("host", "audience"), [("acme.my", "login"), ("acme--dev.sandbox.my", "test")])
def test_jwt_bearer_signs_who_it_is(enter: Enter, host: str, audience: str) -> None:
    org = an_org()
    assert len(list(enter(org, login="jwt", instance_url=f"https://{host}.salesforce.com").query(QUERY))) == 9
    asked = org.asked[0]
    whom = f"https://{audience}.salesforce.com"
    claims = jwt.decode(asked.body["assertion"][0], KEY.public_key(), algorithms=["RS256"], audience=whom)
    assert (asked.headers["Host"], asked.path, asked.body["grant_type"]) == (
        f"{host}.salesforce.com",
        "/services/oauth2/token",
        ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
    )
    assert (claims["iss"], claims["sub"]) == ("3MVG9key", "harvest@acme.example")


def test_a_session_is_used_as_it_is(serve: Serve, waiting: Waiting) -> None:
    at = serve(org := an_org())
    client = connect(Said("session", instance_url=at.url, session=SecretStr(org.tokens[0])), waiting)
    assert (len(list(client.query(QUERY))), client.allowance) == (9, (103, 100_000))


def test_the_part_of_the_days_calls_that_is_left_to_others_is_a_setting(serve: Serve, waiting: Waiting) -> None:
    at = serve(org := an_org(used=48, limit=100))
    client = connect(Said("session", instance_url=at.url, session=SecretStr(org.tokens[0]), api_reserve=50), waiting)
    with pytest.raises(Stopped, match="50% are left to others"):
        list(client.query(QUERY))


def test_client_credentials_go_to_the_orgs_own_domain(enter: Enter) -> None:
    org = an_org()
    assert len(list(enter(org, login="client-credentials").query(QUERY))) == 9
    asked = org.asked[0]
    assert (asked.headers["Host"], asked.body, asked.headers["Authorization"]) == (
        "acme.my.salesforce.com",
        {"grant_type": ["client_credentials"]},
        f"Basic {base64.b64encode(b'3MVG9key:5ECRET').decode()}",
    )


def test_a_session_that_ends_midway_is_renewed(enter: Enter) -> None:
    org = an_org(tokens=["old!0", "old!1", "new!2", "new!3", "new!4"], expires_after=2)
    client = enter(org, login="jwt")
    assert [row["Id"] for row in client.query(QUERY)] == [f"0XX{number:015d}" for number in range(9)]
    logins = [asked.path for asked in org.asked].count("/services/oauth2/token")
    assert logins == 2


def test_a_session_that_is_refused_as_soon_as_it_is_renewed_stops_the_harvest(enter: Enter) -> None:
    ended = Reply(401, [{"errorCode": "INVALID_SESSION_ID", "message": "Session expired or invalid"}])
    org = an_org(faults=[Fault(ended, on="q=SELECT", times=99)])
    client = enter(org, login="jwt")
    with pytest.raises(Stopped, match="log in again"):
        list(client.query(QUERY))
    assert [asked.path for asked in org.asked].count("/services/oauth2/token") == 2


def test_a_session_that_ends_midway_and_is_not_renewed_stops_the_harvest_with_what_came(enter: Enter) -> None:
    org = an_org(expires_after=2)
    client = enter(org, login="jwt")
    org.waiting_logins = [Reply(400, {"error": "inactive_org"})]
    found: list[object] = []
    with pytest.raises(Stopped, match=r"has ended\. The org lets nobody in"):
        found.extend(client.query(QUERY))
    assert len(found) == 6


@pytest.mark.parametrize("login", ["jwt", "client-credentials"])
def test_a_login_host_that_is_down_for_a_while_is_asked_again(enter: Enter, slept: list[float], login: str) -> None:
    org = an_org(logins=[Reply(503, "<html>"), Reply(drop=True), Reply(body={"access_token": "x"})])
    assert (len(list(enter(org, login=login).query(QUERY))), slept) == (9, [1.0, 2.0, 4.0])


def test_a_login_host_that_stays_down_is_given_up(enter: Enter) -> None:
    with pytest.raises(NotLetIn, match=r"acme\.my\.salesforce\.com did not answer"):
        enter(an_org(logins=[Reply(503, "<html>")] * 9), login="jwt")


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
        enter(org, login="jwt")
    assert len(org.asked) == 1


def test_a_key_that_cannot_sign_is_said(enter: Enter, tmp_path: Path) -> None:
    org = an_org()
    file = tmp_path / "none.pem"
    file.write_text("no key", encoding="ascii")
    with pytest.raises(NotLetIn, match="must be an RSA key in PEM format"):
        enter(org, login="jwt", private_key_path=file)
    assert org.asked == []


@pytest.mark.parametrize("file", [None, Path("none.pem")])
def test_a_key_file_that_cannot_be_read_is_said(enter: Enter, file: Path | None) -> None:
    with pytest.raises(NotLetIn, match="cannot be read"):
        enter(an_org(), login="jwt", private_key_path=file)


@pytest.mark.parametrize("login", ["jwt", "client-credentials"])
@pytest.mark.parametrize("url", ["https://login.salesforce.com", "https://elsewhere.example", "https://.salesforce.com", ""])
def test_a_token_is_asked_of_the_orgs_own_address_only(enter: Enter, login: str, url: str) -> None:
    org = an_org()
    with pytest.raises(NotLetIn, match="must be its own address"):
        enter(org, login=login, instance_url=url)
    assert org.asked == []


@pytest.mark.parametrize("key", ["password", "security_token"])
def test_a_password_is_never_asked_for(key: str) -> None:
    with pytest.raises(
        ValueError, match=f"{key} is never asked for.*Use login sf, session, jwt or client-credentials"
    ) as refused:
        refuse_passwords({"login": "jwt", key: "hunter2"})
    assert "hunter2" not in str(refused.value)
    assert refuse_passwords({"login": "jwt"}) == {"login": "jwt"}


@pytest.mark.parametrize(
    "url", ["http://acme.my.salesforce.com", "acme.my.salesforce.com", "https://a:b@acme.example", "https://a/b"]
)
def test_a_session_needs_a_plain_https_address(url: str) -> None:
    with pytest.raises(NotLetIn, match="must read https"):
        Admission("token", url)


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak"])
def test_a_broken_token_is_said(token: str) -> None:
    with pytest.raises(NotLetIn, match="access token is empty or broken"):
        Admission(token, "https://acme.my.salesforce.com")


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
    client = connect(Said("sf", instance_url="", sf_org="acme"), waiting)
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
        connect(Said("sf"))


def test_the_name_of_an_org_is_no_option_of_the_sf_command(sf: Callable[[str], Path]) -> None:
    asked = sf("{}")
    with pytest.raises(NotLetIn, match="does not begin with a dash"):
        connect(Said("sf", sf_org="--verbose"))
    assert not asked.exists()


def test_an_sf_command_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotLetIn, match="install the Salesforce CLI"):
        connect(Said("sf"))
