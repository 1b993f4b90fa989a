"""The GitHub Action with an API that drops, garbles, cuts off, refuses or misleads.

Input: answers of every wrong kind. Output: a warning, a complete step summary, the exit code of the check, and no
traceback. The token goes to the API that the runner names, and nowhere else.
"""

from __future__ import annotations

import importlib
import json
import socket

import pytest

from job import ACTION, BOT, MARKER, SPEC, GitHub, Job


@pytest.fixture
def github():
    made = GitHub()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def job(tmp_path, github):
    made = Job(tmp_path, github)
    made.write("web.ecr", SPEC.replace("app", "api"))
    return made


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


ROOM = "\r\nTransfer-Encoding: chunked\r\n\r\n"
ANSWERS = {
    "nothing": b"",
    "garbage": b"nonsense\r\n\r\n",
    "binary": bytes(range(256)) * 4,
    "no version": b"HTTP/1.1\r\n\r\n",
    "cut off": b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[{",
    "cut in the head": b"HTTP/1.1 200 OK\r\nContent-Le",
    "cut in a chunk": f"HTTP/1.1 200 OK{ROOM}ff\r\n[".encode(),
    "no chunk": f"HTTP/1.1 200 OK{ROOM}zz\r\n".encode(),
    "a long line": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
    "many headers": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1_000 + b"\r\n",
    "no JSON": answer(b"<html>"),
    "no text": answer(b"\xff\xfe[]"),
    "compressed": answer(b"\x1f\x8b\x08\x00", "Content-Encoding: gzip"),
    "no list": answer(b'{"message": "x"}'),
    "null": answer(b"null"),
    "a number": answer(b"7"),
    "deep": answer(b"[" * 100_000),
    "long": answer(b" " * (9 << 20) + b"[]"),
    "empty": answer(b""),
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_wrong_answer_is_a_warning(job, github, kind):
    github.raw = ANSWERS[kind]
    done = job.run()
    assert done.returncode == 0 and done.stderr == "", done.stderr
    assert "::warning title=ecrc::GitHub could not be asked for the comments: " in done.stdout, done.stdout
    assert job.summary().startswith(f"2 changed · access broadened: yes\n{MARKER}\n")
    assert job.outputs()["broadened"] == "yes"
    # What fails the job fails it all the same.
    assert job.run(fail_on="broadened").returncode == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 422, 429, 500, 502, 503])
def test_a_refusal_is_a_warning(job, github, status):
    github.refuse = status
    done = job.run()
    assert done.returncode == 0 and done.stderr == ""
    assert f"::warning title=ecrc::GitHub did not take the comment ({status}); the job's summary has the report" in done.stdout
    assert job.summary().startswith("2 changed")


def test_nobody_there_is_a_warning(job, github):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        for url in (f"http://127.0.0.1:{taken.getsockname()[1]}", "http://", "nonsense", "http://127.0.0.1:99999", "file:///etc"):
            job.more["GITHUB_API_URL"] = url
            done = job.run()
            assert done.returncode == 0 and "::warning title=ecrc::GitHub could not be asked" in done.stdout, url
    for repository in ("", "o", "o/r/../x", "o/r\r\nX: y", "o r/x"):
        job.more = {"GITHUB_REPOSITORY": repository}
        assert job.run().returncode == 0 and github.asked == []


def test_elements_of_any_kind_are_passed_over(job, github):
    odd = [None, 7, "x", [], {}, {"id": True}, {"id": 1, "body": 7}, {"id": 2, "user": [], "body": f"x\n{MARKER}\n"}]
    github.raw = answer(json.dumps(odd).encode())
    done = job.run()
    # Nothing is ours, so that one is made; what is answered to that is as odd.
    assert done.returncode == 0 and github.methods() == ["GET", "POST"] and "::warning" not in done.stdout


def test_pages_end(job, github):
    for link in (f"{github.url}/repos/o/r/issues/7/comments?per_page=100&page=1", f"{github.url}/"):
        github.link, github.asked = link, []
        done = job.run()
        assert done.returncode == 0 and "::warning title=ecrc::GitHub could not be asked" in done.stdout
        assert len(github.asked) <= 50


def test_the_token_goes_nowhere_else(job, github):
    other = GitHub()
    try:
        for link in (other.url, f"{other.url}/repos/o/r", f"{github.url}.example.com/", "file:///etc/passwd", "//x"):
            github.link = link
            assert "its next page is somewhere else" in job.run().stdout
        github.link = None
        for status in ("301 Moved", "302 Found", "307 Temporary", "308 Permanent"):
            github.raw = answer(b"[]", f"Location: {other.url}/repos/o/r/issues/7/comments", status=status)
            done = job.run()
            assert done.returncode == 0 and f"did not take the comment ({status[:3]})" in done.stdout
        assert other.asked == []
    finally:
        other.server.shutdown()
        other.server.server_close()


def test_a_comment_that_is_gone_meanwhile_is_a_warning(job, github):
    github.comments = [{"id": 9, "user": {"login": BOT}, "body": f"x\n{MARKER}\n"}]

    class Vanishing(list):
        def __iter__(self):
            return iter(())

    # The list has it, the change does not find it: the server drops the connection.
    whole = github.comments
    github.comments = Vanishing(whole)
    done = job.run()
    assert done.returncode == 0 and "::warning title=ecrc::GitHub could not be asked" in done.stdout
    assert whole[0]["body"] == f"x\n{MARKER}\n"


def test_who_never_answers_is_not_waited_for(monkeypatch, capsys, tmp_path):
    """In this process, where the bound is short."""
    monkeypatch.syspath_prepend(str(ACTION))
    review = importlib.import_module("review")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        (tmp_path / "event").write_text('{"pull_request": {"number": 7}}', encoding="utf-8")
        for name, value in {
            "GITHUB_EVENT_PATH": str(tmp_path / "event"),
            "GITHUB_API_URL": f"http://127.0.0.1:{silent.getsockname()[1]}",
            "GITHUB_REPOSITORY": "o/r",
        }.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("GITHUB_GRAPHQL_URL", raising=False)
        monkeypatch.setattr(review, "PATIENCE", 0.2)
        review.comment("1 added\n", "token")
    assert "::warning title=ecrc::GitHub could not be asked for the comments: it took more than 0.2 seconds" in capsys.readouterr().out
