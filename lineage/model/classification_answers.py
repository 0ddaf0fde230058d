"""Answers about how a platform should classify fields, by what is known of them."""

from typing import Literal

from pydantic import Field as Attribute

from lineage.model.records import Frozen


class SuggestedField(Frozen):
    """A field that the platform calls less than it is."""

    field: str
    """Its id."""
    elements: tuple[str, ...]
    """What it holds."""
    because: tuple[str, ...]
    """What says so."""
    groups_now: tuple[str, ...] = ()
    """The groups that the platform puts it in."""
    groups: tuple[str, ...]
    """Those and the ones that its elements ask for."""
    confidentiality_now: str = ""
    """How confidential the platform calls it; empty where it does not say."""
    confidentiality: str
    """How confidential its elements make it."""
    places: tuple[str, ...] = ()
    """Where it is defined: file and line."""


class SuggestedClassificationAnswer(Frozen):
    """What to write back to the platforms' own classification."""

    schema_: Literal["lineage/suggested-classification@1"] = Attribute("lineage/suggested-classification@1", alias="schema")
    """Name and version of this answer's schema."""
    snapshot: str
    """The snapshot that was asked."""
    fields: tuple[SuggestedField, ...]
    """Fields to classify, in order of id."""
    as_suggested: int
    """How many personal fields the platform already classifies so."""
    unnamed: int
    """How many fields are personal, or free text, without anything that says as what: nothing is suggested for them."""
    unclassified: int
    """How many fields nothing is known of: nothing is suggested for them either, which does not mean that they hold nothing."""
