"""GitHub's REST API, for the comments of one pull request.

Input: a token, and what the API answers, which may be anything. Output: one comment of our own that is kept up to date.
Never: changes somebody else's comment, follows the API elsewhere with the token, waits without end, or raises anything
but [`Unanswered`].
"""

from __future__ import annotations

import http.client
import json
import re
import urllib.error
import urllib.request

MARKER = "<!-- ecrc diff -->"  # the second line of `ecrc diff --format markdown`
LARGEST = 8 << 20  # bytes of an answer
PAGES = 50  # of a hundred comments each
PATIENCE = 20  # seconds without a byte
# Who comments with the token that a job is given.
USUAL = "github-actions[bot]"


class Unanswered(Exception):
    """The API did not do what it was asked; `status` where it said so itself."""

    def __init__(self, why: str, status: int | None = None) -> None:
        super().__init__(why)
        self.status = status


class Straight(urllib.request.HTTPRedirectHandler):
    """Goes nowhere else: the token would go along."""

    def redirect_request(self, *_):
        return None


class Api:
    def __init__(self, url: str, graphql: str, token: str, repository: str, number: int) -> None:
        if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository, re.ASCII):
            raise Unanswered(f"`{repository}` is no repository")
        self.url, self.graphql, self.token = url.rstrip("/"), graphql, token
        self.repository = f"{self.url}/repos/{repository}"
        self.comments = f"{self.repository}/issues/{number}/comments"
        self.opener = urllib.request.build_opener(Straight)

    def ask(self, method: str, url: str, body: dict[str, str] | None = None) -> tuple[object, str | None]:
        """The answer, and the address of the next page."""
        try:
            request = urllib.request.Request(url, method=method)
            request.add_header("Authorization", f"Bearer {self.token}")
            request.add_header("Accept", "application/vnd.github+json")
            request.add_header("X-GitHub-Api-Version", "2022-11-28")
            data = None if body is None else json.dumps(body).encode()
            with self.opener.open(request, data=data, timeout=PATIENCE) as answer:
                content = self.whole(answer)
                following = re.search(r'<([^<>]+)>; rel="next"', answer.headers.get("Link") or "")
            return json.loads(content), following and following[1]
        except urllib.error.HTTPError as error:
            error.close()
            raise Unanswered(f"it answered {error.code}", error.code) from error
        except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
            raise Unanswered(f"{type(error).__name__}: {error}") from error

    def whole(self, answer: http.client.HTTPResponse) -> bytes:
        content = bytearray()
        while piece := answer.read1(1 << 16):
            content += piece
            if len(content) > LARGEST:
                raise ValueError(f"the answer is longer than {LARGEST >> 20} MiB")
        if answer.length:
            raise ValueError("the answer ended early")
        return bytes(content)

    def author(self) -> str:
        """Whose the token is."""
        if self.graphql:
            try:
                answer, _ = self.ask("POST", self.graphql, {"query": "query { viewer { login } }"})
                return answer["data"]["viewer"]["login"] or USUAL
            except (Unanswered, TypeError, KeyError):
                pass
        return USUAL

    def ours(self, author: str) -> int | None:
        """The comment that an earlier run wrote."""
        page: str | None = f"{self.comments}?per_page=100"
        for _ in range(PAGES):
            found, page = self.ask("GET", page)
            if not isinstance(found, list):
                raise Unanswered("it lists no comments")
            for comment in found:
                if is_ours(comment, author):
                    return comment["id"]
            if page is None:
                return None
            if not page.startswith(f"{self.url}/"):
                raise Unanswered("its next page is somewhere else")
        raise Unanswered(f"there are more than {PAGES * 100} comments")

    def keep(self, text: str) -> None:
        known = self.ours(self.author())
        if known is not None:
            self.ask("PATCH", f"{self.repository}/issues/comments/{known}", {"body": text})
        elif not text.startswith("no change\n"):
            self.ask("POST", self.comments, {"body": text})


def is_ours(comment: object, author: str) -> bool:
    """Anybody may write the marker."""
    if not isinstance(comment, dict) or type(comment.get("id")) is not int:
        return False
    user, body = comment.get("user"), comment.get("body")
    marked = isinstance(body, str) and body.splitlines()[1:2] == [MARKER]
    return marked and isinstance(user, dict) and user.get("login") == author
