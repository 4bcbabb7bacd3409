"""How to reach the body: on its page, and at the foot of every page."""

from __future__ import annotations

import yaml
from places import SAMPLE

from pcc_lib.inputs.models.body import Body
from pcc_lib.report import Report
from pcc_lib.writing.contact import foot, ways
from pcc_lib.writing.html import words_of

BODY = {"name": "Office <of> PCC", "force": "Force", "area": "Area", "report_title": "Report", "areas": []}


def body(**keys: object) -> Body:
    return Body.model_validate(BODY | keys)


def test_each_way_is_named_and_linked_where_it_has_an_address():
    shown = body(
        address=["1 Road", "Town"],
        telephone="01 23",
        email="a@b.example",
        web="https://b.example",
        social=[{"network": "Net", "name": "@b", "url": "https://net.example/b"}, {"network": "Other", "name": "@<b>"}],
    )
    assert [(name, str(way)) for name, way in ways(shown)] == [
        ("Address", "1 Road, Town"),
        ("Telephone", "01 23"),
        ("E-mail", '<a href="mailto:a@b.example">a@b.example</a>'),
        ("Website", '<a href="https://b.example">b.example</a>'),
        ("Net", '<a href="https://net.example/b">@b</a>'),
        ("Other", "@&lt;b&gt;"),
    ]


def test_the_foot_names_the_body_and_only_the_ways_that_there_are():
    assert foot(body()) == "<p></p>"
    assert foot(body(telephone="01 23")) == "<p>Telephone: 01 23</p>"


def test_a_body_that_gives_no_way_says_so(tiny):
    assert "was not supplied [x]" in tiny.report().contact().html


def test_the_sample_shows_every_account_of_its_body(repo):
    given = yaml.safe_load((SAMPLE / "data/body.yml").read_text(encoding="utf-8"))["social"]
    assert len(given) == 4
    shown = Report(repo, "governance").contact().html
    for account in given:
        assert f'href="{account["url"]}"' in shown and f"{account['network']} {account['name']}" in words_of(shown)
        assert account["url"] in foot(repo.body)
