"""The documents beside the code say what the code says."""

import hashlib
import re

import pytest

from tests.house.repository import ROOT, text

READMES = ("README.md", "README.zh-CN.md")
ENVIRONMENT_NAME = re.compile(r"\benv(?:\.\w+)?\(\"([A-Z_]+)\"")
TABLE_ROW = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_explains_every_setting_and_no_other(readme):
    known = set(ENVIRONMENT_NAME.findall(text(ROOT / "core/settings.py")))

    assert set(TABLE_ROW.findall(text(ROOT / readme))) == known


@pytest.mark.parametrize("readme", READMES)
def test_every_command_of_the_readme_exists(readme):
    targets = set(re.findall(r"^([a-z]+):", text(ROOT / "Makefile"), re.MULTILINE))

    assert set(re.findall(r"`?make ([a-z]+)", text(ROOT / readme))) <= targets


def test_the_licence_is_the_unchanged_text():
    digest = hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest()

    assert digest == "0d96a4ff68ad6d4b6f1f30f713b18d5184912ba8dd389f86aa7710db079abcb0"


def test_the_architecture_says_why_each_package_is_here():
    lines = text(ROOT / "requirements/base.in").splitlines()
    packages = {re.split(r"[\[=<>~]", line)[0] for line in lines if line and not line.startswith("#")}
    rows = re.findall(r"^\| ([^|]+) \| ", text(ROOT / "ARCHITECTURE.md"), re.MULTILINE)

    assert packages <= {package for row in rows for package in row.split(", ")}
