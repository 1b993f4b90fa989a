"""Packs a program for a release.

Input: a target, the directory of its program, a directory to write to. Output: `ecrc-TARGET.tar.gz`, or `.zip` for Windows, with
the same bytes for the same files. Never: packs a program without the digest of its source.
"""

from __future__ import annotations

import gzip
import io
import sys
import tarfile
import zipfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1]
sys.dont_write_bytecode = True
sys.path.insert(0, str(SOURCE / "action"))

import release  # noqa: E402


def pack(target: str, programs: Path, out: Path) -> Path:
    archive = out / release.archive_of(target)
    stem = f"ecrc-{target}"
    program = "ecrc.exe" if "windows" in target else "ecrc"
    members = {program: (programs / program).read_bytes(), "source.sha256": f"{release.digest()}\n".encode()}
    members |= {name: (SOURCE / name).read_bytes() for name in ("LICENSE-APACHE", "LICENSE-MIT", "README.md")}
    out.mkdir(parents=True, exist_ok=True)
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as whole:
            for name, content in members.items():
                whole.writestr(zipfile.ZipInfo(f"{stem}/{name}"), content, zipfile.ZIP_DEFLATED)
        return archive
    with open(archive, "wb") as file, gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as zipped:
        with tarfile.open(fileobj=zipped, mode="w") as whole:
            for name, content in members.items():
                member = tarfile.TarInfo(f"{stem}/{name}")
                member.size, member.mode = len(content), 0o755 if name == program else 0o644
                whole.addfile(member, io.BytesIO(content))
    return archive


if __name__ == "__main__":
    print(pack(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
