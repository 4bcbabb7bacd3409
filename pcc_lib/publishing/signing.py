"""Detached signatures of an edition's list of digests, by ssh-keygen: made with a person's key, checked offline.

`ssh-keygen -Y sign` and `-Y verify` are part of OpenSSH (since 8.1), which Linux, macOS and Windows have. The namespace keeps a
signature for a report from being used for anything else.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from pcc_lib.core.errors import ReportError
from pcc_lib.core.files import read_bytes, worded

NAMESPACE = "pcc-report-book"
SECONDS = 60
_MISSING = "ssh-keygen is not on this machine. Install the OpenSSH client, or publish without --sign."


def hold_key(key: Path) -> None:
    """A ReportError where a key cannot sign without asking anybody: asked before the work begins that would be lost."""
    keygen = _keygen()
    if not key.is_file():
        raise ReportError(f"{key}: there is no such key. Make one (ssh-keygen -t ed25519 -f {key}), or publish without --sign.")
    text = read_bytes(key)
    if b"PRIVATE KEY" not in text:
        if key.suffix != ".pub":
            raise ReportError(
                f"{key}: is no key that ssh-keygen can sign with. Name the private key, or its .pub if an agent holds it."
            )
        return  # the agent is asked when it is time
    done = _called([keygen, "-y", "-P", "", "-f", str(key)])
    if done.returncode:
        raise ReportError(_unreadable(key, done.stderr.decode("utf-8", "replace")))


def sign(path: Path, key: Path) -> Path:
    """Sign a file; gives the signature, `<name>.sig` beside it. A ReportError says why not."""
    made = path.with_name(f"{path.name}.sig")
    made.unlink(missing_ok=True)
    done = _called([_keygen(), "-Y", "sign", "-n", NAMESPACE, "-f", str(key), str(path)])
    if done.returncode or not made.is_file():
        raise ReportError(f"{key}: could not sign ({_last_line(done.stderr)}). Is it in the agent? Run: ssh-add -l")
    return made


def hold_checker() -> None:
    """A ReportError where this machine cannot check a signature."""
    if not shutil.which("ssh-keygen"):
        raise ReportError("ssh-keygen is not on this machine, so the signature cannot be checked. Install the OpenSSH client.")


def signer_of(path: Path, signature: Path, allowed: Path) -> str:
    """Who signed a file, of those whom a file of allowed signers names; a ReportError where it is none of them, or the file is
    not what was signed."""
    if not allowed.is_file():
        raise ReportError(f"{allowed}: there is no such file of allowed signers (a line each: name@place ssh-ed25519 AAAA…).")
    found = _called([_keygen(), "-Y", "find-principals", "-s", str(signature), "-f", str(allowed)])
    name = found.stdout.decode("utf-8", "replace").strip().splitlines()
    if b"Couldn't parse signature" in found.stderr:
        raise ReportError(f"{signature.name}: is no signature that ssh-keygen can read. It is damaged.")
    if found.returncode or not name:
        raise ReportError(f"{path.name}: was signed by nobody whom {allowed.name} names ({_last_line(found.stderr)}).")
    asked = [_keygen(), "-Y", "verify", "-n", NAMESPACE, "-I", name[0], "-f", str(allowed), "-s", str(signature)]
    done = _called(asked, read_bytes(path))
    if done.returncode:
        raise ReportError(f"{path.name}: is not what {name[0]} signed ({_last_line(done.stdout + done.stderr)}).")
    return name[0]


def _keygen() -> str:
    found = shutil.which("ssh-keygen")
    if not found:
        raise ReportError(_MISSING)
    return found


def _called(command: list[str], given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run it without a terminal, so that it asks nobody for anything."""
    with worded("read", command[0]):
        return subprocess.run(command, input=given, capture_output=True, timeout=SECONDS, start_new_session=True, check=False)


def _unreadable(key: Path, told: str) -> str:
    if "passphrase" in told:
        return (
            f"{key}: is protected by a passphrase, and nobody is asked for one here. "
            f"Run: ssh-add {key}, then publish with --sign {key}.pub, which lets the agent sign."
        )
    if "bad permissions" in told.lower() or "too open" in told:
        return f"{key}: others can read it, so ssh-keygen does not take it. Run: chmod 600 {key}"
    return f"{key}: is no key that ssh-keygen can read ({_last_line(told.encode())})."


def _last_line(told: bytes) -> str:
    return ([line.strip() for line in told.decode("utf-8", "replace").splitlines() if line.strip()] or ["it gave no reason"])[-1]
