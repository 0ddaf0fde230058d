from pathlib import Path

from lineage.model.records import Channel, Fact, Gap, Hop
from lineage.model.verdicts import Active, Transit
from tests.connectors.salesforce.writing import SOURCE, arrows, harvested, of, tag, write, xml


def link(url: str, kind: str = "url") -> str:
    return tag("webLinks", fullName="Map", linkType=kind, url=url)


def on_contact(*links: str) -> dict[str, str | bytes]:
    return {"objects/Contact.object": xml("CustomObject", *links)}


def test_what_an_address_is_filled_with_leaves_when_somebody_clicks(tmp_path: Path) -> None:
    url = "http://maps.example/q?q={!Contact_MailingStreet}+{!Contact.Home__c}&amp;u={!$User.Email}&amp;x={!Contact.Account.Name}"
    records = harvested(write(tmp_path, on_contact(link(url))))
    (channel,) = of(Channel, records)
    assert (channel.id.name, channel.url, channel.transit, channel.active) == (
        "web-link/Contact.Map",
        "http://maps.example/q",
        Transit.UNENCRYPTED,
        Active.UNKNOWN,
    )
    assert [arrow for arrow in arrows(records) if "host:" in arrow] == [
        "Account#Name -> host:maps.example",
        "Contact#Home__c -> host:maps.example",
        "Contact#MailingStreet -> host:maps.example",
        "User#Email -> host:maps.example",
    ]
    assert {hop.active for hop in of(Hop, records) if hop.channel} == {Active.UNKNOWN}


def test_links_inside_the_org_lead_nowhere(tmp_path: Path) -> None:
    links = [link("/500/e?id={!Contact.Id}"), link("{!$Site.OriginalUrl}/apex/X")]
    assert of(Channel, harvested(write(tmp_path, on_contact(*links)))) == []


def test_a_session_that_a_link_sends_is_a_fact(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, on_contact(link("https://a.example?s={!$Api.Session_ID}"))))
    assert [(fact.name, fact.value) for fact in of(Fact, records)] == [("session-id-sent", "whoever clicks it")]
    assert arrows(records) == []


def test_a_script_leads_to_its_first_address(tmp_path: Path) -> None:
    script = "window.open(&quot;https://a.example/x?id={!Contact.Email}&quot;);"
    records = harvested(write(tmp_path, on_contact(link(script, "javascript"))))
    assert ([one.url for one in of(Channel, records)], arrows(records)) == (
        ["https://a.example/x"],
        ["Contact#Email -> host:a.example"],
    )


def test_links_in_files_of_their_own_say_the_same(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"{SOURCE}/objects/Contact/webLinks/Map.webLink-meta.xml": xml(
            "WebLink", tag("linkType", "url"), tag("url", "https://a.example?e={!Contact.Email}&amp;key=s3cret")
        ),
        "weblinks/Help.weblink": xml("CustomPageWebLink", tag("linkType", "url"), tag("url", "https://help.example/x")),
    }
    records = harvested(write(tmp_path, files))
    assert sorted(one.id.name for one in of(Channel, records)) == ["web-link/Contact.Map", "web-link/Help"]
    assert arrows(records) == ["Contact#Email -> host:a.example"]
    (secret,) = of(Fact, records)
    assert (secret.subject.path, secret.value) == ("Contact", "webLinks[Map]/url (query string key)")
    assert "s3cret" not in repr(records)
    assert not [gap for gap in of(Gap, records) if gap.surface == "web link"]
