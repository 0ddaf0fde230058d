"""`lineage trace`."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli.command import Ran, run


def nodes(ran: Ran) -> set[str]:
    return {row["field"] or row["dataset"] or row["system"] for row in ran.json["destinations"]}


def row(ran: Ran, node: str) -> Any:
    (found,) = [one for one in ran.json["destinations"] if (one["field"] or one["dataset"] or one["system"]) == node]
    return found


def trace(example: Path, *words: str) -> Ran:
    ran = run("trace", *words, "--format", "json", cwd=example)
    assert ran.code == 0, ran.err
    return ran


def test_a_field_is_followed_through_middleware_into_the_warehouse(example: Path) -> None:
    assert nodes(trace(example, "Contact.SSN__c")) == {
        "mule/@in-flight/crm-sync#salesforce:%2F%2Facme.Contact.SSN__c",
        "mule/@log/crm-sync",
        "snowflake://acme/CRM.CONTACT#SSN_HASH",
    }


@pytest.mark.parametrize(
    "name", ["contact.ssn__c", "field:Contact.SSN__c", "salesforce://acme/Contact#SSN__c", "acme-org/Contact#SSN__c"]
)
def test_every_way_to_name_a_field_gives_the_same_answer(example: Path, name: str) -> None:
    assert trace(example, name).out == trace(example, "Contact.SSN__c").out


def test_a_hash_arrives_as_a_hash(example: Path) -> None:
    assert row(trace(example, "Contact.SSN__c"), "snowflake://acme/CRM.CONTACT#SSN_HASH")["form"] == {"ssn": "hash"}


def test_plain_http_is_unencrypted(example: Path) -> None:
    ran = trace(example, "Employee__c.SSN__c")
    assert row(ran, "sqlserver://hr.acme.internal:1433/PERSON#SSN")["transit"] == "unencrypted"


def test_to_keeps_one_system_by_any_of_its_names(example: Path) -> None:
    found = [
        nodes(trace(example, "Contact.SSN__c", "--to", name)) for name in ("warehouse", "Warehouse", "system:snowflake://acme")
    ]
    assert found == [{"snowflake://acme/CRM.CONTACT#SSN_HASH"}] * 3


def test_to_refuses_what_lies_in_a_system(example: Path) -> None:
    ran = run("trace", "Contact.SSN__c", "--to", "snowflake://acme/CRM.CONTACT", cwd=example)
    assert (ran.code, ran.err) == (2, "'snowflake://acme/CRM.CONTACT' is no System but lies in one; ask for snowflake://acme.\n")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "app:Deskly",
            "is an application; .* 1 hop goes through it; ask `lineage trace Case` or `lineage trace deskly --upstream`",
        ),
        ("job:crm-sync", "is a job; .* ask `lineage trace Contact.Birthdate` or `lineage trace Contact.Email` or "),
        ("channel:mailwave-api", "is a channel; .* ask `lineage trace Contact.Email` or .*`lineage trace mailwave --upstream`"),
        (
            "channel:remote-site/Store_Locator",
            "No hop is known that uses it; it leads to stores.acme.example: `lineage trace stores.acme.example --upstream`",
        ),
    ],
)
def test_what_holds_no_data_is_not_traced_but_what_goes_through_it_is_told(example: Path, name: str, said: str) -> None:
    ran = run("trace", name, cwd=example)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)
    assert re.search(said, ran.err), ran.err
    for question in re.findall("`lineage ([^`]*)`", ran.err):
        assert run(*shlex.split(question), cwd=example).code == 0, question


def test_a_kind_is_kept_though_another_node_has_the_name(example: Path) -> None:
    assert "'app:deskly' is an application; " in run("trace", "app:deskly", cwd=example).err


def test_upstream_gives_the_sources(example: Path) -> None:
    ran = trace(example, "snowflake://acme/CRM.CONTACT#SSN_HASH", "--upstream")
    assert nodes(ran) == {"mule/@in-flight/crm-sync#salesforce:%2F%2Facme.Contact.SSN__c", "salesforce://acme/Contact#SSN__c"}
    assert ran.json["direction"] == "upstream"


def test_a_basis_walks_only_hops_known_in_that_way(example: Path) -> None:
    assert nodes(trace(example, "Contact.SSN__c", "--basis", "observed")) == set()
    assert nodes(trace(example, "Contact.SSN__c", "--basis", "declared,observed")) == nodes(trace(example, "Contact.SSN__c"))


def test_a_hop_that_is_switched_off_is_listed_and_walked_only_when_asked(example: Path) -> None:
    field = "Benefit_Enrollment__c.Health_Plan_Number__c"
    usual, all_ = trace(example, field), trace(example, field, "--include-inactive")
    target = "sqlserver://hr.acme.internal:1433/BENEFIT#PLAN_NO"
    assert (target in nodes(usual), [hop["target"] for hop in usual.json["inactive"]]) == (False, [target])
    assert row(all_, target)["active"] == "no"


def test_the_day_decides_whether_a_right_has_expired(example: Path) -> None:
    # The loyalty member's address goes to the marketing tool, by an agreement that ended in June.
    node = "mailwave/LOYALTY#Email__c"
    rights = {
        day: row(trace(example, "Loyalty_Member__c.Email__c", "--as-of", day), node)["authorization"]
        for day in ("2026-06-30", "2026-07-01")
    }
    assert rights == {"2026-06-30": ["authorized"], "2026-07-01": ["expired"]}


def test_a_right_that_ended_since_the_harvest_is_dated(example: Path) -> None:
    # Harvested on 15 June, asked later; the clock of this machine is behind that in no year to come.
    found = row(trace(example, "Loyalty_Member__c.Email__c"), "mailwave/LOYALTY#Email__c")
    assert (found["authorization"], found["expires_since"]) == (["authorized"], "2026-07-01")


@pytest.mark.parametrize("words", [(), ("--upstream",), ("--include-inactive",), ("--to", "mule")])
def test_the_answer_is_of_its_own_schema(example: Path, words: tuple[str, ...]) -> None:
    schema = run("schema", "trace", cwd=example).json
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(trace(example, "Contact.Email", *words).json)) == []


def test_explain_prints_the_place_of_every_hop_of_a_walk(example: Path) -> None:
    usual = run("trace", "Contact.SSN__c", cwd=example).out
    explained = run("trace", "Contact.SSN__c", "--explain", cwd=example).out
    assert ("maps/customers.yaml" in usual, "maps/customers.yaml" in explained) == (False, True)


def test_no_path_says_what_could_not_be_looked_at(example: Path) -> None:
    ran = run("trace", "Interview__c", "--basis", "configured", cwd=example)
    assert "No path to another System was found in what was read; the gaps below say what could not be looked at." in ran.lines
    assert "Could not be seen" in ran.out


def test_strict_exits_with_3_where_there_are_gaps(example: Path) -> None:
    assert run("trace", "Contact.SSN__c", "--strict", cwd=example).code == 3


@pytest.mark.parametrize("format", ["csv", "markdown"])
def test_other_formats_name_every_destination(example: Path, format: str) -> None:
    out = run("trace", "Contact.SSN__c", "--format", format, cwd=example).out
    assert [name in out for name in ("crm-sync", "CRM.CONTACT", "SSN_HASH")] == [True, True, True]
