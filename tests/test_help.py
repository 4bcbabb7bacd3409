"""Help: a table of contents in working order, whole lines, examples that run, near words for wrong ones; and its page of docs."""

from __future__ import annotations

import re
import shlex

import click
import pytest
from click.testing import CliRunner
from places import ROOT

from pcc_lib.cli import commands, main, reference, sections
from pcc_lib.cli.exit_codes import Ended

EVERY = dict(commands.commands_of(main, sorted(main.commands)))


def shown(*args: str, columns: int = 80) -> str:
    result = CliRunner(env={"COLUMNS": str(columns)}).invoke(main, list(args))
    assert result.exit_code == 0, result.output
    return result.stdout


# ── the contents ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_contents_are_in_working_order():
    text = shown("--help")
    titles = re.findall(r"^(\w[\w ]*):$", text, re.MULTILINE)
    there = [section.title for section, _ in sections.set_out(main.commands)]
    assert titles == ["Options", *there, "Exit codes"]
    assert there == [section.title for section in sections.SECTIONS if section.title in there]
    named = re.findall(r"^  ([a-z][\w-]*(?: [a-z][\w-]*)?)  ", text, re.MULTILINE)
    assert [name for name in named if name in EVERY] == [n for _, names in sections.set_out(main.commands) for n in spread(names)]


def spread(names):
    return [name for name, _ in commands.commands_of(main, names)]


def test_every_command_has_its_section():
    named = {name for section in sections.SECTIONS for name in section.commands}
    assert set(main.commands) - named == set(), "name it in SECTIONS of cli/sections.py"


def test_a_section_passes_over_what_is_not_there_and_nothing_is_lost():
    found = list(sections.set_out({"check", "build", "odd"}))
    assert [(section.title, list(names)) for section, names in found] == [
        ("A new quarter", ["check", "build"]),
        ("Further commands", ["odd"]),
    ]


def test_pcc_alone_shows_the_contents():
    assert shown() == shown("--help") == shown("help") == shown("-h")


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_lines_fit_the_terminal_and_nothing_is_cut_off(columns):
    text = shown("--help", columns=columns)
    assert "…" not in text and "..." not in text.replace("[ARGS]...", "")
    assert max(map(len, text.splitlines())) <= min(columns, 80)
    words = " ".join(text.split())
    assert [name for name, command in EVERY.items() if commands.first_line(command) not in words] == []


def test_the_contents_end_with_the_exit_codes():
    end = shown("--help").partition("Exit codes:")[2]
    assert re.findall(r"^  (\d+) ", end, re.MULTILINE) == [str(int(each)) for each in Ended]


# ── a command ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", EVERY)
def test_a_first_line_is_one_short_sentence(name):
    line = commands.first_line(EVERY[name])
    assert line.endswith(".") and line[0].isupper() and len(line) <= 57, line


@pytest.mark.parametrize("name", EVERY)
def test_a_command_has_examples_that_can_be_written_so(name):
    lines = reference.taken_apart(EVERY[name])[1]
    assert lines, "end its docstring with a \\b paragraph: Example:, and below it lines such as 'pcc check'"
    assert any(line.startswith(f"pcc {name}") for line in lines)
    for line in lines:
        parse(line)


def parse(line: str) -> None:
    """Raise where an example names a command, an option or a number of arguments that there is not."""
    first, *words = shlex.split(line, comments=True)
    assert first == "pcc", line
    command, ctx = main, click.Context(main, help_option_names=["-h", "--help"])  # which click remembers
    while isinstance(command, click.Group):
        word = words.pop(0)
        command = command.commands[word]
        ctx = click.Context(command, parent=ctx, info_name=word)
    given, left, _ = command.make_parser(ctx).parse_args(words)
    wanted = [param for param in command.params if isinstance(param, click.Argument) and param.required]
    assert not left and all(isinstance(given.get(p.name), str | tuple) and given[p.name] for p in wanted), line


@pytest.mark.parametrize("wrong", ["pcc build --frehs", "pcc import police-uk", "pcc build 2023-24-Q3 2023-24-Q2"])
def test_the_test_of_examples_finds_wrong_ones(wrong):
    with pytest.raises((click.UsageError, AssertionError)):
        parse(wrong)


@pytest.mark.parametrize("name", EVERY)
def test_a_command_says_where_to_read_more(name):
    text = shown(*name.split(), "--help", columns=200)
    pages = text.partition("Read more: ")[2].split()
    assert pages and all((ROOT / page.strip(",")).is_file() for page in pages)


@pytest.mark.parametrize("name", EVERY)
def test_every_option_says_what_it_does(name):
    options = [param for param in EVERY[name].params if isinstance(param, click.Option)]
    assert [option.opts for option in options if not option.help] == []


def test_help_of_a_command_is_its_help():
    assert shown("help", "build") == shown("build", "--help") == shown("build", "-h")
    assert shown("help", "import", "police-uk") == shown("import", "police-uk", "--help")


# ── slips ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["chekc"], "No such command 'chekc'. Did you mean 'check'?"),
        (["BUILD"], "No such command 'BUILD'. Did you mean 'build'?"),
        (["import", "police"], "Did you mean 'police-uk'?"),
        (["help", "bild"], "Did you mean 'build'?"),
        (["build", "--frehs"], "--fresh"),
        (["--fresh", "build"], "--fresh goes after its command: pcc build --fresh"),
        (["list", "--nothing-like-it"], "No such option '--nothing-like-it'"),
        (["xyzzy"], "No such command 'xyzzy'. Known: "),
    ],
)
def test_a_slip_is_told_with_what_was_meant(args, told):
    result = CliRunner().invoke(main, args)
    assert result.exit_code == Ended.MISUSED and told in result.stderr and not result.stdout


# ── the page ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_page_of_commands_is_made_from_the_commands():
    assert (ROOT / "docs/command-line.md").read_text(encoding="utf-8") == reference.markdown(main), (
        "run: pcc help --markdown docs/command-line.md"
    )


def test_the_page_tells_every_command_and_every_exit_code():
    page = reference.markdown(main)
    assert re.findall(r"^### (.*)$", page, re.MULTILINE) == [
        n for _, names in sections.set_out(main.commands) for n in spread(names)
    ]
    assert all(f"| {int(each)} | {each.words} |" in page for each in Ended)
    assert "% " not in page
