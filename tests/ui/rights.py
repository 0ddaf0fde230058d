"""Who reads what in the small organisation: people, permission sets, an application; some are named to attack."""

from collections.abc import Iterator

from lineage.columns import GrantBatch
from lineage.model.records import Acting, AnyRecord, Application, Evidence, Membership, Principal
from lineage.model.verdicts import Basis, Leg, Operation, Transit
from tests.graph.test_grants import batch
from tests.ui.sample import CONTACT, IMAGE, ORG, SCRIPT, SSN

ANN, BOB = ORG.of_kind("user", "ann@acme.example"), ORG.of_kind("user", "bob@acme.example")
EVE = ORG.of_kind("user", "eve@www.acme.example https://evil.example")
CARE, ADMIN = ORG.of_kind("permission-set", "Care"), ORG.of_kind("permission-set", "Admin")
HALF = ORG.of_kind("permission-set", "Half")
APP = ORG.of_kind("application", "Deskly")
_SAID = (Evidence(basis=Basis.PERMITTED, connector="test", locator="care.permissionset:1"),)


def rights() -> Iterator[AnyRecord | GrantBatch]:
    """Ann reads Contact.SSN__c by the set Care; Bob may grant himself whatever he lacks; Deskly has a token of Ann."""
    yield Principal(id=ANN, label=SCRIPT, evidence=_SAID)
    yield Principal(id=BOB, label=IMAGE, evidence=_SAID)
    yield Principal(id=EVE, label=EVE.name, evidence=_SAID)
    yield from (Principal(id=one, label=one.name, evidence=_SAID) for one in (CARE, ADMIN, HALF))
    yield from (Membership(member=user, container=held, evidence=_SAID) for user, held in ((ANN, CARE), (BOB, ADMIN)))
    yield Application(id=APP, label=IMAGE, scopes=("Api",), transit=Transit.ENCRYPTED, evidence=_SAID)
    yield Acting(application=APP, principal=ANN, how="token", evidence=_SAID)
    yield batch(
        (CARE, CONTACT, Leg.OBJECT, Operation.READ, False, "care.permissionset", 3),
        (CARE, SSN, Leg.FIELD, Operation.READ, False, "care.permissionset", 9),
        (HALF, CONTACT, Leg.OBJECT, Operation.READ, False, "half.permissionset", 4),
        (ADMIN, ORG, Leg.OBJECT, Operation.READ_ALL | Operation.ADMINISTER, False, "admin.permissionset", 7),
    )
