"""What holds for every test: a clean environment, no network, skips that fail in CI, and the example harvested once."""

import os
import shutil
import socket
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.example import HARVESTED, copied_example

if TYPE_CHECKING:
    from lineage.pipeline import Opened

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_KEPT = frozenset({"LINEAGE_CI", "LINEAGE_BROWSER"})
_LOOKS = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLUMNS", "LINES")


def in_ci() -> bool:
    """Whether a test that cannot run is a failure."""
    return os.environ.get("LINEAGE_CI") == "1"


@pytest.fixture(autouse=True, scope="session")
def _clean_environment() -> Iterator[None]:
    """No variable of the person who runs the tests changes what they print or read."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("LINEAGE_") and name not in _KEPT]:
            patch.delenv(name)
        for name in _LOOKS:
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """A connection to another machine fails at once."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(self: socket.socket, address: Any) -> None:
        _refuse_others(self, address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        _refuse_others(self, address)
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket.socket, "connect_ex", guarded_ex)
        yield


def _refuse_others(made: socket.socket, address: Any) -> None:
    if made.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple) and address[0] not in _LOOPBACK:
        pytest.fail(f"a test connects to {address[0]}; nothing may leave this machine")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skip is a failure: what cannot run there is not tested."""
    report = yield
    if in_ci() and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {call.excinfo.value if call.excinfo else 'marked so'}"
    return report


@pytest.fixture(scope="session")
def shared() -> Path:
    """The organisations and recordings beside the working tree."""
    folder = Path(__file__).parents[2] / "shared"
    if not (folder / "orgs").is_dir():
        pytest.skip(f"there is no {folder.name} folder beside the working tree")
    return folder


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example project, harvested once; nobody changes it."""
    from lineage import pipeline
    from lineage.project import find_project

    folder = copied_example(tmp_path_factory.mktemp("example") / "acme")
    pipeline.harvest(find_project(folder), HARVESTED)
    return folder


@pytest.fixture(scope="session")
def acme(example: Path) -> "Opened":
    """The example's snapshot."""
    from lineage import pipeline
    from lineage.project import find_project

    return pipeline.open_snapshot(find_project(example))


@pytest.fixture
def own_example(example: Path, tmp_path: Path) -> Path:
    """A copy of the harvested example that a test may change."""
    return Path(shutil.copytree(example, tmp_path / "acme"))
