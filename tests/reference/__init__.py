"""The meaning of a flow map, written a second time: slowly, from the text alone, and without the product."""

from tests.reference.answer import evaluate
from tests.reference.case_file import parse_case
from tests.reference.expectations import check_expectations

__all__ = ["check_expectations", "evaluate", "parse_case"]
