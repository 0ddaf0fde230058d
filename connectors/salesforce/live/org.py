"""What can be asked of a live org, and how it fails; `connectors.salesforce.client` answers it over the network.

No message here holds what an org sent but error codes and names that stand in the question.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Protocol, TypeAlias

from lineage.errors import LineageError

Row: TypeAlias = Mapping[str, object]
"""One row as the org sends it: values by column, a related row as a mapping of its own, `attributes` among them."""

NOTHING_KNOWN: Final[Mapping[str, str]] = MappingProxyType({})
"""No describe is known from before."""

_REMEDIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "INVALID_TYPE": "This org, its edition or what the user may see does not have it.",
        "NOT_FOUND": "This org, its edition or what the user may see does not have it.",
        "INVALID_FIELD": "The org lacks the column, or field-level security hides it from the user.",
        "INSUFFICIENT_ACCESS": "Give the user the permission that opens it: docs/live-org.md.",
        "INSUFFICIENT_ACCESS_OR_READONLY": "Give the user the permission that opens it: docs/live-org.md.",
        "FUNCTIONALITY_NOT_ENABLED": "The feature is off in this org.",
        "EXCEEDED_ID_LIMIT": "It gives one page only: ask for it by ranges of a key.",
        "QUERY_TIMEOUT": "The org took too long: ask again at a quieter hour, or for fewer rows.",
    }
)


class Refused(LineageError):
    """The org refuses one question; the next may be answered.

    `code` is Salesforce's errorCode, such as INVALID_TYPE; `asked` is what was asked for, an object's name or a path; `missing` is the
    column or object that the org does not know, where it names one that stands in the question.
    """

    def __init__(self, code: str, asked: str, missing: str = "") -> None:
        self.code, self.asked, self.missing = code, asked, missing
        about = f" ({missing})" if missing and missing != asked else ""
        super().__init__(f"The org refuses {asked}{about}: {code}. {_REMEDIES.get(code, '')}".rstrip())


class Short(LineageError):
    """Rows are missing: fewer came than the org counts, or the pages do not end as they must. What came is valid."""

    def __init__(self, asked: str, received: int, expected: int | None = None, why: str = "") -> None:
        self.asked, self.received, self.expected, self.why = asked, received, expected, why
        of = "" if expected is None else f" of {expected:,}"
        super().__init__(f"{asked}: {received:,}{of} rows came{f'; {why}' if why else ''}. Harvest it again.")


class Stopped(LineageError):
    """Nothing more can be asked: `reason` is limit, session, refused, moved or unreachable. What was received so far stays valid."""

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        super().__init__(message)


class Org(Protocol):
    """A live org, read only. Every method raises Stopped where the harvest cannot go on, and Refused where one question is refused."""

    @property
    def version(self) -> str:
        """The API version that is spoken, such as "66.0": the newest that the org offers."""

    @property
    def calls(self) -> int:
        """HTTP round trips so far."""

    @property
    def cost(self) -> int:
        """Calls of the org's daily allowance used so far: a batch costs one for each question in it."""

    def query(self, soql: str) -> Iterator[Row]:
        """All rows of a query to the Data API, page after page; raises Short at the end if fewer came than the org counts."""

    def tooling(self, soql: str) -> Iterator[Row]:
        """All rows of a query to the Tooling API, as `query`."""

    def count(self, entity: str, where: str = "") -> int:
        """How many rows of an object there are."""

    def keyset(self, soql: str, key: str = "Id", *, tooling: bool = False) -> Iterator[Row]:
        """All rows of a query without ORDER BY and LIMIT that the org gives one page of: asked for by ranges of `key`, each row once.

        Raises Short where a page repeats what came already: the org heeds neither the range nor the limit then.
        """

    def tokens(self, columns: Sequence[str]) -> Iterator[Row]:
        """All rows of OauthToken, past the 2,500 that one query gives: counted first, then asked for by ranges of users."""

    def objects(self) -> Sequence[Row]:
        """Every object that the user may see, as `GET /sobjects/` lists them."""

    def describes(
        self, names: Sequence[str], since: Mapping[str, str] = NOTHING_KNOWN
    ) -> Iterator[tuple[str, Row | Refused | None]]:
        """The describe of each object by its name, in the order asked for, 25 to a round trip.

        None says that it did not change since the date in `since`, an HTTP date by object name.
        """

    def many(self, queries: Sequence[str], *, tooling: bool = False) -> Iterator[Sequence[Row] | Refused | Short]:
        """The rows of each query, all pages, in the order asked for, five to a round trip; a failure stands in its query's place."""

    def get(self, path: str) -> object:
        """The answer of another resource, by its path below `/services/data/vXX.X/`."""
