"""Signatures by ssh-keygen: made, checked offline, and refused in words."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from published_book import copies, plain_project, publish
from small_book import all_bytes, write

from pcc_lib.building import editions
from pcc_lib.core.errors import ReportError
from pcc_lib.publishing import record, signing
from pcc_lib.publishing.edition import open_published
from pcc_lib.publishing.editions_json import read_archive
from pcc_lib.publishing.signing import hold_key, sign, signer_of

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="this machine has no ssh-keygen")
NAME = "office@example.org"


def key(folder: Path, name: str = "key", passphrase: str = "") -> Path:
    """A key made for the test."""
    path = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "test", "-f", str(path)], check=True)
    return path


def allowed(folder: Path, *keys: Path) -> Path:
    """A file that allows these keys."""
    path = folder / "allowed_signers"
    write(path, "".join(f"{NAME} {each.with_suffix('.pub').read_text('utf-8')}" for each in keys))
    return path


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setattr(editions, "write_edition", copies)
    write(tmp_path / "library/pcc_lib/__init__.py", "")
    monkeypatch.setattr(record, "LIBRARY", tmp_path / "library/pcc_lib")
    return plain_project(tmp_path / "project")


def test_an_edition_is_signed_and_the_signature_checked(project, tmp_path):
    mine = key(tmp_path)
    edition = open_published(publish(project, key=mine))
    assert edition.signature and read_archive(project.root / "site").entries[0].signed
    assert signer_of(edition.sums, edition.signature, allowed(tmp_path, mine)) == NAME
    listed = edition.sums.read_text("utf-8")
    assert "SHA256SUMS" not in listed  # neither the list nor its signature is in the list
    assert b"PRIVATE KEY" not in b"".join(all_bytes(edition.folder).values())


def test_without_a_key_nothing_is_signed(project):
    assert open_published(publish(project)).signature is None


def test_a_list_that_was_changed_and_a_signer_who_is_not_allowed_are_found(tmp_path):
    mine, other, file = key(tmp_path), key(tmp_path, "other"), tmp_path / "SHA256SUMS"
    write(file, "a list\n")
    made = sign(file, mine)
    with pytest.raises(ReportError, match="was signed by nobody whom"):
        signer_of(file, made, allowed(tmp_path, other))
    write(file, "another list\n")
    with pytest.raises(ReportError, match=f"is not what {NAME} signed"):
        signer_of(file, made, allowed(tmp_path, mine))
    with pytest.raises(ReportError, match="no such file of allowed signers"):
        signer_of(file, made, tmp_path / "none")


def test_a_signature_for_something_else_counts_for_nothing(tmp_path):
    mine, file = key(tmp_path), tmp_path / "SHA256SUMS"
    write(file, "a list\n")
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", "file", "-f", str(mine), str(file)], check=True, capture_output=True)
    with pytest.raises(ReportError, match="is not what"):
        signer_of(file, tmp_path / "SHA256SUMS.sig", allowed(tmp_path, mine))


def test_a_key_that_cannot_sign_is_told_before_any_work(project, tmp_path, monkeypatch):
    monkeypatch.setattr(editions, "build", None)  # nothing is built
    write(tmp_path / "no-key", "no key")
    write(tmp_path / "broken", "-----BEGIN OPENSSH PRIVATE KEY-----\nxx\n")
    (tmp_path / "broken").chmod(0o600)
    for name, said in {
        "nowhere": "there is no such key. Make one",
        "no-key": "is no key that ssh-keygen can sign with",
        "broken": "is no key that ssh-keygen can read",
        key(tmp_path, "locked", "a passphrase").name: "protected by a passphrase.*ssh-add",
    }.items():
        with pytest.raises(ReportError, match=said):
            publish(project, key=tmp_path / name)
    assert not (project.root / "site").exists()


def test_without_ssh_keygen_it_is_told(tmp_path, monkeypatch):
    mine = key(tmp_path)
    monkeypatch.setattr(signing.shutil, "which", lambda _: None)
    with pytest.raises(ReportError, match="ssh-keygen is not on this machine. Install the OpenSSH client"):
        hold_key(mine)


def test_a_public_half_without_an_agent_is_told(tmp_path, monkeypatch):
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    mine = key(tmp_path)
    public = mine.with_suffix(".pub")
    mine.unlink()
    write(tmp_path / "SHA256SUMS", "a list\n")
    hold_key(public)
    with pytest.raises(ReportError, match="could not sign .*ssh-add -l"):
        sign(tmp_path / "SHA256SUMS", public)
