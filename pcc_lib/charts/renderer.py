"""Vega, as vl-convert runs it, with the typefaces that come with it and none of the machine's, where nobody has drawn with it in
the same process before (a page of its own code may).

It measures each text letter by letter. A typeface of the system is a file that it opens anew for each letter: two thirds of the
time of all drawings. And another version of the same typeface would lay a chart out otherwise on another machine.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from threading import Lock

import vl_convert

from pcc_lib.core.setting import set_for_now

NO_TYPEFACES = Path(__file__).with_name("no_typefaces.conf")
# where Linux says which typefaces there are; other systems have Liberation Sans in no place of theirs
SETTING = "FONTCONFIG_FILE"
_TEXT = {"type": "text", "encode": {"enter": {"text": {"value": "A"}}}}
_FIRST = {"$schema": "https://vega.github.io/schema/vega/v6.json", "marks": [_TEXT]}
_lock = Lock()


def svg_of(spec: str, version: str) -> str:
    """The drawing of a Vega-Lite specification (JSON) as an SVG, by this version of Vega-Lite."""
    with _lock:
        _begin()
    return vl_convert.vegalite_to_svg(spec, vl_version=version, allowed_base_urls=[])


@cache
def _begin() -> None:
    """Draw a text, at which vl-convert looks for typefaces, once for a process."""
    with set_for_now(SETTING, str(NO_TYPEFACES)):
        vl_convert.vega_to_svg(_FIRST, allowed_base_urls=[])
