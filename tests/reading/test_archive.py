import stat
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from lineage.errors import UnreadableInput
from lineage.reading.opening import open_tree
from lineage.reading.tree import Limits, RefusedFile

SMALL = Limits(file=1000, archive=10_000, harmless=2000, ratio=20)


def zipped(path: Path, members: dict[str, bytes | str]) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_members_are_listed_in_order_and_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "org.zip", {"b/": "", "b/z.xml": "z", "a.xml": "a", "__MACOSX/a.xml": "x", ".git/x": "x"})
    with open_tree(path) as opened:
        assert (opened.name, opened.files, opened.refused) == ("org", ("a.xml", "b/z.xml"), ())
        assert opened.read("b/z.xml") == b"z"


def test_folders_of_tools_and_folders_named_like_files_are_told(tmp_path: Path) -> None:
    path = tmp_path / "org.zip"
    with ZipFile(path, "w") as archive:
        for name in ("a/.sfdx/tools.d/x.cls", "__MACOSX/a/._x", "a/Account.object/x", "a/Empty.object/", "a/plain/x"):
            archive.writestr(name, "")
    with open_tree(path) as opened:
        assert opened.files == ("a/Account.object/x", "a/plain/x")
        assert opened.left_out == ("__MACOSX", "a/.sfdx")
        assert opened.dotted == ("a/Account.object", "a/Empty.object")


@pytest.mark.parametrize("name", ["../a.xml", "a/../../b.xml", "/etc/passwd", "C:/a.xml", "..\\a.xml", "\\a.xml", "a\\b.xml"])
def test_members_that_climb_are_refused_and_the_rest_is_read(tmp_path: Path, name: str) -> None:
    with open_tree(zipped(tmp_path / "org.zip", {name: "x", "good.xml": "y"})) as opened:
        assert opened.files == ("good.xml",)
        assert [entry.path for entry in opened.refused] == [name]


def test_a_member_that_is_a_link_is_refused(tmp_path: Path) -> None:
    link = ZipInfo("leak.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with ZipFile(tmp_path / "org.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with open_tree(tmp_path / "org.zip") as opened:
        assert opened.files == ()
        assert [entry.why for entry in opened.refused] == ["it is a link or a device"]


def test_a_member_that_is_there_twice_is_read_once(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "org.zip", "w") as archive:
        archive.writestr("a.xml", "first")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.xml", "second")
    with open_tree(tmp_path / "org.zip") as opened:
        assert opened.read("a.xml") == b"first"
        assert [entry.why for entry in opened.refused] == ["it is there twice"]


def test_a_bomb_is_refused_before_anything_is_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path / "bomb.zip", {"a.xml": bytes(5000)})
    with pytest.raises(UnreadableInput, match=r"bomb\.zip would unpack to \d+ times its size"), open_tree(path, SMALL):
        pass


def test_too_much_in_all_and_too_many_members_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "org.zip", {f"{i}.xml": bytes(900) for i in range(12)})
    with pytest.raises(UnreadableInput, match="more than 0 MiB: if it can be trusted"), open_tree(path, SMALL):
        pass
    with pytest.raises(UnreadableInput, match="holds 12 members"), open_tree(path, Limits(files=5)):
        pass


def test_one_member_over_the_limit_is_refused_alone(tmp_path: Path) -> None:
    with open_tree(zipped(tmp_path / "org.zip", {"a.xml": bytes(1500), "b.xml": "b"}), SMALL) as opened:
        with pytest.raises(RefusedFile, match=r"a\.xml could not be read"):
            opened.read("a.xml")
        assert opened.read("b.xml") == b"b"


def test_a_damaged_member_is_refused_alone(tmp_path: Path) -> None:
    path = zipped(tmp_path / "org.zip", {"a.xml": "a" * 300, "b.xml": "b"})
    data = bytearray(path.read_bytes())
    data[data.index(b"a.xml") + 5] ^= 0xFF
    path.write_bytes(data)
    with open_tree(path) as opened:
        with pytest.raises(RefusedFile, match="the zip is damaged there"):
            opened.read("a.xml")
        assert opened.read("b.xml") == b"b"


def test_a_cut_zip_is_an_error(tmp_path: Path) -> None:
    path = zipped(tmp_path / "org.zip", {"a.xml": "a" * 300})
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(UnreadableInput, match=r"org\.zip"), open_tree(path):
        pass
