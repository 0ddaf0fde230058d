"""Permissions of a folder, parsed beforehand, to batches of grants."""

from pathlib import Path
from typing import NamedTuple

from connectors.salesforce.assemble.org import Org
from connectors.salesforce.assemble.permissions import assemble_grants
from connectors.salesforce.metadata.document import Document
from connectors.salesforce.metadata.layout import locate
from connectors.salesforce.metadata.readers import READERS
from connectors.salesforce.rows import Row, Rows
from connectors.salesforce.rows.permissions import FieldPermissionRows, ObjectPermissionRows
from lineage.columns import GrantBatch
from lineage.model.ids import Id
from lineage.reading.xml import parse

_FOLDERS = ("profiles", "permissionsets")


class Made(NamedTuple):
    """What came of it."""

    entries: int
    """Object and field permissions that were read, those that say no among them."""
    grants: int


def parsed(files: list[Path], root: Path) -> list[Document]:
    """The files of containers as parsed documents."""
    found = []
    for file in files:
        path = str(file.relative_to(root))
        place = locate(path)
        if place and place.kind.directory in _FOLDERS:
            found.append(Document(parse(file.read_bytes()), path, place.name))
    return found


def granted(documents: list[Document]) -> Made:
    """Read documents to rows, and make batches of them."""
    rows: list[Row] = []
    for document in documents:
        place = locate(document.path)
        assert place
        rows.extend(READERS[place.kind.directory, place.suffix].read(document))
    org = Org(Id.system("salesforce://acme"), "acme", "benchmarks")
    batches = [one for one in assemble_grants(org, Rows(rows)) if isinstance(one, GrantBatch)]
    columns = [row for row in rows if isinstance(row, FieldPermissionRows | ObjectPermissionRows)]
    return Made(sum(len(row.operations) for row in columns), sum(batch.table.num_rows for batch in batches))
