"""A page's HTML without requests to other hosts and without inline scripts: pure functions of its text."""

from __future__ import annotations

import re

from pcc_lib.book_extension.theme import is_needless_inline, needs_sphinx
from pcc_lib.building.gate import is_kernel_inline, is_known_inline
from pcc_lib.core.files import sha256

_SCRIPT = re.compile(r"[ \t]*<script\b(?P<attributes>[^>]*)>(?P<body>.*?)</script>[ \t]*\n?", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r"<style\b(?P<attributes>[^>]*)>(?P<body>.*?)</style>", re.DOTALL | re.IGNORECASE)
_KERNEL_STYLE = re.compile(r'[ \t]*<link\b[^>]*href="(?:\.\./)*_static/sphinx-thebe\.css(?:\?v=\w*)?"[^>]*>[ \t]*\n?', re.ASCII)
_BEFORE = r"""(?:[^>"']|"[^"]*"|'[^']*')*?"""  # attributes before the one that is asked for: what they say is no attribute
_FETCHED = re.compile(
    rf"""<(?:script|img|iframe|source|video|audio|embed|object)\b{_BEFORE}\b(?:src|data)\s*=\s*"""
    r"""["']?\s*((?:https?:)?//[^"'\s>]+)""",
    re.IGNORECASE,
)
_LINK = re.compile(
    rf"""<link\b(?!{_BEFORE}\brel\s*=\s*["']?(?:canonical|license|me|author|alternate|next|prev)\b){_BEFORE}\bhref"""
    r"""\s*=\s*["']?\s*((?:https?:)?//[^"'\s>]+)""",
    re.IGNORECASE,
)
_SRC = re.compile(r"""\bsrc\s*=\s*["']?([^"'\s>]*)""", re.IGNORECASE)
_KERNEL_FILES = re.compile(
    r"(?:\.\./)*_static/sphinx-thebe\.js(?:\?v=\w*)?|https://unpkg\.com/thebe@[\d.]+/lib/index\.js"
    r"|https://cdn\.jsdelivr\.net/npm/mathjax@3/es5/tex-mml-chtml\.js",
    re.ASCII,
)


def clean_html(page: str, static: str) -> tuple[str, dict[str, str]]:
    """One page -> the page without foreign requests and inline scripts, and the files its inline code moved to.

    static: the relative address of _static/pcc/ with a closing slash. Doing it twice changes nothing. Only code whose whole
    text the library knows is moved or dropped (pcc_lib/building/gate.py). Any other stays where it is: there a content
    security policy blocks it and the gate finds it, while in a file of ours it would be trusted.
    """
    files: dict[str, str] = {}
    seen: set[str] = set()
    with_sphinx = needs_sphinx(page)

    def script(found: re.Match[str]) -> str:
        attributes, body = found["attributes"], found["body"]
        source = _SRC.search(attributes)
        if _is_kernel_code(attributes, body, source[1] if source else ""):
            return ""
        if source or not is_known_inline(body):
            return found[0]
        if is_needless_inline(body, with_sphinx):
            return ""
        if body.strip() in seen:  # the same declaration twice is an error in the reader's console
            return ""
        seen.add(body.strip())
        name = _file(files, body, "js")
        return f'    <script src="{static}{name}"></script>\n'

    def style(found: re.Match[str]) -> str:
        if not is_known_inline(found["body"]):
            return found[0]
        return f'<link rel="stylesheet" href="{static}{_file(files, found["body"], "css")}">'

    page = _KERNEL_STYLE.sub("", _SCRIPT.sub(script, page))
    return _STYLE.sub(style, page), files


def _is_kernel_code(attributes: str, body: str, source: str) -> bool:
    """Whether a script is one for running cells or showing formulas, none of which the book has."""
    if source:
        return not body.strip() and bool(_KERNEL_FILES.fullmatch(source))
    return attributes.strip() == 'type="text/x-thebe-config"' or is_kernel_inline(body)


def _file(files: dict[str, str], body: str, suffix: str) -> str:
    text = body.strip() + "\n"
    name = f"inline-{sha256(text)[:12]}.{suffix}"
    files[name] = text
    return name


def foreign_requests(page: str) -> list[str]:
    """What a browser would fetch from another host: src of anything, href of stylesheets and the like."""
    return sorted({*_FETCHED.findall(page), *_LINK.findall(page)})
