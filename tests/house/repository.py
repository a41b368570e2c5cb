"""The repository as its own tests see it: which files it holds, and which words its policies and its code use."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("core", "notifications", "approvals", "workflows")
CHINESE = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff01-\uff5e]")


@cache
def files() -> tuple[Path, ...]:
    """Return every text file that is, or is about to be, in the repository; what others wrote (vendor) is left out."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    paths = [Path(name) for name in names if name and "vendor" not in Path(name).parts]
    return tuple(path for path in paths if (ROOT / path).is_file() and b"\0" not in (ROOT / path).read_bytes()[:8000])


def product_code() -> list[Path]:
    """Return the Python of the four floors, without migrations: they repeat what models said on one day."""
    return [
        path for path in files() if path.suffix == ".py" and path.parts[0] in FLOORS and "migrations" not in path.parts
    ]


def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path), filename=str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and value of the strings of a file that are not docstrings."""
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    bodies = [node.body for node in ast.walk(tree(path)) if isinstance(node, documented)]
    docstrings = {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value
