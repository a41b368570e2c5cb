"""People at their desks: everybody has a window of their own and uses it as a person does."""

import subprocess
from pathlib import Path

from playwright.sync_api import Page

from approvals.models import Round
from core.models import User
from tests.browser import assert_accessible, assert_no_overflow, look, sign_in


class Desks:
    """One browser window a person, signed in when first needed."""

    def __init__(self, browser, *, url: str) -> None:
        self.browser, self.url, self.windows = browser, url, {}

    def of(self, user: User | None, *, at: str = "/") -> Page:
        """Return somebody's window, at a page; without a user, that of a passer-by."""
        key = user and user.pk
        if key not in self.windows:
            context = self.browser.new_context(base_url=self.url, locale="zh-CN", timezone_id="Asia/Shanghai")
            context.set_default_timeout(30_000)
            self.windows[key] = context.new_page()
            if user:
                sign_in(self.windows[key], user)
        page = self.windows[key]
        page.goto(at)
        return page

    def close(self) -> None:
        for page in self.windows.values():
            page.context.close()


def press(page: Page, selector: str) -> None:
    """Press a button and wait for the page that answers."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def open_round(stage: str) -> Round:
    """Return the one round that waits at a stage."""
    return Round.objects.get(stage=stage, closed_at=None)


def at(round: Round) -> str:
    return f"/cases/{round.process_id}/rounds/{round.pk}/"


def decide(page: Page, *, verdict: str, opinion: str = "") -> None:
    """Fill the opinion and press a verdict on the page of a round."""
    if opinion:
        page.fill("#your-decision [name=opinion]", opinion)
    press(page, f"#your-decision button[value={verdict}]")


def seen(page: Page, name: str) -> None:
    """Keep a picture of a page at both widths, and fail where it breaks or shuts somebody out."""
    assert_accessible(page)
    assert_no_overflow(page)
    look(page, f"journey-{name}")


def text_of_pdf(path: Path) -> str:
    """Return the words of a PDF."""
    return subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
