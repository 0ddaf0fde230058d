"""Laws over generated folders: any mix of roots, manifests, formats and damage is read, and adds up."""

import json
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lineage.connector import Harvested
from lineage.graph.build import build
from lineage.model.records import Field, Gap, Received
from tests.connectors.salesforce.writing import counts, harvested, of, tag, write, xml

Files = dict[str, str | bytes]

ROOTS = ("", "src", "backup/src", "force-app/main/default", "unpackaged", "Referenced Packages/Rates", "plugins/chat")
OBJECTS = ("Contact", "Deal__c", "acme__Deal__c", "Log__b", "deal__C")
BROKEN = "<a>\n<<<<<<< HEAD\n"

_OBJECT = xml("CustomObject", tag("fields", fullName="Rate__c", type="Number"), tag("listViews", fullName="All", columns="Name"))
_FIELD = xml("CustomField", tag("fullName", "Other__c"))
_PREFIX = xml("Package", tag("namespacePrefix", "rts"))


@st.composite
def _component(draw: st.DrawFn) -> tuple[str, str]:
    """A file of metadata below a root: whole or broken."""
    name = draw(st.sampled_from(OBJECTS))
    path, content = draw(
        st.sampled_from(
            (
                (f"objects/{name}.object", _OBJECT),
                (f"objects/{name}/{name}.object-meta.xml", _OBJECT),
                (f"objects/{name}/fields/Other__c.field-meta.xml", _FIELD),
                (f"Objects/{name}.OBJECT", _OBJECT),
                (f"workflows/{name}.workflow", xml("Workflow")),
                (f"reports/Some Folder/{name}.report", xml("Report", tag("columns", field=f"{name}$Rate__c"))),
                ("profiles/A%2FB.profile", xml("Profile")),
                ("flows/Go-2.flow", xml("Flow")),
                ("classes/Call.cls", "class Call {}"),
            )
        )
    )
    is_broken = draw(st.booleans()) and not path.endswith(".cls")
    return path, BROKEN if is_broken else content


@st.composite
def folders(draw: st.DrawFn) -> Files:
    """A folder with some roots, some of them described, and what tools leave behind."""
    files: Files = {}
    for root in draw(st.lists(st.sampled_from(ROOTS), min_size=1, max_size=4, unique=True)):
        above = f"{root}/" if root else ""
        manifest = draw(st.sampled_from(("", xml("Package"), _PREFIX, BROKEN)))
        if manifest:
            files[f"{above}package.xml"] = manifest
        files |= {above + path: content for path, content in draw(st.lists(_component(), min_size=1, max_size=6))}
    project = draw(st.sampled_from(("", "{}", "{", json.dumps({"namespace": "acme", "packageDirectories": [{"path": "./src"}]}))))
    if project:
        files["sfdx-project.json"] = project
    files |= draw(
        st.sampled_from(
            ({}, {".forceignore": "**/fields/**\n"}, {"node_modules/a/objects/X.object": _OBJECT}, {"README.md": "x"})
        )
    )
    return files


def broken(files: Mapping[str, str | bytes]) -> Counter[str]:
    """How many gaps each file should be."""
    return Counter(
        path for path, content in files.items() if content == BROKEN or (path == "sfdx-project.json" and content == "{")
    )


def unread(records: list[Harvested]) -> Counter[str]:
    """How many gaps each file that could not be read is."""
    words = (" could not be read.", " is not JSON.")
    return Counter(gap.locator.rpartition(":")[0] for gap in of(Gap, records) if gap.what.endswith(words))


COMMON = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@COMMON
@given(files=folders())
def test_each_broken_file_is_one_gap_and_every_other_is_read(files: Files) -> None:
    with tempfile.TemporaryDirectory() as made:
        records = harvested(write(Path(made), files))
    assert unread(records) == broken(files)
    stated = {one.locator.rpartition(":")[0] for field in of(Field, records) for one in field.evidence if one.stated}
    whole = {path for path, content in files.items() if content in (_OBJECT, _FIELD) and not path.startswith("node_modules")}
    assert stated == whole
    build(records)


@COMMON
@given(files=folders())
def test_roots_add_up_to_the_whole(files: Files) -> None:
    with tempfile.TemporaryDirectory() as made:
        records = harvested(write(Path(made), files))
    total = counts(records)
    parts = [record for record in of(Received, records) if record.root and record.subtype in {"CustomField", "ListView"}]
    if any(record.root for record in of(Received, records)):
        for subtype in ("CustomField", "ListView"):
            assert sum(record.count for record in parts if record.subtype == subtype) == total.get(subtype, 0)
    definitions = [(field.id.folded, one.locator) for field in of(Field, records) for one in field.evidence if one.stated]
    # A file of its own is counted by its path, whatever is in it.
    lost = [path for path in broken(files) if "/fields/" in path]
    assert total.get("CustomField", 0) == len(definitions) + len(lost)


@COMMON
@given(files=folders())
def test_a_zip_says_what_the_folder_says_and_twice_the_same(files: Files) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = write(Path(made) / "org", files)
        with ZipFile(Path(made) / "org.zip", "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        records = harvested(folder)
        assert harvested(folder) == records
        assert harvested(Path(made) / "org.zip") == records
