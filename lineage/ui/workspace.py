"""What the pages are about: the project and store that the server was started for, and the snapshot that is looked at."""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import streamlit as st

from lineage.errors import ConfigurationError, LineageError
from lineage.garbage import keep
from lineage.model.access_answers import AnyAccess
from lineage.model.answers import CheckAnswer, ExposureAnswer
from lineage.model.blast_answers import BlastAnswer
from lineage.model.records import Frozen
from lineage.pipeline import Asked, Opened, open_snapshot, snapshots
from lineage.policy.blast.window import Window
from lineage.policy.triage import Findable
from lineage.policy.triage import findable as findings_with_words
from lineage.project import Project, bare_project, find_project

VARIABLE = "LINEAGE_UI"
"""The environment variable that carries a `Workspace` to the pages."""


class Workspace(Frozen):
    """What the server was started for."""

    project: Project
    """The project."""
    store: Path
    """The folder of snapshots."""


def workspace() -> Workspace:
    """What the server was started for; under plain Streamlit, the nearest project above here."""
    said = os.environ.get(VARIABLE)
    if said:
        return Workspace.model_validate_json(said)
    try:
        project = find_project(Path.cwd())
    except ConfigurationError:
        if any((folder / "lineage.yaml").is_file() for folder in (Path.cwd(), *Path.cwd().parents)):
            raise
        project = bare_project([])
    return Workspace(project=project, store=project.store)


def names() -> list[str]:
    """Names of the snapshots, newest first."""
    place = workspace()
    return [name for name, _ in snapshots(place.project, place.store)][::-1]


def opened(name: str) -> Opened:
    """A snapshot, opened once for all visits; nobody changes it."""
    place = workspace()
    file = place.project.file
    stamp = file.stat().st_mtime_ns if file and file.is_file() else 0
    return _opened(str(place.store), name, str(file or ""), stamp)


@st.cache_resource(max_entries=3, show_spinner=False)
def _opened(store: str, name: str, file: str, stamp: int) -> Opened:
    # The stamp makes a project file that was edited since be read again: risks may have been accepted in it.
    del stamp
    project = find_project(Path(file)) if file else workspace().project
    return _looked_at(store, name).under(project)


@st.cache_resource(max_entries=3, show_spinner=False)
def _looked_at(store: str, name: str) -> Opened:
    """The snapshot and all that was found out about it, whatever was accepted since."""
    return open_snapshot(workspace().project, name, Path(store))


def today() -> date:
    """The day that harvests are compared with."""
    return datetime.now(UTC).date()


def exposure(about: Opened, by: Literal["element", "field"] = "element") -> ExposureAnswer:
    """The matrix of a snapshot, swept once a day for all visits."""
    return _exposure(about, str(about.snapshot.path), today(), by)


@st.cache_resource(max_entries=4, show_spinner=False)
def _exposure(_about: Opened, key: str, day: date, by: Literal["element", "field"]) -> ExposureAnswer:
    del key
    return _about.exposure(Asked(today=day), by=by)


def check(about: Opened) -> CheckAnswer:
    """The findings in a snapshot, looked for once a day for all visits."""
    return _check(about, _key(about), today())


@st.cache_resource(max_entries=4, show_spinner=False)
def _check(_about: Opened, key: str, day: date) -> CheckAnswer:
    del key
    return _about.check(Asked(today=day))


def findable(about: Opened) -> tuple[Findable, ...]:
    """The findings in a snapshot with what they are found by."""
    return _findable(about, _key(about), today())


@st.cache_resource(max_entries=2, show_spinner=False)
def _findable(_about: Opened, key: str, day: date) -> tuple[Findable, ...]:
    return findings_with_words(_check(_about, key, day).findings, {node.id for node in _about.graph.systems()})


def access(about: Opened, name: str, asked: Asked) -> AnyAccess:
    """Who or what reads; answered once for all visits and clicks."""
    return _access(about, repr((about.snapshot.path, name, asked)), name, asked)


@st.cache_resource(max_entries=8, show_spinner="Looking through the grants…")
def _access(_about: Opened, key: str, _name: str, _asked: Asked) -> AnyAccess:
    del key
    return _about.access(_name, _asked)


def blast_radius(about: Opened, name: str, asked: Asked, window: Window) -> BlastAnswer:
    """What a loss could cost; answered once for all visits and clicks."""
    return _blast_radius(about, repr((about.snapshot.path, name, asked, window)), name, asked, window)


@st.cache_resource(max_entries=8, show_spinner="Following everything that could leave…")
def _blast_radius(_about: Opened, key: str, _name: str, _asked: Asked, _window: Window) -> BlastAnswer:
    del key
    return _about.blast_radius(_name, _asked, _window)


def prepare() -> None:
    """Find what the first page shows of the newest snapshot, so that its first visitor waits less; what is wrong the page says."""
    try:
        found = names()
        about = opened(found[0]) if found else None
        if about:
            exposure(about)
            check(about)
            keep()
    except LineageError:
        return


def _key(about: Opened) -> str:
    """What findings hang on: the snapshot, and what is accepted."""
    return f"{about.snapshot.path} {about.project.accept}"
