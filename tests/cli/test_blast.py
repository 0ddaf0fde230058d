"""What the command says first where nobody knows what is within reach."""

from pathlib import Path

from tests.cli.command import run
from tests.connectors.salesforce.writing import tag, write, xml


def test_an_application_of_which_nobody_knows_as_whom_it_acts_is_not_said_to_reach_nothing(tmp_path: Path) -> None:
    oauth = tag("oauthConfig", tag("scopes", "Api"))
    app = xml("ConnectedApp", tag("label", "Desk"), oauth)
    write(tmp_path / "org", {"connectedApps/Desk.connectedApp": app, "objects/A__c.object": xml("CustomObject")})
    assert run("harvest", "org", cwd=tmp_path).code == 0
    first, second, *_ = run("blast-radius", "app:Desk", cwd=tmp_path).out.splitlines()
    assert first.endswith(": no field is known to be within reach.")
    assert second == "As whom it acts is not known: what it can read is unknown, not nothing."
