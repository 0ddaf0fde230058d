"""What the first page shows is found while nobody has asked yet."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from lineage.pipeline import Opened
from lineage.project import Project, bare_project
from lineage.ui import workspace
from lineage.ui.workspace import prepare
from tests.ui.conftest import look_at
from tests.ui.visiting import overview


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_the_first_visitor_finds_the_answers_ready(looked_at: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    st.cache_resource.clear()
    prepare()
    asked: list[str] = []
    monkeypatch.setattr(Opened, "exposure", lambda *_, **__: asked.append("exposure"))
    monkeypatch.setattr(Opened, "check", lambda *_, **__: asked.append("check"))
    about = workspace.opened(workspace.names()[0])
    assert (workspace.exposure(about).cells != (), workspace.check(about).findings != (), asked) == (True, True, [])


def test_a_store_without_snapshots_needs_no_preparation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look_at(bare_project([]), monkeypatch, store=tmp_path / "none")
    prepare()
    assert not (tmp_path / "none").exists()


def test_what_is_wrong_is_left_to_the_page(sample: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "20260615T120000Z-damaged"
    folder.mkdir()
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    look_at(sample, monkeypatch, store=tmp_path)
    prepare()
    assert overview().run().error
