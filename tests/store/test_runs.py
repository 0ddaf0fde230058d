"""Runs that are killed, and runs at once, in processes of their own."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import PROGRAM, run

_KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from lineage import pipeline
from lineage.project import find_project
from lineage.store import snapshot

calls = 0

def dying(name, real):
    def call(*words, **more):
        global calls
        calls += 1
        if calls == int(sys.argv[2]):
            if sys.argv[3] == "half" and name == "_write_bytes":
                Path(words[0]).write_bytes(bytes(words[1])[:10])
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*words, **more)
    return call

for name in ("_write_bytes", "_publish"):
    setattr(snapshot, name, dying(name, getattr(snapshot, name)))
pipeline.harvest(find_project(Path(sys.argv[1])), datetime.now(UTC))
"""


def names(project: Path) -> list[str]:
    return [row["snapshot"] for row in run("snapshots", "list", "--format", "json", cwd=project).json]


def folders(project: Path) -> list[Path]:
    """The snapshots of a project, whole or not; what was read is kept beside them."""
    return [folder for folder in (project / ".lineage").iterdir() if folder.name != "cache"]


@pytest.mark.parametrize(("at", "how"), [(1, "before"), (2, "half"), (9, "before"), ("manifest", "half"), ("publish", "before")])
def test_a_killed_harvest_leaves_the_old_snapshot_and_no_half_of_a_new_one(own_example: Path, at: int | str, how: str) -> None:
    files = sum(len(list(folder.iterdir())) for folder in folders(own_example))
    call = {"manifest": files, "publish": files + 1}.get(str(at), at)
    before, answer = names(own_example), run("trace", "Contact.SSN__c", "--format", "json", cwd=own_example)
    ran = subprocess.run([sys.executable, "-c", _KILLED, own_example, str(call), how], check=False, timeout=60)
    assert ran.returncode == -signal.SIGKILL
    assert len(folders(own_example)) == 2, "it died before it began to write"
    assert names(own_example) == before
    assert run("trace", "Contact.SSN__c", "--format", "json", cwd=own_example) == answer
    assert run("snapshots", "verify", cwd=own_example).code == 0


def test_a_harvest_after_a_killed_one_is_whole(own_example: Path) -> None:
    subprocess.run([sys.executable, "-c", _KILLED, own_example, "5", "half"], check=False, timeout=60)
    assert run("harvest", cwd=own_example).code == 0
    assert (len(names(own_example)), run("snapshots", "verify", cwd=own_example).code) == (2, 0)


def test_two_harvests_at_once_are_both_whole(own_example: Path) -> None:
    commands = [[PROGRAM, "harvest"], [PROGRAM, "harvest", "force-app", "--store", ".lineage"]] * 2
    runs = [subprocess.Popen(words, cwd=own_example, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for words in commands]
    assert [one.wait(timeout=60) for one in runs] == [0] * 4
    made = names(own_example)[1:]
    assert [run("snapshots", "verify", name, cwd=own_example).code for name in made] == [0] * 4
    assert (
        sorted(run("show", "systems", "--snapshot", name, "--format", "json", cwd=own_example).code for name in made) == [0] * 4
    )
