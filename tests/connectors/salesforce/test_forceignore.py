from pathlib import Path

import pytest

from connectors.salesforce.metadata.forceignore import ignored, read_patterns
from lineage.model.records import Field, Gap
from tests.connectors.salesforce.writing import SOURCE, harvested, of, tag, write, xml


@pytest.mark.parametrize(
    ("patterns", "ignores", "leaves"),
    [
        ("*.profile", ["a/b/X.profile", "X.profile"], ["a/X.profiles", "a/X.profile-meta.xml"]),
        ("**/profiles/**", ["src/profiles/X.profile", "profiles/X"], ["src/profile/X", "profiles"]),
        ("profiles/", ["src/profiles/X.profile"], ["src/profiles"]),
        ("/src/classes", ["src/classes/A.cls", "src/classes"], ["a/src/classes/A.cls"]),
        ("src/*/A.cls", ["src/classes/A.cls"], ["src/a/b/A.cls", "a/src/classes/A.cls"]),
        ("src/**/A.cls", ["src/A.cls", "src/a/b/A.cls"], ["a/src/A.cls"]),
        ("*.cls\n!Keep.cls", ["A.cls"], ["Keep.cls", "a/Keep.cls"]),
        ("!A.cls\n*.cls", ["A.cls"], []),
        ("[AB]?.cls", ["Ax.cls", "b/By.cls"], ["Cx.cls", "A.cls"]),
        ("# *.cls\n\n   \n/\n", [], ["A.cls", "# *.cls"]),
        ("\ufeff*.cls\r\n*.page\r\n", ["A.cls", "B.page"], []),
        (r"\!odd.cls", ["!odd.cls"], ["odd.cls"]),
        ("*a" * 40 + "b", [], ["a" * 200 + "/" + "a" * 200]),
        ("**/" * 30 + "x", ["a/b/x"], ["/".join("a" * 100)]),
    ],
)
def test_patterns_are_those_of_gitignore(patterns: str, ignores: list[str], leaves: list[str]) -> None:
    assert ignored(read_patterns(patterns.encode()), [*ignores, *leaves]) == ignores


def test_what_a_forceignore_means_is_read_and_told(tmp_path: Path) -> None:
    field = xml("CustomField", tag("fullName", "A__c"))
    files = {
        "sfdx-project.json": "{}",
        ".forceignore": "# tools\n**/fields/B__c.*\n**/profiles/**\n",
        f"{SOURCE}/objects/Case/fields/A__c.field-meta.xml": field,
        f"{SOURCE}/objects/Case/fields/B__c.field-meta.xml": field.replace("A__c", "B__c"),
    }
    records = harvested(write(tmp_path, files))
    assert [one.id.name for one in of(Field, records)] == ["A__c", "B__c"]
    (gap,) = [gap for gap in of(Gap, records) if gap.locator == ".forceignore"]
    assert gap.what == (
        ".forceignore keeps things from being retrieved and deployed, by 2 patterns: **/fields/B__c.*, **/profiles/**;"
        " files of metadata that it means and that were read all the same: 1,"
        " such as force-app/main/default/objects/Case/fields/B__c.field-meta.xml."
    )


def test_a_forceignore_that_means_no_metadata_is_not_told(tmp_path: Path) -> None:
    files = {".forceignore": "# nothing\npackage.xml\n**/jsconfig.json\n", "objects/A__c.object": xml("CustomObject")}
    assert [gap for gap in of(Gap, harvested(write(tmp_path, files))) if gap.locator == ".forceignore"] == []
