"""Numbers in the texts of definitions: figures in caveats, or what somebody vouches for; all others are refused."""

from __future__ import annotations

import pytest
from conftest import QUARTER

from pcc_lib.checking.definition_texts import fault_list
from pcc_lib.writing.caveats import caveats_told
from pcc_lib.writing.html import words_of
from pcc_lib.writing.markup import Ink

PRINTED = f"data/published/{QUARTER}.csv"
HEAD = "id,place,statement,printed,unit,basis,change_kind,figure,note\n"


def told(tiny) -> list[str]:
    return [str(fault) for fault in fault_list(tiny.figures())]


def test_a_number_typed_in_a_caveat_is_refused_with_file_and_key(tiny):
    tiny.measure("m", caveats=["Plain.", "Only about 32.7% of callers gave up."])
    assert told(tiny)[0].startswith(
        "data/measures/m.yml, caveats 2: the number '32.7' is typed by hand. Name its figure in {{ }}"
    )


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ({"title": "Calls within 15 minutes"}, "title"),
        ({"why_it_matters": "Some 40 people wait."}, "why_it_matters"),
        ({"source": None, "numerator": None, "missing": "It has 3 gaps."}, "missing"),
        ({"breaks": [{"month": "2023-06", "reason": "7 teams joined"}]}, "breaks 1"),
    ],
)
def test_so_it_is_in_every_text_of_a_measure(tiny, keys, place):
    assert [line.split(": ")[0] for line in told(tiny.measure("m", **keys))] == [f"data/measures/m.yml, {place}"]


@pytest.mark.parametrize(
    "text",
    [
        "In October 2023 and 2022-23, from 4 May to 6 May 2023, in the weeks ending 10, 17 and 24 September.",
        "Calls to 999.",
        'It is printed as "-1.2%".',
        "Crimes for each 1,000 residents.",
        "It belongs to priority 1.",
        "Twelve months against the twelve before.",
    ],
)
def test_dates_names_quotations_and_bases_of_rates_pass(tiny, text):
    assert told(tiny.measure("m", caveats=[text])) == []


def test_what_an_original_prints_of_the_topic_may_be_quoted(tiny):
    tiny.measure("m", caveats=["The report prints 1,234 calls."])
    assert "1,234" in told(tiny)[0]
    tiny.write(PRINTED, HEAD + "a,here,calls,1234,calls,level,,offered.value@2021-01,revised: another\n")
    assert told(tiny) == []


def test_a_fact_is_listed_with_its_source(tiny):
    tiny.measure("m", caveats=["There are 43 forces.", "There are 43 dogs."])
    tiny.write("data/plan/names.yml", "names: ['999']\nfacts: [{words: 43 forces, source: Police Act 1996}]\n")
    assert [line.split(":")[0] for line in told(tiny)] == ["data/measures/m.yml, caveats 2"]


def test_a_caveat_is_printed_with_its_figures(tiny):
    tiny.measure("m", caveats=["Of {{ offered.value }} calls in October 2023, few & far."])
    figures, ink = tiny.figures(), Ink()
    assert [words_of(each) for each in caveats_told(figures.measure("m"), figures, ink.figure)] == [
        "Of 45 calls in October 2023, few & far."
    ]
    assert list(ink.printed) == ["offered.value"] and told(tiny) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ ofered.value }} calls", "unknown figure: there is no measure 'ofered'"),
        ("In September 2023 there were {{ offered.value }} calls.", "says 'In September 2023' of offered.value"),
        ("{{ offered.value }} % of calls", "'%' stands after it"),
        ("{{ offered.value", "braces are not closed"),
    ],
)
def test_a_caveats_figures_are_held_against_its_words(tiny, text, said):
    assert said in told(tiny.measure("m", caveats=[text]))[0]


def test_a_figure_of_a_later_time_leaves_its_caveat_out_until_then(tiny):
    tiny.measure("m", caveats=["In November 2023 there were {{ offered.value@2023-11 }}.", "{{ others.stated }} people."])
    figures = tiny.figures()
    assert len(caveats_told(figures.measure("m"), figures, Ink().figure)) == 1
    assert [line for line in told(tiny) if "2023-11" in line] == [] and "others.stated" in told(tiny)[0]


def test_only_caveats_name_figures(tiny):
    assert (
        "names a figure. Only caveats are printed with figures" in told(tiny.measure("m", title="{{ offered.value }} calls"))[0]
    )


@pytest.mark.parametrize(
    ("file", "text", "place"),
    [
        ("claims", "claims: [{id: a-claim, page: calls, claim: Fast, verdict: supported, why: It is 7.}]", "a-claim, why"),
        (
            "contradictions",
            "contradictions: [{id: odd, page: calls, where: here, printed: ['12'], why: It is 7., treatment: Kept.}]",
            "odd, why",
        ),
        ("events", "[{id: move, month: 2023-06, label: Move of 7, title: Moved, source: page 12}]", "move, label"),
    ],
)
def test_texts_of_the_plan_are_held_to_the_same(tiny, file, text, place):
    tiny.write(f"data/plan/{file}.yml", text + "\n")
    assert [line.split(": ")[0] for line in told(tiny)] == [f"data/plan/{file}.yml, {place}"]


def test_the_label_of_a_target_is_held_against_the_target_itself(tiny):
    assert told(tiny.measure("m", target={"value": 30, "label": "At most 30"})) == []  # a wrong one is told with its target
