"""The released program that was built from exactly the source next to this file.

Input: the source, and the repository whose releases contain it. Output: the program, with its checksum verified; or why
there is none, so that it is built instead. Never: uses a program of another source, follows a placeholder for a
repository, or unpacks anything but the program.

    python3 action/release.py            prints the digest of the source, which a release contains in `source.sha256`
    python3 action/release.py TARGET     prints what the archive of a target is called
"""

from __future__ import annotations

import hashlib
import io
import os
import platform
import re
import sys
import tarfile
import time
import urllib.error
import urllib.request
import zipfile
import zlib
from http.client import HTTPException
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1]
SUMS = "SHA256SUMS"
LARGEST = 64 << 20  # bytes of an archive, and of what is in it
PATIENCE = 60  # seconds for a download
# The owner is not known yet, and somebody else may have the name that stands in its place.
PLACEHOLDER = "OWNER"

TARGETS = {
    ("Linux", "x86_64"): "x86_64-unknown-linux-musl",
    ("Linux", "aarch64"): "aarch64-unknown-linux-musl",
    ("Darwin", "x86_64"): "x86_64-apple-darwin",
    ("Darwin", "arm64"): "aarch64-apple-darwin",
    ("Windows", "AMD64"): "x86_64-pc-windows-msvc",
}


class Missing(Exception):
    """There is no release to take, and that is nothing to worry about."""


class Untrusted(Exception):
    """There is one, and it is not what it says."""


def manifest(key: str) -> str:
    """A value of `Cargo.toml`, from its first table."""
    text = (SOURCE / "Cargo.toml").read_text(encoding="utf-8")
    found = re.search(rf'^{key} = "([^"]*)"$', text, re.MULTILINE)
    if not found:
        raise Missing(f"`Cargo.toml` says no `{key}`")
    return found[1]


def digest() -> str:
    """What tells one source from another: all that `cargo build` reads, whatever the line ends of this checkout."""
    files = [SOURCE / "Cargo.toml", SOURCE / "Cargo.lock"]
    files += [path for folder in ("grammar", "src") for path in (SOURCE / folder).rglob("*") if path.is_file()]
    whole = hashlib.sha256()
    for path in sorted(files, key=lambda path: path.relative_to(SOURCE).as_posix()):
        content = hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
        whole.update(f"{content}  {path.relative_to(SOURCE).as_posix()}\n".encode())
    return whole.hexdigest()


def archive_of(target: str) -> str:
    return f"ecrc-{target}.{'zip' if 'windows' in target else 'tar.gz'}"


def repository() -> str:
    """Where `Cargo.toml` says that the project is: `owner/name`."""
    return manifest("repository").partition("://")[2].partition("/")[2]


def take(where: str, folder: Path, server: str = "https://github.com") -> str:
    """Puts the program of a repository's release into a folder, and gives its path."""
    if not re.fullmatch(r"[A-Za-z0-9][\w-]*/[\w-][\w.-]*", where, re.ASCII) or where.startswith(f"{PLACEHOLDER}/"):
        raise Missing("the repository of the releases is not known")
    target = TARGETS.get((platform.system(), platform.machine()))
    if target is None:
        raise Missing(f"no release is built for {platform.system()} on {platform.machine()}")
    base = f"{server}/{where}/releases/download/v{manifest('version')}"
    name = archive_of(target)
    lines = fetch(f"{base}/{SUMS}").decode("utf-8", "replace")
    sums = {file: checksum for checksum, file in re.findall(r"^([0-9a-f]{64}) [ *](\S+)$", lines, re.MULTILINE)}
    archive = fetch(f"{base}/{name}")
    if hashlib.sha256(archive).hexdigest() != sums.get(name):
        raise Untrusted(f"`{name}` has not the checksum that `{SUMS}` says")
    held = unpacked(name, archive)
    if held["source.sha256"].decode().strip() != digest():
        raise Missing("the release is of another source than this one")
    program = folder / ("ecrc.exe" if "windows" in target else "ecrc")
    with open(os.open(program, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o755), "wb") as file:
        file.write(held[program.name])
    return str(program)


def unpacked(name: str, archive: bytes) -> dict[str, bytes]:
    """The program and the digest of its source; whatever else an archive holds stays in it."""
    stem = name.removesuffix(".tar.gz").removesuffix(".zip")
    wanted = [("ecrc.exe" if name.endswith(".zip") else "ecrc"), "source.sha256"]
    try:
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(archive)) as whole:
                return {file: bounded(whole.open(f"{stem}/{file}")) for file in wanted}
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as whole:
            return {file: bounded(whole.extractfile(f"{stem}/{file}")) for file in wanted}
    except (KeyError, OSError, EOFError, tarfile.TarError, zipfile.BadZipFile, zlib.error, ValueError) as error:
        raise Untrusted(f"`{name}` cannot be unpacked: {error}") from error


def bounded(file) -> bytes:
    if file is None:
        raise ValueError("the program is no file")
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError(f"it holds more than {LARGEST >> 20} MiB")
    return content


def fetch(url: str) -> bytes:
    """What is at an address, without credentials, within bounds of size and time."""
    until = time.monotonic() + PATIENCE
    content = bytearray()
    try:
        with urllib.request.urlopen(urllib.request.Request(url), timeout=20) as answer:
            while piece := answer.read1(1 << 16):
                content += piece
                if len(content) > LARGEST or time.monotonic() > until:
                    raise Missing(f"`{url}` is too large or too slow")
            if answer.length:
                raise Missing(f"`{url}` ended early")
    except (urllib.error.URLError, HTTPException, OSError, ValueError) as error:
        raise Missing(f"`{url}`: {error}") from error
    return bytes(content)


if __name__ == "__main__":
    print(archive_of(sys.argv[1]) if len(sys.argv) > 1 else digest())
