"""The country and the force: `Nationally, 9 …`, `across England`, `locally`, beside a figure that is of the other.

A measure whose file names an area that is not the body's (`area_label: England and Wales`) is of elsewhere. One that only looks
like it, by a word such as `national` or `forces` in its names, is of neither that is known: nothing is said of it. Places among
forces are of both. All other measures are the force's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pcc_lib.core.errors import ReportError
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Measure
from pcc_lib.proofreading.found import Found
from pcc_lib.proofreading.passage import MARK, Mark, Sentence
from pcc_lib.proofreading.setting import Setting

_COUNTRY = (
    r"(?:England(?:\s+(?:and|&)\s+Wales)?|the\s+(?:UK|United\s+Kingdom|nation|(?:whole\s+)?country(?:\s+as\s+a\s+whole)?)|Great\s+Britain|"
    r"Britain|all\s+(?:police\s+)?forces|the\s+other\s+forces)"
)
_ACROSS = r"(?:across|throughout|all\s+over)\s+(?:the\s+whole\s+of\s+|all\s+of\s+)?"
_IN_COUNTRY = rf"(?:{_ACROSS}{_COUNTRY}|in\s+(?:England(?:\s+(?:and|&)\s+Wales)?|the\s+UK|the\s+whole\s+country|Britain))\b"
_SUBJECT = (
    rf"(?:(?:the\s+)?(?:UK|English|British|other|all|most\s+other)\s+(?:police\s+)?forces|"
    rf"(?:the\s+)?(?:police|forces)\s+(?:in|across|throughout)\s+{_COUNTRY})"
)
_VERB = r"(?:recorded|received|saw|had|took|logged|answered|attended|dealt\s+with|reported|handled|counted|made|registered|spent)"
_OF_KIND = (
    r"(?:standard|target|guidance|survey|operation|campaign|ranking|picture|service|press|media|level|day|week|unit|centre|aim)"
)
_BEGIN = r"(?:^\s*|[;:]\s*|,\s*(?:and\s+|but\s+|while\s+)?|\b(?:and|but|while|whereas)\s+)"
_GAP = rf"[^;:{MARK}]{{0,80}}?"
_NATIONAL = (
    rf"{_BEGIN}(?P<said>nationally(?!\s+\w+ed\b)|{_IN_COUNTRY}),?\s+{_GAP}{MARK}",
    rf"\b(?P<said>nationally)\s+(?:by|to|at)\s+{MARK}",
    rf"{_BEGIN}(?P<said>{_SUBJECT})\s+(?:\w+\s+)?{_VERB}\s+(?:\w+\s+){{0,2}}{MARK}",
    rf"\b(?P<said>national)\s+(?!{_OF_KIND}\b)(?:(?!{_OF_KIND}\b)[\w’'-]+\s+){{1,4}}?(?:was|is|were|are|stood\s+at|averaged|reached)\s+{MARK}",
    rf"{MARK}\s+(?:(?!forces\b|police\b|others\b)[\w’'-]+\s+){{0,5}}(?P<said>nationally|{_IN_COUNTRY})(?=\s*(?:$|[.,;)]|in\b|during\b|last\b|over\b))",
)
# where a clause turns to somebody else, or to something without a figure
_TURNS = re.compile(
    r",\s*(?:and|but|while|yet|so|with|although|though|where|which)\b|\b(?:but|while|whereas|against|compared|than|our|ours|we|us|here|locals?|"
    r"locally|force)\b",
    re.IGNORECASE,
)
_TURNS_BACK = re.compile(
    r",\s*(?:and|but|while|yet|so|with|although|though|where|which)\b|\b(?:but|while|whereas|against|compared|than|national\w*|country|"
    r"England|forces)\b",
    re.IGNORECASE,
)
_LOOKS = re.compile(r"national|england|wales|country|\buk\b|britain|forces|peers|_eng_|inspectorate", re.IGNORECASE)
_KIND_OF_FORCE = re.compile(r"\s+(?:Police|Constabulary|Police\s+Service|Police\s+Force)$", re.IGNORECASE)


@dataclass(frozen=True)
class _Forms:
    """How a sentence says that a figure is of the country, and that it is of the body's area."""

    national: tuple[re.Pattern[str], ...]
    local: tuple[re.Pattern[str], ...]
    own: frozenset[str]


def scope_faults(sentence: Sentence, setting: Setting) -> Iterator[Found]:
    """Figures of the force told as the country's, and figures of the country told as the force's."""
    forms = setting.figures.once(("scopes",), lambda: _forms(setting))
    for mark, m in _said(sentence, forms.national, _TURNS):
        if _is_elsewhere(mark.figure, forms, setting) is False:
            what = f"says '{' '.join(m['said'].split())}' of {mark.name}, which is of {_own_name(setting)} alone."
            todo = "Take the words out; if the measure is of the country, say so in its file: `area_label: England and Wales`."
            yield Found(m.start("said"), what, todo)
    for mark, m in _said(sentence, forms.local, _TURNS_BACK):
        if _is_elsewhere(mark.figure, forms, setting):
            measure = setting.measure(mark.figure)
            label = measure.area_label if measure else ""
            what = f"says '{' '.join(m['said'].split())}' of {mark.name}, which is of {label}."
            yield Found(m.start("said"), what, f"Say {label}, or name the force's own figure.")


def _said(sentence: Sentence, forms: tuple[re.Pattern[str], ...], turns: re.Pattern[str]) -> Iterator[tuple[Mark, re.Match[str]]]:
    """The figures that words of a scope are plainly said of."""
    for form in forms:
        for m in form.finditer(sentence.text):
            at = m.end() - 1 if sentence.text[m.end() - 1] == MARK else m.start()
            between = sentence.text[m.end("said") : at] if at > m.start("said") else sentence.text[at + 1 : m.start("said")]
            mark = next((mark for mark in sentence.marks if mark.at == at), None)
            if mark and not turns.search(between):
                yield mark, m


def _is_elsewhere(figure: Figure, forms: _Forms, setting: Setting) -> bool | None:
    """Whether a figure is not of the body's area; None where that is not known, or where it is of both."""
    measure = setting.measure(figure)
    if measure is None or figure.unit in ("rank", "places") or figure.statistic.startswith(("rank", "target", "gap")):
        return None
    if measure.area_label:
        return measure.area_label.casefold() not in forms.own
    return None if _LOOKS.search(_names(measure, figure, setting)) else False


def _names(measure: Measure, figure: Figure, setting: Setting) -> str:
    label = setting.figures.project.label(figure.breakdown) if figure.breakdown else ""
    return " ".join((measure.id, measure.title, measure.unit, measure.source, label))


def _own_name(setting: Setting) -> str:
    try:
        body = setting.figures.project.body
    except ReportError:
        return "the force"  # told with the other faults of the body
    return body.force or body.area


def _forms(setting: Setting) -> _Forms:
    try:
        body = setting.figures.project.body
        names = {body.area, body.force, _KIND_OF_FORCE.sub("", body.force)} - {""}
    except ReportError:
        names = set[str]()  # told with the other faults of the body
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)"
    local = (
        rf"{_BEGIN}(?P<said>locally|(?:in|across)\s+(?:our\s+area|the\s+force(?:\s+area)?|(?-i:{listed}))),?\s+{_GAP}{MARK}",
        rf"{_BEGIN}(?P<said>the\s+force|our\s+officers|we|(?-i:{listed})(?![\w-]|\s+(?-i:[A-Z])))\s+(?:\w+\s+)?{_VERB}\s+(?:\w+\s+){{0,2}}{MARK}",
        rf"{MARK}\s+(?:[\w’'-]+\s+){{0,5}}(?P<said>locally|(?:in|across)\s+(?:our\s+area|the\s+force(?:\s+area)?|(?-i:{listed})))(?=\s*(?:$|[.,;]|in\b|during\b))",
    )
    return _Forms(_compiled(_NATIONAL), _compiled(local), frozenset(name.casefold() for name in names))


def _compiled(forms: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form, re.IGNORECASE) for form in forms)
