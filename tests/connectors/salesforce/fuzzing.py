"""Damage one file of a folder of metadata after the other, and see that only that file is lost.

`python -m tests.connectors.salesforce.fuzzing SEED SECONDS` goes on for so long and prints what went wrong.
"""

import re
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple
from xml.etree import ElementTree as ET

from connectors.salesforce import metadata_connector
from connectors.salesforce.metadata.harvest import MetadataSettings
from connectors.salesforce.metadata.layout import locate
from connectors.salesforce.metadata.readers import READERS
from lineage.connector import Harvested
from lineage.graph.build import build
from lineage.model.records import Application, Channel, Classification, Dataset, Field, Gap
from tests.connectors.salesforce.mutations import Mutation, mutate
from tests.connectors.salesforce.writing import path_for, tag, xml

ORGS = Path(__file__).parents[4] / "shared" / "orgs"
LARGEST = 40_000
"""Bytes of a file that is taken from a real org."""
_UTF8 = re.compile(r"""encoding=["']utf-8["']""", re.IGNORECASE)
SLOWEST = 10.0
"""Seconds that one small folder may take, on a machine that does other things as well."""

_WORDS = (
    "fullName", "label", "type", "formula", "url", "endpoint", "endpointUrl", "fields", "field", "name", "object", "actionName",
    "reportType", "report", "targetObject", "runningUser", "isActive", "active", "status", "referenceTo", "complianceGroup",
)  # fmt: skip


class Wrong(NamedTuple):
    """Something that a damaged file did and should not."""

    seed: int
    what: str
    mutation: Mutation

    def __str__(self) -> str:
        shown = self.mutation.content[:2000]
        return f"seed {self.seed}: {self.what}\n{self.mutation.path} after {', '.join(self.mutation.how)}\n{shown!r}"


@cache
def real_files() -> Mapping[tuple[str, str], tuple[Path, ...]]:
    """Small files of real organisations by the reader that takes them; none where there are no organisations."""
    found: dict[tuple[str, str], list[Path]] = {}
    for path in sorted(ORGS.rglob("*")) if ORGS.is_dir() else ():
        place = locate(str(path.relative_to(ORGS)))
        if place and (place.kind.directory, place.suffix) in READERS and path.is_file() and path.stat().st_size <= LARGEST:
            found.setdefault((place.kind.directory, place.suffix), []).append(path)
    return {key: tuple(paths) for key, paths in found.items()}


def made_file(directory: str, suffix: str) -> tuple[str, bytes]:
    """A file that such a reader takes, with a little of everything in it."""
    inner = "".join(tag(word, "Some_Text__c") for word in _WORDS)
    wrapped = [tag(name, inner) for name in ("fields", "rules", "columns", "outboundMessages", "fieldPermissions", "join")]
    return path_for(directory, suffix), xml(READERS[directory, suffix].root, inner, *wrapped).encode()


def tree(random: Random, *, real: bool) -> dict[str, bytes]:
    """A small folder: a file for each of some readers, real ones where there are any."""
    files = {
        "package.xml": xml("Package", tag("types", tag("members", "*"), tag("name", "CustomObject"))).encode(),
        "sfdx-project.json": b'{"packageDirectories": [{"path": "./force-app", "default": true}], "namespace": ""}\n',
        ".forceignore": b"# tools\n**/profiles/**\n*.md\n!README.md\n",
    }
    keys = sorted(READERS)
    for key in random.sample(keys, min(14, len(keys))):
        there = real_files().get(key, ()) if real else ()
        if there:
            path = random.choice(there)
            files[_inside(path)] = path.read_bytes()
        else:
            name, content = made_file(*key)
            files[name] = content
    return files


def _inside(path: Path) -> str:
    """The path from the type folder on."""
    place = locate(str(path.relative_to(ORGS)))
    parts = path.relative_to(ORGS).parts
    at = max(at for at, part in enumerate(parts) if place and part == place.kind.directory)
    return "/".join(parts[at:])


def harvested(folder: Path) -> list[Harvested]:
    """Everything that the connector says of the folder."""
    return list(metadata_connector.harvest(MetadataSettings(path=folder, org="acme")))


def others(records: list[Harvested], path: str) -> set[tuple[str, str, str]]:
    """What files other than this one state: sort, id and place."""
    found = set()
    for record in records:
        if isinstance(record, Field | Dataset | Channel | Application | Classification):
            id = record.field if isinstance(record, Classification) else record.id
            for one in record.evidence:
                if one.stated and one.locator.rpartition(":")[0] != path:
                    found.add((type(record).__name__, str(id), one.locator))
    return found


def broken(content: bytes) -> bool | None:
    """Whether another parser finds it broken; `None` where the two may well differ."""
    if any(word in content for word in (b"<!DOCTYPE", b"<!ENTITY", b"\0")) or b"1.1" in content[:30] or len(content) > 200_000:
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if "encoding" in text[:80] and not _UTF8.search(text[:80]):
        return None
    try:
        root = ET.fromstring(content)  # noqa: S314 - entities are looked for above
    except (ET.ParseError, ValueError, LookupError):
        return True
    return None if depth(root) > 200 or ":" in text.split(">", 2)[-1] else False


def depth(root: ET.Element) -> int:
    """How deep elements stand in each other."""
    deepest, level = 0, [root]
    while level:
        deepest, level = deepest + 1, [child for element in level for child in element]
    return deepest


def complaints(folder: Path, files: Mapping[str, bytes], mutation: Mutation) -> Iterator[str]:
    """What is wrong about how the folder is read after the mutation of one of its files."""
    before = others(harvested(folder), mutation.path)
    target = folder / mutation.path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(mutation.content)
    started = time.perf_counter()
    records = harvested(folder)
    build(records)
    took = time.perf_counter() - started
    if took > SLOWEST:
        yield f"it takes {took:.1f} seconds"
    lost = before - others(records, mutation.path)
    if lost and mutation.path not in files:
        lost = {one for one in lost if not one[2].startswith(tuple(files))}
    if lost:
        yield f"other files say less: {sorted(lost)[:3]}"
    if len(records) > 4 * len(before) + len(mutation.content) + 1000:
        yield f"{len(records):,} records come of it"
    yield from _gaps(records, mutation)


def _gaps(records: list[Harvested], mutation: Mutation) -> Iterator[str]:
    place = locate(mutation.path)
    if not place or (place.kind.directory, place.suffix) not in READERS:
        return
    unread = [
        gap
        for gap in records
        if isinstance(gap, Gap) and gap.what in (f"{mutation.path} could not be read.", f"{mutation.path} was not read.")
    ]
    if len(unread) > 1:
        yield f"{len(unread)} gaps for one file"
    is_broken = broken(mutation.content)
    reads_content = READERS[place.kind.directory, place.suffix].content and not mutation.path.endswith("-meta.xml")
    if is_broken and not unread and not reads_content:
        yield "it is broken, and no gap says so"
    if any(not gap.remedy or not gap.hides for gap in unread):
        yield "a gap tells too little"


def fuzz(seed: int, count: int, *, real: bool = True) -> Iterator[Wrong]:
    """So many mutations of one folder, each of one file, and what goes wrong."""
    random = Random(seed)  # noqa: S311 - the same seed gives the same folder
    files = tree(random, real=real)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        names = sorted(files)
        for _ in range(count):
            name = random.choice(names)
            mutation = mutate(random, name, files[name])
            yield from _tried(seed, folder, files, mutation)


def _tried(seed: int, folder: Path, files: Mapping[str, bytes], mutation: Mutation) -> Iterator[Wrong]:
    """One mutation; the folder is as before afterwards."""
    target = folder / mutation.path
    try:
        for what in complaints(folder, files, mutation):
            yield Wrong(seed, what, mutation)
    except (OSError, ValueError) as error:
        # A name that no file can have is no matter of ours.
        if not isinstance(error, OSError) and "null byte" not in str(error):
            yield Wrong(seed, traceback.format_exc(limit=-4), mutation)
    except Exception:  # noqa: BLE001 - whatever escapes is what is looked for
        yield Wrong(seed, traceback.format_exc(limit=-4), mutation)
    finally:
        _restore(target, files.get(mutation.path))


def _restore(target: Path, content: bytes | None) -> None:
    try:
        if content is not None:
            target.write_bytes(content)
        else:
            target.unlink(missing_ok=True)
    except (OSError, ValueError):
        return


def main() -> None:
    """Fuzz for so many seconds from a seed on."""
    seed, seconds = int(sys.argv[1]), float(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (3 * 1024**3, 3 * 1024**3))
    end, tries, seen = time.monotonic() + seconds, 0, 0
    while time.monotonic() < end:
        for wrong in fuzz(seed, 40):
            seen += 1
            print(f"{wrong}\n", flush=True)
        tries, seed = tries + 40, seed + 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{tries} mutations, {seen} complaints, {peak} MiB at most; next seed {seed}")


if __name__ == "__main__":
    main()
