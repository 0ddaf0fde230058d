"""Answers of real orgs, replayed over HTTPS: they come out as they were recorded, and nothing that was not recorded is asked."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus, urlsplit

import pytest
import yaml

from connectors.salesforce.client import Client
from connectors.salesforce.live.org import Refused
from connectors.salesforce.transport.credentials import OwnSession
from connectors.salesforce.transport.patience import Waiting
from tests.connectors.salesforce.fake_org import Asked, Reply
from tests.connectors.salesforce.live.conftest import Serve

pytestmark = [pytest.mark.shared]

DESCRIBED = ("Account", "Case", "Contact", "Custom__c", "Event", "Lead", "Opportunity", "OpportunityContactRole")
_VERSION = re.compile(r"^/services/data/v(?:xx|\d+)\.0/")
_QUERY = re.compile(r"^(tooling/)?query/\?q=(.*)$", re.DOTALL)


def place(path: str) -> str:
    """A path without what differs between recordings and calls: the API's version, and how the query is quoted."""
    return unquote_plus(_VERSION.sub("", path)).rstrip("/")


@cache
def recorded(folder: Path) -> Mapping[str, Reply]:
    """The first recorded answer to each GET."""
    answers: dict[str, Reply] = {}
    for file in sorted((folder / "cassettes").glob("*.yaml")):
        said = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
        for one in said.get("interactions", [said]):
            if one and "request" in one and one["request"]["method"] == "GET":
                address = urlsplit(one["request"]["uri"])
                reply = Reply(one["response"]["status"]["code"], one["response"]["body"]["string"])
                answers.setdefault(place(f"{address.path}{f'?{address.query}' if address.query else ''}"), reply)
    return answers


def queries() -> Iterator[tuple[bool, str]]:
    """Every recorded query that has rows; whether it went to the Tooling API."""
    folder = recordings_beside()
    for path, reply in sorted(recorded(folder).items()) if folder.is_dir() else ():
        found = _QUERY.match(path)
        if found and reply.status == 200 and "count(" not in found[2].casefold():
            yield found[1] is not None, found[2]


def recordings_beside() -> Path:
    return Path(__file__).parents[5] / "shared" / "api_recordings" / "cumulusci"


@dataclass
class Replay:
    """An org that knows what was recorded and the version of its API, and keeps what it was asked besides."""

    answers: Mapping[str, Reply]
    unrecorded: list[str] = field(default_factory=list)

    def reply(self, asked: Asked) -> Reply:
        if asked.path == "/services/data/":
            return Reply(body=[{"version": "62.0"}])
        if asked.path.endswith("/composite/batch"):
            parts = [self.found(f"/services/data/{part['url']}") for part in asked.body["batchRequests"]]
            results = [{"statusCode": part.status, "result": json.loads(part.content())} for part in parts]
            return Reply(body={"hasErrors": False, "results": results})
        if asked.path.endswith("/composite"):
            named = [(part["referenceId"], self.found(part["url"])) for part in asked.body["compositeRequest"]]
            answers = [
                {"httpStatusCode": part.status, "referenceId": name, "body": json.loads(part.content())} for name, part in named
            ]
            return Reply(body={"compositeResponse": answers})
        return self.found(asked.path)

    def found(self, path: str) -> Reply:
        reply = self.answers.get(place(path))
        if reply is None:
            self.unrecorded.append(path)
        return reply or Reply(404, [{"errorCode": "NOT_FOUND", "message": "not recorded"}])


@pytest.fixture
def recordings(shared: Path) -> Path:
    folder = shared / "api_recordings" / "cumulusci"
    if not folder.is_dir():
        pytest.skip("there are no recordings beside the working tree")
    return folder


@pytest.fixture
def replay(recordings: Path) -> Replay:
    return Replay(recorded(recordings))


@pytest.fixture
def client(replay: Replay, serve: Serve, waiting: Waiting) -> Iterator[Client]:
    at = serve(replay)
    yield Client(OwnSession("00D!replayed", at.url), waiting=waiting)
    assert replay.unrecorded == []


def decoded(recordings: Path, name: str) -> Any:
    body = json.loads((recordings / "decoded_json" / name).read_text(encoding="utf-8"))
    return body.get("body", body) if isinstance(body, dict) else body


def test_the_objects_of_a_real_org_are_listed(client: Client, recordings: Path) -> None:
    listed = client.objects()
    assert listed == decoded(recordings, "GET_sobjects_Global_describe.json")["sobjects"]
    assert len(listed) == 110


def test_describes_of_a_real_org_come_whole(client: Client, recordings: Path) -> None:
    found = dict(client.describes(DESCRIBED))
    assert found == {name: decoded(recordings, f"GET_sobjects_{name}_describe.json") for name in DESCRIBED}


def test_a_describe_of_a_real_org_comes_whole_by_itself(client: Client, recordings: Path) -> None:
    assert client.get("sobjects/Contact/describe") == decoded(recordings, "GET_sobjects_Contact_describe.json")


def test_other_resources_of_a_real_org_come_as_they_are(client: Client) -> None:
    counts = client.get("limits/recordCount?sObjects=Account")
    assert isinstance(counts, dict)
    assert [one["name"] for one in counts["sObjects"]] == ["Account"]


@pytest.mark.parametrize(("tooling", "soql"), list(queries()))
def test_queries_of_a_real_org_come_whole(client: Client, replay: Replay, tooling: bool, soql: str) -> None:
    body = json.loads(replay.answers[f"{'tooling/' if tooling else ''}query/?q={soql}"].content())
    found = list((client.tooling if tooling else client.query)(soql))
    assert (found, len(found)) == (body["records"], body["totalSize"])


def test_queries_of_a_real_org_come_whole_by_five(client: Client, replay: Replay) -> None:
    for tooling in (False, True):
        asked = [soql for by_tooling, soql in queries() if by_tooling is tooling]
        bodies = [json.loads(replay.answers[f"{'tooling/' if tooling else ''}query/?q={soql}"].content()) for soql in asked]
        assert list(client.many(asked, tooling=tooling)) == [body["records"] for body in bodies]


def test_what_was_not_recorded_is_noticed(replay: Replay, serve: Serve, waiting: Waiting) -> None:
    at = serve(replay)
    client = Client(OwnSession("00D!replayed", at.url), waiting=waiting)
    with pytest.raises(Refused):
        list(client.query("SELECT Id FROM NeverAsked"))
    assert len(replay.unrecorded) == 1
