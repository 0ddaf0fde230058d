"""Clients of fake orgs, whose waiting takes no time."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from connectors.salesforce.client import Client
from connectors.salesforce.transport.credentials import OwnSession
from connectors.salesforce.transport.patience import Patience, Waiting
from tests.connectors.salesforce.fake_org import FakeOrg, Served, served, token_of
from tests.connectors.salesforce.fake_org.server import Answers

Serve = Callable[[Answers], Served]
Connect = Callable[..., Client]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Serves orgs until the test ends; their certificates are trusted."""
    with ExitStack() as stack:

        def start(org: Answers) -> Served:
            at = stack.enter_context(served(org))
            monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(at.certificates))
            monkeypatch.setenv("NO_PROXY", "*")
            return at

        yield start


@pytest.fixture
def slept() -> list[float]:
    """The seconds that clients waited."""
    return []


@pytest.fixture
def waiting(slept: list[float]) -> Waiting:
    """Waiting that is noted and takes no time."""
    return Waiting(sleep=slept.append, chance=lambda: 1.0)


@pytest.fixture
def connect(serve: Serve, waiting: Waiting) -> Connect:
    """Connects to a fake org with the session that is valid there."""

    def start(org: FakeOrg, patience: Patience | None = None) -> Client:
        at = serve(org)
        return Client(OwnSession(token_of(org), at.url), patience or Patience(), waiting)

    return start
