"""Applications as rules look at them: what is said of each, as whom it acts, when it was last used, and what it can read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

from lineage.columns import Kind
from lineage.graph.actors import BOUND
from lineage.graph.by_node import numbers, rows_with
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.memberships import days
from lineage.graph.source import FactRow, NodeRow
from lineage.model.facts import FactName
from lineage.model.ids import Id
from lineage.policy.called import counted
from lineage.policy.carried import Carriage, Load
from lineage.policy.reading import Reading

Ints = npt.NDArray[np.signedinteger]

_EPOCH = date(1970, 1, 1)
NEVER = -(1 << 31)
"""In place of a day: nothing says when."""
FACTS: tuple[FactName, ...] = (
    "admin-approved-only",
    "disabled",
    "installed-package",
    "ip-relaxation",
    "refresh-token-policy",
    "runs-as",
    "self-authorized",
    "session-timeout",
    "sign-on-only",
)
"""The facts that rules ask of applications."""
_TOKEN = "token"  # noqa: S105 - the word for how an application acts


@dataclass(frozen=True)
class App:
    """One application."""

    node: NodeRow
    facts: Mapping[FactName, Sequence[FactRow]]
    """What is said of it, of `FACTS`, by name."""
    principals: Ints
    """Rows of those that it acts as, or is admitted for; what is only a bound is left out."""
    bound: Ints
    """Rows of what users who authorize it themselves may hold."""
    token_days: Ints
    """When each of its tokens was last used, in days; `NEVER` where nothing says."""
    load: Load
    """What it can read as these; as any user where these are all there is; else, where nobody knows, what the org holds."""
    is_known: bool
    """Whether what it can read was found, and is not what the org holds."""

    @property
    def id(self) -> Id:
        """Its id."""
        return self.node.id

    @property
    def org(self) -> Id:
        """The org that it is a client of."""
        return self.node.id.namespace

    @property
    def scopes(self) -> tuple[str, ...]:
        """What its tokens may be used for; empty where nothing says."""
        found = self.node.detail.get("scopes", ())
        return tuple(str(one) for one in found) if isinstance(found, list | tuple) else ()

    def says(self, name: FactName) -> tuple[str, ...]:
        """The values of a fact."""
        return tuple(fact.value for fact in self.facts.get(name, ()))

    @property
    def reads(self) -> bool:
        """Whether it may read records, as far as anything says, and is switched on."""
        off = "disabled" in self.facts or "sign-on-only" in self.facts or "installed-package" in self.facts
        return bool(self.node.detail.get("reads", True)) and not off

    @property
    def peer(self) -> Id:
        """The System where it runs."""
        return Id(str(self.node.detail.get("peer") or self.node.id)).namespace

    @property
    def can_read(self) -> str:
        """What it can read, in a sentence."""
        if not self.is_known:
            return f"What it can read is not told; the org holds {self.load.words}."
        if len(self.bound):
            return f"Whoever authorizes it can let it read up to {counted(self.load.fields, 'field')}: {self.load.words}."
        return f"It can read {counted(self.load.fields, 'field')}: {self.load.words}."

    def idle_tokens(self, as_of: date, unused: int) -> int:
        """How many of its tokens were not used in so many days before this one."""
        last = (as_of - timedelta(days=unused) - _EPOCH).days
        return int(np.count_nonzero((self.token_days != NEVER) & (self.token_days < last)))

    @cached_property
    def undated_tokens(self) -> int:
        """How many of its tokens nothing says when they were last used of."""
        return int(np.count_nonzero(self.token_days == NEVER))

    @property
    def last_used(self) -> date | None:
        """When any of its tokens was last used."""
        known = self.token_days[self.token_days != NEVER]
        return _EPOCH + timedelta(days=int(known.max())) if len(known) else None


@dataclass(frozen=True)
class _Acting:
    """The table of who acts as whom, in columns, by application."""

    application: Ints
    principal: Ints
    is_bound: npt.NDArray[np.bool_]
    is_token: npt.NDArray[np.bool_]
    day: Ints

    def spans(self, applications: Sequence[int]) -> Sequence[slice]:
        """Where the rows of each application are."""
        first, end = (np.searchsorted(self.application, applications, side) for side in ("left", "right"))
        return list(map(slice, first.tolist(), end.tolist()))


def applications_of(graph: LineageGraph, reading: Reading, carriage: Carriage) -> Sequence[App]:
    """Every application, in order of id."""
    acting = _acting(graph)
    facts = {name: _by_subject(graph.facts_named(name)) for name in FACTS}
    rows = graph.rows_of_kind(Kind.APPLICATION).tolist()
    spans = acting.spans(rows)
    paths = [np.unique(acting.principal[span][~acting.is_bound[span]]) for span in spans]
    bounds = [np.unique(acting.principal[span][acting.is_bound[span]]) for span in spans]
    groups: dict[bytes, Ints] = {}
    for path, bound in zip(paths, bounds, strict=True):
        groups.setdefault(_decisive(path, bound).tobytes(), _decisive(path, bound))
    loads = dict(zip(groups, reading.loads(list(groups.values())), strict=True))
    found = []
    for row, span, path, bound in zip(rows, spans, paths, bounds, strict=True):
        node, load = graph.node(row), loads[_decisive(path, bound).tobytes()]
        found.append(
            App(
                node=node,
                facts={name: of[node.id] for name, of in facts.items() if node.id in of},
                principals=path,
                bound=bound,
                token_days=acting.day[span][acting.is_token[span]],
                load=load if load.fields else carriage.of_system(node.id.namespace),
                is_known=bool(load.fields),
            )
        )
    return found


def _decisive(path: Ints, bound: Ints) -> Ints:
    """Whose reading counts: of an application that users authorize themselves, that of any of them."""
    return bound if len(bound) else path


def _by_subject(facts: Iterable[FactRow]) -> Mapping[Id, Sequence[FactRow]]:
    found: dict[Id, list[FactRow]] = {}
    for fact in facts:
        found.setdefault(fact.subject, []).append(fact)
    return found


def _acting(graph: LineageGraph) -> _Acting:
    table = graph.tables["tokens"]
    how, application = table.column("how"), numbers(table.column("application"))
    is_bound, is_token = (np.zeros(table.num_rows, np.bool_) for _ in range(2))
    is_bound[rows_with(how, BOUND)] = True
    is_token[rows_with(how, _TOKEN)] = True
    order = np.argsort(application, kind="stable")
    principal, day = numbers(table.column("principal")), days(table, "last_used", NEVER)
    return _Acting(application[order], principal[order], is_bound[order], is_token[order], day[order])
