"""The column `settings` of the ledger: what the methods of a figure need beside its cells to be worked again."""

from __future__ import annotations

import re

from pcc_lib.figures.formulas import Lookup, Read, Reader

_CALLED = re.compile(r"([a-z]\w*)\(")


def settings_text(formula: str, cells: str, read: Reader) -> str:
    """`key=value; key=value` of all methods that a formula calls; nothing where it says everything itself."""
    from pcc_lib.statistics.settings import SETTINGS, settings_of  # waits for the methods, which few figures need

    if not SETTINGS.keys() & set(_CALLED.findall(formula)):
        return ""
    told: dict[str, str] = {}
    for name, given in Read(formula, cells, Lookup(read)).calls(SETTINGS):
        told |= settings_of(name, given)
    return written(told)


def written(settings: dict[str, str]) -> str:
    """Settings as the ledger has them."""
    return "; ".join(f"{key}={value}" for key, value in settings.items())


def settings_in(text: str) -> dict[str, str]:
    """The settings that a row of the ledger has, by key."""
    pairs = (each.partition("=") for each in text.split("; ")) if text else ()
    return {key: value for key, _, value in pairs}
