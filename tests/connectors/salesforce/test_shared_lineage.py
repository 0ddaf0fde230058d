"""Real organisations' formulas and roll-ups, against hops and counts that independent scripts made, and against the very text."""

import json
import os
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from connectors.salesforce import metadata_connector
from connectors.salesforce.metadata.harvest import MetadataSettings
from lineage.connector import Harvested
from lineage.model.ids import Id
from lineage.model.records import Fact, Field, Hop
from lineage.model.verdicts import Active, Precision
from tests.connectors.salesforce.writing import of

pytestmark = pytest.mark.shared

ORGS = Path(__file__).parents[4] / "shared" / "orgs"
NAMES = (
    "GSA-SF_WorkSpace",
    "ITA-sfdcci",
    "anz-agility-layer",
    "outbound-http-snippets",
    "platform-encryption-demo",
    "salesforce-integration-reloaded",
)
COMPUTED = {"derive", "aggregate"}
COUNT = " (count of records)"


@pytest.fixture(autouse=True)
def _there() -> None:
    if not ORGS.is_dir():
        reason = f"there is no {ORGS}"
        if os.environ.get("LINEAGE_CI") == "1":
            pytest.fail(reason)
        pytest.skip(reason)


@cache
def expected(name: str) -> Mapping[str, Any]:
    said: Mapping[str, Any] = json.loads((ORGS / "expected.json").read_text(encoding="utf-8"))["orgs"][name]
    return said


@cache
def records(name: str) -> list[Harvested]:
    return list(metadata_connector.harvest(MetadataSettings(path=ORGS / name)))


def computed(name: str) -> list[Hop]:
    """The hops of formulas, roll-ups and default values: what no job does."""
    hops = [hop for hop in of(Hop, records(name)) if hop.transform in COMPUTED and hop.job is None]
    return [hop for hop in hops if isinstance(hop.target, Id) and hop.target.is_field]


def place(end: object) -> str:
    assert isinstance(end, Id)
    return f"{end.owner.path}.{end.field_name}" if end.is_field else end.path


@pytest.mark.parametrize("name", NAMES)
def test_every_expected_formula_and_roll_up_is_a_hop(name: str) -> None:
    found = {(place(hop.source), place(hop.target)): hop for hop in computed(name)}
    said = [hop for hop in expected(name)["hops"] if hop["via"] == "formula" or hop["via"].startswith("roll-up")]
    wanted = {(hop["source"].removesuffix(COUNT), hop["target"]) for hop in said}
    assert wanted - found.keys() == set()
    assert {found[ends].active for ends in wanted} <= {Active.YES}
    counted = {hop["target"] for hop in said if hop["source"].endswith(COUNT)}
    assert {target for source, target in wanted if found[source, target].precision is Precision.DATASET} == counted


@pytest.mark.parametrize("name", NAMES)
def test_every_hop_stands_in_the_very_text_on_the_line_that_it_names(name: str) -> None:
    """What is read is a word of the line, or, for what counts records, the child is."""
    unexplained = []
    for hop in computed(name):
        assert isinstance(hop.source, Id)
        path, _, line = hop.evidence[0].locator.rpartition(":")
        text = lines(ORGS / name / path)[int(line) - 1 :]
        word = (hop.source.field_name if hop.source.is_field else hop.source.path).casefold()
        unprefixed = word.partition("__")[2] if word.count("__") > 1 else word
        # A default value and a roll-up are told by the line on which their field begins.
        near = " ".join(text[: 1 if "formula" in text[0] else 60]).casefold()
        if not re.search(rf"\b({re.escape(word)}|{re.escape(unprefixed)})\b", near):
            unexplained.append((place(hop.source), place(hop.target), hop.evidence[0].locator))
    assert unexplained == []


@cache
def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8-sig", errors="replace").split("\n")


@pytest.mark.parametrize("name", NAMES)
def test_every_formula_that_names_a_field_has_a_hop(name: str) -> None:
    """No formula is silently passed over: whoever has no hop reads only globals that are no data, or nothing."""
    read = {place(hop.target).casefold() for hop in computed(name)}
    silent = [shown for shown, text in formulas(name) if shown.casefold() not in read and names_a_field(text)]
    assert silent == []


def formulas(name: str) -> list[tuple[str, str]]:
    """Every formula field of the source format, by plain text search."""
    found = []
    for path in sorted((ORGS / name).rglob("*.field-meta.xml")):
        text = path.read_text(encoding="utf-8", errors="replace")
        formula = re.search(r"<formula>(.*?)</formula>", text, re.DOTALL)
        if formula:
            owner = path.parent.parent.name
            found.append((f"{owner}.{path.name.removesuffix('.field-meta.xml')}", formula[1]))
    return found


def names_a_field(formula: str) -> bool:
    bare = re.sub(r"/\*.*?\*/|&quot;.*?&quot;|&apos;.*?&apos;|\"[^\"]*\"|'[^']*'|&\w+;", " ", formula, flags=re.DOTALL)
    words = re.findall(r"(?<![\w$.])([A-Za-z]\w*(?:[.:]\w+)*)\s*(\(?)", bare)
    return any(not called and word.lower() not in {"null", "true", "false"} for word, called in words)


@pytest.mark.parametrize("name", NAMES)
def test_encryption_and_classification_are_counted_alike(name: str) -> None:
    said = expected(name)["counts"]
    schemes = Counter(fact.value == "classic" for fact in of(Fact, records(name)) if fact.name == "encryption-scheme")
    assert schemes[False] == said["fields_encrypted_shield"]
    assert schemes[True] == said["fields_encrypted_classic"]
    assert sum(1 for field in of(Field, records(name)) if field.at_rest == "encrypted") == sum(schemes.values())
    levels = sum(1 for field in of(Field, records(name)) if field.security_classification)
    assert levels == said["fields_with_security_classification"]


@pytest.mark.parametrize(("name", "letter"), [("GSA-SF_WorkSpace", "A"), ("ITA-sfdcci", "B"), ("platform-encryption-demo", "E")])
def test_the_accuracy_page_has_these_numbers(name: str, letter: str) -> None:
    roll_ups = {place(hop.target) for hop in computed(name) if hop.evidence[0].locator in summaries(name)}
    formulas_ = [hop for hop in computed(name) if place(hop.target) not in roll_ups]
    updates = [hop for hop in of(Hop, records(name)) if hop.job and hop.job.name.startswith("field-update/")]
    summed = sum(1 for hop in computed(name) if place(hop.target) in roll_ups)
    page = (Path(__file__).parents[3] / "docs" / "lineage-accuracy.md").read_text(encoding="utf-8")
    assert f"| {letter} | {len(formulas_):,} | {summed} | {len(updates)} |" in page


@cache
def summaries(name: str) -> frozenset[str]:
    """Where the fields begin that are roll-ups, by plain text search."""
    found = set()
    for path in sorted((ORGS / name).rglob("*")):
        if not path.name.endswith((".object", ".field-meta.xml")):
            continue
        text = "\n".join(lines(path))
        for field in re.finditer(r"<(fields|CustomField)\b(?:(?!</\1>).)*?<type>Summary</type>", text, re.DOTALL):
            found.add(f"{path.relative_to(ORGS / name)}:{text.count(chr(10), 0, field.start()) + 1}")
    return frozenset(found)
