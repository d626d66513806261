import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect, sync_playwright

from crosswire.reporting.html import render
from crosswire.reporting.model import Report
from crosswire.reporting.profile_filter import ProfilesOf, no_profiles

NAMES = ("chromium", "chromium-browser", "google-chrome")
expect.set_options(timeout=20_000)  # milliseconds: how long a busy machine may take before a test gives up
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)


# For a module, no longer: while it is open, nothing else in this process can have an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip(f"no Chromium: none of {', '.join(NAMES)} is on PATH; apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM)
        yield opened
        opened.close()


class Look:
    """A report that is open in a browser, with its network requests and its console messages."""

    def __init__(self, page: Page, path: Path, site: Path) -> None:
        self.page = page
        self.address = path.as_uri()
        self.site = site.as_uri()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self._dismiss)

    def _dismiss(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def at(self, view: str) -> "Look":
        """Go to an address within the page, as a permalink does."""
        self.page.goto(self.address + view)
        return self

    def __getattr__(self, name: str) -> Any:
        return getattr(self.page, name)


@pytest.fixture
def look(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Look]]:
    """Open a report, a comparison, or a file of a site from disk; at the end nothing may have gone wrong."""
    looks: list[Look] = []
    contexts: list[BrowserContext] = []

    def open_(
        *reports: Report,
        path: Path | None = None,
        view: str = "",
        profiles_of: ProfilesOf = no_profiles,
        **options: Any,
    ) -> Look:
        site = path.parent if path else tmp_path / f"report{len(looks)}.html"
        if path is None:
            path = site
            path.write_text(render(list(reports), profiles_of=profiles_of), encoding="utf-8")
        context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        looks.append(Look(context.new_page(), path, site))
        return looks[-1].at(view)

    yield open_
    for entry in looks:
        assert [] == entry.complaints
        assert [] == [url for url in entry.requests if not url.partition("#")[0].startswith(entry.site)]
    for context in contexts:
        context.close()
