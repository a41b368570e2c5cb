"""A real Chromium for tests: pages are opened, looked at, checked against WCAG and measured for overflow."""

import hashlib
import os
from pathlib import Path

import pytest
from django.conf import settings

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
AXE = Path(__file__).parent / "vendor" / "axe" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 375, "height": 812}
NARROWEST = {"width": 320, "height": 640}


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the whole run; its absence skips, and fails where CI promises one."""
    if not Path(CHROMIUM).exists():
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say(f"no Chromium at {CHROMIUM}: install the Debian package chromium")
    from playwright.sync_api import sync_playwright

    # Playwright's event loop lives in this thread; Django would otherwise refuse to touch the database here.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, live_server):
    """A fresh window at the desk, in Chinese, that knows the server under test; ``page.goto("/")`` is enough."""
    context = browser.new_context(
        base_url=live_server.url,
        viewport=DESK,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",  # a button half-way between two colours has the contrast of neither
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def sign_in(page, user, *, to="/", password="correct-horse-battery"):
    """Sign in through the form, as people do, and go on to a page."""
    page.goto(f"/sign-in/?next={to}")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", password)
    page.click("main button.btn-primary")
    page.wait_for_selector(f"body[data-user='{user.pk}']", state="attached")


def look(page, name: str) -> None:
    """Save what is seen now under var/screenshots, where YUCAI_LOOK asks for pictures."""
    if os.environ.get("YUCAI_LOOK"):
        path = settings.VAR_DIR / "screenshots" / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True)


def assert_accessible(page) -> None:
    """Fail with every breach of WCAG 2.0–2.2 A and AA that axe finds on the page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", WCAG)["violations"]
    said = [f"{v['id']}: {v['help']}\n  " + "\n  ".join(n["html"][:200] for n in v["nodes"]) for v in found]
    assert not said, f"{page.url}\n" + "\n".join(said)


def assert_no_overflow(page, *, at=NARROWEST) -> None:
    """Fail where the page is wider than the window; the window keeps its size afterwards."""
    before = page.viewport_size
    page.set_viewport_size(at)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(before)
    assert width <= at["width"], f"{page.url} is {width} px wide in a window of {at['width']} px"


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, as SHA256SUMS writes it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
