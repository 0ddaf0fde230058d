import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.model.elements import FREE_TEXT, UNCLASSIFIED, load_elements
from lineage.model.verdicts import Form
from lineage.policy.classification.classifier import Known, classify
from lineage.policy.classification.kinds import HOLDS
from lineage.policy.classification.phrases import load_phrases
from lineage.policy.classification.surroundings import about_owner
from lineage.policy.classification.words import words_of, words_of_name


def elements(name: str, owner: str = "Record__c", **known: object) -> list[str]:
    return sorted(reason.element for reason in classify(Known(name, about_owner(owner), **known)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "type", "element"),
    [
        ("SSN__c", "Text", "ssn"),
        ("acme__SocialSecurityNumber__c", "EncryptedText", "ssn"),
        ("FinServ__LastFourDigitSSN__pc", "Text", "ssn_last4"),
        ("DateOfBirth__c", "Date", "birth_date"),
        ("dateofbirth", "", "birth_date"),
        ("Primary_EMail__c", "Text", "email"),
        ("Driver_s_License_Number__c", "Text", "drivers_license"),
        ("Union_Member__c", "Checkbox", "union"),
        ("Email_Opt_Out__c", "Checkbox", "privacy_preferences"),
        ("Patient_Name__c", "Text", "name_full"),
        ("Bank_Account_Number__c", "Text", "bank_account"),
        ("Account_Number__c", "Text", "bank_account"),
        ("Annual_Income__c", "Currency", "income"),
        ("Fecha_de_Nacimiento__c", "Date", "birth_date"),
        ("Numero_de_Securite_Sociale__c", "Text", "gov_id_other"),
        ("Fuehrerschein_Nr__c", "Text", "drivers_license"),
        ("Codice_Fiscale__c", "Text", "tax_id"),
        ("Estado_Civil__c", "Picklist", "marital_status"),
        ("Achternaam__c", "Text", "name_last"),
        ("Pan_Card__c", "Text", "tax_id"),
        ("Shipping_Pin__c", "Text", "coarse_address"),
        ("MailingLatitude", "Number", "geocoded_address"),
    ],
)
def test_a_name_says_what_a_field_holds(name: str, type: str, element: str) -> None:
    assert elements(name, "Payment__c" if name == "Account_Number__c" else "Record__c", type=type) == [element]


@pytest.mark.parametrize(
    ("name", "type"),
    [
        ("European_Union__c", "Checkbox"),
        ("Credit_Union__c", "Text"),
        ("AccountNumber", "Text"),
        ("Session_Id__c", "Text"),
        ("Has_SSN__c", "Checkbox"),
        ("SSN__c", "Lookup"),
        ("Passport__c", "Date"),
        ("Email_Template__c", "Text"),
        ("Email_Validation_Pattern__c", "Text"),
        ("Phone_Verified_Date__c", "Date"),
        ("Number_of_Phone__c", "Number"),
        ("Trace__c", "Text"),
        ("Page__c", "Number"),
        ("Stage__c", "Picklist"),
        ("Company_Name__c", "Text"),
        ("Product_Name__c", "Text"),
        ("Name", "Text"),
    ],
)
def test_what_only_looks_like_an_element_is_none(name: str, type: str) -> None:
    assert elements(name, "Account" if name == "AccountNumber" else "Record__c", type=type) == []


def test_an_address_of_a_thing_is_nobodys() -> None:
    assert elements("City__c", "Warehouse__c", type="Text") == []
    assert elements("City__c", "Patient__c", type="Text") == ["coarse_address"]
    assert elements("Patient_City__c", "Warehouse__c", type="Text") == ["coarse_address"]


def test_a_country_or_street_is_nobodys_where_its_label_is_of_a_thing() -> None:
    assert elements("State_Code__c", "Case", type="Text", label="Building State Code") == []
    assert elements("Street_Address__c", "Warehouse__c", type="Text") == []
    assert elements("Home_Address__c", "Warehouse__c", type="Text") == ["postal_address"]
    assert elements("Street__c", "Parcels__c", type="Text") == []
    assert elements("Ship_Street__c", "Invoice__c", type="Text") == ["postal_address"]


@pytest.mark.parametrize(
    ("name", "owner", "element"),
    [
        ("Latitude__c", "Patient__c", ["precise_geo"]),
        ("GPS_Coordinates__c", "Contact", ["precise_geo"]),
        ("Latitude__c", "Site_Visit__c", ["precise_geo"]),
        ("Latitude__c", "Employee_Device__c", ["precise_geo"]),
        ("Last_Known_Location__c", "Record__c", ["precise_geo"]),
        ("Driver_Lat__c", "Building__c", ["precise_geo"]),
        ("Check_In_Latitude__c", "Project__c", ["precise_geo"]),
        ("Mailing_Latitude__c", "Contact", ["geocoded_address"]),
        ("Home_Lat__c", "Record__c", ["geocoded_address"]),
        ("Latitude__c", "Building__c", []),
        ("X_lat__c", "Space__c", []),
        ("GPS__c", "Parcels__c", []),
        ("BillingLatitude", "Account", []),
        ("Latitude__c", "Record__c", ["unclassified"]),
        ("Latitude__c", "Vehicle__c", ["unclassified"]),
        ("Last_Known_Location__c", "Equipment__c", ["unclassified"]),
        ("Latitude__c", "Account", ["unclassified"]),
    ],
)
def test_coordinates_are_precise_geolocation_only_of_a_person(name: str, owner: str, element: list[str]) -> None:
    assert elements(name, owner, type="Number") == element


def test_a_location_is_a_persons_an_addresss_or_a_things() -> None:
    assert elements("Where__c", "Participant__c", type="Location") == ["precise_geo"]
    assert elements("Home__c", "Participant__c", type="Location") == ["geocoded_address"]
    assert elements("Location__c", "Building__c", type="Location") == []
    assert elements("Location__c", "Record__c", type="Location") == ["unclassified"]


def test_a_text_that_tells_of_an_identifier_or_holds_it_is_open() -> None:
    (reason,) = classify(Known("TIN_Assigned__c", about_owner("Contact"), type="Text"))
    assert (reason.element, reason.says) == ("unclassified", 'the name says "tin", and may hold it or tell that there is one')


def test_what_cannot_be_told_says_why() -> None:
    (reason,) = classify(Known("Latitude__c", type="Number"))
    assert reason.says == 'the name says "latitude": a person\'s, or that of a thing or of an address; nothing says whose'


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Has_Passport__c", {"type": "Text"}),
        ("Email__c", {"type": "Picklist", "choices": ("Yes", "No")}),
        ("Driver_License__c", {"type": "Picklist", "choices": ("Y", "N", "N/A")}),
        ("TIN_Assigned__c", {"type": "Checkbox"}),
        ("TIN_Assigned__c", {"type": "Picklist", "choices": ("Yes", "No")}),
        ("SSN__c", {"type": "Percent"}),
        ("SSN__c", {"type": "Summary"}),
        ("Phone__c", {"type": "Summary"}),
        ("Country__c", {"type": "Number"}),
        ("Job_Title__c", {"type": "Number"}),
        ("First_Name__c", {"type": "Number"}),
        ("Full_Name__c", {"type": "LongTextArea"}),
        ("Unsubscribe_Rate__c", {"type": "Number"}),
    ],
)
def test_a_type_that_cannot_hold_an_element_does_not(name: str, known: dict[str, object]) -> None:
    assert set(elements(name, "Contact", **known)) <= {FREE_TEXT}


def test_a_number_is_a_postal_code_and_no_country() -> None:
    assert elements("Zip__c", "Contact", type="Number") == ["coarse_address"]


def test_an_answer_tells_a_trait() -> None:
    assert elements("Criminal_Conviction__c", "Contact", type="Picklist", choices=("Yes", "No")) == ["criminal"]


@pytest.mark.parametrize(
    ("name", "owner", "type"),
    [
        ("Age__c", "Ticket__c", "Number"),
        ("Disabled__c", "Feature__c", "Checkbox"),
        ("Minor__c", "Release__c", "Checkbox"),
        ("Dependents__c", "Task__c", "Number"),
        ("Holding_Cell_Area__c", "Plan__c", "Number"),
        ("Time_Zone__c", "Project__c", "Text"),
        ("Termination_Date__c", "Agreement__c", "Date"),
        ("Salary__c", "Locations__c", "Number"),
        ("T_Shirt_Size__c", "Epic__c", "Picklist"),
        ("Best_Time_To_Contact__c", "Contact", "Text"),
    ],
)
def test_words_that_things_have_too_are_nothing_personal_of_a_thing(name: str, owner: str, type: str) -> None:
    assert elements(name, owner, type=type) == []


@pytest.mark.parametrize(("name", "element"), [("Age__c", "age"), ("Disabled__c", "disability"), ("Time_Zone__c", "coarse_geo")])
def test_the_same_words_are_personal_of_a_person(name: str, element: str) -> None:
    type = "Checkbox" if element == "disability" else "Text"
    assert elements(name, "Patient__c", type=type) == [element]


def test_the_name_of_what_is_about_a_person_is_no_persons_name() -> None:
    assert elements("Name", "Enrollment__c", type="Text") == []
    assert elements("Name", "User_Role__c", type="Text") == []
    assert elements("Name", "Employee_Master__c", type="Text") == ["name_full"]


def test_ids_and_numbers_of_persons_are_unique_identifiers() -> None:
    assert elements("Badgely_Id__c", "Employees__c", type="Text") == ["unique_id"]
    assert elements("Record_Type_Id__c", "Employee__c", type="Text") == []
    assert elements("Building_Id__c", "Employee__c", type="Text") == []
    assert elements("Name", "Employee__c", type="AutoNumber") == ["unique_id"]
    assert elements("UserId__c", "Logout__c", type="Text") == ["unique_id"]


def test_who_did_it_written_out_is_a_name_unless_the_label_says_something_else() -> None:
    assert elements("Contracting_Officer__c", type="Text") == ["name_full"]
    assert elements("Case_Owner__c", type="Text") == ["name_full"]
    assert elements("Contracting_Officer__c", type="Text", label="Contracting Officer E-Mail") == ["email"]


def test_a_plain_name_is_a_persons_where_its_object_is_about_persons() -> None:
    assert elements("Name", "Patient__c", type="Text") == ["name_full"]
    assert elements("Name", "Invoice__c", type="Text") == []


def test_plain_words_of_health_need_a_person_or_health_beside_them() -> None:
    assert elements("Treatment__c", "Patient__c", type="Text") == ["medical_info"]
    assert elements("Treatment__c", "Clinic_Visit__c", type="Text") == ["medical_info"]
    assert elements("Water_Treatment__c", "Pump__c", type="Text") == []
    assert elements("Grade__c", type="Picklist", choices=("A", "B", "C")) == []


def test_who_signed_is_no_signature() -> None:
    assert elements("Signature_Image__c", type="Text") == ["signature"]
    assert elements("Signature_Last_Name__c", type="Text") == ["name_last"]


def test_a_state_of_work_is_no_part_of_an_address() -> None:
    assert elements("State__c", type="Picklist", choices=("Draft", "Approved")) == []
    assert elements("State__c", type="Picklist", choices=("Ohio", "Texas")) == ["coarse_address"]


def test_types_and_masks_say_it_by_themselves() -> None:
    assert elements("Reach_Me__c", type="Email") == ["email"]
    assert elements("Reach_Me__c", type="Phone") == ["phone"]
    assert elements("Faxnummer__c", type="Phone", label="Fax") == ["fax"]
    assert elements("A__c", type="EncryptedText", mask="ssn") == ["ssn"]
    assert elements("A__c", type="EncryptedText", mask="all") == []


def test_what_people_write_is_unknown_and_never_nothing() -> None:
    assert elements("Body__c", type="LongTextArea") == [FREE_TEXT]
    assert elements("Body__c", type="Html") == [FREE_TEXT]
    assert elements("Scan__c", type="base64") == [FREE_TEXT]
    assert elements("Remarks__c", type="Text") == [FREE_TEXT]
    assert elements("Medical_History__c", type="LongTextArea") == [FREE_TEXT, "medical_info"]
    assert elements("Home_Address__c", type="TextArea") == ["postal_address"]


def test_labels_count_in_other_scripts_too() -> None:
    assert elements("F1__c", type="Text", label="Passport No.") == ["passport"]
    assert elements("F1__c", type="Text", label="お客様のメールアドレス") == ["email"]
    assert elements("F1__c", type="Text", label="Дата рождения") == ["birth_date"]
    assert elements("F1__c", type="Text", label="Straße") == ["postal_address"]


def test_texts_count_where_nothing_else_says_it_and_nothing_denies_it() -> None:
    assert elements("F1__c", type="Text", texts=("The traveller's passport number.", "")) == ["passport"]
    assert elements("F1__c", type="Text", texts=("Do not enter a passport number.", "")) == []
    assert elements("F1__c", type="Checkbox", texts=("Tick once the passport number was seen.", "")) == []
    assert elements("Email__c", type="Text", texts=("Used as the social security number was.", "")) == ["email"]


def test_choices_show_what_they_are_choices_of() -> None:
    assert elements("Kind__c", type="Picklist", choices=("Male", "Female", "Prefer not to say")) == ["gender"]
    assert elements("Kind__c", type="Picklist", choices=("Single", "Bundle", "Trial")) == []


def test_a_name_tells_the_form() -> None:
    (reason,) = classify(Known("SSN_HASH", type="varchar(64)"))
    assert (reason.element, reason.form) == ("ssn", Form.HASH)
    (reason,) = classify(Known("Masked_Card_Number__c", type="Text"))
    assert (reason.element, reason.form) == ("payment_card", Form.PARTIAL)


def test_configuration_holds_no_person_but_may_hold_what_opens_accounts() -> None:
    owner = about_owner("Endpoint__mdt", "custom metadata type")
    assert classify(Known("Email__c", owner, type="Email")) == ()
    assert [reason.element for reason in classify(Known("Api_Key__c", owner, type="Text"))] == ["access_token"]


def test_why_is_said_in_words_of_the_table_and_never_in_words_of_the_source() -> None:
    (reason,) = classify(Known("F1__c", type="Text", texts=("swordfish is the passport number", "")))
    assert reason.says == 'the help text says "passport number"'


def test_every_phrase_is_of_an_element_or_a_guard() -> None:
    text = files("lineage.policy.classification").joinpath("phrases.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert {row["element"] for row in rows} - {""} <= set(load_elements())
    assert {row["where"] for row in rows} == {
        "any",
        "strong",
        "person",
        "not-thing",
        "finance",
        "health",
        "care",
        "prose",
        "guard",
        "spot",
        "tracked",
        "strong-not-thing",
    }
    assert {row["language"] for row in rows} >= {"en", "es", "fr", "de", "it", "pt", "nl", "ja", "zh"}
    assert set(HOLDS) == set(load_elements())


def test_an_ambiguous_phrase_needs_surroundings_for_all_but_one_meaning() -> None:
    for key, meanings in load_phrases().by_words.items():
        sure = [phrase.element for phrase in meanings if phrase.where in {"any", "strong", "not-thing", "guard", "prose"}]
        assert len(sure) <= 1, (key, sure)


@given(st.text(), st.text(), st.text())
def test_whatever_a_source_writes_is_read(name: str, label: str, text: str) -> None:
    words_of_name(name)
    words_of(label)
    for reason in classify(Known(name, type="Text", label=label, texts=(text, ""))):
        assert reason.element in {*load_elements(), UNCLASSIFIED}
