"""What every file of the repository keeps to."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.repository import ROOT, files, functions, product_code, text

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
# An address of a package registry works for one house only; so does a path of one machine.
REGISTRY = re.compile(
    r"--(?:extra-)?index-url|--find-links|\"resolved\": *\"http"
    r"|https?://[^\s\"'<>]*(?:pypi|pythonhosted|npmjs|npmmirror)"
)
MACHINE_PATH = re.compile(r"(?<![\w.$}\"'/-])/(?:work|farm|tmp|root|home)/")

PYTHON = [path for path in files() if path.suffix == ".py" and "migrations" not in path.parts]
SERVICES = [path for path in product_code() if path.stem == "services" or "services" in path.parent.parts]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path in files()
        if path != Path(__file__).relative_to(ROOT)
        for number, line in enumerate(text(path).splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_names_a_package_registry():
    assert lines_with(REGISTRY) == []


def test_no_file_names_a_path_of_one_machine():
    assert lines_with(MACHINE_PATH) == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (REGISTRY, "--".join(["pip install ", "index-url https://example.com"])),
        (REGISTRY, "see https://pypi.org/simple/django"),
        (MACHINE_PATH, "cd /tmp/somewhere"),
        (MACHINE_PATH, "path = /home/somebody/yucai"),
    ],
)
def test_the_search_for_registries_and_paths_finds_one(pattern, line):
    assert pattern.search(line)


def test_no_python_file_is_longer_than_the_house_allows():
    lengths = {str(path): text(path).count("\n") for path in PYTHON}

    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_longer_than_the_house_allows():
    lengths = {
        f"{path}:{function.lineno} {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in PYTHON
        for function in functions(path)
    }

    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


@pytest.mark.parametrize("path", SERVICES, ids=str)
def test_every_public_verb_says_what_it_does(path):
    public = [function for function in functions(path) if not function.name.startswith("_")]

    assert [function.name for function in public if not ast.get_docstring(function)] == []


def test_every_import_points_down():
    result = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )

    assert result.returncode == 0, result.stdout
