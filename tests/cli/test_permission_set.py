"""`lineage export permission-set`: a folder to deploy, and what to take away."""

import json
from pathlib import Path

import pytest

from tests.cli.command import run
from tests.connectors.salesforce.exports.tables import COUNTS, FIELDS, READER, exported
from tests.connectors.salesforce.exports.test_joined import METADATA
from tests.connectors.salesforce.writing import write

MAP = """\
systems:
  acme-org: {kind: salesforce, operator: Acme, namespace: "salesforce://acme"}
  drift: {operator: Drift Inc, matches: [zz.drift.example]}
hops:
  - {from: Contact.Email, to: drift, job: {name: sync}, channel: {url: "https://zz.drift.example"}}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The bot, as whom Drift acts, may read what Drift needs, and a social security number."""
    ssn = f"x,{READER},Contact,Contact.SSN__c,true,false\n"
    exported(tmp_path, FieldPermissions=FIELDS + ssn, counts=COUNTS.replace("FieldPermissions,3", "FieldPermissions,4"))
    write(tmp_path / "metadata", METADATA)
    sources = "".join(
        f"  - {{type: {kind}, path: {path}}}\n"
        for kind, path in (("salesforce-metadata", "metadata"), ("salesforce-exports", "exports"), ("declared", "maps"))
    )
    write(tmp_path, {"lineage.yaml": f"org: acme\nsources:\n{sources}", "maps/map.yaml": MAP})
    assert run("harvest", cwd=tmp_path).code == 0
    return tmp_path


def test_what_is_exactly_enough_is_written_with_what_to_take_away(project: Path) -> None:
    ran = run("export", "permission-set", "user:bot@acme.example", "--out", "least", cwd=project)
    assert (ran.code, ran.err.strip()) == (0, "wrote least: 6 files")
    assert "Fields that it may read and no declared hop needs: 1" in ran.out
    written = sorted(str(path.relative_to(project / "least")) for path in (project / "least").rglob("*") if path.is_file())
    (name,) = [Path(path).name.partition(".")[0] for path in written if path.endswith("permissionset-meta.xml")]
    assert written == [
        f"force-app/main/default/permissionsets/{name}.permissionset-meta.xml",
        "least-privilege.json",
        "notes.md",
        "package.xml",
        "removals.csv",
        "sfdx-project.json",
    ]
    answer = json.loads((project / "least" / "least-privilege.json").read_text("utf-8"))
    assert (answer["schema"], answer["surplus"]) == ("lineage/least-privilege@1", "yes")
    assert [one["subject"].rpartition("#")[2] for one in answer["removals"]] == ["SSN__c"]
    assert 'Contact.SSN__c,read,"take the set away' in (project / "least" / "removals.csv").read_text("utf-8")


def test_an_application_s_set_opens_the_same(project: Path) -> None:
    assert run("export", "permission-set", "app:Drift", "--out", "least", cwd=project).code == 0
    answer = json.loads((project / "least" / "least-privilege.json").read_text("utf-8"))
    assert [one["name"] for one in answer["acts_as"]] == ["Bot"]
    assert [one["field"].rpartition("#")[2] for one in answer["needed_fields"]] == ["Email"]


def test_what_was_written_can_be_harvested(project: Path) -> None:
    run("export", "permission-set", "app:Drift", "--out", "least", cwd=project)
    ran = run("harvest", "least", "--store", "other", "--format", "json", cwd=project)
    assert (ran.code, ran.json["counts_by_subtype"]["PermissionSet"]) == (0, 1)


REFUSED = [
    (("user:ana@acme.example", "--out", "x"), "No application acts as user ana@acme.example"),
    (("user:nobody", "--out", "x"), "There is no"),
    (("user:bot@acme.example",), "--out FOLDER"),
    (("--out", "x"), "Whose permission set?"),
    (("user:bot@acme.example", "--out", "maps"), "not an empty folder"),
    (("user:bot@acme.example", "--out", "lineage.yaml"), "not an empty folder"),
]


@pytest.mark.parametrize(("words", "message"), REFUSED)
def test_what_cannot_be_written_is_refused_and_nothing_is(project: Path, words: tuple[str, ...], message: str) -> None:
    ran = run("export", "permission-set", *words, cwd=project)
    assert (ran.code, message in ran.err) == (2, True), ran.err
    assert not (project / "x").exists()


def test_without_a_declared_need_there_is_no_set(project: Path) -> None:
    (project / "maps" / "map.yaml").write_text(MAP.partition("hops:")[0], encoding="utf-8")
    run("harvest", cwd=project)
    ran = run("export", "permission-set", "app:Drift", "--out", "least", cwd=project)
    assert ran.code == 2
    assert "There is no permission set for Drift chat: No declared hop names it" in ran.err


def test_a_diagram_is_of_nobody(project: Path) -> None:
    ran = run("export", "diagram", "app:Drift", cwd=project)
    assert (ran.code, "--field" in ran.err) == (2, True)
