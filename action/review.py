"""The one step of the GitHub Action: check, compare, comment.

Goes in: the environment: the action's inputs as `ECRC_…`, and what GitHub says of the run. Comes out: annotations
and a SARIF log, the job's summary, one comment on the pull request that is kept up to date, outputs, an exit code.
It never hands an input to a shell, prints the token, or fails because it may not comment.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

MARKER = "<!-- ecrc diff -->"  # the second line of `ecrc diff --format markdown`
LONGEST = 60_000  # characters; GitHub takes 65,536


def said(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def program() -> str:
    """The compiler: the one that is named, that is there, or that is built here."""
    found = said("ECRC_PROGRAM") or shutil.which("ecrc")
    if found:
        return found
    source = Path(__file__).resolve().parents[1]
    root = Path(said("RUNNER_TEMP", "/tmp")) / "ecrc"
    command = ["cargo", "install", "--locked", "--quiet", "--path", str(source), "--root", str(root)]
    subprocess.run(command, check=True)
    return str(root / "bin" / "ecrc")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def say(kind: str, message: str) -> None:
    """A line of the log that GitHub shows as a notice, warning or error."""
    escaped = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    print(f"::{kind} title=ecrc::{escaped}", flush=True)


def check(ecrc: str, files: list[str]) -> bool:
    done = run(ecrc, "check", "--format", "github", "--fail-on", said("ECRC_CHECK_FAIL_ON", "error"), "--", *files)
    sys.stdout.write(done.stdout)
    if done.returncode == 2:
        say("error", done.stderr.strip())
    sarif = said("ECRC_SARIF_FILE")
    if sarif and done.returncode != 2:
        log = run(ecrc, "check", "--format", "sarif", "--", *files)
        Path(sarif).parent.mkdir(parents=True, exist_ok=True)
        Path(sarif).write_text(log.stdout, encoding="utf-8")
    return done.returncode == 0


def fetch(base: str) -> None:
    """A shallow clone has not got the base."""
    if run("git", "cat-file", "-e", f"{base}^{{commit}}").returncode != 0 and not base.startswith("-"):
        run("git", "fetch", "--no-tags", "--quiet", "--depth=1", "origin", base)


def compare(ecrc: str, base: str, files: list[str]) -> tuple[str, bool]:
    """The comment, and whether nothing in the change fails the job."""
    fetch(base)
    command = [ecrc, "diff", f"--base={base}", "--target", said("ECRC_TARGET", "cfn")]
    events = said("ECRC_FAIL_ON")
    fail_on = [f"--fail-on={events}"] if events else []
    done = run(*command, *fail_on, "--format", "markdown", "--", *files)
    if done.returncode == 2:
        say("error", done.stderr.strip())
        # What is cut is at the end: the diagnostics begin with the first one.
        quoted = done.stderr.strip().replace("```", "'''")[: LONGEST - 1000]
        return f"ecrc could not compare the specs\n{MARKER}\n\n```\n{quoted}\n```\n", False
    facts = run(*command, "--format", "json", "--no-text", "--", *files)
    summary = json.loads(facts.stdout)["summary"]
    output("broadened", max(summary["broadened"], summary["reach_broadened"], key=["no", "unknown", "yes"].index))
    return done.stdout, done.returncode == 0


def output(name: str, value: str) -> None:
    """Between two lines that a value cannot foresee."""
    end = secrets.token_hex(16)
    append("GITHUB_OUTPUT", f"{name}<<{end}\n{value}\n{end}\n")


def append(variable: str, text: str) -> None:
    if path := said(variable):
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)


class Api:
    """GitHub's REST API, for the comments of one pull request."""

    def __init__(self, token: str, number: int) -> None:
        self.token = token
        self.repository = f"{said('GITHUB_API_URL', 'https://api.github.com')}/repos/{said('GITHUB_REPOSITORY')}"
        self.comments = f"{self.repository}/issues/{number}/comments"

    def ask(self, method: str, url: str, body: dict[str, str] | None = None) -> tuple[object, str | None]:
        """The answer, and the address of the next page."""
        request = urllib.request.Request(url, method=method)
        request.add_header("Authorization", f"Bearer {self.token}")
        request.add_header("Accept", "application/vnd.github+json")
        request.add_header("X-GitHub-Api-Version", "2022-11-28")
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(request, data=data, timeout=30) as answer:
            following = re.search(r'<([^>]+)>; rel="next"', answer.headers.get("Link") or "")
            return json.load(answer), following and following[1]

    def ours(self) -> int | None:
        """The comment that an earlier run wrote."""
        page: str | None = f"{self.comments}?per_page=100"
        while page:
            found, page = self.ask("GET", page)
            for comment in found:
                if (comment.get("body") or "").split("\n")[1:2] == [MARKER]:
                    return comment["id"]
        return None

    def keep(self, text: str) -> None:
        known = self.ours()
        if known is not None:
            self.ask("PATCH", f"{self.repository}/issues/comments/{known}", {"body": text})
        elif not text.startswith("no change\n"):
            self.ask("POST", self.comments, {"body": text})


def pull_request() -> int | None:
    path = said("GITHUB_EVENT_PATH")
    event = json.loads(Path(path).read_text(encoding="utf-8")) if path else {}
    return (event.get("pull_request") or {}).get("number")


def comment(text: str) -> None:
    number, token = pull_request(), said("ECRC_TOKEN")
    if said("ECRC_COMMENT", "true") != "true" or number is None:
        return
    if not token:
        return say("notice", "there is no token to comment with; the job's summary has the report")
    try:
        Api(token, number).keep(text)
    except urllib.error.HTTPError as error:
        # A pull request from a fork may not write.
        say("notice", f"GitHub did not take the comment ({error.code}); the job's summary has the report")
    except (urllib.error.URLError, TimeoutError, ValueError) as error:
        say("warning", f"GitHub could not be asked for the comments: {error}")


def main() -> int:
    files = [line.strip() for line in said("ECRC_FILES", ".").splitlines() if line.strip()]
    ecrc = program()
    fine = check(ecrc, files)
    if base := said("ECRC_BASE"):
        text, allowed = compare(ecrc, base, files)
        fine &= allowed
        first = text.split("\n", 1)[0]
        print(first, flush=True)
        output("summary", first)
        append("GITHUB_STEP_SUMMARY", text)
        comment(text)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
