"""The gate on the finished HTML: what runs must be the theme's or ours, and harmless text stops nothing."""

from __future__ import annotations

import base64
import shutil
from pathlib import Path

import pytest
from small_book import write

from pcc_lib.building.book_gate import OURS, book_faults
from pcc_lib.building.drawings import drawing_faults
from pcc_lib.building.gate import digest, page_faults, scheme_of
from pcc_lib.writing.html import script_json

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
SEARCH = (
    '<form class="bd-search d-flex align-items-center" action="{}" method="get"><input type="search" class="form-control" '
    'name="q" placeholder="Search" aria-label="Search" autocomplete="off" spellcheck="false"></form>'
)


def said(body: str, file: str = "notebooks/a.html") -> list[str]:
    return [str(fault) for fault in page_faults(f"<!DOCTYPE html>\n<html><body>{body}</body></html>", file)]


def image(svg: str) -> str:
    return f'<img alt="" src="data:image/svg+xml;base64,{base64.b64encode(svg.encode("utf-8")).decode("ascii")}">'


@pytest.mark.parametrize(
    "body",
    [
        "<p>at 0x7fff, src=//host, onclick= in prose, data: 12, javascript: too, style=x</p>",
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; 1 < 2, a <3, x <- y &amp;lt;b&gt;</p>",
        '<p title="&lt;b onclick=&quot;x()&quot;&gt;" data-label="javascript:alert(1)" aria-label="5 &gt; 4">a</p>',
        '<a href="b.html#x">a</a><a href="https://a.example/javascript:x">b</a><a href="mailto:a@b.c">c</a><a href="#">d</a>',
        '<a download="x.csv" href="data:text/csv;charset=utf-8,a%2Cb%0A1%2C%3Cscript%3E">CSV</a>',
        f'<script type="application/json" class="pcc-spec">{script_json({"title": "</script><script>x()"})}</script>',
        f'<script type="application/json" id="pcc-evidence">{script_json({"figures": {"</script>": 1}, "blocks": []})}</script>',
        image(SVG.format('<g><path d="M0 0" fill="url(#a)"/><text>onclick=x() javascript:</text></g>')),
        SEARCH.format("../search.html"),
        SEARCH.format("#"),
        '<dialog id="pst-search-dialog"></dialog><button class="btn" data-bs-toggle="tooltip" title="x" type="button">x</button>',
        '<script src="../_static/doctools.js?v=9a2dae69"></script><script defer src="../searchindex.js"></script>',
        '<link rel="stylesheet" href="../_static/pcc/book.css?v=1"><link rel="canonical" href="https://a.example/">',
        '<svg viewBox="0 0 10 10" role="img" aria-label="a"><path d="M5 1"/><polyline points="1,1"/></svg>',
        '<meta property="og:site_name" content="a"><meta property="og:title" content="b">',
        "<!-- Table of contents --><details open><summary>a</summary><progress max='100' value=1></progress></details>",
    ],
)
def test_what_a_page_may_hold(body):
    assert said(body) == []


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<SCRIPT>alert(1)</SCRIPT>",
        "<script\n>alert(1)</script\n>",
        '<script src="x.js"></script>',
        '<script src="../../_static/x.js"></script>',
        '<script src="../_static/../x.js"></script>',
        '<script src="/_static/x.js"></script>',
        '<script src="//evil.example/_static/x.js"></script>',
        '<script src="../_static/x.js">alert(1)</script>',
        '<script src="data:text/javascript,alert(1)"></script>',
        '<script type="application/json">{}</script>',
        '<script type="module" class="pcc-spec">{}</script>',
        '<script type="application/json" class="pcc-spec">alert(1)</script>',
        '<script type="application/json" id="pcc-evidence">alert(1)</script>',
        '<script type="application/json" id="pcc-evidence">{"figures":{},"blocks":["<b>"]}</script>',
        '<script type="application/json" id="pcc-evidence">{"figures":{},"blocks":[],"more":1}</script>',
        '<script type="application/json" id="pcc-evidence">[]</script>',
        '<script type="application/json" id="pcc-evidence" src="_static/pcc/book.js"></script>',
        '<script type="text/javascript" id="pcc-evidence">{"figures":{},"blocks":[]}</script>',
        '<script type="application/json" class="pcc-spec">{"a": "<!--<script>"}</script>',
        '<script type="application/json" class="pcc-spec">{"data": {"url": "https://evil.example/"}}</script>',
        '<script type="application/json" class="pcc-spec">{"usermeta": {"embedOptions": {}}}</script>',
        "<script/>alert(1)</script>",
        "<script>alert(1)",
        "<style>p {}</style>",
        "<svg><style>p {}</style></svg>",
        "<svg><script>x</script></svg>",
        '<p onclick="x()">a</p>',
        "<p ONCLICK=x()>a</p>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<img/src=x/onerror=x()>",
        "<img src=x\nonerror\n=x()>",
        '<p title=\u00a0"a onclick=x() ">a</p>',
        '<p title="a"onclick="x()">a</p>',
        "<p title='a' onclick>a</p>",
        '<details ontoggle="x()" open>a</details>',
        '<p style="color: red">a</p>',
        '<a href="javascript:x()">a</a>',
        '<a href="JaVaScRiPt:x()">a</a>',
        '<a href="java\tscript:x()">a</a>',
        '<a href="java&#10;script:x()">a</a>',
        '<a href=" &#1;javascript:x()">a</a>',
        '<a href="javascript&colon;x()">a</a>',
        '<a href="&#x6a;avascript&#58;x()">a</a>',
        '<a href="java&Tab;script:x()">a</a>',
        '<a href="vbscript:x()">a</a>',
        '<a href="data:text/html,<b>">a</a>',
        '<a href="blob:x">a</a>',
        '<a href="data:text/csv;charset=utf-8,a">no download</a>',
        '<a download="a" href="data:text/html;charset=utf-8,a">a</a>',
        '<a download="a" href="data:text/csv;charset=utf-8,a&quot;<b">a</a>',
        '<img src="data:image/svg+xml,%3Csvg%3E">',
        '<img src="data:image/svg+xml;base64,AAAA">',
        '<img src="data:text/html;base64,AAAA">',
        image(SVG.format("<script>x()</script>")),
        '<form action="https://evil.example/"><input name="q"></form>',
        SEARCH.format("https://evil.example/"),
        SEARCH.format("../../search.html"),
        SEARCH.format("../search.html").replace("<form", '<form target="x"'),
        '<input type="text">',
        '<input type="image" src="x">',
        '<button formaction="javascript:x()">a</button>',
        '<button type="submit">a</button>',
        "<textarea>a</textarea>",
        "<select></select>",
        '<iframe src="b.html"></iframe>',
        '<iframe srcdoc="a"></iframe>',
        '<object data="x.svg"></object>',
        "<embed src=x>",
        '<base href="x">',
        '<meta http-equiv="refresh" content="0; url=https://evil.example/">',
        '<meta http-equiv="Set-Cookie" content="a">',
        '<link rel="import" href="x.html">',
        '<link rel="stylesheet" href="x.css">',
        '<link rel="stylesheet" href="data:text/css,p{}">',
        '<link rel="manifest" href="x">',
        "<link href=x>",
        "<video src=x></video>",
        "<audio src=x></audio>",
        "<template><p></template>",
        '<svg><animate attributeName="href" to="javascript:x()"/></svg>',
        '<svg><a xlink:href="javascript:x()">a</a></svg>',
        '<svg><use href="data:image/svg+xml,x"/></svg>',
        "<svg><foreignObject></foreignObject></svg>",
        "<math><mi>a</mi></math>",
        '<span data-bs-toggle="tooltip" data-bs-html="true" title="x">a</span>',
        '<p is="x-y">a</p>',
        "<x-y>a</x-y>",
        "<marquee>a</marquee>",
        '<dialog id="mine" open>a</dialog>',
        '<img name="currentScript" src="a.png">',
        '<p property="og:title">a</p>',
        '<meta property="fb:app_id" content="a">',
        "<plaintext>",
        "<xmp><b></xmp>",
        "<noscript><p title='</noscript><script>x()</script>'></noscript>",
        "<!--><script>x()</script>-->",
        "<!-- --!><script>x()</script> -->",
        "<![CDATA[<script>x()</script>]]>",
        "<?php x ?>",
        "<p <script>x()</script>",
        '<p title="a<b">a</p>',
        "<p \x00onclick=x()>a</p>",
        "<img src=x onerror=x() ",
        "<title><!--</title><script>x()</script>-->",
        '<a href="a" href="javascript:x()">a</a>',
        "<p a='b\">a</p>",
    ],
)
def test_what_it_may_not(body):
    found = said(body)
    assert found and all(fault.startswith("notebooks/a.html, line ") and "holds " in fault for fault in found)


def test_a_fault_says_line_finding_and_what_to_do():
    (found,) = said("<p>a</p>\n\n<script>alert(1)</script>")
    assert found.startswith(
        "notebooks/a.html, line 4: holds a script that is not one of the theme's: 'alert(1)' (SHA-256 " + digest("alert(1)")
    )
    assert "take it out there" in found and "add its SHA-256 to KNOWN_INLINE in pcc_lib/building/gate.py" in found


def test_a_script_of_the_theme_that_stayed_says_what_is_missing():
    (found,) = said("<script>DOCUMENTATION_OPTIONS.pagename = 'a';</script>")
    assert "a script of the theme that was not moved into a file. Name pcc_lib.book_extension" in found


def test_only_the_entry_page_leads_away_by_itself():
    leads = '<meta http-equiv="Refresh" content="0; url={}" />\n'
    assert page_faults(leads.format("notebooks/headlines.html"), "index.html") == []
    for other in ("https://evil.example/a.html", "//evil.example/a.html", "javascript:x()", 'a.html" onclick="x'):
        assert page_faults(leads.format(other), "index.html")
    for told in ('<meta http-equiv="refresh" content="5; url=a.html">', '<meta http-equiv="set-cookie" content="0; url=a.html">'):
        assert page_faults(told, "index.html")
    assert page_faults(leads.format("a.html"), "notebooks/index.html") and page_faults(leads.format("a.html"), "a.html")


@pytest.mark.parametrize(
    ("link", "scheme"),
    [
        ("a.html", ""),
        ("#a:b", ""),
        ("?a:b", ""),
        ("/a:b", ""),
        ("HTTPS://a", "https"),
        ("\x01 java\r\n\tscript\u200b:x", "javascript"),
        ("a b:c", "ab"),
    ],
)
def test_schemes_are_found_as_browsers_find_them(link, scheme):
    assert scheme_of(link) == scheme


@pytest.mark.parametrize(
    "inner",
    [
        "<script>x()</script>",
        "<g onclick='x()'/>",
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>",
        "<a xlink:href='javascript:x()'><text>a</text></a>",
        "<a href='https://evil.example/'/>",
        "<use href='//evil.example/a.svg#b'/>",
        "<image href='https://evil.example/a.png'/>",
        "<image xlink:href='data:image/svg+xml;base64,AA'/>",
        "<style>@import 'x';</style>",
        "<style>p {fill: url(https://evil.example)}</style>",
        "<path style='fill: url(//evil.example/a)'/>",
        "<set attributeName='href' to='x'/>",
        "<path fill='u\\72l(x)'/>",
        "<iframe/>",
    ],
)
def test_drawings_that_do_more_than_draw_are_refused(inner):
    assert list(drawing_faults(SVG.format(inner).encode("utf-8")))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<svg",
        b"<p/>",
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        SVG.format("").encode("utf-16"),
        b'<?xml-stylesheet href="x.xsl"?>' + SVG.format("").encode("utf-8"),
        b'<?xml version="1.0" encoding="utf-7"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<html xmlns="http://www.w3.org/1999/xhtml"/>',
    ],
)
def test_what_is_no_plain_svg_is_refused(raw):
    assert list(drawing_faults(raw))


@pytest.mark.parametrize(
    "inner",
    [
        "<g id='a'/><use href='#a'/>",
        "<image xlink:href='data:image/png;base64,AAAA'/>",
        "<style>.a {fill: red}</style>",
        "<path fill='url(#a)' style='stroke: red'/>",
        "<text>onclick=x() &lt;script&gt;</text>",
    ],
)
def test_plain_drawings_pass(inner):
    assert list(drawing_faults(b'<?xml version="1.0" encoding="UTF-8"?>' + SVG.format(inner).encode("utf-8"))) == []


def book(folder: Path) -> Path:
    """A book of one page with our files."""
    write(folder / "index.html", "<!DOCTYPE html><html><body><p>a</p></body></html>")
    shutil.copytree(OURS, folder / "_static/pcc")
    return folder


def test_a_book_with_our_files_passes(tmp_path):
    assert book_faults(book(tmp_path)) == []


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("_static/pcc/extra.js", "x()", "_static/pcc/extra.js: is not a file of this library."),
        ("_static/pcc/charts.js", "x()", "_static/pcc/charts.js: is not a file of this library."),
        ("_static/pcc/inline-0123456789ab.js", "x()", "_static/pcc/inline-0123456789ab.js: is not a file of this library."),
        ("_images/map.svg", SVG.format("<script>x()</script>"), "_images/map.svg: is a drawing with an element or link"),
        ("a/b.xhtml", "<p/>", "a/b.xhtml: is a file of a kind that browsers run."),
        ("_static/x.html", "<script>x()</script>", "_static/x.html, line 1: holds a script"),
        ("searchindex.js", "alert(1)", "searchindex.js: is not the search index"),
    ],
)
def test_files_beside_the_pages_are_read_too(tmp_path, name, text, found):
    write(book(tmp_path) / name, text)
    (fault,) = book_faults(tmp_path)
    assert found in str(fault)
