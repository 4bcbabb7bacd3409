"""`pcc confirm`: shown with this quarter's figures, asked one by one, written at once, all other bytes as they were."""

from __future__ import annotations

import json
import re

import click
import pytest
from conftest import QUARTER, Tiny
from test_new_quarter import NEXT, NOW, make, pcc
from test_status import quarter_file, told

from pcc_lib.cli.confirming import Said
from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.preparing.confirm_rows import deliverables_to_confirm, facts_to_confirm
from pcc_lib.preparing.confirm_texts import texts_to_confirm
from pcc_lib.preparing.confirming import Answer, confirm

TEXT, FILE = f"{NOW}/topics/calls.md", f"{NOW}/quarter.yml"
MARK = f"> Draft: the text of {QUARTER}. Rewrite it, then delete this line."
ENTRY = f"{{text: topics/calls, heading: Now what?, confirmed: {NEXT}}}"


def folder(tiny: Tiny) -> QuarterFolder:
    return QuarterFolder(tiny.project(), Quarter.parse(NEXT))


def raw(tiny: Tiny, name: str) -> bytes:
    return (tiny.root / name).read_bytes()


def states(tiny: Tiny) -> dict[str, str]:
    return {h["heading"]: h["state"] for h in told(tiny)["headings"] if h["text"] == "topics/calls"}


@pytest.fixture
def begun(tiny: Tiny) -> Tiny:
    make(tiny, written_on="2024-02-28")
    return tiny


@pytest.fixture
def person(monkeypatch) -> list[str]:
    """Somebody sits at the terminal, and gives these answers one after the other; the last to all that is asked besides."""
    answers: list[str] = []
    monkeypatch.setattr(Said, "can_ask", property(lambda self: True))

    def answer(*_: object, **__: object) -> object:
        said = answers.pop(0) if answers else "n"
        return {"y": True, "n": False}.get(said, said)

    monkeypatch.setattr(click, "confirm", answer)
    monkeypatch.setattr(click, "prompt", answer)
    return answers


# ── texts ──
def test_a_section_is_shown_with_this_quarters_figures_and_written_in_one_step(begun):
    begun.edit(TEXT, "- Answer them.", "- Answer them: {{ offered.value }} in {{ offered.month }}.")
    code, said = pcc(begun.root, "confirm", "topics/calls", "Now what?", "--yes")
    assert code == 0 and "  - Answer them: 19,998 in December 2023.\n" in said and said.endswith(f"Wrote {TEXT}.\n")


def test_entry_and_mark_are_written_and_nothing_else(begun):
    text, about = raw(begun, TEXT).decode(), raw(begun, FILE).decode()
    code, said = pcc(begun.root, "confirm", "topics/calls", "Now what?", "--yes")
    assert code == 0 and f"The text of {QUARTER}, with this quarter's figures:\n  - Answer them.\n" in said
    assert said.endswith(f"Wrote {TEXT} and {FILE}.\n")
    assert raw(begun, TEXT).decode() == text.replace(f"## Now what?\n\n{MARK}\n\n", "## Now what?\n\n")
    lines = raw(begun, FILE).decode().split("\n")
    assert [line for line in lines if line not in about.split("\n")] == ["unchanged:", f"  - {ENTRY}"]
    assert (states(begun)["So what?"], states(begun)["Now what?"]) == ("draft", "confirmed")
    assert begun.said() == ""


FORMS = {
    "windows": lambda text: text.replace("\n", "\r\n"),
    "no end": lambda text: text.rstrip("\n"),
    "windows, no end": lambda text: text.replace("\n", "\r\n").rstrip("\r\n"),
    "a comment below": lambda text: f"{text}\n# the end\n",
    "a mark of letters": lambda text: f"\ufeff{text}",
    "an entry that was copied": lambda text: f"{text}unchanged: [{ENTRY.replace(NEXT, QUARTER)}]\n",
    "entries in lines": lambda text: (
        f"{text}unchanged:\n  # said before\n  - text: topics/calls\n    confirmed: {QUARTER}\nlate: []\n"
    ),
    "an empty list": lambda text: f"{text}unchanged: []  # none yet\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_all_other_bytes_stay_whatever_the_file_looks_like(begun, form):
    for name in (TEXT, FILE):
        text = raw(begun, name).decode()
        begun.write(name, FORMS[form](text) if name == FILE else text.replace("\n", "\r\n") if "windows" in form else text)
    text, about = raw(begun, TEXT), raw(begun, FILE)
    assert pcc(begun.root, "confirm", "topics/calls", "Now what?", "--yes")[0] == 0
    end = b"\r\n" if "windows" in form else b"\n"
    after = raw(begun, FILE)
    assert raw(begun, TEXT) == text.replace(end.join([b"## Now what?", b"", MARK.encode(), b"", b""]), b"## Now what?" + end * 2)
    kept = [line for line in about.split(end) if line and not line.startswith(b"unchanged: [")]
    assert [line for line in kept if line not in after.split(end)] == []
    assert after.count(b"\r\n") == (after.count(b"\n") if "windows" in form else 0)
    assert after.endswith(end) == about.endswith(end) and after.startswith(b"\xef\xbb\xbf") == about.startswith(b"\xef\xbb\xbf")
    assert states(begun)["Now what?"] == "confirmed" and begun.said() == ""


@pytest.mark.parametrize("called", ["topics/calls", "calls", "topics/calls.md", TEXT, TEXT.replace("/", "\\")])
@pytest.mark.parametrize("heading", ["Now what?", "now what", "NOW WHAT?"])
def test_a_text_is_known_by_what_people_call_it(begun, called, heading):
    (thing,) = texts_to_confirm(folder(begun), called, heading)
    assert thing.name == 'topics/calls "Now what?"'


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("topics/call",), "there is no text 'topics/call'. Did you mean 'topics/calls'?"),
        (("topics/calls", "Now then"), "topics/calls has no heading 'Now then'. "),
        (("topics/calls", "What?"), "topics/calls, What?: is not open, so there is nothing to confirm."),
        (("topics/calls", "Now", "what?"), "Name one heading, in quotation marks"),
        (("facts", "recruit"), "there is no stated fact 'recruit'. Did you mean 'recruits'?"),
        (("deliverables", "station"), "there is no deliverable 'station'. Did you mean 'station-1'?"),
    ],
)
def test_a_name_that_is_none_is_told(begun, words, said):
    code, out = pcc(begun.root, "confirm", *words, "--yes")
    assert code == 1 and said in out


def test_what_contradicts_its_figures_is_not_confirmed(begun):
    begun.edit(TEXT, "- Answer them.", "- In October 2023 {{ offered.value }} were offered.")
    before = raw(begun, TEXT), raw(begun, FILE)
    code, said = pcc(begun.root, "confirm", "topics/calls", "Now what?", "--yes")
    assert code == 1 and "Not confirmed: it does not hold:\n  line" in said and "October 2023" in said
    assert (raw(begun, TEXT), raw(begun, FILE)) == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"## Now what?\n\n{MARK}\n\n- Tell XX of them.\n", "Not confirmed: it holds 'XX'. Fill it in."),
        ("## Now what?\n\n", "Not confirmed: it has no text. Write it; or take the heading out."),
    ],
)
def test_what_is_not_written_is_not_confirmed(begun, text, said):
    begun.write(TEXT, text)
    code, out = pcc(begun.root, "confirm", "topics/calls", "Now what?", "--yes")
    assert code == 1 and said in out, out
    assert raw(begun, TEXT).decode() == text


def test_a_mark_that_an_editor_has_wrapped_goes_whole_and_one_with_more_below_it_stays(begun):
    wrapped = MARK.replace("Rewrite it,", "Rewrite it,\n>")
    begun.write(TEXT, f"## Now what?\n\n{wrapped}\n\n- Answer them.\n")
    assert pcc(begun.root, "confirm", "calls", "now what", "--yes")[0] == 0
    assert raw(begun, TEXT).decode() == "## Now what?\n\n- Answer them.\n"
    quoted = f"## Now what?\n\n{MARK}\n> So it was said.\n\n- Answer them.\n"
    begun.write(TEXT, quoted).edit(FILE, "unchanged:", "nothing_to_report: []\nunchanged:").edit(
        FILE, ENTRY, ENTRY.replace(NEXT, QUARTER)
    )
    code, said = pcc(begun.root, "confirm", "calls", "now what", "--yes")
    assert code == 1 and "the mark is not as it was written. Take it out by hand." in said and raw(begun, TEXT).decode() == quoted


def test_a_section_that_was_rewritten_loses_its_mark_alone(begun):
    begun.edit(TEXT, "- Answer them.", "- A new team answers every call at once from April on.")
    about = raw(begun, FILE)
    code, said = pcc(begun.root, "confirm", "calls", "Now what?", "--yes")
    assert code == 0 and said.endswith(f"Wrote {TEXT}.\n") and raw(begun, FILE) == about
    assert states(begun)["Now what?"] == "written"


def test_a_heading_that_is_gone_is_said_to_have_nothing_to_report(begun):
    begun.write(TEXT, f"## So what?\n\n{MARK}\n\nCalls were {{{{ offered.change_on_year }}}} higher.\n")
    code, said = pcc(begun.root, "confirm", "calls", "Now what?", "--yes", "--by", "A. Person")
    assert code == 0 and f"{QUARTER} had words under it." in said
    entry = f"{ENTRY.removesuffix('}')}, confirmed_by: A. Person}}"
    assert f"nothing_to_report:\n  - {entry}\n" in raw(begun, FILE).decode()
    assert states(begun)["Now what?"] == "nothing to report"


def test_a_copy_without_marks_is_confirmed_by_the_entry_alone(two):
    text = raw(two, TEXT)
    code, said = pcc(two.root, "confirm", "calls", "Now what?", "--yes")
    assert code == 0 and said.endswith(f"Wrote {FILE}.\n") and raw(two, TEXT) == text


# ── several ──
def test_several_are_shown_one_by_one_and_never_confirmed_by_one_word(begun, person):
    code, said = pcc(begun.root, "confirm", "calls", "--yes")
    assert code == 1 and '--yes confirms one thing that was read, and 2 are open. Name one: topics/calls "So what?"' in said
    person[:] = ["n", "y"]
    code, said = pcc(begun.root, "confirm", "calls")
    assert code == 1 and said.count("with this quarter's figures") == 2 and "Left open." in said
    assert said.endswith(f"\nConfirmed: 1 of 2. Next: pcc status {NEXT}\n")
    assert (states(begun)["So what?"], states(begun)["Now what?"]) == ("draft", "confirmed")


def test_nobody_there_confirms_nothing(begun):
    code, said = pcc(begun.root, "confirm", "calls")
    assert code == 1 and "nobody could be asked here. Say --yes of one that was read" in said


def test_all_texts_are_gone_through_one_by_one(begun, person):
    person[:] = ["n", "y"]
    code, said = pcc(begun.root, "confirm", "texts")
    assert code == 1 and said.count("with this quarter's figures") == 2 and states(begun)["Now what?"] == "confirmed"
    assert "Name one heading" in pcc(begun.root, "confirm", "texts", "Now what?")[1]


def test_a_dry_run_shows_all_and_writes_nothing(begun):
    before = raw(begun, TEXT), raw(begun, FILE)
    code, said = pcc(begun.root, "confirm", "calls", "--dry-run")
    assert code == 0 and said.count("Nothing was written: this was a dry run.") == 2
    assert (raw(begun, TEXT), raw(begun, FILE)) == before


def test_what_somebody_else_wrote_meanwhile_is_not_undone(begun):
    (thing,) = texts_to_confirm(now := folder(begun), "calls", "Now what?")
    begun.edit(TEXT, "- Answer them.", "- Answer none of them.")
    with pytest.raises(ReportError, match="was changed by somebody else"):
        confirm(now, thing, Answer())
    assert states(begun)["Now what?"] != "confirmed" and "unchanged" not in raw(begun, FILE).decode()


def test_a_published_quarter_stays(begun):
    begun.write(f"data/published/{NEXT}/calls.csv", "x")
    code, said = pcc(begun.root, "confirm", "calls", "Now what?", "--yes")
    assert code == 1 and f"{NEXT} is published" in said


# ── facts and deliverables ──
def test_a_fact_is_shown_as_it_is_printed_and_confirmed_in_its_row(begun):
    begun.edit(f"{NOW}/stated.csv", "2024-01,", "2024-09,")
    before = raw(begun, f"{NOW}/stated.csv").decode()
    code, said = pcc(begun.root, "confirm", "facts", "--yes")
    assert (
        code == 0
        and "Fifty people join." in said
        and "Printed as: 50 or more (people, of September 2024). Source: Report" in said
    )
    assert raw(begun, f"{NOW}/stated.csv").decode() == before.replace(f",{QUARTER}\n", f",{NEXT}\n")
    assert pcc(begun.root, "confirm", "facts")[1] == "Nothing to confirm: nothing is open under facts.\n"


def test_a_fact_of_a_time_that_is_over_is_not_confirmed(begun):
    begun.edit(f"{NOW}/stated.csv", f",{QUARTER}\n", f",{NEXT}\n")
    code, said = pcc(begun.root, "confirm", "facts", "recruits", "--yes")
    assert code == 1 and "Say in its statement what came of it." in said


def rows(tiny: Tiny, *progress: str, confirmed: str = QUARTER, quarter: str = NEXT) -> None:
    head = "id,priority,action,due,due_text,progress,plan_id,promise,note,confirmed\n"
    each = (f"d-{i},priority-1,Do {i},2024-09,September 2024,{p},,,A note,{confirmed}\n" for i, p in enumerate(progress, 1))
    tiny.write(f"data/quarters/{quarter}/deliverables.csv", head + "".join(each))


def test_that_nobody_reported_is_said_row_by_row(begun, person):
    rows(begun, "40", "50", quarter=QUARTER)
    rows(begun, "", "50")
    person[:] = ["y", "y"]
    code, said = pcc(begun.root, "confirm", "deliverables")
    assert code == 0 and "Progress: blank; last reported: 40% in 2023-24-Q3." in said and "Progress: 50%; last" in said
    assert raw(begun, f"{NOW}/deliverables.csv").decode().count(f",{NEXT}\n") == 2


def test_that_none_has_moved_is_asked_last_of_all_together(begun, person):
    for quarter in (QUARTER, NEXT):
        rows(begun, "10", "20", "30", quarter=quarter)
    person[:] = ["y"] * 4
    code, said = pcc(begun.root, "confirm", "deliverables", "--by", "Ann")
    assert code == 0 and said.count("\ndeliverables\n") == 1 and "  d-3: 30%" in said
    assert f"- {{text: deliverables, confirmed: {NEXT}, confirmed_by: Ann}}" in raw(begun, FILE).decode()
    assert "deliverables" not in told(begun)["open"]["kinds"]


def test_progress_that_goes_back_needs_a_reason(begun, person):
    rows(begun, "40", quarter=QUARTER)
    rows(begun, "30", confirmed=NEXT)
    code, said = pcc(begun.root, "confirm", "deliverables", "d-1", "--yes")
    assert code == 1 and "say why in a few words: --because" in said
    person[:] = ["y", "The builder has gone, and left walls."]
    assert pcc(begun.root, "confirm", "deliverables", "d-1")[0] == 0
    assert '30,,,"The builder has gone, and left walls.",' in raw(begun, f"{NOW}/deliverables.csv").decode()
    assert "deliverables" not in told(begun)["open"]["kinds"]


def test_a_row_that_is_gone_is_left_out_with_a_reason(begun):
    rows(begun, "40", "50", quarter=QUARTER)
    rows(begun, "", confirmed=NEXT)
    code, said = pcc(begun.root, "confirm", "deliverables", "d-2", "--yes", "--because", "The site was sold.")
    assert code == 0 and "Progress: no row; last reported: 50% in 2023-24-Q3." in said
    assert f"- {{deliverable: d-2, confirmed: {NEXT}, because: The site was sold.}}" in raw(begun, FILE).decode()


def test_that_no_fact_has_changed_is_asked_last_of_all_together(begun, person):
    head = "id,value,unit,text,period,statement,source,confirmed\n"
    for quarter in (QUARTER, NEXT):
        rows = (f"f_{i},{i}0,people,{i}0,,{i}0 people came.,Report,{QUARTER}\n" for i in (1, 2, 3))
        begun.write(f"data/quarters/{quarter}/stated.csv", head + "".join(rows))
    person[:] = ["y"] * 4
    code, said = pcc(begun.root, "confirm", "facts")
    assert code == 0 and said.count("\nstated\n") == 1 and "  f_3: 30 people came." in said
    assert f"- {{text: stated, confirmed: {NEXT}}}" in raw(begun, FILE).decode()
    assert "facts" not in told(begun)["open"]["kinds"]


def test_what_the_quarter_before_said_as_well_needs_a_reason_in_new_words(begun, person):
    before = f"data/quarters/{QUARTER}/quarter.yml"
    said = "unchanged: [{text: topics/calls, heading: Now what?, confirmed: %s, because: The team was asked.}]\n"
    begun.write(before, raw(begun, before).decode() + said % QUARTER)
    code, out = pcc(begun.root, "confirm", "calls", "Now what?", "--yes")
    assert code == 1 and "say why in a few words: --because" in out
    code, out = pcc(begun.root, "confirm", "calls", "Now what?", "--yes", "--because", "The team was asked.")
    assert code == 1 and "would still be open, so nothing was written" in out
    person[:] = ["y", "Its head rang on Monday."]
    assert pcc(begun.root, "confirm", "calls", "Now what?")[0] == 0
    assert f"{ENTRY.removesuffix('}')}, because: Its head rang on Monday.}}" in raw(begun, FILE).decode()
    assert states(begun)["Now what?"] == "confirmed"


# ── what is said of it ──
def test_status_names_the_command_as_the_next_thing(begun):
    missing = [(s["source"], s["expected"]) for s in told(begun)["sources"] if s["open"]]
    late = [f"  - {{source: {name}, expected: {period}, because: None has come yet.}}\n" for name, period in missing]
    quarter_file(begun, "late:\n" + "".join(late))
    assert told(begun)["next"]["command"] == "pcc confirm deliverables station-1"
    pcc(begun.root, "confirm", "deliverables", "station-1", "--yes")
    begun.edit(f"{NOW}/stated.csv", "2024-01,", "2024-09,")
    assert told(begun)["next"]["command"] == "pcc confirm facts recruits"
    pcc(begun.root, "confirm", "facts", "recruits", "--yes")
    assert told(begun)["next"]["command"] == 'pcc confirm topics/calls "So what?"'
    work = json.loads(json.dumps(told(begun)))["open"]["work"]
    assert [each["command"] for each in work] == [f'pcc confirm topics/calls "{title} what?"' for title in ("So", "Now")]
    assert re.search(r'or, if all of it still holds: pcc confirm topics/calls "So what\?"$', work[0]["todo"])


def test_every_command_that_work_names_can_be_given(two):
    for each in told(two)["open"]["work"]:
        if each["command"].startswith("pcc confirm"):
            words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', each["command"])][1:]
            code, said = pcc(two.root, *words, "--dry-run")
            assert code == 0 and "Nothing was written" in said, said
    assert list(facts_to_confirm(folder(two))) and list(deliverables_to_confirm(folder(two)))
