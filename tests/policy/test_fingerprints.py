"""Fingerprints: the same across harvests, unrelated changes, and renames of what the platform numbers."""

from lineage.model.answers import CheckAnswer
from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Dataset, Field
from lineage.policy.check import only_new
from tests.policy.checking import acceptance, checked, only

TEXT = """
systems: {org: {operator: A}, hr: {operator: B}}
elements: {org/E#ssn: [ssn]}
hops: [{from: org/E#ssn, to: hr/T#ssn, tls: false}, {from: org/E#other, to: hr/T#other, tls: true}]
"""
RENAMED = TEXT.replace("org/E#ssn", "org/Person#ssn_number").replace("org/E#", "org/Person#")


def numbered(dataset: str, field: str) -> list[AnyRecord]:
    """What a platform says of its own numbers."""
    id = Id.system("org").dataset(dataset)
    return [Dataset(id=id, platform_id="01I000000000001"), Field(id=id.field(field), platform_id="00N000000000001")]


BEFORE, AFTER = numbered("E", "ssn"), numbered("Person", "ssn_number")


def members(answer: CheckAnswer) -> list[str]:
    return [member.fingerprint for member in only(answer, "unencrypted-hop").members]


def test_a_rename_of_what_the_platform_numbers_keeps_the_fingerprints() -> None:
    before, after = checked(TEXT, more=BEFORE), checked(RENAMED, more=AFTER)
    assert members(before) == members(after)
    assert only(before, "unclassified-moving").fingerprint == only(after, "unclassified-moving").fingerprint
    assert [one for one in only_new(after, before).findings if one.members] == []


def test_a_field_without_a_number_is_known_by_its_dataset_that_has_one() -> None:
    before, after = checked(TEXT, more=BEFORE[:1]), checked(RENAMED.replace("ssn_number", "ssn"), more=AFTER[:1])
    assert members(before) == members(after)


def test_without_numbers_a_rename_is_another_finding() -> None:
    assert members(checked(TEXT)) != members(checked(RENAMED))


def test_an_acceptance_of_a_name_still_holds_when_the_platform_tells_its_numbers() -> None:
    (by_name,) = members(checked(TEXT))
    answer = checked(TEXT, [acceptance(by_name)], more=BEFORE)
    assert members(answer) != [by_name]
    assert only(answer, "unencrypted-hop").accepted
    assert only_new(answer, checked(TEXT)).findings == ()


def test_an_acceptance_by_number_survives_the_rename() -> None:
    (by_number,) = members(checked(TEXT, more=BEFORE))
    assert only(checked(RENAMED, [acceptance(by_number)], more=AFTER), "unencrypted-hop").accepted


def test_other_things_that_are_renamed_change_nothing() -> None:
    assert members(checked(TEXT)) == members(checked(TEXT.replace("org/E#other", "org/Z#z")))
