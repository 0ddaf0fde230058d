"""Installed packages as applications: code of other publishers that runs inside the org."""

from collections.abc import Iterator

from connectors.salesforce.assemble.container_names import some
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.apps import PackageRow
from lineage.model.records import Application, Fact, Gap


def assemble_packages(org: Org, rows: Rows) -> Iterator[Application | Fact | Gap]:
    """An application and its version for every package, and one gap for what their code does."""
    packages = rows.of(PackageRow)
    for row in packages:
        id, said = org.id.of_kind("application", row.name), org.said(row.at)
        yield Application(id=id, subtype="installed package", label=row.name, evidence=said)
        yield Fact(subject=id, name="installed-package", value=row.version, evidence=said)
    if packages:
        names = sorted({row.name for row in packages})
        yield org.gap(
            "package",
            f"Packages of other publishers are installed, {len(names):,} in all: {some(names)}.",
            why="their code cannot be read: the platform hands out only what the publisher opens",
            hides="what that code reads of the org, and where it sends it",
            remedy="Ask the publishers what their packages read and send, and declare it in a map.",
            locator=min(row.at for row in packages),
        )
