"""Prints the product's answer to a case as JSON, and to stderr the expectations that it does not meet."""

import argparse
import json
import sys
from pathlib import Path

from tests.reference import check_expectations, parse_case
from tests.semantics.answer import STORES, answer
from tests.semantics.cases import load_case


def main() -> int:
    """Answer one case; 1 if an expectation was not met."""
    arguments = argparse.ArgumentParser(prog="python -m tests.semantics", description=__doc__)
    arguments.add_argument("case", type=Path)
    arguments.add_argument("--store", choices=STORES, default="columns", help="where the graph rests while it is asked")
    given = arguments.parse_args()
    found = answer(load_case(given.case), given.store)
    print(json.dumps(found, indent=2))
    failures = check_expectations(parse_case(given.case.read_text(encoding="utf-8")), found)
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
