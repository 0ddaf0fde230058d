"""One source closes what another left open, and tells whole what another told in part."""

from lineage.graph.grant_table import GrantTable
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Application, Gap, Membership, Principal, Reference, System
from tests.graph.records import ORG, graph, said

ADMIN, READER, ANA = ORG.of_kind("profile", "Admin"), ORG.of_kind("permission-set", "Reader"), ORG.of_kind("user", "ana")
OTHER = Id.system("salesforce://other")
HOLDERS = Gap(surface="membership", what="Who holds it is not known.", why="w", hides="h")
PROFILES = Gap(surface="profile", what="Profiles leave out.", why="w", hides="h")
PARTLY = Principal(id=ADMIN, partial=True, evidence=said("folder", "Admin.profile:1"))
WHOLE = Principal(id=ADMIN, evidence=said("export", "PermissionSet.csv:2"))
HELD = Membership(member=ANA, container=ADMIN, evidence=said("export", "User.csv:2"))


def open_gaps(*records: AnyRecord) -> set[str]:
    return {gap.surface for gap in graph(System(id=ORG, kind="salesforce"), *records).gaps()}


def test_who_holds_what_is_open_until_users_are_told_of() -> None:
    assert open_gaps(HOLDERS, PARTLY) == {"membership"}
    assert open_gaps(HOLDERS, PARTLY, HELD) == set()
    assert open_gaps(HOLDERS, PARTLY, HELD.model_copy(update={"member": READER})) == {"membership"}


def test_who_holds_what_is_open_while_it_is_for_another_org() -> None:
    other = Principal(id=OTHER.of_kind("profile", "Admin"), partial=True, evidence=said("folder", "b/Admin.profile:1"))
    assert open_gaps(HOLDERS, PARTLY, other, HELD) == {"membership"}


def test_what_profiles_leave_out_is_open_until_all_are_told_whole() -> None:
    other = Principal(id=ORG.of_kind("profile", "Other"), partial=True, evidence=said("folder", "Other.profile:1"))
    assert open_gaps(PROFILES, PARTLY) == {"profile"}
    assert open_gaps(PROFILES, PARTLY, WHOLE) == set()
    assert open_gaps(PROFILES, PARTLY, WHOLE, other) == {"profile"}


def told_whole(made: LineageGraph) -> dict[str, bool]:
    return {id.name: whole for id, whole in GrantTable(made).principals()}


def test_what_one_source_tells_whole_is_whole_in_any_order() -> None:
    assert told_whole(graph(PARTLY, WHOLE)) == told_whole(graph(WHOLE, PARTLY)) == {"Admin": True}
    assert told_whole(graph(PARTLY, PARTLY)) == {"Admin": False}


APP = ORG.of_kind("application", "Drift")


def home(*records: AnyRecord) -> object:
    made = graph(System(id=ORG, kind="salesforce"), *records)
    row = made.row(APP)
    assert row is not None
    return made.node(row).detail["peer"]


def test_an_application_is_where_a_source_says_and_else_where_its_name_leads() -> None:
    bare = Application(id=APP, evidence=said("export", "OauthToken.csv:2"))
    placed = bare.model_copy(update={"peer": Reference(kind="host", value="zz.drift.example"), "evidence": said("folder", "a:1")})
    vendor = System(id=Id.system("vendor"), matches=("Drift",))
    assert home(bare) == "Drift"
    assert home(bare, vendor) == "vendor"
    assert home(bare, placed) == home(placed, bare, vendor) == "zz.drift.example"
