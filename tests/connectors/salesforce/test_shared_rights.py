"""Rights and applications of real organisations, against what independent scripts found."""

from collections.abc import Mapping
from typing import Any

import pytest

from lineage.columns import GrantBatch
from lineage.model.ids import Id
from lineage.model.records import Acting, Application, Channel, Fact, Principal
from lineage.model.verdicts import Leg, Operation
from tests.connectors.salesforce.test_shared_orgs import NAMES, _there, expected, records, word
from tests.connectors.salesforce.writing import of

pytestmark = pytest.mark.shared

__all__ = ["_there"]


def rows_on(name: str, field: str) -> list[Mapping[str, Any]]:
    """Every row of the field leg on a field that some file has; parts of compound fields repeat the row of the whole."""
    return [
        row
        for batch in of(GrantBatch, records(name))
        for row in batch.table.to_pylist()
        if row["leg"] == Leg.FIELD and Id(row["subject"]).shown == field
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_row_on_an_expected_field_that_lets_somebody_read_is_a_grant(name: str) -> None:
    for said in expected(name)["access"]:
        reading = [row for row in rows_on(name, said["field"]) if row["operations"] & Operation.READ]
        assert len(reading) == said["fls_rows_readable"], said["field"]


@pytest.mark.parametrize("name", NAMES)
def test_every_expected_reader_holds_what_the_script_found(name: str) -> None:
    """The field by a row or because it needs none; the object by a row or because all data is open."""
    by_leg: dict[Leg, set[tuple[str, str]]] = {Leg.OBJECT: set(), Leg.FIELD: set()}
    for batch in of(GrantBatch, records(name)):
        for row in batch.table.to_pylist():
            if row["operations"] & (Operation.READ | Operation.READ_ALL | Operation.EDIT_ALL):
                by_leg[Leg(row["leg"])].add((Id(row["principal"]).name, str(Id(row["subject"]))))
    org = Id(next(iter(batch.table.to_pylist()[0]["principal"] for batch in of(GrantBatch, records(name))), "")).namespace
    for said in expected(name)["access"]:
        dataset = org.dataset(said["field"].partition(".")[0])
        field = dataset.field(said["field"].partition(".")[2])
        for reader in said["readers"]:
            objects = {(reader, str(dataset)), (reader, str(org))}
            assert objects & by_leg[Leg.OBJECT], (said["field"], reader)
            needs_row = "FLS row" in said["how"][reader]
            assert not needs_row or (reader, str(field)) in by_leg[Leg.FIELD], (said["field"], reader)


@pytest.mark.parametrize("name", NAMES)
def test_connected_apps_are_as_the_scripts_found_them(name: str) -> None:
    apps = {one.id.name: one for one in of(Application, records(name))}
    channels = {one.id.name: one for one in of(Channel, records(name))}
    facts: dict[tuple[str, str], list[str]] = {}
    for fact in of(Fact, records(name)):
        facts.setdefault((fact.subject.name, fact.name), []).append(fact.value)
    for said in (one for one in expected(name)["channels"] if one["kind"] == "ConnectedApp"):
        app = said["name"]
        channel = channels[f"connected-app/{app}"]
        assert (channel.url, word(channel.transit), channel.authentication) == (
            said["url"],
            said["transit"],
            said["authentication"],
        )
        assert list(apps[app].scopes) == said["scopes"]
        approved = {("admin-approved-only" in names, "self-authorized" in names) for names in [{n for a, n in facts if a == app}]}
        assert approved == {{True: (True, False), False: (False, True), "unknown": (False, False)}[said["admin_approved_only"]]}
        assert facts.get((app, "refresh-token-policy"), ["unknown"]) == [said["refresh_token_policy"]]
        assert facts.get((app, "ip-relaxation"), ["unknown"]) == [said["ip_relaxation"]]
        assert len(facts.get((app, "ip-range"), ())) == said["ip_ranges"]


@pytest.mark.parametrize("name", NAMES)
def test_sets_and_profiles_that_an_app_admits_by_label_are_those_of_that_label(name: str) -> None:
    labels = {one.id.name: one.label or one.id.name for one in of(Principal, records(name))}
    admitted = [one for one in of(Acting, records(name)) if one.how == "admitted"]
    found = {(one.application.name, labels[one.principal.name]) for one in admitted}
    said = [one for one in expected(name)["channels"] if one["kind"] == "ConnectedApp"]
    assert found == {(one["name"], label) for one in said for label in (*one["permission_sets"], *one["profiles"])}
