"""What is asked of an org over HTTPS gives what is asked of the same rows in memory."""

from pydantic import SecretStr

from connectors.salesforce.live.harvest import harvest
from lineage.connector import Harvested
from lineage.model.record import Effort
from lineage.model.records import System
from tests.connectors.salesforce.fake_org import FakeOrg, tables
from tests.connectors.salesforce.live.conftest import Serve
from tests.connectors.salesforce.live.small_org import DESCRIBED, LIMITS, SETTINGS, TABLES, harvested


def told(records: list[Harvested]) -> list[str]:
    """What does not name the address, or the calls that logging in takes."""
    return sorted(repr(record) for record in records if not isinstance(record, Effort | System))


def test_an_org_over_https_says_what_its_rows_say(serve: Serve) -> None:
    rows = tables(TABLES, knows_all=True)
    described = {name: {"name": name, **shape} for name, shape in DESCRIBED.items()}
    at = serve(org := FakeOrg(data=rows, tooling=rows, describes=described, resources=LIMITS))
    reached = SETTINGS.model_copy(update={"instance_url": at.url, "session": SecretStr(org.tokens[0])})
    assert told(list(harvest(reached))) == told(harvested())
