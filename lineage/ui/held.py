"""What a field holds, in a sentence."""

from collections.abc import Sequence

from lineage.analysis.holdings import UNCLASSIFIED
from lineage.model.answers import ElementLine
from lineage.model.elements import element_words
from lineage.ui.plain import shown


def held(elements: Sequence[ElementLine]) -> str:
    """The elements with their forms and what says so; untrusted text."""
    known = [_holding(line) for line in elements if line.element != UNCLASSIFIED]
    said = ["holds " + " · ".join(known)] if known else []
    said += [element_words(UNCLASSIFIED)] * any(line.element == UNCLASSIFIED for line in elements)
    words = shown("; ".join(said) or "holds nothing personal, as far as is known")
    return words[0].upper() + words[1:]


def _holding(line: ElementLine) -> str:
    sensitive = " – sensitive" if line.sensitive else ""
    because = f", because {'; '.join(line.says)}" if line.says else ""
    return f"{line.label or line.element} ({line.form}){sensitive}{because}"
