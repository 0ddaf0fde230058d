"""Fields named as in real orgs, some names in many objects and most in few, classified by what is told of them."""

from collections.abc import Iterator
from itertools import accumulate
from random import Random
from typing import Final

from benchmarks.timing import Timing, timed
from lineage.garbage import paused
from lineage.model.field_texts import NO_TEXTS, FieldTexts
from lineage.model.ids import Id
from lineage.model.records import Classification, Evidence, Field
from lineage.model.verdicts import Basis
from lineage.policy.classification import choices, readings, surroundings, words
from lineage.policy.classification.phrases import load_phrases
from lineage.policy.classification.statements import classifications

_SEED: Final = 20260105
_FIELDS_OF_OBJECT: Final = 50
_WORDS: Final = (
    "account active address age amount approval birth budget campaign card city close code comments contact contract cost count country"
    " customer date delivery description discount dob due email end external fax final first gender home id index industry invoice job"
    " key last legal level license line mail manager mobile name next number open order owner parent passport payment phone plan policy"
    " postal price primary product quantity quote rate reason region renewal role score sent service source ssn stage start state status"
    " street sub sync tax team term territory text time title total type union unit update user value vendor verified version website"
)
_TYPES: Final = (
    "Text",
    "Text",
    "Text",
    "Picklist",
    "Number",
    "Checkbox",
    "Date",
    "Lookup",
    "Currency",
    "Email",
    "Phone",
    "LongTextArea",
)
_CACHED: Final = (
    choices.shown_by, choices.is_progress, readings.readings_of, readings.signs_in, readings.told_in,
    surroundings.about_owner, words.words_of, words.words_of_name,
)  # fmt: skip


def make_fields(count: int) -> list[Field]:
    """So many fields; a third have a help text."""
    random = Random(_SEED)
    known = _WORDS.split()
    names = ["_".join(random.sample(known, random.choice((1, 2, 2, 3)))).title() for _ in range(count // 3)]
    types = [random.choice(_TYPES) for _ in names]
    weights = list(accumulate(1 / (rank + 20) ** 0.7 for rank in range(len(names))))
    chosen = random.choices(range(len(names)), cum_weights=weights, k=count)
    evidence = (Evidence(basis=Basis.CONFIGURED, connector="salesforce-metadata", locator="objects"),)
    return [
        Field(
            id=Id(f"salesforce://acme/Object_{at // _FIELDS_OF_OBJECT:05}__c#{names[name]}__c"),
            type=types[name],
            label=names[name].replace("_", " "),
            texts=FieldTexts(help_text=f"What {names[name]} is told to be") if name % 3 == 0 else NO_TEXTS,
            evidence=evidence,
        )
        for at, name in enumerate(chosen)
    ]


def classified(count: int, runs: int = 5) -> tuple[Timing, int, int]:
    """How long so many fields take, the first time that they are seen; how many of them differ, and how many are classified."""
    fields = make_fields(count)
    load_phrases()

    def work() -> None:
        for cached in _CACHED:
            cached.cache_clear()
        for _ in classifications(fields):
            pass

    with paused():  # as a harvest does
        timing = timed(work, runs)
    differing = len({(field.id.field_name, field.type) for field in fields})
    return timing, differing, len({one.field for one in classifications(fields) if isinstance(one, Classification)})


def lines(counts: tuple[tuple[int, float], ...] = ((50_000, 0.3), (500_000, 3.0))) -> Iterator[tuple[str, str, str, bool]]:
    """Work, figure, target and whether it is met, for each number of fields."""
    for count, most in counts:
        timing, differing, found = classified(count)
        work = f"{count:,} fields classified by name ({differing:,} differ, {found:,} are classified)"
        yield work, str(timing), f"≤ {most:g} s", timing.best <= most
