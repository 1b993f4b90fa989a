"""What a step says: lines of the log, outputs, the summary.

Input: texts, which may contain anything. Output: runner commands that contain them, and the files that it names. Never:
a line of the log that a text made a command, an output that a text ended, or the token.
"""

from __future__ import annotations

import base64
import os
import secrets

LONGEST = 4_000  # characters of one message; nobody reads on
_hidden: list[str] = []


def hide(token: str) -> None:
    """From now on, no text holds this, or the form in which git is given it."""
    if token:
        _hidden.extend([token, credential(token)])


def credential(token: str) -> str:
    return base64.b64encode(f"x-access-token:{token}".encode()).decode()


def clean(text: str) -> str:
    for secret in _hidden:
        text = text.replace(secret, "***")
    return text


def say(kind: str, message: str) -> None:
    """A line of the log that GitHub shows as a notice, warning or error."""
    message = clean(message)
    if len(message) > LONGEST:
        message = message[:LONGEST] + " …"
    escaped = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    print(f"::{kind} title=ecrc::{escaped}", flush=True)


def output(name: str, value: str) -> None:
    """Between two lines that a value cannot foresee."""
    end = secrets.token_hex(16)
    append("GITHUB_OUTPUT", f"{name}<<{end}\n{clean(value)}\n{end}\n")


def append(variable: str, text: str) -> None:
    path = os.environ.get(variable, "")
    if not path:
        return
    try:
        with open(path, "a", encoding="utf-8", errors="replace") as file:
            file.write(clean(text))
    except OSError as error:
        say("warning", f"cannot write to the file of {variable}: {error}")
