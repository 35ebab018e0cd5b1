"""A real Chromium for the tests of the page: the machine's own, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",  # Chromium refuses to start as root with it, and CI is root
    "--disable-gpu",
    # Nothing but the page under test may be asked for.
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """The Chromium to start: the one that ``ROUTEBOOK_CHROMIUM`` names, else the first on PATH."""
    named = os.environ.get("ROUTEBOOK_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


# Not for the session: Playwright's event loop runs as long as the browser does, and asyncio.run in
# a later module would refuse to start beside it.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One headless Chromium for a module of tests."""
    path = find_chromium()
    if path is None:
        pytest.skip(f"no Chromium: none of {', '.join(NAMES)} is on PATH; install one of them")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh page. The test fails if a script of it threw or it asked another machine."""
    problems: list[str] = []

    def only_this_machine(route: Route) -> None:
        if urlsplit(route.request.url).hostname in ("127.0.0.1", "localhost", None):
            route.continue_()
        else:
            problems.append(f"asked for {route.request.url}")
            route.abort()

    context = chromium.new_context()
    context.set_default_timeout(10_000)
    context.route("**/*", only_this_machine)
    context.on("weberror", lambda error: problems.append(f"threw {error.error}"))
    yield context.new_page()
    context.close()
    assert problems == []
