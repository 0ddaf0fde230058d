"""The documents are true: what they say to run runs, what they show is printed, what they list is all there is."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import typer

from connectors.declared.compile import compile_map
from lineage import cli, project
from lineage.cli.example import copy_example
from lineage.model.records import AnyRecord, Gap
from lineage.policy.findings import Rule
from lineage.policy.rules import RULES
from lineage.reading.yaml import parse_yaml
from tests.reference import check_expectations, parse_case
from tests.semantics.answer import answer
from tests.semantics.cases import load_case
from tools import docs

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
RUN_IN_EXAMPLE = (ROOT / "README.md", ROOT / "docs" / "snapshot.md")
RUN_IN_OWN = ROOT / "docs" / "quickstart.md"

_BLOCK = re.compile(r"^```(?P<kind>\S+) ?(?P<mark>[^\n]*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
_EXIT = re.compile(r"\s+# exit (?P<code>\d)$")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<to>[^)\s]+)\)|!\[[^\]]*\]\((?P<picture>[^)\s]+)\)")


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def blocks(page: Path) -> Iterator[tuple[str, str, str]]:
    """Kind, mark and text of the fenced blocks of a page."""
    for found in _BLOCK.finditer(text_of(page)):
        yield found["kind"], found["mark"].strip(), found["text"]


@dataclass
class Step:
    """One command of a block, what it leaves with, and the lines that it prints among others."""

    command: str
    code: int
    shown: list[str]


def steps(text: str) -> list[Step]:
    found: list[Step] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            code = _EXIT.search(line)
            found.append(Step(_EXIT.sub("", line[2:]), int(code["code"]) if code else 0, []))
        elif line.strip():
            found[-1].shown.append(line)
    return found


def missing(shown: list[str], printed: str) -> list[str]:
    """The shown lines that were not printed in their order; runs of blanks are one, and `…` stands for anything."""
    rest = [" ".join(line.split()) for line in printed.splitlines()]
    absent = []
    for line in shown:
        pattern = re.compile(".*".join(re.escape(part.strip()) for part in " ".join(line.split()).split("…")))
        at = next((at for at, one in enumerate(rest) if pattern.fullmatch(one)), None)
        if at is None:
            absent.append(line)
        else:
            rest = rest[at + 1 :]
    return absent


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, env={"PATH": path, "HOME": str(folder)}, capture_output=True, text=True, check=False
    )


def play(text: str, folder: Path) -> list[str]:
    """Run the commands of a block; what was not as the page says, in words."""
    wrong = []
    for step in steps(text):
        done = run(step.command, folder)
        if done.returncode != step.code:
            wrong.append(f"{step.command}: exits with {done.returncode}\n{done.stderr[-2000:]}")
        wrong += [f"{step.command}: does not print {line!r}" for line in missing(step.shown, done.stdout + done.stderr)]
    return wrong


@pytest.fixture(scope="module")
def harvested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_example(tmp_path_factory.mktemp("example") / "lineage-demo")
    assert run("lineage harvest", folder).returncode == 0
    return folder


@pytest.mark.parametrize("page", RUN_IN_EXAMPLE, ids=name_of)
def test_what_a_page_runs_in_the_example_does_as_it_says(page: Path, harvested: Path, tmp_path: Path) -> None:
    folder = tmp_path / "lineage-demo"
    shutil.copytree(harvested, folder)
    marked = [text for _, mark, text in blocks(page) if mark == "example"]
    assert marked
    assert [wrong for text in marked for wrong in play(text, folder)] == []


def test_the_quickstart_does_as_it_says_in_a_folder_with_metadata_only(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    folder.mkdir()
    shutil.copytree(ROOT / "maps" / "acme" / "force-app", folder / "force-app")
    wrong: list[str] = []
    for kind, mark, text in blocks(RUN_IN_OWN):
        if kind == "yaml" and mark.startswith("own "):
            (folder / Path(mark.split()[1]).name).write_text(text, encoding="utf-8")
        elif mark == "own":
            wrong += play(text, folder)
    assert wrong == []


CASES = [(mark, text) for kind, mark, text in blocks(ROOT / "docs" / "meaning.md") if kind == "yaml"]


@pytest.mark.parametrize(("mark", "text"), CASES, ids=[mark for mark, _ in CASES])
def test_every_example_of_the_semantics_is_answered_as_it_says(mark: str, text: str, tmp_path: Path) -> None:
    assert (ROOT / "tests" / "semantics" / f"{mark.removeprefix('case ')}.yaml").is_file()
    case = tmp_path / "case.yaml"
    case.write_text(text, encoding="utf-8")
    assert check_expectations(parse_case(text), answer(load_case(case))) == []


def test_the_snippets_of_the_map_page_are_one_valid_map() -> None:
    snippets = [text for _, mark, text in blocks(ROOT / "docs" / "map.md") if mark == "map"]
    documents = [parse_yaml(text, f"snippet-{at}.yaml") for at, text in enumerate(snippets)]
    for document in documents:
        jsonschema.validate(document.value, project.schema()["map"])
    records: list[AnyRecord] = compile_map(documents, "acme")
    assert [record for record in records if isinstance(record, Gap)] == []


def test_the_project_snippet_is_a_valid_project() -> None:
    (snippet,) = (text for _, mark, text in blocks(ROOT / "docs" / "map.md") if mark == "project")
    validator = jsonschema.Draft202012Validator(project.schema()["project"])
    assert list(validator.iter_errors(parse_yaml(snippet, "lineage.yaml").value)) == []


def test_every_key_of_a_map_is_on_its_page() -> None:
    page = text_of(ROOT / "docs" / "map.md")
    schema = project.schema()["map"]
    shapes: list[Mapping[str, Any]] = [schema, *schema["$defs"].values()]
    keys = {key for shape in shapes for key in shape.get("properties", {})}
    assert {key for key in keys if f"| `{key}`" not in page} == set()


def sections(page: str) -> dict[str, str]:
    """The text below each heading of the command page, by command."""
    parts = re.split(r"^##+ `lineage ([a-z -]+)`$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_and_option_is_documented() -> None:
    documented = sections(text_of(ROOT / "docs" / "cli.md"))
    commands = dict(docs.commands(typer.main.get_command(cli.app)))
    assert documented.keys() == commands.keys()
    options = {(name, option) for name, one in commands.items() for parameter in one.params for option in parameter.opts}
    assert {(name, option) for name, option in options if option not in documented[name]} == set()


def test_every_rule_is_documented() -> None:
    page = text_of(ROOT / "docs" / "rules.md")
    assert [rule.card.id for rule in RULES if f"## {rule.card.id}\n" not in page] == []


def test_every_point_that_a_rule_answers_is_on_the_mission_page() -> None:
    page = text_of(ROOT / "docs" / "mission.md")
    points = {point for rule in RULES for point in rule.card.missions}
    assert {point for point in points if f'id="{point.lower()}"' not in page} == set()


POINTS = [f"{letter}{number}" for letter, last in (("B", 7), ("P", 6), ("R", 7), ("O", 8)) for number in range(1, last + 1)]
"""Every point of the mission."""


def test_every_point_of_the_mission_is_answered_by_something_that_is_there() -> None:
    page = text_of(ROOT / "docs" / "mission.md")
    rows = dict(re.findall(r'<a id="(\w+)"></a>\w+ \|[^|]*\|([^\n]*)\|\n', page))
    answered = {point: rows[point.lower()].partition("|") for point in POINTS}
    assert [point for point, (today, _, by) in answered.items() if today.strip() == "no" or not re.search(r"`\w|\]\(", by)] == []
    rules = {rule.card.id for rule in RULES}
    assert set(re.findall(r"\(rules\.md#([\w-]+)\)", page)) <= rules


def anchors(page: Path) -> set[str]:
    """What links into a page may name, as GitHub makes it from headings."""
    text = _BLOCK.sub("", text_of(page))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)">', text))


_STATUTE = re.compile(r"§|\bArt\. ")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.card.id)
def test_a_rule_refers_to_a_statute_or_to_a_section_that_is_there(rule: Rule) -> None:
    links = [found["to"] for found in _LINK.finditer(rule.card.reference)]
    assert links or _STATUTE.search(rule.card.reference)
    for link in links:
        file, _, anchor = link.partition("#")
        assert anchor in anchors(ROOT / "docs" / file)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_resolve(page: Path) -> None:
    broken = []
    for found in _LINK.finditer(_BLOCK.sub("", text_of(page))):
        to = found["to"] or found["picture"]
        if to.startswith("https://"):
            continue
        file, _, anchor = to.partition("#")
        target = (page.parent / file).resolve() if file else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(to)
    assert broken == []


def test_every_page_can_be_reached_from_the_index() -> None:
    reached = {ROOT / "docs" / "index.md"}
    for page in (ROOT / "docs" / "index.md", ROOT / "README.md"):
        targets = (found["to"].partition("#")[0] for found in _LINK.finditer(text_of(page)) if found["to"])
        reached |= {(page.parent / target).resolve() for target in targets}
    assert [name_of(page) for page in (ROOT / "docs").rglob("*.md") if page not in reached] == []


def test_every_dependency_has_its_line() -> None:
    configuration = tomllib.loads(text_of(ROOT / "pyproject.toml"))
    wanted = [
        *configuration["project"]["dependencies"],
        *(one for group in configuration["dependency-groups"].values() for one in group),
        *(one for extra in configuration["project"]["optional-dependencies"].values() for one in extra),
    ]
    names = {re.split(r"[<>=!~\[; ]", one, maxsplit=1)[0] for one in wanted}
    listed = set(re.findall(r"^\| ([A-Za-z][A-Za-z0-9_-]*) \| (?!why)", text_of(ROOT / "docs" / "dependencies.md"), re.MULTILINE))
    assert listed == names


def test_the_package_shows_the_readme_and_the_changelog_has_the_version() -> None:
    configuration = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    assert configuration["readme"] == "README.md"
    assert f"## [{configuration['version']}]" in text_of(ROOT / "CHANGELOG.md")


def test_pages_that_are_to_be_short_are() -> None:
    lengths = {page: len(text_of(page).splitlines()) for page in (ROOT / "docs" / "decisions").glob("*.md")}
    assert {name_of(page) for page, lines in lengths.items() if lines > 40} == set()
    assert len(text_of(ROOT / "docs" / "architecture.md").splitlines()) < 100


def test_no_page_names_a_place_on_a_machine() -> None:
    assert [name_of(page) for page in PAGES if re.search(r"/(work|home|root|Users|tmp)/", text_of(page))] == []


@pytest.mark.shared
def test_the_accuracy_page_has_the_numbers_of_the_independent_scripts() -> None:
    orgs = ROOT.parent / "shared" / "orgs" / "expected.json"
    if not orgs.is_file():
        (pytest.fail if os.environ.get("LINEAGE_CI") == "1" else pytest.skip)(f"there is no {orgs}")
    found = json.loads(orgs.read_text(encoding="utf-8"))["orgs"].values()
    said = {(one["counts"]["custom_or_listed_objects"], one["counts"]["fields_with_definition"]) for one in found}
    rows = re.findall(r"^\| [A-F], .*", text_of(ROOT / "docs" / "lineage-accuracy.md"), re.MULTILINE)
    cells = [[cell.strip().replace(",", "") for cell in row.split("|")[1:-1]] for row in rows]
    assert {(int(row[3]), int(row[4])) for row in cells} == said
    hops = [hop["via"].split()[0] for one in found for hop in one["hops"]]
    page = text_of(ROOT / "docs" / "lineage-accuracy.md")
    assert f"| outbound message, field → host | {hops.count('outbound')} |" in page
    assert f"| external object, remote column → field | {hops.count('external')} |" in page
    assert f"| formula fields | {hops.count('formula')} |" in page


def test_stale_documents_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docs, "SCHEMAS", tmp_path)
    (tmp_path / "fresh.json").write_text("{}\n", encoding="utf-8")
    (tmp_path / "changed.json").write_text("{}\n", encoding="utf-8")
    (tmp_path / "gone.json").write_text("{}\n", encoding="utf-8")
    wanted = {tmp_path / "fresh.json": "{}\n", tmp_path / "changed.json": "[]\n", tmp_path / "missing.json": "{}\n"}
    assert [path.name for path in docs.stale(wanted)] == ["changed.json", "gone.json", "missing.json"]


def test_the_picture_of_the_example_is_the_same_each_time() -> None:
    assert docs.picture() == docs.picture()
