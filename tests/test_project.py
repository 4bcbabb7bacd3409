"""The project folder: what is opened is remembered, and what is wrong with a file is said."""

from __future__ import annotations

import hashlib

import pytest

from pcc_lib.core.errors import DefinitionError, ReportError
from pcc_lib.inputs.project import Project, find_root, parse_yaml


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@pytest.fixture
def folder(tmp_path) -> Project:
    (tmp_path / "d").mkdir()
    (tmp_path / "d/a.yml").write_bytes(b"topic: calls\nsize: 1\n")
    (tmp_path / "d/b.yml").write_bytes(b"size: 2\ntopic: 'crime'  # a note\n")
    return Project(tmp_path)


def test_the_root_is_found_from_below(tiny, monkeypatch):
    monkeypatch.chdir(tiny.root / "data" / "plan")
    assert find_root() == tiny.root.resolve()


def test_no_root_is_an_error_that_says_what_was_looked_for(tmp_path):
    with pytest.raises(ReportError, match="data/body.yml"):
        find_root(tmp_path)


def test_what_is_read_is_remembered_with_its_fingerprint(folder):
    folder.read_text("d/a.yml")
    assert folder.opened == {"d/a.yml": digest("topic: calls\nsize: 1\n")}
    assert folder.opened["d/a.yml"] == folder.fingerprint("d/a.yml")


def test_what_is_looked_for_in_vain_is_remembered_as_absent(folder):
    assert not folder.exists("d/c.yml")
    with pytest.raises(ReportError, match=r"d/x\.yml: the file is missing"):
        folder.read_text("d/x.yml")
    assert folder.opened == {"d/c.yml": "absent", "d/x.yml": "absent"}


def test_a_file_that_only_exists_counts_as_opened_when_read(folder):
    assert folder.exists("d/a.yml")
    assert folder.opened == {}


def test_a_listing_changes_with_names_but_not_with_contents(folder):
    assert folder.names("d") == ["a.yml", "b.yml"]
    before = folder.opened["listing:d"]
    folder.path("d/a.yml").write_text("other")
    assert folder.fingerprint("listing:d") == before
    folder.path("d/c.yml").write_text("new")
    assert folder.fingerprint("listing:d") != before


def test_a_folder_that_is_not_there_lists_nothing(folder):
    assert folder.names("nowhere") == []


def test_lines_tell_one_key_of_every_file(folder):
    assert folder.lines("d", "topic:") == {"a.yml": "calls", "b.yml": "crime"}


@pytest.mark.parametrize(("text", "same"), [("topic: calls\nsize: 9\n", True), ("topic: crime\nsize: 1\n", False)])
def test_lines_change_only_with_that_key(folder, text, same):
    folder.lines("d", "topic:")
    before = folder.opened["lines:d:topic:"]
    folder.path("d/a.yml").write_text(text)
    assert (folder.fingerprint("lines:d:topic:") == before) is same


def test_fingerprints_tell_a_changed_file_and_a_removed_one(folder):
    before = folder.fingerprint("d/a.yml")
    folder.path("d/a.yml").write_text("other")
    assert folder.fingerprint("d/a.yml") != before
    folder.path("d/a.yml").unlink()
    assert folder.fingerprint("d/a.yml") == "absent"


def test_a_byte_order_mark_and_windows_lines_are_passed_over(folder):
    folder.path("w.txt").write_bytes("\ufeffone\r\ntwo\r\n".encode())
    assert folder.read_text("w.txt") == "one\ntwo\n"


def test_bytes_that_are_not_utf8_are_told_with_their_line(folder):
    folder.path("w.txt").write_bytes(b"one\nM\xe4rz\n")
    with pytest.raises(DefinitionError, match=r"w\.txt, line 2: byte 0xe4 is not UTF-8\. Save the file as UTF-8"):
        folder.read_text("w.txt")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", "line 3: the key 'a' stands twice"),
        ("a:\n  b: 1\n  b: 2\n", "line 3: the key 'b' stands twice"),
        ("- {a: 1, a: 2}\n", "line 1: the key 'a' stands twice"),
        ("a: [1, 2\nb: 3\n", "x.yml, line 2: not valid YAML"),
        ("a: 'open\n", "not valid YAML"),
        ("a: 1\n---\nb: 2\n", "not valid YAML"),
        ("a: !!python/object/apply:os.system [id]\n", "x.yml, line 1: is marked with 'tag:yaml.org,2002:python/object"),
        ("a: 1\nb: !include other.yml\n", "x.yml, line 2: is marked with '!include'. Take out marks such as"),
        ("a: 1\nb:\n  <<: {c: 1}\n", "x.yml, line 3: '<<' takes keys from elsewhere. Write them out."),
    ],
)
def test_yaml_faults_name_file_and_line(text, said):
    with pytest.raises(DefinitionError) as error:
        parse_yaml(text, "x.yml")
    assert said in str(error.value)


def test_an_empty_yaml_file_is_none():
    assert parse_yaml("# nothing\n", "x.yml") is None


def test_the_body_lists_every_key_it_lacks(tiny):
    tiny.write("data/body.yml", "name: Office\nareas: []\n")
    with pytest.raises(DefinitionError) as error:
        _ = tiny.project().body
    assert [f.found for f in error.value.faults] == [f"'{k}' is missing." for k in ("area", "report_title")]


@pytest.mark.parametrize(("value", "said"), [("north", "North"), ("most-similar-forces", "Most similar forces"), ("a_b", "A b")])
def test_labels_come_from_the_body_or_are_made_of_the_word(tiny, value, said):
    assert tiny.project().label(value) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a:\n  b: 1\n\tc: 2\n", "x.yml, line 3: is indented with a tab. Use spaces."),
        ("a: !!timestamp 2023-11-31\n", "x.yml, line 1: is marked with 'tag:yaml.org,2002:timestamp'. Take out marks"),
        ("[a, b]: 1\n", "x.yml, line 1: a key is a list"),
        ("a: x\x07y\n", "x.yml, line 1: holds a character that is not text (U+0007). Delete it."),
        ("a: &a [*a]\n", "x.yml, line 1: is named with & and used again with *. Write it out where it is needed."),
        ("a: &a 1\nb: 2\nc: *a\n", "x.yml, line 1: is named with & and used again with *."),
        ("a: b: c\n", "x.yml, line 1: not valid YAML. Check indentation"),
    ],
)
def test_yaml_faults_are_told_in_plain_words(text, said):
    with pytest.raises(DefinitionError) as error:
        parse_yaml(text, "x.yml")
    assert said in str(error.value)


def test_dates_are_text_even_those_that_there_are_not():
    assert parse_yaml("a: 2023-11-31\nb: 2023-11-30\nc: 2023-10\n", "x.yml") == {
        "a": "2023-11-31",
        "b": "2023-11-30",
        "c": "2023-10",
    }


def test_lines_that_end_as_on_old_macs(folder):
    folder.path("w.txt").write_bytes(b"one\rtwo\r")
    assert folder.read_text("w.txt") == "one\ntwo\n"


@pytest.mark.parametrize("name", ["a" * 256, "data/measures/" + "\u00e9" * 130 + ".yml"])
def test_a_name_that_no_file_system_takes_is_a_fault(tiny, name):
    with pytest.raises(DefinitionError, match="is too long a name for a file"):
        tiny.project().exists(name)
    assert not tiny.project().exists("a" * 255)
