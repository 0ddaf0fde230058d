"""One org in the shapes that the platform's own command line gives it: whole, and taken apart by its presets."""

from pathlib import Path

import pytest

from lineage.columns import GrantBatch
from lineage.model.records import Effort, Gap, Received
from tests.connectors.salesforce.writing import harvested

pytestmark = pytest.mark.shared

PRESETS = (
    "customObjects-and-children",
    "preset-PermSet",
    "preset-decomposedESR",
    "preset-decomposedPS2",
    "preset-workflow",
    "xmlComments",
)


def said(folder: Path) -> set[str]:
    """What a folder says, without the places that say so."""
    found: set[str] = set()
    for record in harvested(folder):
        if isinstance(record, GrantBatch):
            found.update(str({**row, "locator": "", "line": 0}) for row in record.table.to_pylist())
        elif not isinstance(record, Gap | Received | Effort):
            found.add(f"{type(record).__name__} {record.model_dump(exclude={'evidence'})}")
    return found


@pytest.mark.parametrize("shape", ["verify-source-files.expected", "verify-md-files.expected"])
@pytest.mark.parametrize("preset", PRESETS)
def test_what_is_taken_apart_says_the_same(shared: Path, preset: str, shape: str) -> None:
    folder = shared / "orgs" / "sdr-preset-fixtures" / preset
    whole = said(folder / "originalMdapi")
    assert whole
    assert said(folder / "__snapshots__" / shape) == whole
