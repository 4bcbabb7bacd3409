"""Data that came after `pcc new`: months are brought forward line by line, and people's words in the file stay."""

from __future__ import annotations

import pytest
from conftest import QUARTER, Tiny
from test_new_quarter import NEXT, NOW, about, make, pcc, text
from test_status import quarter_file, supply, told

from pcc_lib.core.errors import DefinitionError, ReportError
from pcc_lib.core.quarters import Quarter
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.preparing.newer_months import behind, behind_words, bring_forward
from pcc_lib.preparing.open_work import open_work

MINE = "# my own words\nwritten_on: 2024-02-28   # as agreed\nreporting_months:\n  sources:   # last months\n"
SURVEY = "2023-11,overall,3,20,computed,\n2023-11,other,7,20,computed,\n"


@pytest.fixture
def begun(tiny) -> Tiny:
    """A quarter begun with a file of somebody's own, before the data came: calls end in December, and it tells October."""
    make(tiny, written_on="2024-02-28")
    months = "    calls: 2023-10   # ask Ann\n    survey: 2023-10  # 2024-01 was expected\n    medians: 2023-10\n"
    rest = "    national: '2022-23'\n    population: \"2023\"\n# the end\n"
    return tiny.write(f"{NOW}/quarter.yml", MINE + months + rest)


def folder(tiny: Tiny) -> QuarterFolder:
    return QuarterFolder(tiny.project(), Quarter.parse(NEXT))


def more(tiny: Tiny, source: str, rows: str) -> None:
    tiny.write(f"data/sources/{source}.csv", (tiny.root / f"data/sources/{source}.csv").read_text(encoding="utf-8") + rows)


def test_lines_are_changed_in_place_and_all_else_stays(begun):
    more(begun, "survey", SURVEY)
    before = text(begun, "quarter.yml")
    assert [str(each) for each in behind(folder(begun))] == ["calls 2023-10 → 2023-12", "survey 2023-10 → 2023-11"]
    said = list(bring_forward(folder(begun)))
    assert said == [f"Moved in {NOW}/quarter.yml: calls 2023-10 → 2023-12; survey 2023-10 → 2023-11."]
    wanted = before.replace("calls: 2023-10", "calls: 2023-12").replace(
        "survey: 2023-10  # 2024-01 was expected", "survey: 2023-11"
    )
    assert text(begun, "quarter.yml") == wanted and begun.said() == ""
    assert list(bring_forward(folder(begun))) == [f"No month moved: {NOW}/quarter.yml tells what the data hold."]


def test_a_source_without_a_line_gets_one_and_a_measure_that_lags_keeps_its_own(begun):
    begun.edit(f"{NOW}/quarter.yml", "    calls: 2023-10   # ask Ann\n", "")
    quarter_file(begun, "  measures: {answered_rate: 2023-08}\n")
    rows = [line.split(",") for line in (begun.root / "data/sources/calls.csv").read_text(encoding="utf-8").splitlines()]
    for row in rows:
        row[3] = "" if row[0] == "2023-12" else row[3]
    begun.write("data/sources/calls.csv", "\n".join(map(",".join, rows)) + "\n")
    list(bring_forward(folder(begun)))
    months = about(begun).reporting_months
    assert (months.sources["calls"], months.measures["answered_rate"]) == ("2023-12", "2023-11")
    assert text(begun, "quarter.yml").startswith(MINE) and "# the end" in text(begun, "quarter.yml")


def test_ends_of_lines_stay(begun):
    crlf = text(begun, "quarter.yml").replace("\n", "\r\n")
    (begun.root / f"{NOW}/quarter.yml").write_bytes(crlf.encode())
    list(bring_forward(folder(begun)))
    assert (begun.root / f"{NOW}/quarter.yml").read_bytes() == crlf.replace("calls: 2023-10", "calls: 2023-12").encode()


def test_a_date_that_was_worked_out_can_be_given_later_and_one_that_was_given_not(tiny):
    make(tiny)
    (tiny.root / f"{NOW}/topics/calls.md").unlink()
    said = make(tiny, written_on="2024-03-01")
    assert "Date of writing: 1 March 2024 (as you gave it)." in said and "Made 1 file" in said
    assert (about(tiny).written_on, about(tiny).provisional) == ("2024-03-01", False)
    with pytest.raises(ReportError, match="was given 1 March 2024 as its date of writing. To change it, edit the file"):
        make(tiny, written_on="2024-03-02")
    assert "Left as it was" in make(tiny, written_on="2024-03-01")


def test_a_file_in_which_nothing_can_be_moved_is_told_and_left(begun):
    begun.write(f"{NOW}/quarter.yml", "written_on: [\n")
    with pytest.raises(DefinitionError):
        list(bring_forward(folder(begun)))
    assert text(begun, "quarter.yml") == "written_on: [\n"


def test_a_published_quarter_tells_what_it_told(begun):
    begun.write(f"data/published/{NEXT}/calls.csv", "x")
    assert behind_words(folder(begun)) == ""
    with pytest.raises(ReportError, match="is published, and tells what it told. Begin the next: pcc new 2024-25-Q1"):
        list(bring_forward(folder(begun)))


def test_a_quarter_in_which_nothing_is_open_is_not_said_to_be_behind(tiny):
    more(tiny, "survey", SURVEY)
    tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", "2023-11-28", "2023-12-28")
    finished = QuarterFolder(tiny.project(), Quarter.parse(QUARTER))
    assert behind(finished) and open_work(tiny.project(), Quarter.parse(QUARTER)) == [] and behind_words(finished) == ""


def test_the_command_says_what_is_behind_and_moves_it(begun):
    code, out = pcc(begun.root, "new", NEXT)
    assert code == 0 and f"{NEXT} tells older months than the data: calls 2023-10 → 2023-12. Run: pcc new {NEXT} --months" in out
    code, out = pcc(begun.root, "new", "--months")
    assert (
        code == 0
        and "Moved in" in out
        and f"Next: pcc status {NEXT}" in out
        and not (begun.root / "data/quarters/2024-25-Q1").exists()
    )


def test_what_is_behind_is_told_when_data_are_received(begun, tmp_path):
    sent = tmp_path / "calls.csv"
    rows = "2024-01,north,31,16,600\n2024-01,south,5,3,100\n"
    sent.write_text(f"month,area,offered,answered,wait_s\n{rows}", encoding="utf-8")
    code, out = pcc(begun.root, "receive", str(sent), "--source", "calls", "--yes")
    assert code == 0 and "calls 2023-10 → 2024-01. Run: pcc new" in " ".join(out.split()), out


# ── reasons that do not hold any more ──
def months_work(tiny: Tiny) -> list[str]:
    return [f"{w.place}: {w.found}" for w in open_work(tiny.project(), Quarter.parse(NEXT)) if w.kind == "months"]


def test_a_reason_is_stale_when_its_source_has_come(begun):
    list(bring_forward(folder(begun)))
    why = "late:\n  - {source: calls, expected: 2024-01, because: The force could not supply it.}\n"
    quarter_file(begun, why + "  - {source: survey, expected: 2024-01, because: There was none.}\n")
    assert months_work(begun) == []
    more(begun, "calls", "2024-01,north,31,16,600,computed,\n2024-01,south,5,3,100,computed,\n")
    assert supply(begun, "calls")["state"] == "not told"
    assert months_work(begun) == ["calls: tells 2023-12, and the data hold 2024-01, though `late` says why it is not there."]
    list(bring_forward(folder(begun)))
    assert months_work(begun) == ["late 1: says why calls tells no 2024-01, and it tells 2024-01."]


def test_what_is_held_back_on_purpose_is_no_work_and_is_not_moved(begun):
    quarter_file(begun, "late:\n  - {source: calls, expected: 2024-01, held_back: true, because: The force checks it.}\n")
    assert supply(begun, "calls")["state"] == "explained" and behind(folder(begun)) == []


def test_a_source_of_quarters_is_expected_like_any_other(tiny):
    rows = "".join(f"2023-24-Q{n},all,{n},computed,\n" for n in (1, 2))
    from conftest import FILES, descriptor

    form = r"20\d{2}-\d{2}-Q[1-4]"
    about_it = descriptor("cases", "month", "area", "all", "closed").replace(r"20\d{2}-(0[1-9]|1[0-2])", form)
    about_it = about_it.replace("name: month", "name: quarter").replace("[month, area]", "[quarter, area]")
    tiny.write("data/sources/cases.resource.yml", about_it.replace("period: month", "period: quarter"))
    tiny.write("data/sources/cases.csv", f"quarter,area,closed,kind,status\n{rows}")
    tiny.write("data/datapackage.yml", FILES["data/datapackage.yml"] + "  - sources/cases.resource.yml\n")
    tiny.measure("closed", source="cases", numerator="closed")
    tiny.edit(f"data/quarters/{QUARTER}/quarter.yml", "medians:", "cases: 2023-24-Q2, medians:")
    make(tiny, written_on="2024-02-28")
    late = supply(tiny, "cases")
    assert [late[key] for key in ("before", "expected", "in_data", "told", "state")] == [
        "2023-24-Q2", "2023-24-Q3", "2023-24-Q2", "2023-24-Q2", "late",
    ]  # fmt: skip
    assert "ends in 2023-24-Q2, and 2023-24-Q3 was expected." in str(told(tiny)["open"])


def test_readers_are_told_what_is_awaited_and_why(begun):
    more = "late:\n  - {source: survey, expected: 2024-01, because: There was no survey in the winter.}\n"
    quarter_file(begun, more + "  - {source: calls, expected: 2023-10, because: It has come.}\n")
    html = begun.report("about-the-data", NEXT).completeness().html
    assert "Source survey: January 2024 was expected, and is not here. There was no survey in the winter." in html
    assert "It has come" not in html
