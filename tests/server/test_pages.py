"""What a browser gets, and that nothing in it can do harm or needs another server."""

import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

PAGES = ["/", "/docs", "/docs.css", "/openapi.json", "/console/app.css", "/console/app.js"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_there_with_headers_that_keep_them_harmless(
    client: TestClient, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_pages_have_nothing_inline_and_nothing_from_elsewhere(
    client: TestClient, path: str
) -> None:
    text = client.get(path).text
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"(src|href)=\"(https?:)?//", text)


def test_an_unchanged_page_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/console/app.css").headers["etag"]
    again = client.get("/console/app.css", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/console/app.css", headers={"If-None-Match": '"x"'}).status_code == 200


def test_only_the_files_of_the_page_are_served(client: TestClient) -> None:
    for path in ("/console/nothing.js", "/console/..%2fapp.py", "/console/", "/console"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


class Anchors(HTMLParser):
    """The ids of a page and the links within it; and that every element is closed."""

    VOID = frozenset({"meta", "link", "br", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name == "href" and value and value.startswith("#"):
                self.links.add(value[1:])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_docs_describe_every_operation_schema_and_problem(client: TestClient) -> None:
    text = client.get("/docs").text
    page = Anchors()
    page.feed(text)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert page.links <= set(page.ids)
    document = client.get("/openapi.json").json()
    operations = [
        one["operationId"] for methods in document["paths"].values() for one in methods.values()
    ]
    schemas = [f"schema-{name}" for name in document["components"]["schemas"]]
    assert {*operations, *schemas} <= set(page.ids)
    assert "urn:routebook:problem:not-ready" in text
