"""Two orgs in one harvest: nothing of them merges, and each finds the other by the hosts that it is reached at."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import run
from tests.connectors.salesforce.writing import tag, write, xml

FIELD = tag("fields", fullName="SSN__c", type="Text")
SEND = tag("outboundMessages", tag("fields", "SSN__c"), fullName="Send", endpointUrl="https://beta.my.salesforce.com/in")
RULE = tag("rules", tag("actions", name="Send", type="OutboundMessage"), fullName="On", active="true")
ALPHA = {"objects/Contact.object": xml("CustomObject", FIELD), "workflows/Contact.workflow": xml("Workflow", SEND, RULE)}
BETA = {"objects/Contact.object": xml("CustomObject", FIELD, tag("fields", fullName="Only__c", type="Text"))}
DOMAIN = {"settings/MyDomain.settings": xml("MyDomainSettings", tag("myDomainName", "Beta"))}


def project(folder: Path, **beta: object) -> Path:
    sources = [
        {"type": "salesforce-metadata", "path": "alpha", "org": "alpha"},
        {"type": "salesforce-metadata", "path": "beta", "org": "beta", **beta},
    ]
    return write(folder, {"lineage.yaml": json.dumps({"org": "alpha", "sources": sources})})


def answer(folder: Path, *words: str) -> Any:
    ran = run(*words, "--format", "json", cwd=folder)
    assert ran.code == 0, ran.err
    return ran.json


def hops(folder: Path) -> list[tuple[str, str]]:
    return [(row["source"], row["target"]) for row in answer(folder, "show", "hops") if row["job"].startswith("outbound-message")]


def fields(folder: Path) -> list[str]:
    return [row["field"] for row in answer(folder, "show", "fields") if row["field"].endswith("__c")]


def test_names_of_two_orgs_never_merge(tmp_path: Path) -> None:
    project(tmp_path)
    write(tmp_path / "alpha", ALPHA)
    write(tmp_path / "beta", BETA)
    answer(tmp_path, "harvest")
    assert fields(tmp_path) == [
        "salesforce://alpha/Contact#SSN__c",
        "salesforce://beta/Contact#Only__c",
        "salesforce://beta/Contact#SSN__c",
    ]
    assert hops(tmp_path) == [("salesforce://alpha/Contact#SSN__c", "beta.my.salesforce.com")]


def test_an_org_is_found_by_its_own_domain(tmp_path: Path) -> None:
    project(tmp_path)
    write(tmp_path / "alpha", ALPHA)
    write(tmp_path / "beta", BETA | DOMAIN)
    answer(tmp_path, "harvest")
    assert hops(tmp_path) == [("salesforce://alpha/Contact#SSN__c", "salesforce://beta")]
    (reached,) = answer(tmp_path, "trace", "alpha/Contact#SSN__c")["destinations"]
    assert (reached["system"], reached["transit"]) == ("salesforce://beta", "encrypted")


def test_an_org_is_found_by_the_names_that_the_project_gives_it(tmp_path: Path) -> None:
    project(tmp_path, aliases=["BETA.my.salesforce.com", "Our second org"])
    write(tmp_path / "alpha", ALPHA)
    write(tmp_path / "beta", BETA)
    answer(tmp_path, "harvest")
    assert hops(tmp_path) == [("salesforce://alpha/Contact#SSN__c", "salesforce://beta")]


def test_a_host_that_two_orgs_claim_means_neither_and_is_a_gap(tmp_path: Path) -> None:
    project(tmp_path)
    write(tmp_path / "alpha", ALPHA | DOMAIN)
    write(tmp_path / "beta", BETA | DOMAIN)
    answer(tmp_path, "harvest")
    assert hops(tmp_path) == [("salesforce://alpha/Contact#SSN__c", "beta.my.salesforce.com")]
    (gap,) = [row for row in answer(tmp_path, "show", "gaps") if row["surface"] == "system"]
    assert gap["what"].startswith("salesforce://alpha and salesforce://beta are all reached at beta.lightning.force.com, ")


@pytest.mark.parametrize("folders", [("alpha", "beta"), ("one/src", "two/src")])
def test_bare_folders_are_orgs_of_their_own(tmp_path: Path, folders: tuple[str, str]) -> None:
    write(tmp_path / folders[0], ALPHA)
    write(tmp_path / folders[1], BETA)
    answer(tmp_path, "harvest", *folders)
    first, second = ("alpha", "beta") if folders == ("alpha", "beta") else ("src", "two-src")
    assert fields(tmp_path) == sorted(
        [
            f"salesforce://{first}/Contact#SSN__c",
            f"salesforce://{second}/Contact#Only__c",
            f"salesforce://{second}/Contact#SSN__c",
        ]
    )


def test_sources_of_one_org_are_one(tmp_path: Path) -> None:
    sources = [{"type": "salesforce-metadata", "path": name} for name in ("alpha", "beta")]
    write(tmp_path, {"lineage.yaml": json.dumps({"org": "acme", "sources": sources})})
    write(tmp_path / "alpha", ALPHA)
    write(tmp_path / "beta", BETA)
    answer(tmp_path, "harvest")
    assert fields(tmp_path) == ["salesforce://acme/Contact#Only__c", "salesforce://acme/Contact#SSN__c"]


def test_a_sandbox_is_found_by_the_host_of_sandboxes(tmp_path: Path) -> None:
    project(tmp_path)
    send = SEND.replace("beta.my.salesforce.com", "beta--uat.sandbox.my.salesforce.com")
    write(tmp_path / "alpha", ALPHA | {"workflows/Contact.workflow": xml("Workflow", send, RULE)})
    write(
        tmp_path / "beta",
        BETA | {"settings/MyDomain.settings": DOMAIN["settings/MyDomain.settings"].replace("Beta", "beta--uat")},
    )
    answer(tmp_path, "harvest")
    assert hops(tmp_path) == [("salesforce://alpha/Contact#SSN__c", "salesforce://beta")]
