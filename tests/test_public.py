"""The public face: what `whowhom` offers, and that asking for it costs nothing until it is used."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import whowhom
from whowhom import errors

HEAVY = ("spacy", "trafilatura", "pyarrow", "numpy", "rich", "dateparser")


@pytest.mark.parametrize("name", whowhom.__all__)
def test_every_public_name_is_there(name: str) -> None:
    value = getattr(whowhom, name)
    assert value.__name__ == name
    assert value.__doc__


def test_names_are_sorted_and_stand_once() -> None:
    assert whowhom.__all__ == sorted(set(whowhom.__all__))
    assert set(whowhom.__all__) <= set(dir(whowhom))


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse(Path(whowhom.__file__).read_text(encoding="utf-8"))
    guard = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {alias.name for node in guard.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert seen == set(whowhom.__all__)


def test_unknown_names_are_no_attributes() -> None:
    with pytest.raises(AttributeError, match="no attribute 'deed_of_the_day'"):
        _ = whowhom.deed_of_the_day


def test_every_error_is_public_and_of_one_tree() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    assert {kind.__name__ for kind in kinds} <= set(whowhom.__all__)
    assert all(issubclass(kind, whowhom.WhowhomError) for kind in kinds)


@pytest.mark.parametrize("module", ["whowhom", "whowhom.records", "whowhom.evaluate", "whowhom.output"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    script = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_command_line_loads_nothing_heavy_for_help() -> None:
    script = (
        "import sys; from whowhom.cli import app\n"
        "try: app(['code', '--help'])\n"
        "except SystemExit: pass\n"
        "heavy = ('spacy', 'trafilatura', 'pyarrow', 'numpy')\n"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "--published" in done.stdout
