"""The sweep over all fields agrees with the question about each."""

from hypothesis import given, settings

from lineage.graph.access import Access, Question
from lineage.graph.access_sweep import AccessSweep
from lineage.model.verdicts import Operation
from tests.graph.test_access import CONTACT, GROUPS, PHONE, SETS, SSN, TODAY, USERS, Small, orgs
from tests.graph.test_grant_table import tables_of


@settings(max_examples=120, deadline=None)
@given(orgs())
def test_the_sweep_agrees_with_each_question(org: Small) -> None:
    table = tables_of(org)
    access = Access(table, TODAY)
    sweep = AccessSweep(table._graph, table, access)
    for who in SETS + GROUPS + USERS:
        read, edited = set(sweep.fields(sweep.readable(who))), set(sweep.fields(sweep.editable(who)))
        for field in (SSN, PHONE):
            question = Question(CONTACT, field, read_with_object=field == SSN and org.question.read_with_object)
            effective = access.ask(question).holding(who).effective(question)
            assert (field in read, field in edited) == (Operation.READ in effective, Operation.EDIT in effective)
