"""`lineage show`."""

import csv
import io
from pathlib import Path

import pytest

from tests.cli.command import run

INVENTORIES = (
    "systems",
    "datasets",
    "fields",
    "principals",
    "applications",
    "channels",
    "jobs",
    "hops",
    "parties",
    "access",
    "assessments",
    "blocks",
    "gaps",
)


@pytest.mark.parametrize("what", INVENTORIES)
def test_csv_has_the_rows_that_json_has(example: Path, what: str) -> None:
    as_json = run("show", what, "--format", "json", cwd=example).json
    as_csv = list(csv.DictReader(io.StringIO(run("show", what, "--format", "csv", cwd=example).out)))
    assert as_json
    assert as_csv == as_json


@pytest.mark.parametrize("what", INVENTORIES)
def test_the_title_of_a_table_counts_the_rows(example: Path, what: str) -> None:
    rows = run("show", what, "--format", "json", cwd=example).json
    assert run("show", what, cwd=example).lines[0].strip() == f"{what.capitalize()} ({len(rows)})"


@pytest.mark.parametrize("what", INVENTORIES)
def test_markdown_is_one_table_with_a_line_for_each_row(example: Path, what: str) -> None:
    rows = run("show", what, "--format", "json", cwd=example).json
    lines = run("show", what, "--format", "markdown", cwd=example).lines
    assert sum(line.startswith("|") for line in lines) == len(rows) + 2


@pytest.mark.parametrize("what", ["systems", "datasets", "fields", "applications", "principals"])
def test_rows_are_in_order_of_id(example: Path, what: str) -> None:
    ids = [row[what[:-1]] for row in run("show", what, "--format", "json", cwd=example).json]
    assert ids == sorted(ids)


def test_match_keeps_the_rows_that_hold_a_text_in_any_case(example: Path) -> None:
    rows = run("show", "fields", "--match", "ssn_hash", "--format", "json", cwd=example).json
    assert [row["field"] for row in rows] == ["snowflake://acme/CRM.CONTACT#SSN_HASH"]


def test_jobs_say_where_they_run_and_what_they_keep(example: Path) -> None:
    rows = {row["job"]: row for row in run("show", "jobs", "--format", "json", cwd=example).json}
    said = {
        name: (rows[name]["runs in"], rows[name]["facts"]) for name in ("crm-sync", "people-sync", "reverse-etl", "lead-upload")
    }
    assert said == {
        "crm-sync": ("mule", "logs-payload"),
        "people-sync": ("mule", "caches-payload"),
        "reverse-etl": ("snowflake://acme", ""),
        "lead-upload": ("unknown", ""),
    }


def by_name(example: Path, what: str, key: str = "name") -> dict[str, dict[str, str]]:
    return {row[key]: row for row in run("show", what, "--format", "json", cwd=example).json}


def test_principals_say_how_much_they_hold_and_what_of_it_matters(example: Path) -> None:
    rows = by_name(example, "principals")
    told = ("kind", "object grants", "field grants", "told whole", "privileges", "sites", "license")
    assert [rows["HR Integration"][key] for key in told] == [
        "permission-set",
        "3",
        "17",
        "yes",
        "ApiEnabled, ModifyAllData",
        "",
        "",
    ]
    assert [rows["Applicant Portal User"][key] for key in told[3:]] == ["no", "", "members of Careers", "Customer Community"]
    assert rows["guest user of Careers"]["sites"] == "guests of Careers"


def test_applications_say_who_may_use_them_and_what_limits_them(example: Path) -> None:
    rows = by_name(example, "applications")
    assert {name: rows[name]["admitted"] for name in rows} == {
        "Deskly": "permission-set Help_Desk_Integration",
        "Mailwave Connect": "any user",
        "Peoplewise HCM": "permission-set HR_Integration",
    }
    assert rows["Mailwave Connect"]["limits"] == "ip-relaxation BYPASS; refresh-token-policy infinite"
    assert {row["reads data"] for row in rows.values()} == {"yes"}


def test_systems_say_how_they_are_set(example: Path) -> None:
    rows = by_name(example, "systems", "system")
    assert "session-timeout" in rows["salesforce://acme"]["settings"]
    assert rows["portal://careers.acme"]["settings"] == "self-registration unknown"


def test_hops_name_the_application_that_they_go_through(example: Path) -> None:
    rows = run("show", "hops", "--match", "Deskly", "--format", "json", cwd=example).json
    assert {row["application"] for row in rows if row["job"] == "case-sync"} == {"Deskly"}


def test_a_system_that_only_a_channel_leads_to_is_listed(example: Path) -> None:
    rows = {row["system"]: row for row in run("show", "systems", "--format", "json", cwd=example).json}
    known_by = {name: rows[name]["known by"] for name in ("stores.acme.example", "import.leadmagnet.example")}
    assert known_by == {"stores.acme.example": "a mention only", "import.leadmagnet.example": "a hop only"}


def test_an_unknown_inventory_is_a_usage_error(example: Path) -> None:
    ran = run("show", "secrets", cwd=example)
    assert ran.code == 2
    assert "'systems'" in ran.err
