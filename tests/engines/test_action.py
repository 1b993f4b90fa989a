"""The GitHub Action: its script against a server that simulates GitHub's comments, in real repositories.

Input: a changed working tree. Output: whether the comment is made, kept, and left alone as it should, and what the step
prints besides.
"""

import json
import re
import subprocess

import pytest
import yaml

from job import BOT, MARKER, ROOT, SPEC, GitHub, Job

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


@pytest.fixture
def github():
    made = GitHub()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def job(tmp_path, github):
    return Job(tmp_path, github)


def test_a_comment_is_made_and_kept(job, github):
    job.write("web.ecr", SPEC.replace("app", "api"))
    done = job.run()
    assert done.returncode == 0, done.stderr
    (body,) = github.ours()
    assert body.startswith(f"2 changed · access broadened: yes\n{MARKER}\n")
    assert job.summary() == body
    assert job.outputs() == {"summary": "2 changed · access broadened: yes", "broadened": "yes"}
    assert "::notice file=web.ecr,line=5," in done.stdout
    # The next run finds it past the first page, and changes it in place.
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
    assert github.ours() == [] and set(github.methods()) == {"GET"}


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
    assert "there is no token" in job.run(token="").stdout
    assert job.run(comment="false").returncode == 0
    for event in ({}, [], "x", {"pull_request": None}, {"pull_request": {"number": "7"}}):
        job.event(event)
        assert job.run().returncode == 0
    job.files["event"].write_text("{", encoding="utf-8")
    assert job.run().returncode == 0
    assert github.asked == []
    # A token may not write where the pull request is from a fork: that is no fault of anybody's.
    repositories = {"head": {"repo": {"full_name": "eve/r"}}, "base": {"repo": {"full_name": "o/r"}}}
    job.event({"pull_request": {"number": 7, **repositories}})
    github.refuse = 403
    assert "::notice title=ecrc::GitHub did not take the comment (403)" in job.run().stdout
    github.refuse = 500
    assert "::warning title=ecrc::GitHub did not take the comment (500)" in job.run().stdout


def test_sarif_is_written_where_it_is_asked_for(job):
    assert job.run(sarif_file="logs/ecrc.sarif").returncode == 0
    log = json.loads((job.folder / "logs" / "ecrc.sarif").read_text(encoding="utf-8"))
    assert log["runs"][0]["results"][0]["ruleId"] == "ECR507"
    assert job.outputs()["sarif"] == str(job.folder / "logs" / "ecrc.sarif")


@pytest.mark.parametrize("name", ["", "main"])
def test_a_shallow_clone_fetches_the_base(job, tmp_path, name):
    first = job.git("rev-parse", "HEAD").strip()
    job.git("branch", "old")
    job.write("web.ecr", SPEC.replace("app", "api"))
    job.git("checkout", "-q", "-b", "change")
    job.commit()
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{job.folder}", shallow], check=True)
    job.folder = shallow
    done = job.run(base=name or first)
    assert done.returncode == 0 and "2 changed · access broadened: yes" in done.stdout, done.stdout
    # The checkout itself is as it was.
    assert job.git("status", "--porcelain") == "" and not (shallow / ".git" / "FETCH_HEAD").exists()


def test_the_action_is_one_script_that_no_input_reaches_as_text():
    steps = ACTION["runs"]["steps"]
    (step,) = [step for step in steps if "run" in step]
    assert step["shell"] == "bash" and "${{" not in step["run"]
    assert step["run"].rstrip().endswith('exec python3 -I "$GITHUB_ACTION_PATH/action/review.py"')
    handed = set(re.findall(r"inputs\.([\w-]+)", json.dumps(steps)))
    assert handed == set(ACTION["inputs"]) and all(entry["description"] for entry in ACTION["inputs"].values())
    script = (ROOT / "action" / "review.py").read_text(encoding="utf-8")
    assert set(step["env"]) == set(re.findall(r"""said\(["'](ECRC_\w+)""", script))
    # The next step takes what this one has written, and nothing that lies there.
    (upload,) = [step for step in steps if "uses" in step]
    assert upload["with"]["sarif_file"] == "${{ steps.review.outputs.sarif }}"
    assert "steps.review.outputs.sarif != ''" in upload["if"]


def test_a_comment_is_ours_by_its_author(job, github):
    """Anybody may write the marker; what a viewer is called is asked where GitHub says where."""
    job.write("web.ecr", SPEC.replace("app", "api"))
    theirs = [
        {"id": 11, "user": {"login": "eve"}, "body": f"hello\n{MARKER}\n"},
        {"id": 12, "user": None, "body": f"hello\n{MARKER}\n"},
        {"id": 13, "user": {"login": "github-actions"}, "body": f"hello\n{MARKER}\n"},
        {"id": 14, "user": {"login": BOT}, "body": f"of another job\n\n{MARKER}\n"},
        {"id": 15, "user": {"login": BOT}, "body": None},
        {"id": "16", "user": {"login": BOT}, "body": f"hello\n{MARKER}\n"},
    ]
    github.comments = list(theirs)
    assert job.run().returncode == 0
    assert github.comments[: len(theirs)] == theirs and github.asked[-1] == ("POST", "/repos/o/r/issues/7/comments")
    ours = github.comments[-1]
    ours["body"] = ours["body"].replace("\n", "\r\n")
    assert job.run().returncode == 0 and github.asked[-1] == ("PATCH", f"/repos/o/r/issues/comments/{ours['id']}")
    # A token of somebody else's: GraphQL says whose.
    job.more["GITHUB_GRAPHQL_URL"] = f"{github.url}/graphql"
    github.viewer = {"data": {"viewer": {"login": "eve"}}}
    assert job.run().returncode == 0 and github.asked[-1] == ("PATCH", "/repos/o/r/issues/comments/11")
    for viewer in (None, [], {"data": None}, {"data": {"viewer": {"login": None}}}, {"errors": []}):
        github.viewer = viewer
        assert job.run().returncode == 0 and github.asked[-1] == ("PATCH", f"/repos/o/r/issues/comments/{ours['id']}")
