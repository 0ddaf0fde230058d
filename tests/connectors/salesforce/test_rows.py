from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.schema import ObjectRow


def test_what_is_derived_of_rows_is_made_once_and_anew_for_more_rows() -> None:
    made: list[int] = []

    def count(rows: Rows) -> int:
        made.append(len(rows.of(ObjectRow)))
        return made[-1]

    rows = Rows([ObjectRow("A__c", "a:1")])
    assert (rows.derived(count), rows.derived(count), made) == (1, 1, [1])
    assert rows.add([ObjectRow("B__c", "b:1")]).derived(count) == 2
