"""What the code is held to as a whole."""

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lineage.connector import Connector, installed
from lineage.model.described import described
from lineage.model.schemas import ANSWERS, schemas
from lineage.policy.findings import Card, Rule
from lineage.policy.rules import RULES

ROOT = Path(__file__).parents[1]
MODULES = sorted(path.relative_to(ROOT) for package in ("lineage", "connectors") for path in (ROOT / package).rglob("*.py"))
_HOMES = {
    "neo4j": "lineage/store/neo4j.py",
    "pyvis": "lineage/export/html.py",
    "simple_salesforce": "connectors/salesforce/client.py",
}


def parsed(module: Path) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"))


def imported(module: Path) -> set[str]:
    """The top packages that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_the_contracts_between_layers_hold() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([command, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stdout


def test_every_module_says_what_it_is() -> None:
    silent = [str(module) for module in MODULES if parsed(module).body and not ast.get_docstring(parsed(module))]
    assert silent == []


def test_no_module_is_longer_than_400_lines() -> None:
    long = [
        f"{module}: {count}"
        for module in MODULES
        if (count := len((ROOT / module).read_text(encoding="utf-8").splitlines())) > 400
    ]
    assert [one for one in long if not one.startswith("lineage/model/answers.py")] == []


def test_only_the_last_line_of_defence_catches_everything() -> None:
    broad = {
        str(module)
        for module in MODULES
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.ExceptHandler) and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
    }
    assert broad == {"lineage/cli/__init__.py"}


def test_no_module_is_named_after_nothing() -> None:
    assert [
        str(module) for module in MODULES if module.stem in ("utils", "util", "helpers", "common", "manager", "base", "misc")
    ] == []


@pytest.mark.parametrize(("package", "home"), _HOMES.items())
def test_a_library_with_a_home_stays_in_it(package: str, home: str) -> None:
    assert {str(module) for module in MODULES if package in imported(module)} <= {home}


def test_streamlit_stays_in_the_pages() -> None:
    assert {module.parts[:2] for module in MODULES if "streamlit" in imported(module)} <= {("lineage", "ui")}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.card.id)
def test_a_card_leaves_nothing_open(rule: Rule) -> None:
    card = rule.card
    assert [name for name in Card.model_fields if name != "missions" and not getattr(card, name).strip()] == []
    assert card.id == card.id.lower().replace("_", "-").replace(" ", "-")


def test_no_two_rules_have_one_name() -> None:
    assert len({rule.card.id for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_every_answer_has_a_schema_of_its_own_name(name: str) -> None:
    schema: Any = schemas()[name]
    Draft202012Validator.check_schema(schema)
    assert schema["properties"]["schema"]["const"] == f"lineage/{name}@1"


@pytest.mark.parametrize("connector", installed().values(), ids=lambda connector: connector.name)
def test_every_setting_of_a_connector_is_described(connector: Connector) -> None:
    fields = described(connector.settings).model_fields
    assert [name for name, field in fields.items() if not field.description] == []
