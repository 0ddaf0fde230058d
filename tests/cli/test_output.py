"""Exit codes, streams and encodings, in processes of their own where they must be."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lineage import pipeline
from lineage.cli import main
from tests.cli.command import PROGRAM, environment, run


def started(*words: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([PROGRAM, *words], cwd=cwd, env=environment(**more), capture_output=True, check=False, timeout=60)


@pytest.mark.parametrize(
    "words", [("show", "fields"), ("show", "fields", "--format", "csv"), ("check",), ("show", "systems", "--format", "json")]
)
def test_a_reader_that_goes_away_is_neither_done_nor_findings(example: Path, words: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ran = subprocess.run([PROGRAM, *words], cwd=example, stdout=writer, stderr=subprocess.PIPE, check=False, timeout=60)
    finally:
        os.close(writer)
    assert (ran.returncode, ran.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_said_in_one_line(example: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [PROGRAM, "show", "fields"], cwd=example, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60
        )
    assert (ran.returncode, ran.stderr) == (2, b"The output could not be written: No space left on device.\n")


def test_characters_that_the_encoding_lacks_are_escaped(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(
        "systems: {a: {operator: Åcme, label: Łódź}, b: {operator: B}}\nhops: [{from: a/T#f, to: b/U#g}]\n", encoding="utf-8"
    )
    run("harvest", "map.yaml", cwd=tmp_path)
    ran = started("show", "systems", "--format", "csv", cwd=tmp_path, PYTHONIOENCODING="latin-1")
    assert (ran.returncode, b"\\u0141\xf3d\\u017a" in ran.stdout) == (0, True)


_COLOUR = re.compile(rb"\x1b\[[0-9;]*3[0-9]m")


def test_a_pipe_gets_plain_text(example: Path) -> None:
    assert b"\x1b" not in started("check", cwd=example).stdout


def test_no_color_outranks_what_forces_colours(example: Path) -> None:
    forced = {"FORCE_COLOR": "1", "TERM": "xterm"}
    outs = [started("check", cwd=example, **forced, **more).stdout for more in ({}, {"NO_COLOR": "1"})]
    assert [_COLOUR.search(out) is not None for out in outs] == [True, False]


@pytest.mark.parametrize("label", ["\x1b[31mred\x1b[0m", "\u202egnp.exe", "a\u2028b"])
def test_a_label_cannot_steer_the_terminal(tmp_path: Path, label: str) -> None:
    escaped = label.encode("unicode_escape").decode().replace("\\x1b", "\\e")
    (tmp_path / "map.yaml").write_text(
        f'systems: {{a: {{operator: "{escaped}"}}, b: {{operator: B}}}}\nhops: [{{from: a/T#f, to: b/U#g}}]\n', encoding="utf-8"
    )
    assert run("harvest", "map.yaml", cwd=tmp_path).code == 0
    out = run("show", "systems", cwd=tmp_path).out
    assert [sign for sign in "\x1b\u202e\u2028" if sign in out] == []


def test_a_defect_exits_with_5(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*words: object) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(pipeline.Opened, "check", broken)
    ran = run("check", cwd=example)
    assert (ran.code, ran.out) == (5, "")
    assert ran.err.endswith(
        "ZeroDivisionError: a defect\n\nThis is a defect of lineage; please report it with the lines above.\n"
    )


def test_an_error_of_the_system_about_no_file_is_a_defect(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*words: object) -> None:
        raise OSError("nobody knows")

    monkeypatch.setattr(pipeline.Opened, "check", broken)
    assert run("check", cwd=example).code == 5


@pytest.mark.parametrize(
    "words", [(), ("nothing",), ("trace",), ("trace", "a", "--nope"), ("snapshots",), ("check", "--fail-on", "worse")]
)
def test_wrong_usage_exits_with_2(example: Path, words: tuple[str, ...]) -> None:
    assert run(*words, cwd=example).code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("export", "diagram", "--out", "nowhere/x.svg"), "nowhere/x.svg: No such file or directory.\n"),
        (("harvest", "--store", "lineage.yaml"), "lineage.yaml: File exists.\n"),
        (("demo", "--out", "lineage.yaml"), "lineage.yaml: File exists.\n"),
        (("init", "lineage.yaml"), "lineage.yaml: File exists.\n"),
    ],
)
def test_a_place_that_cannot_be_written_is_named(own_example: Path, words: tuple[str, ...], said: str) -> None:
    ran = run(*words, cwd=own_example)
    assert (ran.code, ran.err.endswith(said)) == (2, True)
    assert "Traceback" not in ran.err


def test_a_project_that_is_not_there_is_not_looked_for_above(own_example: Path) -> None:
    for command in (("check",), ("harvest",)):
        ran = run(*command, "--project", "typo/lineage.yaml", cwd=own_example)
        assert (ran.code, ran.err) == (2, "--project typo/lineage.yaml: there is no such file or folder.\n")


def test_usage_outranks_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "lineage.yaml").write_text("sources: [{type: declared, path: empty}, {type: nonsense}]\n", encoding="utf-8")
    assert run("harvest", cwd=tmp_path).code == 2


def test_an_empty_folder_outranks_strict(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("harvest", "empty", "--strict", cwd=tmp_path).code == 4


def test_help_needs_no_heavy_import() -> None:
    probe = (
        "import sys, lineage.cli; print(sorted({'numpy', 'pyarrow', 'scipy', 'networkx', 'lxml', 'yaml'} & sys.modules.keys()))"
    )
    ran = subprocess.run([sys.executable, "-c", probe], capture_output=True, check=True, timeout=60)
    assert ran.stdout == b"[]\n"


@pytest.mark.parametrize("words", [("trace", "Contact.SSN__c"), ("exposure",), ("check",), ("show", "hops")])
def test_no_question_waits_for_pandas(example: Path, words: tuple[str, ...]) -> None:
    probe = (
        f"import atexit, sys; sys.argv = ['lineage', *{words!r}]; from lineage.cli import main; "
        "atexit.register(lambda: sys.stderr.write(str(sorted({'pandas', 'IPython', 'networkx'} & sys.modules.keys())))); main()"
    )
    ran = subprocess.run([sys.executable, "-c", probe], cwd=example, capture_output=True, check=False, timeout=60)
    assert (ran.returncode in {0, 1}, ran.stderr) == (True, b"[]")


def test_no_stdout_at_all_is_no_defect(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(example)
    monkeypatch.setattr(sys, "argv", ["lineage", "show", "systems"])
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 0
