"""The released program, as the Action and pre-commit use it, from a server that simulates GitHub's releases.

Input: releases, good and spoiled. Output: whether the program is used, or built instead, and a wheel that pip installs.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from job import ROOT, GitHub, Job, ecrc, script

sys.path[:0] = [str(ROOT / "action"), str(ROOT / ".github")]
release = importlib.import_module("release")
package = importlib.import_module("package")

TARGET = "x86_64-unknown-linux-musl"
ARCHIVE = release.archive_of(TARGET)
PROGRAM = b"#!/bin/sh\necho released\n"


class Releases:
    def __init__(self, files: dict[str, bytes]) -> None:
        self.files, self.asked = files, []
        releases = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                releases.asked.append((self.path, self.headers["Authorization"]))
                content = releases.files.get(self.path.removeprefix(f"/o/ecrc/releases/download/v{version()}/"))
                self.send_response(404 if content is None else 200)
                self.send_header("Content-Length", str(len(content or b"")))
                self.end_headers()
                self.wfile.write((content or b"")[: releases.cut])

        self.cut: int | None = None
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def spoil(self, content: bytes) -> None:
        """Another archive, of which the checksum is right."""
        self.files = {ARCHIVE: content, release.SUMS: f"{hashlib.sha256(content).hexdigest()}  {ARCHIVE}\n".encode()}


def version() -> str:
    return release.manifest("version")


@pytest.fixture
def releases(tmp_path, monkeypatch):
    monkeypatch.setitem(release.TARGETS, (release.platform.system(), release.platform.machine()), TARGET)
    (tmp_path / "programs").mkdir()
    (tmp_path / "programs" / "ecrc").write_bytes(PROGRAM)
    archive = package.pack(TARGET, tmp_path / "programs", tmp_path / "packed")
    made = Releases({})
    made.spoil(archive.read_bytes())
    yield made
    made.server.shutdown()
    made.server.server_close()


def take(releases, tmp_path, where="o/ecrc"):
    folder = tmp_path / "taken"
    folder.mkdir(exist_ok=True)
    return release.take(where, folder, releases.url)


def test_the_program_of_this_source_is_taken(releases, tmp_path):
    program = take(releases, tmp_path)
    assert Path(program).read_bytes() == PROGRAM and os.access(program, os.X_OK)
    assert subprocess.run([program], capture_output=True, text=True, check=True).stdout == "released\n"
    assert all(authorization is None for _, authorization in releases.asked)


def test_an_archive_has_the_same_bytes_each_time(releases, tmp_path):
    again = package.pack(TARGET, tmp_path / "programs", tmp_path / "again")
    assert again.read_bytes() == releases.files[ARCHIVE]
    with tarfile.open(again) as archive:
        names = archive.getnames()
    files = ("ecrc", "source.sha256", "LICENSE-APACHE", "LICENSE-MIT", "README.md")
    assert names == [f"ecrc-{TARGET}/{name}" for name in files]
    (tmp_path / "programs" / "ecrc.exe").write_bytes(PROGRAM)
    with zipfile.ZipFile(package.pack("x86_64-pc-windows-msvc", tmp_path / "programs", tmp_path / "again")) as archive:
        assert archive.read("ecrc-x86_64-pc-windows-msvc/ecrc.exe") == PROGRAM


def archive(*members: tuple[str, bytes, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as whole:
        for name, kind, content in members:
            member = tarfile.TarInfo(name)
            member.type = kind
            member.linkname = "/etc/passwd" if kind != tarfile.REGTYPE else ""
            member.size = len(content) if kind == tarfile.REGTYPE else 0
            whole.addfile(member, io.BytesIO(content))
    return out.getvalue()


def test_what_is_not_what_it_says_is_not_taken(releases, tmp_path):
    good = dict(releases.files)
    for sums in (b"", b"\xff\n", b"0" * 64 + f"  {ARCHIVE}\n".encode(), good[release.SUMS].replace(b"musl", b"gnu")):
        releases.files = good | {release.SUMS: sums}
        with pytest.raises(release.Untrusted, match="has not the checksum"):
            take(releases, tmp_path)
    stem, source = f"ecrc-{TARGET}", (release.digest() + "\n").encode()
    digest = (f"{stem}/source.sha256", tarfile.REGTYPE, source)
    for content in (
        b"",
        b"no archive",
        good[ARCHIVE][:1000],
        archive(digest),
        archive((f"{stem}/ecrc", tarfile.SYMTYPE, b""), digest),
        archive((f"{stem}/ecrc", tarfile.DIRTYPE, b""), digest),
        archive((f"../{stem}/ecrc", tarfile.REGTYPE, PROGRAM), digest),
    ):
        releases.spoil(content)
        with pytest.raises(release.Untrusted, match="cannot be unpacked"):
            take(releases, tmp_path)
    assert not list((tmp_path / "taken").iterdir())


def test_what_is_not_there_is_missing(releases, tmp_path):
    good = dict(releases.files)
    for where in ("", "o", "o/r/x", "../r", "o/r?x", f"{release.PLACEHOLDER}/ecrc", "o/r\n"):
        with pytest.raises(release.Missing, match="is not known"):
            take(releases, tmp_path, where)
    assert releases.asked == []
    for missing in good:
        releases.files = {name: content for name, content in good.items() if name != missing}
        with pytest.raises(release.Missing, match="404"):
            take(releases, tmp_path)
    releases.files, releases.cut = good, 10
    with pytest.raises(release.Missing, match="ended early"):
        take(releases, tmp_path)
    releases.cut = None
    old = archive(
        (f"ecrc-{TARGET}/ecrc", tarfile.REGTYPE, PROGRAM), (f"ecrc-{TARGET}/source.sha256", tarfile.REGTYPE, b"0" * 64)
    )
    releases.spoil(old)
    with pytest.raises(release.Missing, match="another source"):
        take(releases, tmp_path)
    with pytest.raises(release.Missing):
        release.take("o/ecrc", tmp_path, "http://127.0.0.1:9")


def test_a_source_is_known_by_all_that_is_compiled(tmp_path, monkeypatch):
    for name in ("src", "grammar"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("Cargo.toml", "Cargo.lock"):
        shutil.copy(ROOT / name, tmp_path)
    before = release.digest()
    monkeypatch.setattr(release, "SOURCE", tmp_path)
    assert release.digest() == before
    lib = tmp_path / "src" / "lib.rs"
    lib.write_bytes(lib.read_bytes().replace(b"\n", b"\r\n"))
    assert release.digest() == before
    (tmp_path / "README.md").write_text("x", encoding="utf-8")
    assert release.digest() == before
    for name in ("src/lib.rs", "grammar/ecrc.pest", "Cargo.toml", "Cargo.lock", "src/new.rs"):
        path, old = tmp_path / name, release.digest()
        path.write_bytes((path.read_bytes() if path.exists() else b"") + b"# x\n")
        assert release.digest() != old, name


@pytest.fixture
def job(tmp_path):
    github = GitHub()
    yield Job(tmp_path / "job", github) if (tmp_path / "job").mkdir() is None else None
    github.server.shutdown()
    github.server.server_close()


def test_the_action_takes_a_release_or_builds(job, tmp_path, releases):
    """Here the machine is that of the runner: only its own archive is asked for."""
    system = (release.platform.system(), release.platform.machine())
    if system not in {("Linux", "x86_64"), ("Linux", "aarch64")}:
        pytest.skip("the step runs in a process of its own")
    target = {"x86_64": TARGET, "aarch64": "aarch64-unknown-linux-musl"}[system[1]]
    # Not the program under test, which is built with what debuggers need and too large for a release.
    script(tmp_path / "programs" / "ecrc", f'exec "{ecrc()}" "$@"')
    content = package.pack(target, tmp_path / "programs", tmp_path / "packed").read_bytes()
    name = release.archive_of(target)
    releases.files = {name: content, release.SUMS: f"{hashlib.sha256(content).hexdigest()}  {name}\n".encode()}
    job.path = os.pathsep.join(entry for entry in os.environ["PATH"].split(os.pathsep) if not (Path(entry) / "cargo").exists())
    job.more = {"GITHUB_SERVER_URL": releases.url}
    done = job.run(program="", repository="o/ecrc")
    assert done.returncode == 0 and "no change" in done.stdout, done.stdout
    assert all(authorization is None for _, authorization in releases.asked)
    # Spoiled, it is built instead, and that is said.
    releases.files[release.SUMS] = b"0" * 64 + f"  {name}\n".encode()
    done = job.run(program="", repository="o/ecrc")
    assert done.returncode == 1 and "::warning title=ecrc::the release is not used: " in done.stdout
    assert "::error title=ecrc::there is no release of ecrc to use, and no cargo to build it" in done.stdout
    build = 'while [ "$1" != --root ]; do shift; done\nmkdir -p "$2/bin"\n' + f'cp "{ecrc()}" "$2/bin/ecrc"'
    script(tmp_path / "tools" / "cargo", build)
    job.path = f"{tmp_path / 'tools'}{os.pathsep}{job.path}"
    assert job.run(program="", repository="o/ecrc").returncode == 0


def test_pip_installs_the_program(tmp_path):
    """With a cargo that builds at once, as there is no release to take: the owner is a placeholder."""
    source = tmp_path / "source"
    source.mkdir()
    for name in ("action", "src", "grammar"):
        shutil.copytree(ROOT / name, source / name)
    for name in ("Cargo.toml", "Cargo.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, source)
    seen = tmp_path / "seen"
    build = f'pwd > "{seen}"\nwhile [ "$1" != --root ]; do shift; done\nmkdir -p "$2/bin"\n' + f'cp "{ecrc()}" "$2/bin/ecrc"'
    script(tmp_path / "tools" / "cargo", build)
    environment = os.environ | {"PATH": f"{tmp_path / 'tools'}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    where = ["--python", str(tmp_path / "venv"), "install", "--no-index", "--quiet", str(source)]
    subprocess.run([sys.executable, "-m", "pip", *where], check=True, env=environment, cwd=tmp_path)
    installed = tmp_path / "venv" / "bin" / "ecrc"
    assert installed.read_bytes() == Path(ecrc()).read_bytes() and os.access(installed, os.X_OK)
    assert seen.read_text(encoding="utf-8").strip() == str(source)
    # Nothing is built in the source.
    assert not list(source.rglob("target")) and not list(source.rglob("*.whl"))
    where = ["--python", str(tmp_path / "venv"), "uninstall", "--yes", "--quiet", "ecrc"]
    subprocess.run([sys.executable, "-m", "pip", *where], check=True, env=environment)
    assert not installed.exists()
