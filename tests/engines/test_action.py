"""The GitHub Action: its script against a server that plays GitHub's comments, in real repositories.

Goes in: a repository with a base and a changed working tree, and the environment that GitHub gives a step. Comes
out: whether the comment is made, kept, and left alone as it should, whatever names and files say.
"""

import json
import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
MARKER = "<!-- ecrc diff -->"
TOKEN = "ghs_not-a-token"
SPEC = "private_ecr web <\n  region us-east-2;\n  launch fargate 1.4.0;\n  logs awslogs;\n  deny delete repo \"app\";\n>\n"


class GitHub:
    """The comments of pull request 7, two a page."""

    def __init__(self) -> None:
        self.comments = [{"id": number, "body": f"words {number}"} for number in (1, 2, 3)]
        self.asked: list[tuple[str, str]] = []
        self.refuse: int | None = None
        github = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def answer(self, status, body, link=None):
                data = json.dumps(body).encode()
                self.send_response(status)
                if link:
                    self.send_header("Link", link)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def handle_one(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length) or b"{}")
                github.asked.append((self.command, self.path))
                if github.refuse or self.headers["Authorization"] != f"Bearer {TOKEN}":
                    return self.answer(github.refuse or 401, {"message": "no"})
                if self.command == "GET":
                    page = int(re.search(r"[?&]page=(\d+)", self.path)[1]) if "&page=" in self.path else 1
                    some = github.comments[2 * page - 2 : 2 * page]
                    more = f"<{github.url}/repos/o/r/issues/7/comments?per_page=100&page={page + 1}>; rel=\"next\""
                    return self.answer(200, some, more if len(github.comments) > 2 * page else None)
                if self.command == "POST":
                    github.comments.append({"id": len(github.comments) + 1, "body": body["body"]})
                    return self.answer(201, github.comments[-1])
                number = int(self.path.rsplit("/", 1)[1])
                (known,) = [comment for comment in github.comments if comment["id"] == number]
                known["body"] = body["body"]
                return self.answer(200, known)

            do_GET = do_POST = do_PATCH = handle_one

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def ours(self) -> list[str]:
        return [comment["body"] for comment in self.comments if MARKER in comment["body"]]


@pytest.fixture
def github():
    made = GitHub()
    yield made
    made.server.shutdown()
    made.server.server_close()


class Job:
    def __init__(self, folder: Path, github: GitHub) -> None:
        self.folder, self.github = folder / "work", github
        self.folder.mkdir()
        self.files = {name: folder / name for name in ("output", "summary", "event")}
        self.files["event"].write_text(json.dumps({"pull_request": {"number": 7}}), encoding="utf-8")
        self.git("init", "-q", "-b", "main")
        self.write("web.ecr", SPEC)
        self.commit()

    def git(self, *arguments: str) -> None:
        identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
        subprocess.run(["git", *identity, *arguments], cwd=self.folder, check=True, capture_output=True)

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "one")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def run(self, **inputs: str) -> subprocess.CompletedProcess[str]:
        for name in ("output", "summary"):
            self.files[name].write_text("", encoding="utf-8")
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("ECRC_", "GITHUB_"))}
        environment |= {
            "GITHUB_API_URL": self.github.url,
            "GITHUB_REPOSITORY": "o/r",
            "GITHUB_EVENT_PATH": str(self.files["event"]),
            "GITHUB_OUTPUT": str(self.files["output"]),
            "GITHUB_STEP_SUMMARY": str(self.files["summary"]),
            "ECRC_BASE": "main",
            "ECRC_TOKEN": TOKEN,
            "ECRC_PROGRAM": str(Path(os.environ["ECRC_BIN"]).resolve()),
        }
        done = subprocess.run(
            [sys.executable, ROOT / "action" / "review.py"],
            cwd=self.folder,
            env=environment | {f"ECRC_{name.upper()}": value for name, value in inputs.items()},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert TOKEN not in done.stdout + done.stderr
        return done

    def outputs(self) -> dict[str, str]:
        text = self.files["output"].read_text(encoding="utf-8")
        return dict(re.findall(r"^(\w+)<<(?:\w+)\n(.*)\n(?:\w+)$", text, re.MULTILINE))


@pytest.fixture
def job(tmp_path, github):
    return Job(tmp_path, github)


def test_a_comment_is_made_and_kept(job, github):
    job.write("web.ecr", SPEC.replace("app", "api"))
    done = job.run()
    assert done.returncode == 0, done.stderr
    (body,) = github.ours()
    assert body.startswith(f"2 changed · access broadened: yes\n{MARKER}\n")
    assert job.files["summary"].read_text(encoding="utf-8") == body
    assert job.outputs() == {"summary": "2 changed · access broadened: yes", "broadened": "yes"}
    assert "::notice file=web.ecr,line=5," in done.stdout
    # The next run finds it behind the first page, and changes it in place.
    job.write("web.ecr", SPEC.replace("  deny", "  exec on;\n  deny"))
    assert job.run().returncode == 0
    (body,) = github.ours()
    assert body.startswith("1 added")
    assert github.asked[-1] == ("PATCH", "/repos/o/r/issues/comments/4")
    # It says so when the change is taken back.
    job.write("web.ecr", SPEC)
    assert job.run().returncode == 0
    assert github.ours()[0].startswith("no change\n")


def test_no_change_makes_no_comment(job, github):
    assert job.run().returncode == 0
    assert github.ours() == [] and all(method == "GET" for method, _ in github.asked)


def test_what_fails_the_job(job, github):
    job.write("web.ecr", SPEC.replace("app", "api"))
    assert job.run(fail_on="broadened").returncode == 1
    assert job.run(fail_on="replaced,removed").returncode == 0
    assert job.run(check_fail_on="note").returncode == 1
    job.write("web.ecr", SPEC.replace("us-east-2", "us-east-9"))
    done = job.run()
    assert done.returncode == 1 and "::error file=web.ecr,line=2" in done.stdout
    assert "ecrc could not compare the specs" in github.ours()[-1] and "ECR701" in github.ours()[-1]


def test_who_may_not_comment_is_told_so(job, github):
    job.write("web.ecr", SPEC.replace("app", "api"))
    for refusal in (401, 403, 404, 500):
        github.refuse = refusal
        done = job.run()
        assert done.returncode == 0 and f"::notice title=ecrc::GitHub did not take the comment ({refusal})" in done.stdout
    github.refuse = None
    assert "there is no token" in job.run(token="").stdout
    assert job.run(comment="false").returncode == 0
    job.files["event"].write_text("{}", encoding="utf-8")
    assert job.run().returncode == 0
    assert github.ours() == []
    github.url = "http://127.0.0.1:9"
    job.files["event"].write_text(json.dumps({"pull_request": {"number": 7}}), encoding="utf-8")
    done = job.run()
    assert done.returncode == 0 and "::warning title=ecrc::GitHub could not be asked" in done.stdout


def test_names_are_never_run(job, github):
    name = "$(touch pwned) `touch pwned`; touch 'pwned' \"x\".ecr"
    job.write(name, SPEC.replace(" web", " other"))
    done = job.run(files=f"{name}\nweb.ecr", base="main")
    assert done.returncode == 0, done.stdout + done.stderr
    assert not list(job.folder.glob("pwned*"))
    for base in ("$(touch pwned)", "--output=pwned", "-x"):
        done = job.run(base=base)
        assert done.returncode == 1 and "git knows no revision" in github.ours()[-1]
    assert job.run(files="--help").returncode == 1
    assert not list(job.folder.glob("pwned*"))


def test_sarif_is_written_where_it_is_asked_for(job):
    assert job.run(sarif_file="logs/ecrc.sarif").returncode == 0
    log = json.loads((job.folder / "logs" / "ecrc.sarif").read_text(encoding="utf-8"))
    assert log["runs"][0]["results"][0]["ruleId"] == "ECR507"


def test_a_shallow_clone_fetches_the_base(job, tmp_path):
    first = subprocess.run(["git", "rev-parse", "HEAD"], cwd=job.folder, capture_output=True, text=True, check=True)
    job.write("web.ecr", SPEC.replace("app", "api"))
    job.commit()
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{job.folder}", shallow], check=True)
    job.folder = shallow
    done = job.run(base=first.stdout.strip())
    assert done.returncode == 0 and "2 changed · access broadened: yes" in done.stdout, done.stdout


def test_the_action_is_one_script_that_no_input_reaches_as_text():
    steps = ACTION["runs"]["steps"]
    runs = [step for step in steps if "run" in step]
    assert [step["run"] for step in runs] == ['python3 "$GITHUB_ACTION_PATH/action/review.py"']
    assert all(step["shell"] == "bash" and "${{" not in step["run"] for step in runs)
    handed = set(re.findall(r"inputs\.([\w-]+)", json.dumps(steps)))
    assert handed == set(ACTION["inputs"]) and all(entry["description"] for entry in ACTION["inputs"].values())
    script = (ROOT / "action" / "review.py").read_text(encoding="utf-8")
    assert set(runs[0]["env"]) == set(re.findall(r'said\("(ECRC_\w+)"', script))
