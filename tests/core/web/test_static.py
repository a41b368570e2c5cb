"""What the browser is given comes from here, unchanged, and small enough for an old computer."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.browser import checksum

ROOT = Path(settings.BASE_DIR)
FLOORS = [ROOT / floor for floor in ("core", "notifications", "approvals", "workflows")]
ASKS_OUTSIDE = re.compile(
    r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import|fetch\(\s*["']https?:""", re.I
)
VENDORED = sorted(ROOT.glob("core/static/vendor/*/SHA256SUMS")) + sorted(ROOT.glob("tests/vendor/*/SHA256SUMS"))


def pages_and_assets():
    for floor in FLOORS:
        yield from floor.rglob("templates/**/*.html")
        yield from (path for path in floor.rglob("static/**/*") if path.suffix in {".css", ".js", ".svg", ".html"})


def test_no_page_or_asset_asks_another_host():
    outside = [str(path) for path in pages_and_assets() if ASKS_OUTSIDE.search(path.read_text())]
    assert outside == []


@pytest.mark.parametrize("sums", VENDORED, ids=lambda path: path.parent.name)
def test_what_we_copied_is_what_was_published_and_carries_its_licence(sums):
    listed = {name: digest for digest, name in (line.split("  ") for line in sums.read_text().splitlines())}
    assert set(listed) == {path.name for path in sums.parent.iterdir()} - {"SHA256SUMS"}
    assert "LICENSE" in listed
    assert {name: checksum(sums.parent / name) for name in listed} == listed


def test_the_first_page_weighs_no_more_than_400_kilobytes():
    from django.contrib.staticfiles import finders

    base = (ROOT / "core/templates/base.html").read_text()
    assets = re.findall(r"{% static '([^']+)' %}", base)
    assert sum(Path(str(finders.find(name))).stat().st_size for name in assets) < 400 * 1024
    assert len(assets) < 8
