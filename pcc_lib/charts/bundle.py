"""The one script that draws charts in the reader's browser: Vega, Vega-Lite and Vega-Embed, made without a network."""

from __future__ import annotations

import os
from functools import cache
from importlib.metadata import version
from pathlib import Path

import altair as alt
import vl_convert

from pcc_lib.core.errors import BuildError
from pcc_lib.core.store import store_of_environment

BUNDLE_NAME = "vega.js"
GLOBAL_NAME = "pccVegaEmbed"
KIND = "charts.bundle: altair vl-convert-python"  # under which the script is kept
_SNIPPET = f"window.{GLOBAL_NAME} = vegaEmbed;"


def vegalite_version() -> str:
    """The Vega-Lite version, such as "6.4", that both Altair writes and vl-convert holds; BuildError if they differ."""
    wanted = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    if wanted not in vl_convert.get_vegalite_versions():
        raise BuildError(
            f"Altair writes Vega-Lite {wanted}, which vl-convert {version('vl-convert-python')} does not "
            f"hold ({', '.join(vl_convert.get_vegalite_versions())}). Install the versions that "
            "requirements.txt names."
        )
    return wanted


def _banner() -> str:
    return (
        f"/* Vega, Vega-Lite {vegalite_version()} and Vega-Embed, bundled by vl-convert "
        f"{version('vl-convert-python')}. Copyright University of Washington Interactive Data Lab and "
        "contributors. BSD 3-Clause licence: https://github.com/vega/vega/blob/main/LICENSE */\n"
    )


@cache
def bundle_text() -> str:
    """The script: a classic one, in a function of its own, that leaves a single global behind. Making it takes a second, so it is
    kept with the packages that it is made of.

    Unwrapped, the bundle's short top-level names clash with other scripts; as a module it would not load from disk.
    """
    kept = store_of_environment()
    text = kept.text(KIND, [vegalite_version()], _made)
    if kept.counts.made:
        kept.sweep()  # that of packages which were there before
    return text


def _made() -> str:
    body = vl_convert.javascript_bundle(snippet=_SNIPPET, vl_version=vegalite_version())
    return f"{_banner()}(function(){{\n{body}\n}})();\n"


def write_bundle(path: Path) -> Path:
    """Write the bundle to `path` unless the same version stands there already; returns `path`."""
    banner = _banner().encode("utf-8")
    if path.is_file():
        with path.open("rb") as file:
            if file.read(len(banner)) == banner:
                return path
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{os.getpid()}.part")
    half.write_text(bundle_text(), encoding="utf-8", newline="\n")
    half.replace(path)  # a reader of the folder never sees half a script
    return path
