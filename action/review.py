"""The one step of the GitHub Action: check, compare, comment.

Input: the environment: the action's inputs as `ECRC_…`, and what GitHub says of the run. Output: annotations and a SARIF
log, the job's summary, one comment on the pull request that is kept up to date, outputs, an exit code. Never: runs or
obeys anything of the checkout, hands an input to a shell, prints the token, or fails because it may not comment.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
import threading
from pathlib import Path

sys.dont_write_bytecode = True
# Python runs isolated, so that nothing of the checkout is imported; what lies beside this file is.
sys.path.insert(0, str(Path(__file__).resolve().parent))

import github  # noqa: E402
from checkout import Checkout, Refused  # noqa: E402
from log import append, clean, hide, output, say  # noqa: E402
from program import program  # noqa: E402

LONGEST = 60_000  # characters; GitHub takes 65,536
ANNOTATIONS = 1_000  # lines; GitHub shows ten of a kind, and the log holds these
PATIENCE = 120  # seconds for a comment


def said(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


class Review:
    def __init__(self, checkout: Checkout, ecrc: str, files: list[str]) -> None:
        self.checkout, self.ecrc, self.files = checkout, ecrc, files

    def check(self) -> bool:
        """Whether nothing fails, with the annotations in the log."""
        fail_on = f"--fail-on={said('ECRC_CHECK_FAIL_ON', 'error')}"
        done = self.checkout.run(self.ecrc, "check", "--format", "github", fail_on, "--", *self.files)
        lines = [line for line in done.out.split("\n") if re.match("::(error|warning|notice) file=", line)]
        for line in lines[:ANNOTATIONS]:
            print(clean(line), flush=True)
        if len(lines) > ANNOTATIONS:
            say("notice", f"{len(lines) - ANNOTATIONS} more annotations are left out: `ecrc check` shows all")
        if done.code not in (0, 1):
            say("error", complaint(done.err))
        return done.code == 0

    def sarif(self, name: str) -> bool:
        """Writes the log where it is asked for; only then it has an output, by which the next step finds it."""
        try:
            path = self.checkout.fresh(name)
            done = self.checkout.run(self.ecrc, "check", "--format", "sarif", "--", *self.files)
            if done.code not in (0, 1):
                return False
            # What is there already, or a symlink, is not opened.
            with open(path, "x", encoding="utf-8") as file:
                file.write(clean(done.out))
        except Refused as why:
            say("error", f"the SARIF log is not written: {why}")
            return False
        except OSError as error:
            say("error", f"the SARIF log cannot be written: {error}")
            return False
        output("sarif", str(path))
        return True

    def compare(self, base: str) -> tuple[str, bool]:
        """The comment, and whether nothing in the change fails the job."""
        command = [self.ecrc, "diff", f"--base={base}", f"--target={said('ECRC_TARGET', 'cfn')}"]
        events = said("ECRC_FAIL_ON")
        fail_on = [f"--fail-on={events}"] if events else []
        done = self.checkout.run(*command, *fail_on, "--format", "markdown", "--", *self.files)
        if done.code not in (0, 1):
            say("error", complaint(done.err))
            # What is cut is at the end: the diagnostics begin with the first one.
            return f"ecrc could not compare the specs\n{github.MARKER}\n\n{fenced(complaint(done.err))}", False
        facts = self.checkout.run(*command, "--format", "json", "--no-text", "--", *self.files)
        output("broadened", broadened(facts.out))
        return done.out[:LONGEST], done.code == 0


def complaint(err: str) -> str:
    return err.strip() or "ecrc ended without a word"


def fenced(text: str) -> str:
    """A text as it is: no run of backticks in it is as long as those around."""
    text = text[: LONGEST - 1000]
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", text))])
    return f"{fence}\n{text}\n{fence}\n"


def broadened(document: str) -> str:
    try:
        answer = json.loads(document)["summary"]["broadened"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return "unknown"
    return answer if answer in ("yes", "no") else "unknown"


def pull_request() -> dict:
    """What the event says of it."""
    try:
        event = json.loads(Path(said("GITHUB_EVENT_PATH")).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    request = event.get("pull_request") if isinstance(event, dict) else None
    return request if isinstance(request, dict) else {}


def is_from_a_fork(request: dict) -> bool:
    try:
        return request["head"]["repo"]["full_name"] != request["base"]["repo"]["full_name"]
    except (KeyError, TypeError):
        return False


def comment(text: str, token: str) -> None:
    """Keeps the comment, within a bound of time; whatever goes wrong is a line of the log."""
    request = pull_request()
    number = request.get("number")
    if said("ECRC_COMMENT", "true") != "true" or type(number) is not int:
        return
    rest = "the job's summary has the report"
    if not token:
        return say("notice", f"there is no token to comment with; {rest}")
    outcome: list[github.Unanswered | None] = []

    def keep() -> None:
        try:
            url, graphql = said("GITHUB_API_URL", "https://api.github.com"), said("GITHUB_GRAPHQL_URL")
            github.Api(url, graphql, token, said("GITHUB_REPOSITORY"), number).keep(clean(text))
            outcome.append(None)
        except github.Unanswered as why:
            outcome.append(why)

    thread = threading.Thread(target=keep, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    failed = outcome[0] if outcome else github.Unanswered(f"it took more than {PATIENCE} seconds")
    if failed is None:
        return
    if failed.status is None:
        return say("warning", f"GitHub could not be asked for the comments: {failed}; {rest}")
    # A token may not write where the pull request is from a fork.
    expected = failed.status == 403 and is_from_a_fork(request)
    say("notice" if expected else "warning", f"GitHub did not take the comment ({failed.status}); {rest}")


def review(checkout: Checkout) -> int:
    token = said("ECRC_TOKEN")
    hide(token)
    server, repository = said("GITHUB_SERVER_URL").rstrip("/"), said("GITHUB_REPOSITORY")
    named = [line.strip() for line in said("ECRC_FILES", ".").splitlines() if line.strip()]
    files = [checkout.input(name) for name in named]
    ecrc = program(said("ECRC_PROGRAM"), said("ECRC_REPOSITORY"), server or "https://github.com", checkout)
    run = Review(checkout, ecrc, files)
    fine = run.check()
    if name := said("ECRC_SARIF_FILE"):
        fine &= run.sarif(name)
    if base := said("ECRC_BASE"):
        text, allowed = run.compare(checkout.base(base, server, repository, token))
        fine &= allowed
        first = text.split("\n", 1)[0]
        print(clean(first), flush=True)
        output("summary", first)
        append("GITHUB_STEP_SUMMARY", text)
        comment(text, token)
    return 0 if fine else 1


def main() -> int:
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    here = os.getcwd()
    checkout = Checkout(said("GITHUB_WORKSPACE", here), here, said("RUNNER_TEMP", tempfile.gettempdir()))
    try:
        return review(checkout)
    except Refused as why:
        say("error", str(why))
        return 1
    finally:
        shutil.rmtree(checkout.scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
