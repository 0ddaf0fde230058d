"""The client of a live org: the only place that sends anything to Salesforce, and that knows simple-salesforce.

It asks with GET, and posts only to the composite resources, whose parts are GET, and to the token endpoint. What fails by no fault of
the question is asked again. No exception of a library leaves here, for these hold addresses, bodies and tokens.
"""

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from jwt.exceptions import PyJWTError
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceAuthenticationFailed, SalesforceError
from simple_salesforce.format import format_soql
from simple_salesforce.login import SalesforceLogin

from connectors.salesforce.live.org import ALL, Answer, Refused, Stopped
from connectors.salesforce.transport import batch, chain
from connectors.salesforce.transport.answers import UNREADABLE, UNREADABLE_ANSWER, UNTRUSTED, Failure, error, failure
from connectors.salesforce.transport.credentials import (
    Access,
    Admission,
    ClientCredentials,
    Credentials,
    JwtBearer,
    NotLetIn,
    OwnSession,
    SfCommand,
    credentials,
)
from connectors.salesforce.transport.line import Question
from connectors.salesforce.transport.patience import PATIENT, REAL_TIME, Patience, Waiting, delay
from connectors.salesforce.transport.session import BoundedSession
from connectors.salesforce.transport.soql import refuse_secret_rows
from connectors.salesforce.transport.token_errors import remedy

__all__ = ["Client", "connect", "format_soql"]

_VERSIONS: Final = "/services/data/"
_VERSION: Final = re.compile(r"(\d{2,3})\.0")
_RESOURCE: Final = re.compile(r"[A-Za-z][\w/.-]*(?:\?[\w=&,.%-]*)?")
_UNREADABLE: Final = (requests.RequestException, ValueError, TypeError, AttributeError, RecursionError)
"""What the libraries raise where nothing came, it broke off, or it is not what it must be."""


def connect(access: Access, waiting: Waiting = REAL_TIME) -> "Client":
    """The org that a person named, let into; raises NotLetIn or Stopped where it does not answer."""
    return Client(credentials(access), Patience(reserve=access.api_reserve / 100), waiting)


class Client:
    """A live org, read only: `connectors.salesforce.live.org.Org` says what can be asked.

    Raises NotLetIn where the org does not let the program in, and Stopped where it cannot be reached.
    """

    def __init__(self, way: Credentials, patience: Patience = PATIENT, waiting: Waiting = REAL_TIME) -> None:
        self._credentials, self._patience, self._waiting = way, patience, waiting
        self._session = BoundedSession(patience, waiting)
        self._cost = 0
        self._version = ""
        self._admit()
        self._version = self._newest_version()
        self._admitted(self._admission)

    @property
    def version(self) -> str:
        """The API version that is spoken: the newest that the org offers."""
        return self._version

    @property
    def host(self) -> str:
        """The org's host."""
        return urlsplit(self._admission.instance_url).hostname or ""

    @property
    def calls(self) -> int:
        """HTTP round trips so far."""
        return self._session.calls

    @property
    def cost(self) -> int:
        """Calls of the org's daily allowance used so far."""
        return self._cost

    @property
    def allowance(self) -> tuple[int, int] | None:
        """Calls that everybody used of the org's day, and how many it has, as its last answer said; None before any did."""
        return self._session.usage

    def query(self, soql: str) -> Iterator[Answer]:
        """All rows of a query to the Data API."""
        return chain.rows(self, soql)

    def tooling(self, soql: str) -> Iterator[Answer]:
        """All rows of a query to the Tooling API."""
        return chain.rows(self, soql, tooling=True)

    def count(self, entity: str, where: str = "") -> int:
        """How many rows of an object there are."""
        return chain.count(self, entity, where)

    def keyset(self, soql: str, key: str = "Id", *, tooling: bool = False) -> Iterator[Answer]:
        """All rows of a query that the org gives one page of, by ranges of `key`."""
        return chain.keyset(self, soql, key, tooling=tooling)

    def objects(self) -> Sequence[Answer]:
        """Every object that the user may see."""
        answer = self.answer(Question("sobjects/", "the list of objects"))
        listed = answer.get("sobjects") if isinstance(answer, Mapping) else None
        if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
            raise Refused(UNREADABLE_ANSWER, "the list of objects")
        return listed

    def describes(self, names: Sequence[str], since: Mapping[str, str] = ALL) -> Iterator[tuple[str, Answer | Refused | None]]:
        """The describe of each object by its name."""
        return batch.describes(self, names, since)

    def many(self, queries: Sequence[str], *, tooling: bool = False) -> Iterator[Sequence[Answer] | Refused]:
        """The rows of each query."""
        return batch.many(self, queries, tooling=tooling)

    def get(self, path: str) -> object:
        """The answer of another resource, by its path below `/services/data/vXX.X/`."""
        if not _RESOURCE.fullmatch(path) or ".." in path or "?q=" in path or "&q=" in path:
            raise ValueError("a resource is asked for by its path, and a query by query()")
        refuse_secret_rows(path)
        return self.answer(Question(path, path.partition("?")[0]))

    def quoted(self, value: str | Sequence[str]) -> str:
        """A value, or a list of them, as SOQL writes it."""
        return format_soql("{}", value if isinstance(value, str) else list(value))

    def answer(self, question: Question) -> object:
        """The answer to a question, parsed; None where nothing changed. Raises Refused or Stopped."""
        failures, renewed = 0, False
        while True:
            self._leave_reserve()
            self._cost += question.weight
            got = self._attempt(question)
            if not isinstance(got, Failure):
                return got
            if got.meaning == "unchanged" and question.headers:
                return None
            if got.meaning == "session" and not isinstance(self._credentials, OwnSession) and not renewed:
                renewed = True
                self._renew()
                continue
            failures += 1
            if got.meaning != "again" or failures >= self._patience.attempts:
                raise error(got, question.asked, self.host)
            self._wait(failures)

    def _attempt(self, question: Question) -> object:
        """The answer, or the Failure."""
        try:
            answer = self._sent(question)
            return answer if answer is None or isinstance(answer, dict | list) else UNREADABLE
        except SalesforceError as refused:
            status, body = refused.status, refused.content
        except requests.exceptions.SSLError:
            return UNTRUSTED
        except _UNREADABLE:
            return UNREADABLE
        return failure(status, body, question.names)

    def _sent(self, question: Question) -> object:
        headers = {"X-PrettyPrint": "0", **question.headers}
        if question.path.startswith("/"):
            return self._salesforce.query_more(question.path, identifier_is_url=True, headers=headers)
        if question.body is not None:
            return self._salesforce.restful(question.path, method="POST", json=question.body, headers=headers)
        return self._salesforce.restful(question.path, params=dict(question.params), headers=headers)

    def _wait(self, failures: int) -> None:
        self._waiting.sleep(delay(self._patience, failures, self._waiting.chance(), self._session.told_to_wait))

    def _leave_reserve(self) -> None:
        """Raise Stopped where what is left of the org's day is for others."""
        used, whole = self._session.usage or (0, 0)
        if whole and whole - used <= whole * self._patience.reserve:
            raise Stopped(
                f"{self.host} has used {used:,} of its {whole:,} calls of the day, and {self._patience.reserve:.0%} are left to others."
            )

    def _newest_version(self) -> str:
        answer = self.answer(Question(_VERSIONS, "the versions of its API"))
        said = [one.get("version") for one in answer if isinstance(one, Mapping)] if isinstance(answer, list) else []
        known = [int(found[1]) for one in said if isinstance(one, str) and (found := _VERSION.fullmatch(one))]
        if not known:
            raise Stopped(f"{self.host} names no version of its API: is it a Salesforce org?")
        return f"{max(known)}.0"

    def _admit(self) -> None:
        """Begin a session, or another one."""
        self._admitted(self._let_in())

    def _renew(self) -> None:
        """Begin another session; raises Stopped where there is none, for what came so far stays."""
        try:
            self._admit()
        except NotLetIn as refused:
            why = str(refused)
        else:
            return
        raise Stopped(f"The session at {self.host} has ended. {why}")

    def _admitted(self, admission: Admission) -> None:
        self._admission = admission
        self._salesforce = Salesforce(
            session_id=admission.token,
            instance_url=admission.instance_url,
            version=self._version,
            session=self._session,
            object_pairs_hook=None,
        )

    def _let_in(self) -> Admission:
        way = self._credentials
        if isinstance(way, OwnSession | SfCommand):
            return way.admission()
        login = _login(way)
        failures = 0
        while True:
            got = self._logged_in(partial(login, session=self._session))
            if isinstance(got, Admission):
                return got
            failures += 1
            if got or failures >= self._patience.attempts:
                raise NotLetIn(got or f"{way.domain}.salesforce.com did not answer, however often it was asked. Try again later.")
            self._wait(failures)

    @staticmethod
    def _logged_in(login: "partial[tuple[Any, Any]]") -> Admission | str:
        """The session, or why there is none; empty where asking again may help."""
        try:
            with warnings.catch_warnings():
                # The library warns with the consumer key in its text; the remedy says the same without.
                warnings.simplefilter("ignore")
                token, instance = login()
            return Admission(token, f"https://{instance}")
        except SalesforceAuthenticationFailed as refused:
            code, message = refused.code, refused.auth_message
        except PyJWTError:
            return "The private key cannot sign: it must be an RSA key in PEM format, without a passphrase."
        except requests.exceptions.SSLError:
            return str(error(UNTRUSTED, "", "The login host"))
        except _UNREADABLE:
            return ""
        return remedy(code, message)


def _login(way: JwtBearer | ClientCredentials) -> "partial[tuple[Any, Any]]":
    """The library's login for this way in."""
    if isinstance(way, ClientCredentials):
        return partial(
            SalesforceLogin,
            consumer_key=way.consumer_key,
            consumer_secret=way.consumer_secret,
            domain=way.domain,
        )
    return partial(
        SalesforceLogin,
        username=way.username,
        consumer_key=way.consumer_key,
        privatekey=way.key(),
        domain=way.audience,
        instance_url=way.domain,
    )
