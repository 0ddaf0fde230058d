"""Prints the answer to a case as JSON, and to stderr the expectations that it does not meet."""

import argparse
import json
import sys
from pathlib import Path

from tests.reference import check_expectations, evaluate, parse_case


def main() -> int:
    """Answer one case file; 1 if an expectation failed."""
    arguments = argparse.ArgumentParser(prog="python -m tests.reference", description=__doc__)
    arguments.add_argument("case", type=Path)
    arguments.add_argument("--elements", type=Path, help="the dictionary; default: the data_elements.csv below here")
    given = arguments.parse_args()
    case = parse_case(given.case.read_text(encoding="utf-8"))
    answer = evaluate(case, given.elements or _find_dictionary())
    print(json.dumps(answer, indent=2))
    failures = check_expectations(case, answer)
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


def _find_dictionary() -> Path:
    here = Path.cwd()
    found = sorted(
        path for path in here.rglob("data_elements.csv") if not any(part[0] == "." for part in path.relative_to(here).parts)
    )
    if not found:
        sys.exit("no data_elements.csv below the current folder: say --elements PATH")
    return found[0]


if __name__ == "__main__":
    sys.exit(main())
