"""What names stand among: whether a dataset, or the words around a phrase, are about a person, a thing, money or health."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Final

from lineage.policy.classification.words import words_of_name

ROLES: Final = frozenset(
    "approver assignee assignor attorney author clerk contact contributor coordinator engineer estimator inspector instructor"
    " investigator interviewer manager officer physician poc requester requestor reviewer specialist submitter superintendent"
    " supervisor technician".split()
)
"""Words for people in what they do; where text is called so, it is a name."""

PERSONS: Final = ROLES | frozenset(
    "administrator adult adviser advisor agent alumni alumnus applicant apprentice attendee beneficiary borrower broker buyer"
    " candidate caregiver caller citizen claimant client clinician coach complainant constituent consultant consumer contacts"
    " contractor customer defendant dependent doctor donor driver employee enrollee faculty father guardian guest household"
    " individual instructor insured intern interviewer invitee investor landlord lead learner manager member mentor mother"
    " nurse officer owner participant passenger plaintiff pupil trainee trainer patient payee payer person persona personnel"
    " physician player prospect provider realtor representative recipient recruiter referrer registrant requester requestor"
    " resident sender seller signatory signer speaker sponsor spouse staff student submitter subscriber supervisor teacher"
    " technician tenant traveler traveller tutor user users veteran viewer visitor volunteer voter witness worker youth"
    " cliente empleado paciente alumno estudiante usuario contacto employe personne etudiant utilisateur kunde mitarbeiter"
    " schuler ansprechpartner benutzer teilnehmer dipendente paziente utente funcionario aluno medewerker klant leerling".split()
)
"""Words for people, in what they are to an organisation."""

_OF_PERSONS: Final = frozenset(
    "admission appointment biography enrollment enrolment application employment interview registration rsvp survey"
    " subscription profile bio resume referral household attendance checkin donation membership timesheet immunization"
    " vaccination consent".split()
)
"""Words for what is about a person."""

_THINGS: Final = frozenset(
    "account accounts agency asset attachment bank batch bin branch brand building business campaign campus carrier catalog"
    " center centre channel city clinic college company component configuration config corporation country county course"
    " dealer depot device distributor division document email_template equipment event exchange facility factory file flight"
    " form franchise group hospital hotel house inventory item job item league library line listing location log lot machine"
    " mapping market merchant office opportunity org organisation organization outlet package page parameter part partner"
    " plant product project property publication queue region restaurant retailer room route rule school segment server"
    " service session setting settings site sku station store supplier system task team template territory test theme unit"
    " university vehicle vendor venue vessel warehouse website zone pricebook promotion material"
    " publisher landlord_property object field metadata agreement airport area backlog bridge corp database epic farm kiosk landmark"
    " link map message meter parcel path plot polygon port register release road sensor space sprint tariff terminal tower workflow"
    " workspace empresa tienda proveedor producto magasin entreprise fournisseur"
    " produit firma unternehmen lieferant produkt standort filiale azienda fornitore prodotto negozio empresa loja"
    " fornecedor bedrijf winkel leverancier".split()
)
"""Words for things, places and organisations."""

_TRACKED: Final = frozenset(
    "attendance beacon checkin device gps handset journey login patrol ride smartphone tablet timesheet tracker tracking trip visit"
    " wearable whereabouts".split()
)
"""Words for what goes along with a person, or tells where one was."""

_MOVED: Final = frozenset(
    "asset bike car container drone equipment fleet machine scooter shipment trailer truck van vehicle vessel".split()
)
"""Words for things that are moved about, with a person or without one."""

_OF_ADDRESSES: Final = frozenset(
    "addr address adress adresse anschrift bill billing direccion domicilio endereco home indirizzo mailing postal residence ship shipping"
    " street".split()
)
"""Words of addresses, with what they are often misspelt as."""

_EITHER: Final = frozenset({"account"})
"""Words for what stands for persons in some organisations and for companies in others."""

_FINANCE: Final = frozenset(
    "ach bank banking beneficiary checking debit deposit financial finance payee payment payout savings wire".split()
)
_HEALTH: Final = frozenset("clinic clinical dental health healthcare hospital insurance medical patient pharmacy".split())

PERSON: Final = "person"
SOMEBODY: Final = "somebody"
"""Beside `PERSON`: what is named is a person, and not only about one."""
THING: Final = "thing"
ADDRESS: Final = "address"
"""An address is named."""
TRACKED: Final = "tracked"
"""Its place is where a person is or was."""
MOVED: Final = "moved"
"""Its place may be where a person is."""
FINANCE: Final = "finance"
HEALTH: Final = "health"
CONFIGURATION: Final = "configuration"

_CONFIGURING: Final = frozenset({"custom metadata type", "custom setting"})


@lru_cache(maxsize=100_000)
def about_owner(name: str, subtype: str = "") -> frozenset[str]:
    """What a dataset is about, by its name.

    >>> sorted(about_owner("Patient_Visit__c")), sorted(about_owner("Employee_Device__c")), sorted(about_owner("Invoice__c"))
    (['health', 'person', 'tracked'], ['thing', 'tracked'], [])
    """
    if subtype in _CONFIGURING:
        return frozenset({CONFIGURATION})
    return about(words_of_name(name.rpartition("/")[2]))


@lru_cache(maxsize=100_000)
def is_person(name: str) -> bool:
    """Whether the records of a dataset are persons, by the last word of its name."""
    return any(word in PERSONS for word in words_of_name(name)[-1:])


def about(words: Sequence[str]) -> frozenset[str]:
    """What words are about; of people and things, the last that is named.

    >>> sorted(about(("project", "members"))), sorted(about(("member", "consent"))), sorted(about(("user", "role")))
    (['person', 'somebody'], ['person'], ['person'])
    """
    known = _facts_of()
    found: set[str] = set()
    subject = place = frozenset[str]()
    for at, word in enumerate(reversed(words)):
        facts = known.get(word)
        if facts is None:
            continue
        found |= facts & _MATTERS
        if not subject:
            subject = facts & _SUBJECTS
            if not all(behind in _RECORDS or behind.isdigit() for behind in words[len(words) - at :]):
                subject -= {SOMEBODY}
        place = place or facts & _PLACING
    return frozenset(found | subject | (place & _MOVING))


_MATTERS: Final = frozenset({ADDRESS, FINANCE, HEALTH})
_SUBJECTS: Final = frozenset({PERSON, SOMEBODY, THING})
_MOVING: Final = frozenset({TRACKED, MOVED})
_PLACING: Final = _SUBJECTS | _MOVING
_RECORDS: Final = frozenset(
    "archive backup copy data detail details import info information load master record records stage staging temp test".split()
)
"""Words behind a person's that leave it the person's: `Employee_Master__c`; digits do as well."""


@cache
def _facts_of() -> Mapping[str, frozenset[str]]:
    """What each single word is about, in the singular and the plural."""
    found: dict[str, set[str]] = {}
    for words, fact in (
        (PERSONS, SOMEBODY), (PERSONS | _OF_PERSONS, PERSON), (_THINGS, THING), (_FINANCE, FINANCE), (_HEALTH, HEALTH),
        (_TRACKED, TRACKED), (_MOVED | _EITHER, MOVED), (_OF_ADDRESSES, ADDRESS),
    ):  # fmt: skip
        for word in words:
            for spelling in (word, f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"):
                found.setdefault(spelling, set()).add(fact)
    return {word: frozenset(facts) for word, facts in found.items()}
