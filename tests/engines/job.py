"""A job that runs the GitHub Action: its script in a real repository, against a server that simulates GitHub's API.

Input: a repository with a base and a changed working tree, inputs, how the API answers. Output: what the step prints,
writes and asks. The server answers on 127.0.0.1, well or badly.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[2]
ACTION = ROOT / "action"
MARKER = "<!-- ecrc diff -->"
TOKEN = "ghs_not-a-token"
BOT = "github-actions[bot]"
SPEC = "private_ecr web <\n  region us-east-2;\n  launch fargate 1.4.0;\n  logs awslogs;\n  deny delete repo \"app\";\n>\n"


class GitHub:
    """The comments of pull request 7, two a page."""

    def __init__(self) -> None:
        self.comments = [{"id": number, "user": {"login": "ada"}, "body": f"words {number}"} for number in (1, 2, 3)]
        self.asked: list[tuple[str, str]] = []
        self.refuse: int | None = None
        self.viewer: object = None  # what GraphQL says of the token's owner
        self.raw: bytes | None = None  # what is answered instead, headers and all
        self.link: str | None = None  # the next page of each page
        github = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def answer(self, status, body, link=None):
                data = json.dumps(body).encode()
                self.send_response(status)
                if link:
                    self.send_header("Link", f'<{link}>; rel="next"')
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def handle_one(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length) or b"{}")
                github.asked.append((self.command, self.path))
                if github.raw is not None:
                    self.wfile.write(github.raw)
                    self.close_connection = True
                    return None
                if github.refuse or self.headers["Authorization"] != f"Bearer {TOKEN}":
                    return self.answer(github.refuse or 401, {"message": "no"})
                if self.path == "/graphql":
                    return self.answer(200, github.viewer)
                if self.command == "GET":
                    page = int(re.search(r"[?&]page=(\d+)", self.path)[1]) if "&page=" in self.path else 1
                    some = github.comments[2 * page - 2 : 2 * page]
                    more = f"{github.url}/repos/o/r/issues/7/comments?per_page=100&page={page + 1}"
                    return self.answer(200, some, github.link or (more if len(github.comments) > 2 * page else None))
                if self.command == "POST":
                    github.comments.append({"id": len(github.comments) + 1, "user": {"login": BOT}, "body": body["body"]})
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
        return [comment["body"] for comment in self.comments if comment["user"]["login"] == BOT]

    def methods(self) -> list[str]:
        return [method for method, _ in self.asked]


class Job:
    def __init__(self, folder: Path, github: GitHub) -> None:
        self.top, self.folder, self.github = folder, folder / "work", github
        self.folder.mkdir()
        self.temporary = folder / "temp"
        self.temporary.mkdir()
        self.files = {name: folder / name for name in ("output", "summary", "event")}
        self.event({"pull_request": {"number": 7}})
        self.path = os.environ["PATH"]
        self.more: dict[str, str] = {}
        self.git("init", "-q", "-b", "main")
        self.write("web.ecr", SPEC)
        self.commit()

    def event(self, event: object) -> None:
        self.files["event"].write_text(json.dumps(event), encoding="utf-8")

    def git(self, *arguments: str) -> str:
        identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
        done = subprocess.run(
            ["git", *identity, *arguments], cwd=self.folder, check=True, capture_output=True, text=True
        )
        return done.stdout

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "one")

    def write(self, name: str, text: str, mode: int | None = None) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if mode:
            path.chmod(mode)
        return path

    def environment(self, inputs: dict[str, str]) -> dict[str, str]:
        dropped = ("ECRC_", "GITHUB_", "GIT_", "RUNNER_")
        environment = {key: value for key, value in os.environ.items() if not key.startswith(dropped)}
        environment |= {
            "PATH": self.path,
            "GITHUB_API_URL": self.github.url,
            "GITHUB_REPOSITORY": "o/r",
            "GITHUB_WORKSPACE": str(self.folder),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_EVENT_PATH": str(self.files["event"]),
            "GITHUB_OUTPUT": str(self.files["output"]),
            "GITHUB_STEP_SUMMARY": str(self.files["summary"]),
            "RUNNER_TEMP": str(self.temporary),
            "ECRC_BASE": "main",
            "ECRC_TOKEN": TOKEN,
            "ECRC_PROGRAM": ecrc(),
        }
        return environment | self.more | {f"ECRC_{name.upper()}": value for name, value in inputs.items()}

    def run(self, command: list[str] | None = None, **inputs: str) -> subprocess.CompletedProcess[str]:
        for name in ("output", "summary"):
            self.files[name].write_text("", encoding="utf-8")
        done = subprocess.run(
            command or [sys.executable, "-I", ACTION / "review.py"],
            cwd=self.folder,
            env=self.environment(inputs),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        written = [file.read_text(encoding="utf-8") for file in self.files.values()]
        for text in (done.stdout, done.stderr, *written, *(comment["body"] or "" for comment in self.github.comments)):
            assert TOKEN not in text
        assert not list(self.temporary.iterdir()), "the step cleans up"
        return done

    def outputs(self) -> dict[str, str]:
        text = self.files["output"].read_text(encoding="utf-8")
        return dict(re.findall(r"^(\w+)<<(?:\w+)\n(.*)\n(?:\w+)$", text, re.MULTILINE))

    def summary(self) -> str:
        return self.files["summary"].read_text(encoding="utf-8")


def ecrc() -> str:
    return str(Path(os.environ["ECRC_BIN"]).resolve())


def script(path: Path, text: str) -> Path:
    """A program that a shell runs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path
