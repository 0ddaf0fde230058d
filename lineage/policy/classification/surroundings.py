"""What names stand among: whether a dataset, or the words around a phrase, are about a person, a thing, money or health."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from lineage.policy.classification.words import words_of_name

ROLES: Final = frozenset(
    "approver assignee assignor attorney clerk coordinator engineer estimator inspector instructor investigator interviewer"
    " manager physician requester requestor reviewer specialist submitter superintendent supervisor technician".split()
)
"""Words for people in what they do; where text is called so, it is a name."""

PERSONS: Final = ROLES | frozenset(
    "administrator adult adviser advisor agent alumni alumnus applicant attendee author beneficiary borrower broker buyer"
    " candidate caregiver caller citizen client clinician coach constituent consumer contact contacts contractor customer"
    " dependent doctor donor driver employee enrollee faculty father guardian guest household individual instructor insured"
    " interviewer invitee investor landlord lead learner manager member mentor mother nurse officer owner participant"
    " passenger patient payee payer person persona personnel physician player prospect provider realtor representative"
    " recipient recruiter referrer registrant requester requestor resident sender seller signatory signer speaker sponsor"
    " spouse staff student submitter subscriber supervisor teacher technician tenant traveler traveller tutor user users"
    " veteran viewer visitor volunteer voter witness worker youth cliente empleado persona paciente alumno estudiante"
    " usuario contacto client employe personne patient etudiant utilisateur kunde mitarbeiter person schuler ansprechpartner"
    " benutzer teilnehmer dipendente paziente utente funcionario aluno medewerker klant leerling".split()
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
    " university vehicle vendor venue vessel warehouse website zone pricebook promotion material quote invoice shipment"
    " publisher landlord_property object field metadata empresa tienda proveedor producto magasin entreprise fournisseur"
    " produit firma unternehmen lieferant produkt standort filiale azienda fornitore prodotto negozio empresa loja"
    " fornecedor bedrijf winkel leverancier".split()
)
"""Words for things, places and organisations."""

_FINANCE: Final = frozenset(
    "ach bank banking beneficiary checking debit deposit financial finance payee payment payout savings wire".split()
)
_HEALTH: Final = frozenset("clinic clinical dental health healthcare hospital insurance medical patient pharmacy".split())

PERSON: Final = "person"
THING: Final = "thing"
FINANCE: Final = "finance"
HEALTH: Final = "health"
CONFIGURATION: Final = "configuration"

_CONFIGURING: Final = frozenset({"custom metadata type", "custom setting"})


@lru_cache(maxsize=100_000)
def about_owner(name: str, subtype: str = "") -> frozenset[str]:
    """What a dataset is about, by its name.

    >>> sorted(about_owner("Patient_Visit__c")), sorted(about_owner("Employee_Device__c")), sorted(about_owner("Invoice__c"))
    (['health', 'person'], ['thing'], ['thing'])
    """
    if subtype in _CONFIGURING:
        return frozenset({CONFIGURATION})
    return about(words_of_name(name.rpartition("/")[2]))


def about(words: Sequence[str]) -> frozenset[str]:
    """What words are about; of people and things, the last that is named."""
    found = {FINANCE} if any(word in _FINANCE for word in words) else set()
    if any(word in _HEALTH for word in words):
        found.add(HEALTH)
    for word in reversed(words):
        if word in PERSONS or word in _OF_PERSONS:
            found.add(PERSON)
            break
        if word in _THINGS:
            found.add(THING)
            break
    return frozenset(found)
