"""The bundled example: in the wheel as package data, in a working tree as `maps/`."""

import shutil
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from lineage.errors import UnreadableInput

if TYPE_CHECKING:
    from lineage.project import Project


def example() -> Path:
    """The folder of the example project."""
    packaged = Path(str(files("lineage") / "_example" / "acme"))
    tree = Path(str(files("lineage"))).parent / "maps" / "acme"
    for folder in (packaged, tree):
        if folder.is_dir():
            return folder
    raise UnreadableInput("The example is not installed; install the package again.")


def copy_example(to: Path) -> Path:
    """Copy the example to a folder of one's own and give that folder; what is there already is kept."""
    shutil.copytree(example(), to, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".lineage"), copy_function=_copy_new)
    return to


def _copy_new(source: str, target: str) -> str:
    return target if Path(target).exists() else shutil.copyfile(source, target)


DEMO = Path("lineage-demo")
"""Where `lineage demo` copies the example to."""


def demo_project() -> "Project | None":
    """The project that `lineage demo` made here, if it did."""
    from lineage.project import FILE, find_project

    return find_project(DEMO) if (DEMO / FILE).is_file() else None
