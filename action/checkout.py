"""The checkout of a pull request, which anyone may have written.

Input: its directory. Output: paths in it that no symlink leads elsewhere, programs and an environment that come from
outside of it, and the base that a shallow clone lacks. Never: runs anything in it, reads its configuration of
git for what to run or where to fetch from, or hands the token to a program but git, for one fetch.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from log import credential

LONGEST = 16 << 20  # bytes of one stream that are read
PATIENCE = 600  # seconds

# What programs are started with. Tokens, `GIT_…`, `CARGO_…` and whatever else is set stay with the step.
KEPT = """
    HOME USER LOGNAME LANG LC_ALL LC_CTYPE TZ TMPDIR TEMP TMP XDG_CONFIG_HOME XDG_CACHE_HOME
    CARGO_HOME RUSTUP_HOME RUSTUP_TOOLCHAIN SSL_CERT_FILE SSL_CERT_DIR
    HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY
    SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT USERPROFILE HOMEDRIVE HOMEPATH APPDATA LOCALAPPDATA
    PROGRAMFILES PROGRAMFILES(X86) PROGRAMW6432 PROGRAMDATA NUMBER_OF_PROCESSORS PROCESSOR_ARCHITECTURE
""".split()


# What a repository may ask git to run, told not to.
SAFE = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "credential.helper": "",
    "gc.auto": "0",
    "maintenance.auto": "false",
}


class Refused(Exception):
    """Something in the checkout is not taken for what the workflow asked for."""


class Done(NamedTuple):
    code: int
    out: str
    err: str


class Checkout:
    def __init__(self, root: str, here: str, temporary: str) -> None:
        self.root = Path(os.path.realpath(root))
        self.temporary = Path(os.path.realpath(temporary))
        self.named = {Path(os.path.abspath(root)): self.root, Path(os.path.abspath(temporary)): self.temporary}
        self.here = Path(os.path.realpath(here))
        if not self.holds(self.here):
            self.here = self.root
        self.scratch = Path(tempfile.mkdtemp(prefix="ecrc-", dir=self.temporary))
        self.path = os.pathsep.join(entry for entry in os.environ.get("PATH", "").split(os.pathsep) if self.trusts(entry))
        self.objects: Path | None = None

    def holds(self, path: Path) -> bool:
        return path == self.root or self.root in path.parents

    def written(self, name: str) -> Path:
        """A path by its letters alone; only the directories that the runner names may lie behind symlinks."""
        path = Path(os.path.normpath(self.here / name))
        for named, real in self.named.items():
            if named in path.parents:
                return real / path.relative_to(named)
        return path

    def trusts(self, entry: str) -> bool:
        """Whether a directory of the PATH is the runner's, and not the pull request's."""
        return os.path.isabs(entry) and not self.holds(Path(os.path.realpath(entry)))

    def program(self, name: str) -> str | None:
        """A program by its name, from outside."""
        found = shutil.which(name, path=self.path)
        return found if found and self.trusts(os.path.dirname(os.path.abspath(found))) else None

    def environment(self) -> dict[str, str]:
        """What programs are started with, and what keeps git from what a repository may ask it to run."""
        kept = {name: value for name, value in os.environ.items() if name.upper() in KEPT}
        kept |= {
            "PATH": self.path,
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_ALLOW_PROTOCOL": "none",
            **settings({**SAFE, "safe.directory": str(self.root)}),
        }
        if self.objects:
            kept["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = str(self.objects)
        return kept

    def run(self, *command: str, cwd: Path | None = None, more: dict[str, str] | None = None) -> Done:
        """Runs a program. What it prints goes by way of files: no output is too long for them."""
        with tempfile.TemporaryFile(dir=self.scratch) as out, tempfile.TemporaryFile(dir=self.scratch) as err:
            try:
                code = subprocess.run(
                    command,
                    cwd=cwd or self.here,
                    env=self.environment() | (more or {}),
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=err,
                    timeout=PATIENCE,
                    check=False,
                ).returncode
            except subprocess.TimeoutExpired:
                return Done(2, "", f"`{Path(command[0]).name}` took more than {PATIENCE} seconds")
            except (OSError, ValueError) as error:
                return Done(2, "", f"cannot start `{Path(command[0]).name}`: {error}")
            texts = []
            for file in (out, err):
                file.seek(0)
                texts.append(file.read(LONGEST).decode("utf-8", "replace"))
            return Done(code, *texts)

    def input(self, name: str) -> str:
        """A file or directory to read. What the workflow names may be anywhere; where the pull request's symlinks lead
        is another matter, as what is read may be quoted in a comment."""
        if name == "-":
            raise Refused("`-` is standard input, which a step has none of")
        written = self.written(name)
        if self.holds(written):
            real = Path(os.path.realpath(written))
            if not self.holds(real) or in_git(real.relative_to(self.root)):
                raise Refused(f"`{name}` is a symlink that leads out of the checkout, or into its `.git`")
        return name

    def fresh(self, name: str) -> Path:
        """A file to write, which is not there: whatever the pull request left at its path is removed, and no symlink is
        followed."""
        written = self.written(name)
        base = next((base for base in (self.root, self.temporary) if base in written.parents), None)
        if base is None:
            raise Refused(f"`{name}` leads out of the checkout")
        parts = written.relative_to(base)
        if in_git(parts):
            raise Refused(f"`{name}` leads into `.git`")
        for above in reversed(list(parts.parents)[:-1]):
            folder = base / above
            if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
                raise Refused(f"`{name}` leads through `{above}`, which is no directory of the checkout")
            folder.mkdir(exist_ok=True)
        if written.is_symlink() or (written.exists() and not written.is_file()):
            raise Refused(f"`{name}` is there already, as a symlink or a directory")
        written.unlink(missing_ok=True)
        return written

    def base(self, name: str, server: str, repository: str, token: str) -> str:
        """A revision to compare with, which a shallow clone has not got. It is fetched into a repository of its own: the
        checkout's configuration has no say in it."""
        git = self.program("git")
        if git is None or name.startswith("-"):
            return name
        if self.run(git, "cat-file", "-e", f"{name}^{{commit}}").code == 0:
            return name
        bare = self.scratch / "base.git"
        form = self.run(git, "rev-parse", "--show-object-format").out.strip()
        form = form if form in ("sha1", "sha256") else "sha1"
        if self.run(git, "init", "--quiet", "--bare", "--template=", f"--object-format={form}", str(bare)).code != 0:
            return name
        for url, secret in self.remotes(git, server, repository, token):
            more = {"GIT_ALLOW_PROTOCOL": "https:http:file"}
            if secret:
                more |= settings({**SAFE, f"http.{server}/.extraheader": f"AUTHORIZATION: basic {secret}"})
            options = ["--quiet", "--no-tags", "--depth=1", "--no-recurse-submodules", "--upload-pack=git-upload-pack"]
            fetched = self.run(git, f"--git-dir={bare}", "fetch", *options, url, name, cwd=self.scratch, more=more)
            found = self.run(git, f"--git-dir={bare}", "rev-parse", "--verify", "--quiet", "FETCH_HEAD", cwd=self.scratch)
            if fetched.code == 0 and found.code == 0:
                self.objects = bare / "objects"
                return found.out.strip()
        return name

    def remotes(self, git: str, server: str, repository: str, token: str) -> list[tuple[str, str]]:
        """Where a base may be: at the server that runs this job, or else where the checkout came from."""
        known = [(f"{server}/{repository}", credential(token) if token else "")] if server and repository else []
        origin = self.run(git, "config", "--get", "remote.origin.url").out.strip()
        return known + ([(origin, "")] if origin and not origin.startswith("-") else [])


def settings(values: dict[str, str]) -> dict[str, str]:
    """Settings of git as its environment takes them; they go before those of a repository."""
    told = {"GIT_CONFIG_COUNT": str(len(values))}
    for index, (key, value) in enumerate(values.items()):
        told |= {f"GIT_CONFIG_KEY_{index}": key, f"GIT_CONFIG_VALUE_{index}": value}
    return told


def in_git(path: Path) -> bool:
    """What git keeps for itself: its configuration may hold a token."""
    return any(part.lower() == ".git" for part in path.parts)
