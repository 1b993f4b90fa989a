"""How pip installs ecrc from this source, which is how pre-commit installs its hooks.

Input: the source next to this file. Output: a wheel with the program: that of the release that was built from this source,
or else one that cargo builds. Never: needs another package, or builds in the source.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import release  # noqa: E402


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None) -> str:
    name = f"ecrc-{release.manifest('version')}"
    with tempfile.TemporaryDirectory() as folder:
        program = Path(program_in(Path(folder)))
        members = {f"{name}.data/scripts/{program.name}": program.read_bytes(), **described(name)}
    lines = [f"{path},sha256={checksum(content)},{len(content)}" for path, content in members.items()]
    record = f"{name}.dist-info/RECORD"
    members[record] = ("\n".join([*lines, f"{record},,"]) + "\n").encode()
    wheel = f"{name}-py3-none-any.whl"
    with zipfile.ZipFile(Path(wheel_directory) / wheel, "w", zipfile.ZIP_DEFLATED) as file:
        for path, content in members.items():
            member = zipfile.ZipInfo(path)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = (0o100755 if ".data/" in path else 0o100644) << 16
            file.writestr(member, content)
    return wheel


def build_sdist(sdist_directory, config_settings=None) -> str:
    raise RuntimeError("ecrc is installed from its repository, and has no source distribution")


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None) -> str:
    name = f"ecrc-{release.manifest('version')}"
    for path, content in described(name).items():
        file = Path(metadata_directory) / path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
    return f"{name}.dist-info"


def described(name: str) -> dict[str, bytes]:
    version = name.partition("-")[2]
    metadata = f"Metadata-Version: 2.1\nName: ecrc\nVersion: {version}\nSummary: {release.manifest('description')}\n"
    wheel = "Wheel-Version: 1.0\nGenerator: ecrc\nRoot-Is-Purelib: false\nTag: py3-none-any\n"
    return {f"{name}.dist-info/METADATA": metadata.encode(), f"{name}.dist-info/WHEEL": wheel.encode()}


def checksum(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def program_in(folder: Path) -> str:
    try:
        return release.take(release.repository(), folder)
    except (release.Missing, release.Untrusted) as why:
        print(f"ecrc is built from source: {why}", file=sys.stderr)
    cargo = shutil.which("cargo")
    if cargo is None:
        raise RuntimeError("there is no release of ecrc to use, and no cargo to build it")
    # cargo and rustup read what lies in the working directory: that is this source.
    command = [cargo, "install", "--locked", "--quiet", "--path", str(release.SOURCE), "--root", str(folder)]
    target = {"CARGO_TARGET_DIR": str(folder / "target")}
    subprocess.run(command, cwd=release.SOURCE, env=os.environ | target, check=True)
    return str(folder / "bin" / ("ecrc.exe" if os.name == "nt" else "ecrc"))
