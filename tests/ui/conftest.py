"""Projects with a snapshot for the pages."""

from pathlib import Path

import pytest

from lineage.project import Project
from lineage.ui.workspace import VARIABLE, Workspace
from tests.ui.rights import rights
from tests.ui.sample import written


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose snapshot is made of literal records; nobody changes it."""
    return written(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def looked_at(sample: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The pages are about the sample."""
    look_at(sample, monkeypatch)
    return sample


@pytest.fixture(scope="session")
def permitted(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The sample with people, permissions and an application; nobody changes it."""
    return written(tmp_path_factory.mktemp("permitted"), *rights())


@pytest.fixture
def with_rights(permitted: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The pages are about the sample with rights."""
    look_at(permitted, monkeypatch)
    return permitted


def look_at(project: Project, monkeypatch: pytest.MonkeyPatch, store: Path | None = None) -> None:
    """Make the pages be about a project."""
    monkeypatch.setenv(VARIABLE, Workspace(project=project, store=store or project.store).model_dump_json())
