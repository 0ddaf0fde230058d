"""JSON as text is what the standard library writes."""

import json

from hypothesis import given
from hypothesis import strategies as st

from lineage.export.json_text import Value, Written, written

TREES: st.SearchStrategy[Value] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
)


@given(TREES)
def test_a_value_is_written_as_the_standard_library_does(value: Value) -> None:
    assert written(value) == json.dumps(value, ensure_ascii=False, sort_keys=True)


def test_what_is_written_already_stays_as_it_is() -> None:
    assert written(["a", Written('{"b": 1}')]) == '["a", {"b": 1}]'
