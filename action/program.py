"""The compiler that a step runs.

Input: what the workflow names, the PATH, the source next to this file. Output: a program. Never: one that lies in the
checkout, one that is built there, or a token in the environment of what builds it.
"""

from __future__ import annotations

import os
from pathlib import Path

import release
from checkout import Checkout, Refused
from log import say


def program(named: str, repository: str, server: str, checkout: Checkout) -> str:
    """The one that is named, that is installed, that is released, or that is built here."""
    if named:
        found = checkout.program(named) if named == os.path.basename(named) else named
        if found is None or not checkout.trusts(os.path.dirname(os.path.abspath(found))):
            raise Refused(f"`{named}` is not installed, or lies in the checkout, where a pull request may put what it likes")
        return os.path.abspath(found)
    return checkout.program("ecrc") or released(repository, server, checkout) or built(checkout)


def released(repository: str, server: str, checkout: Checkout) -> str | None:
    try:
        return release.take(repository, checkout.scratch, server)
    except release.Missing as why:
        print(f"ecrc is built from source: {str(why).encode('unicode_escape').decode()}", flush=True)
    except release.Untrusted as why:
        say("warning", f"the release is not used: {why}")
    return None


def built(checkout: Checkout) -> str:
    """In the folder of this source: what cargo and rustup read of the working directory is not the pull request's."""
    cargo = checkout.program("cargo")
    if cargo is None:
        raise Refused("there is no release of ecrc to use, and no cargo to build it")
    root = checkout.scratch / "built"
    options = ["--locked", "--quiet", "--path", str(release.SOURCE), "--root", str(root)]
    done = checkout.run(cargo, "install", *options, cwd=release.SOURCE)
    if done.code != 0:
        raise Refused(f"cargo cannot build ecrc: {done.err.strip()}")
    return str(root / "bin" / ("ecrc.exe" if os.name == "nt" else "ecrc"))
