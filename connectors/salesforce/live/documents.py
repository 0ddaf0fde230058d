"""What an org tells of a component as the file of metadata that says the same, so that one reader reads both."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from connectors.salesforce.exports.containers import of_package
from connectors.salesforce.live.asking import Asking
from connectors.salesforce.live.org import Answer
from connectors.salesforce.live.question import Question, equal, text, value
from connectors.salesforce.metadata.document import Document
from connectors.salesforce.metadata.secrets import find_secrets
from connectors.salesforce.rows import Row
from lineage.reading.xml import built

Read: TypeAlias = Callable[[Document], Iterator[Row]]


class Component(NamedTuple):
    """One sort of component, and who reads its files."""

    type: str
    """What the outermost element of its file is called."""
    read: Read

    def rows(self, name: str, said: Mapping[str, object], at: str, whole: str = "") -> Iterator[Row]:
        """The rows of a component, with the places of secrets in it; `said` is what its file would say.

        `whole` is the component that it is a part of, where it is one.
        """
        document = Document(built(self.type, said), at, name, whole, has_lines=False)
        yield from self.read(document)
        yield from find_secrets(document)


def name_of(row: Answer, column: str = "DeveloperName") -> str:
    """The name of a component as its file has it, with the prefix of its package.

    >>> name_of({"DeveloperName": "Billing", "NamespacePrefix": "acme"}), name_of({"SiteName": "Billing"}, "SiteName")
    ('acme__Billing', 'Billing')
    """
    return of_package(text(row, column), text(row, "NamespacePrefix"))


def at(question: Question, row: Answer, key: str = "Id") -> str:
    """The place of a row."""
    return f"{question.entity}/{text(row, key)}"


def ask_listed(
    asking: Asking, question: Question, component: Component, elements: Mapping[str, str], name: str = "DeveloperName"
) -> Iterator[Row]:
    """The rows of components whose columns say all that their files would: `elements` are these by the columns."""
    for row in asking.rows(question):
        said = {element: value(row, column) for column, element in elements.items()}
        yield from component.rows(name_of(row, name), said, at(question, row))


def ask_defined(
    asking: Asking,
    question: Question,
    component: Component,
    name: Callable[[Answer], str] = name_of,
    whole: Callable[[Answer], str] = lambda _: "",
) -> Iterator[Row]:
    """The rows of components of which only a definition tells, which the org gives one by one."""
    listed = asking.rows(question)
    queries = [question._replace(where="").soql(("Id", "Metadata"), equal("Id", text(row, "Id"))) for row in listed]
    for row, answer in zip(listed, asking.each(question, queries), strict=False):
        for one in answer:
            said = one.get("Metadata")
            if isinstance(said, Mapping):
                yield from component.rows(name(row), said, at(question, row), whole(row))
