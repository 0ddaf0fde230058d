"""A second run reads only what changed, and says what a first run would say."""

import os
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.salesforce import metadata_connector
from connectors.salesforce.metadata import memory
from connectors.salesforce.metadata.harvest import MetadataSettings
from connectors.salesforce.metadata.memory import Kept, Memory
from connectors.salesforce.metadata.packing import sorts
from lineage.connector import Harvested
from lineage.model.records import Effort
from tests.connectors.salesforce.writing import SOURCE, tag, write, xml

CONTACT = f"{SOURCE}/objects/Contact"
SSN = f"{CONTACT}/fields/SSN__c.field-meta.xml"
FILES = {
    f"{CONTACT}/Contact.object-meta.xml": xml("CustomObject", tag("label", "Contact")),
    SSN: xml("CustomField", tag("fullName", "SSN__c"), tag("type", "Text")),
    f"{CONTACT}/fields/Broken__c.field-meta.xml": "<CustomField",
    f"{SOURCE}/remoteSiteSettings/Bank.remoteSite-meta.xml": xml("RemoteSiteSetting", tag("url", "https://bank.example")),
}
READABLE = 3


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "org", FILES)


@pytest.fixture(autouse=True)
def _no_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as settled at once."""
    monkeypatch.setattr("lineage.reading.folder._A_MOMENT", -1)


def harvested(folder: Path, cache: Path | None) -> tuple[list[Harvested], Effort]:
    records = list(metadata_connector.harvest(MetadataSettings(path=folder, org="acme", cache=cache)))
    (effort,) = (record for record in records if isinstance(record, Effort))
    return [record for record in records if record is not effort], effort


def test_a_second_run_reads_only_what_could_not_be_read_before(folder: Path, tmp_path: Path) -> None:
    first, effort = harvested(folder, tmp_path / "cache")
    assert effort.unchanged == 0
    second, effort = harvested(folder, tmp_path / "cache")
    assert second == first == harvested(folder, None)[0]
    assert (effort.files, effort.unchanged) == (1, READABLE)


def test_a_changed_file_is_read_again(folder: Path, tmp_path: Path) -> None:
    harvested(folder, tmp_path / "cache")
    write(folder, {SSN: xml("CustomField", tag("fullName", "SSN__c"), tag("type", "Mail"))})
    changed, effort = harvested(folder, tmp_path / "cache")
    assert changed == harvested(folder, None)[0]
    assert (effort.files, effort.unchanged) == (2, READABLE - 1)


def test_a_change_that_keeps_size_and_time_is_noticed(folder: Path, tmp_path: Path) -> None:
    harvested(folder, tmp_path / "cache")
    before = (folder / SSN).stat()
    write(folder, {SSN: FILES[SSN].replace("Text", "Date")})
    os.utime(folder / SSN, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (folder / SSN).stat().st_size == before.st_size
    assert harvested(folder, tmp_path / "cache")[0] == harvested(folder, None)[0]


def test_a_file_that_just_changed_is_not_remembered(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lineage.reading.folder._A_MOMENT", 3_600 * 10**9)
    harvested(folder, tmp_path / "cache")
    assert harvested(folder, tmp_path / "cache")[1].unchanged == 0


def test_files_that_are_gone_are_forgotten(folder: Path, tmp_path: Path) -> None:
    harvested(folder, tmp_path / "cache")
    (folder / SSN).unlink()
    gone, _ = harvested(folder, tmp_path / "cache")
    assert gone == harvested(folder, None)[0]
    (file,) = (tmp_path / "cache").iterdir()
    assert b"SSN__c" not in file.read_bytes()


@pytest.mark.parametrize("damage", [b"", b"\xc1", b"\x93\x01\x02\x03", None])
def test_a_damaged_memory_is_forgotten(folder: Path, tmp_path: Path, damage: bytes | None) -> None:
    first, _ = harvested(folder, tmp_path / "cache")
    (file,) = (tmp_path / "cache").iterdir()
    file.write_bytes(file.read_bytes()[:-9] if damage is None else damage)
    again, effort = harvested(folder, tmp_path / "cache")
    assert (again, effort.unchanged) == (first, 0)


def test_other_readers_mean_another_memory(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    harvested(folder, tmp_path / "cache")
    monkeypatch.setattr(memory, "readers", lambda: "others")
    assert harvested(folder, tmp_path / "cache")[1].unchanged == 0


def test_the_prefix_of_a_package_counts(tmp_path: Path) -> None:
    kept = Memory(tmp_path / "kept")
    kept.keep("a", Kept("1", "ns", (), {}))
    kept.write()
    assert Memory(tmp_path / "kept").recall("a", "1", "ns")
    assert Memory(tmp_path / "kept").recall("a", "1", "") is None
    assert Memory(tmp_path / "kept").recall("a", "2", "ns") is None


def test_only_its_owner_may_read_it(folder: Path, tmp_path: Path) -> None:
    harvested(folder, tmp_path / "cache")
    (file,) = (tmp_path / "cache").iterdir()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def _fits(value: object) -> bool:
    """Whether whole numbers in it have at most 64 bits, as all that readers take from a file."""
    if isinstance(value, tuple):
        return all(map(_fits, value))
    return not isinstance(value, int) or value.bit_length() < 64


@pytest.mark.parametrize("sort", [sorts()[name] for name in sorted(sorts())], ids=lambda sort: sort.__name__)
@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_rows_of_every_sort_come_back_as_they_were(sort: type[Any], data: st.DataObject) -> None:
    row = data.draw(st.from_type(sort).filter(_fits))
    (back,) = msgspec.msgpack.decode(msgspec.msgpack.encode([row]), type=list[sort])  # type: ignore[valid-type]
    assert back == row
    assert type(back) is sort
