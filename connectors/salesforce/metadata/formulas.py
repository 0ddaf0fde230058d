"""Formulas as rows keep them: names with the prefix of their package, and nothing of what literals and comments hold."""

from connectors.languages import formula
from connectors.salesforce.metadata.document import Document
from lineage.reading.xml import Element, children, line_of


def kept_formula(document: Document, written: str) -> str:
    """What of a formula is kept."""
    code = formula.code(written)
    return formula.renamed(code, document.qualified) if document.namespace else code


def kept_default(document: Document, written: str) -> str:
    """What of a default value is kept: nothing where it reads nothing, for it is a constant then, and may be a secret."""
    code = kept_formula(document, written)
    return code if formula.read(code).references else ""


def formula_line(element: Element) -> int:
    """The line on which the text of an element's formula begins."""
    holder = next(children(element, "formula"))
    written = holder.text or ""
    return line_of(holder) + written.count("\n", 0, len(written) - len(written.lstrip()))
