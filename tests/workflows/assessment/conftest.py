"""The people of an assessed district."""

import pytest

from tests.workflows.assessment import year as years


@pytest.fixture
def year(district, now, settings, tmp_path, monkeypatch) -> years.Year:
    """A year's assessment of staff that was opened this morning."""
    settings.CLOCK_FILE = str(tmp_path / "clock")
    settings.MEDIA_ROOT = tmp_path / "papers"
    monkeypatch.setattr("tests.season.POLICY", years.XIQING)
    return years.Year(district, now=now)
