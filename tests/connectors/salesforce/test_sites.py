from pathlib import Path

import pytest

from lineage.model.records import Channel, Fact, Gap, Reference
from lineage.model.verdicts import Active, Transit
from tests.connectors.salesforce.writing import harvested, of, tag, write, xml


def trusted(*parts: str) -> dict[str, str | bytes]:
    return {"cspTrustedSites/Maps.cspTrustedSite": xml("CspTrustedSite", *parts)}


def origin(pattern: str) -> dict[str, str | bytes]:
    return {"corsWhitelistOrigins/Portal.corsWhitelistOrigin": xml("CorsWhitelistOrigin", tag("urlPattern", pattern))}


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (
            [
                tag("context", "LEX"),
                tag("isApplicableToConnectSrc", "true"),
                tag("isApplicableToFontSrc", "false"),
                tag("isApplicableToImgSrc", "true"),
                tag("canAccessCamera", "true"),
            ],
            "connect, img, camera on LEX",
        ),
        ([tag("isApplicableToConnectSrc", "false"), tag("context", "All")], "nothing on All"),
        ([tag("context", "All")], "not stated on All"),
        ([], "not stated"),
    ],
)
def test_a_trusted_site_says_what_for_and_where(tmp_path: Path, parts: list[str], said: str) -> None:
    records = harvested(
        write(tmp_path, trusted(*parts, tag("endpointUrl", "wss://maps.example/s?key=s3cret"), tag("isActive", "true")))
    )
    (channel,) = of(Channel, records)
    assert (channel.id.name, channel.subtype, channel.url) == ("trusted-site/Maps", "trusted site", "wss://maps.example/s")
    assert (channel.transit, channel.active) == (Transit.ENCRYPTED, Active.YES)
    assert [fact.value for fact in of(Fact, records) if fact.name == "browser-allowed"] == [said]


def test_a_host_with_a_wildcard_is_a_system_of_that_pattern(tmp_path: Path) -> None:
    for address in ("https://*.maps.example", "*.maps.example"):
        records = harvested(write(tmp_path, trusted(tag("endpointUrl", address))))
        assert [gap for gap in of(Gap, records) if gap.surface == "trusted site"] == []
        (channel,) = of(Channel, records)
    assert (channel.peer, channel.active) == (Reference(kind="host", value="*.maps.example"), Active.UNKNOWN)


def test_a_site_without_a_host_is_a_gap(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, trusted(tag("endpointUrl", "{{baseUrl}}"))))
    assert [gap.locator for gap in of(Gap, records) if gap.surface == "trusted site"] == ["cspTrustedSites/Maps.cspTrustedSite:2"]


@pytest.mark.parametrize(
    ("pattern", "transit"), [("https://*.portal.example", Transit.ENCRYPTED), ("http://portal.example", Transit.UNENCRYPTED)]
)
def test_an_origin_may_call_the_org(tmp_path: Path, pattern: str, transit: Transit) -> None:
    records = harvested(write(tmp_path, origin(pattern)))
    (channel,) = of(Channel, records)
    assert (channel.id.name, channel.url, channel.transit) == ("cross-origin/Portal", pattern, transit)
    assert [(fact.subject, fact.name) for fact in of(Fact, records)] == [(channel.id, "cross-origin-allowed")]
