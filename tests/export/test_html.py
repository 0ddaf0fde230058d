import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lineage.errors import UsageError
from lineage.export.html import network_data, page
from lineage.export.labels import label_widths
from lineage.export.layout import arrange
from tests.export import flows

NONCE = "dGVzdC1ub25jZS0wMDAx"


def test_the_policy_allows_only_the_page_itself() -> None:
    text = page(flows.small(), "light", NONCE)
    assert f"default-src 'none'; script-src 'nonce-{NONCE}'; style-src 'unsafe-inline'; img-src data:" in text
    import pyvis

    library = Path(pyvis.__file__).parent / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"
    own = text.replace(library.read_text(encoding="utf-8").strip(), "")
    assert len(own) < len(text)
    assert re.findall(r"<script[^>]*>", own) == [f'<script nonce="{NONCE}">'] * 2
    assert not re.search(r"<link|<iframe|https?:|bootstrap|tom-select", own)
    assert page(flows.small(), "light", NONCE) == text


def test_what_is_untrusted_is_data() -> None:
    text = page(flows.hostile(), "light", NONCE)
    assert "<img" not in text
    assert text.count("</script>") == 2
    assert "&lt;/script&gt;&lt;img" in text


@pytest.mark.parametrize("nonce", ["", "short", "a' 'unsafe-inline'; script-src *", 'a"><script>alert(1)</script>'])
def test_a_nonce_that_is_none_is_refused(nonce: str) -> None:
    with pytest.raises(UsageError, match="nonce"):
        page(flows.single(), "light", nonce)


def test_boxes_stand_where_the_layout_has_them() -> None:
    flow = flows.small()
    nodes, _, options = network_data(flow, "light")
    places = {box.node.id: box.place for box in arrange(flow, label_widths(flow)).boxes}
    drawn = {node["id"]: node for node in nodes if node["part"] == "node"}
    assert drawn.keys() == places.keys()
    for identity, place in places.items():
        assert drawn[identity]["x"] == place.x + place.width / 2
        assert drawn[identity]["y"] == place.y + place.height / 2
    assert options["physics"] == {"enabled": False}


def test_every_hop_is_drawn_with_its_verdict() -> None:
    flow = flows.small()
    nodes, edges, _ = network_data(flow, "light")
    arrows = [edge for edge in edges if edge["arrows"]]
    assert len(arrows) == len(flow.hops)
    bad = [edge for edge in arrows if "missing" in str(edge["title"])]
    assert [(edge["width"], edge["dashes"]) for edge in bad] == [(3.0, [9, 4])]
    labels = {node["label"] for node in nodes if node["part"] == "label"}
    assert {"! unencrypted", "? right unknown", "crm-sync ×2"} <= labels
    assert all(edge["from"] in {node["id"] for node in nodes} for edge in edges)


def test_the_data_is_json_and_the_same_each_time() -> None:
    once, again = (json.dumps(network_data(flows.hostile(), "dark"), sort_keys=True) for _ in range(2))
    assert once == again


def test_nothing_to_draw_is_a_page() -> None:
    assert "12 gaps: some flows may be hidden" in page(flows.empty(), "dark", NONCE)


def test_pyvis_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, lineage.export.html as html; print('pyvis' in sys.modules or 'IPython' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
