import os
from pathlib import Path

import pytest

from lineage.errors import UnreadableInput
from lineage.reading.opening import open_tree
from lineage.reading.tree import LIMITS, FileTree, Limits, Refused, RefusedFile


def tree(path: Path, limits: Limits = LIMITS) -> FileTree:
    with open_tree(path, limits) as opened:
        return opened


def write(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name, encoding="utf-8")


def test_files_are_listed_in_order_and_read(tmp_path: Path) -> None:
    write(tmp_path, "b/z.xml", "a.xml", "b/a.xml", ".git/config", "node_modules/x.js", ".forceignore")
    opened = tree(tmp_path)
    assert opened.files == (".forceignore", "a.xml", "b/a.xml", "b/z.xml")
    assert opened.read("b/z.xml") == b"b/z.xml"
    assert opened.name == tmp_path.name
    assert opened.refused == ()


def test_folders_of_tools_and_folders_named_like_files_are_told(tmp_path: Path) -> None:
    write(tmp_path, "a/.sfdx/tools/x.cls", "a/node_modules/x.js", ".git/config", "a/Account.object/x", "a/plain/x")
    (tmp_path / "a" / "Empty.object").mkdir()
    opened = tree(tmp_path)
    assert opened.left_out == (".git", "a/.sfdx", "a/node_modules")
    assert opened.dotted == ("a/Account.object", "a/Empty.object")


def test_a_link_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "out/secret.xml", "in/a.xml")
    (tmp_path / "in" / "leak.xml").symlink_to(tmp_path / "out" / "secret.xml")
    (tmp_path / "in" / "leak").symlink_to(tmp_path / "out")
    opened = tree(tmp_path / "in")
    assert opened.files == ("a.xml",)
    assert opened.refused == (
        Refused("leak", "it is a link that leaves the folder"),
        Refused("leak.xml", "it is a link that leaves the folder"),
    )


def test_links_that_loop_or_lead_nowhere_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "a/b/c.xml")
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path / "a")
    (tmp_path / "a" / "root").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "gone").symlink_to(tmp_path / "nothing")
    opened = tree(tmp_path)
    assert opened.files == ("a/b/c.xml",)
    assert [entry.path for entry in opened.refused] == ["a/b/up", "a/root", "gone", "self"]


def test_links_that_stay_inside_are_followed_one_deep(tmp_path: Path) -> None:
    write(tmp_path, "a/x.xml", "b/y.xml")
    (tmp_path / "a" / "to-b").symlink_to(tmp_path / "b")
    (tmp_path / "b" / "to-a").symlink_to(tmp_path / "a")
    (tmp_path / "z.xml").symlink_to(tmp_path / "a" / "x.xml")
    opened = tree(tmp_path)
    assert opened.files == ("a/to-b/y.xml", "a/x.xml", "b/to-a/x.xml", "b/y.xml", "z.xml")
    assert [entry.path for entry in opened.refused] == ["a/to-b/to-a", "b/to-a/to-b"]
    assert (opened.read("a/to-b/y.xml"), opened.read("z.xml")) == (b"b/y.xml", b"a/x.xml")


def test_a_file_of_two_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "big.xml").open("wb") as big:
        big.truncate(2 * 1024**3)
    opened = tree(tmp_path)
    with pytest.raises(RefusedFile, match="2,048 MiB") as caught:
        opened.read("big.xml")
    assert caught.value.path == "big.xml"


def test_a_file_that_has_gone_or_become_a_link_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "a.xml", "b.xml", "c.xml")
    opened = tree(tmp_path)
    (tmp_path / "a.xml").unlink()
    (tmp_path / "b.xml").unlink()
    (tmp_path / "b.xml").symlink_to(tmp_path / "c.xml")
    for name in ("a.xml", "b.xml"):
        with pytest.raises(RefusedFile):
            opened.read(name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xml")
    assert tree(tmp_path).refused == (Refused("pipe.xml", "it is neither a file nor a folder"),)


def test_a_name_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff.xml"
    try:
        os.close(os.open(name, os.O_CREAT))
    except OSError:
        pytest.skip("this system has no such names")
    assert tree(tmp_path).refused == (Refused("?.xml", "its name is not UTF-8"),)


def test_too_many_files_are_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    write(tmp_path, "a", "b", "c")
    with pytest.raises(UnreadableInput, match="more than 2 files: name a folder inside it"):
        tree(tmp_path, Limits(files=2))


def test_nothing_and_a_plain_file_are_errors(tmp_path: Path) -> None:
    write(tmp_path, "a.xml")
    with pytest.raises(UnreadableInput, match="does not exist"):
        tree(tmp_path / "nowhere")
    with pytest.raises(UnreadableInput, match="neither a folder nor a zip"):
        tree(tmp_path / "a.xml")
