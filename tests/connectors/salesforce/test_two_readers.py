"""Files read by two processes say what one would have read, in order, whatever becomes of the second."""

import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from connectors.salesforce.metadata.file_reads import FileRead, Wanted, read_file
from connectors.salesforce.metadata.layout import locate
from connectors.salesforce.metadata.readers import READERS
from connectors.salesforce.metadata.two_readers import pays, read_by_two
from lineage.reading.opening import open_tree
from lineage.reading.tree import FileTree
from tests.connectors.salesforce.writing import SOURCE, tag, write, xml

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="a second process is started on Linux only"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]

MANY = 1_000


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileTree]:
    fields = f"{SOURCE}/objects/Contact/fields"
    files = {
        f"{fields}/F{at:04}__c.field-meta.xml": xml("CustomField", tag("fullName", f"F{at:04}__c"), tag("type", "Text"))
        for at in range(MANY)
    }
    files[f"{fields}/F0123__c.field-meta.xml"] = "<CustomField"
    files[f"{fields}/F0987__c.field-meta.xml"] = "<<<<<<< ours"
    files[f"{fields}/F0800__c.field-meta.xml"] = xml("CustomObject", tag("label", "Lost"))
    with open_tree(write(tmp_path_factory.mktemp("many"), files)) as opened:
        yield opened


def wanted_of(tree: FileTree) -> list[Wanted]:
    places = [place for place in map(locate, tree.files) if place]
    return [Wanted(place, READERS[place.kind.directory, place.suffix], "") for place in places]


def said(reads: Iterator[FileRead]) -> list[tuple[object, ...]]:
    return [(list(one.rows), dict(one.parts), type(one.error), str(one.error)) for one in reads]


def test_two_say_what_one_says_and_what_could_not_be_read(tree: FileTree) -> None:
    wanted, read = wanted_of(tree), partial(read_file, tree)
    alone = said(map(read, wanted))
    assert len(alone) == MANY
    assert sum(error is not type(None) for _, _, error, _ in alone) == len(("F0123", "F0800", "F0987"))
    assert said(read_by_two(wanted, read)) == alone


def test_both_read(tree: FileTree, tmp_path: Path) -> None:
    def read(one: Wanted) -> FileRead:
        (tmp_path / str(os.getpid())).touch()
        return read_file(tree, one)

    list(read_by_two(wanted_of(tree) * 5, read))
    assert {str(os.getpid())} < {found.name for found in tmp_path.iterdir()}


def test_where_the_second_dies_the_first_reads_alone(tree: FileTree) -> None:
    first = os.getpid()

    def read(one: Wanted) -> FileRead:
        if os.getpid() != first and one.place.name < "F0700":
            os._exit(9)
        return read_file(tree, one)

    wanted = wanted_of(tree)
    assert said(read_by_two(wanted, read)) == said(map(partial(read_file, tree), wanted))


def test_a_fault_of_a_reader_comes_out(tree: FileTree, capfd: pytest.CaptureFixture[str]) -> None:
    def read(_: Wanted) -> FileRead:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(read_by_two(wanted_of(tree), read))
    capfd.readouterr()


def test_nobody_waits_for_what_is_not_wanted_any_more(tree: FileTree) -> None:
    reads = read_by_two(wanted_of(tree), partial(read_file, tree))
    next(reads)
    reads.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_few_files_are_read_by_one() -> None:
    assert not pays(100)
