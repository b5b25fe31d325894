"""Who may import whom: imports go one way, read off the syntax of every module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import whowhom

ROOT = Path(whowhom.__file__).parent
MODULES = sorted(path for path in ROOT.rglob("*.py"))
BASE = {"records", "errors"}
TABLES = BASE | {"rulebook", "world", "worldbook", "gazetteer"}

# The layer of a module (its first name within the package) -> layers that it may import.
ALLOWED = {
    "records": BASE,
    "errors": set(),
    "rulebook": BASE | {"rulebook"},
    "world": BASE | {"rulebook"},
    "worldbook": BASE | {"rulebook", "world"},
    "gazetteer": BASE | {"rulebook", "world", "worldbook"},
    "stages": TABLES | {"stages"},
    "context": TABLES | {"stages"},
    "sides": TABLES | {"stages", "context"},
    "making": TABLES | {"stages", "context", "sides"},
    "pipeline": TABLES | {"stages", "context", "making"},
    "read": TABLES | {"read"},
    "gold": BASE,
    "plain": set(),
    "output": BASE | {"plain"},
    "display": BASE | {"output"},
    "deeds": BASE | {"plain", "output", "display", "diff", "sampling"},
    "merges": BASE | {"stages", "store", "display"},
    "panel": BASE | {"plain", "export", "store"},
    "sampling": BASE,
    "diff": BASE,
    "store": BASE | {"plain", "stages"},  # of the stages only those over pages: origins, merge
    "watch": TABLES | {"read", "pipeline", "batch", "store"},
    "export": BASE | {"rulebook", "plain", "output", "deeds", "store", "export"},
    "ingest": TABLES | {"read", "pipeline", "batch", "store"},
    "evaluate": BASE | {"rulebook", "gold"},  # the scorers' word lists are data in rules/
    "sentences": BASE | {"rulebook", "gold", "evaluate"},
    "batch": TABLES | {"stages", "read", "pipeline"},
    "explain": TABLES | {"stages", "pipeline", "batch", "display"},
    "cli": TABLES
    | {"read", "gold", "output", "display", "evaluate", "sentences", "batch", "explain"}
    | {
        "store",
        "ingest",
        "deeds",
        "export",
        "watch",
        "pipeline",
        "sampling",
        "diff",
        "panel",
        "merges",
        "cli",
    },
    "__main__": {"cli"},
    "__init__": BASE
    | {"batch", "evaluate", "sentences", "gold", "output", "pipeline"}
    | {"store", "ingest", "deeds", "export", "merges", "panel"},
}
EXCEPTIONS = {
    ("records", "stages.clean"),  # Page.from_text, the door for users of the library
    ("read.exports", "stages.clean.decode"),  # an export's bytes become text as a page's do
}
# `judge_status` is asked with the chain of sources, a record that `attribution` makes.
STAGE_EXCEPTIONS = {("stages.status", "attribution")}
SHARED_STAGES = {"parse", "predications"}  # what stages may import of one another

SPACY = {"stages", "pipeline"}
NETWORK = {"urllib.request", "http.client", "socket", "requests", "httpx", "httpcore", "aiohttp"}
WEB = "read.web"  # the one module that asks addresses, and that the time of day may matter to
OUTSIDE = {"os", "subprocess", "time", "random", "tempfile", "shutil", "sqlite3"} | NETWORK
CLOCK = {"today", "now", "utcnow"}


def name_of(path: Path) -> str:
    """Give a module's name within the package, `stages.parse`."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imports(path: Path) -> Iterator[str]:
    """Give the full name of every module that a module imports, at its top or within a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            assert node.level == 0, f"{path}:{node.lineno}: relative import; write the full name"
            packages = {"whowhom", "whowhom.stages", "whowhom.rulebook", "whowhom.stages.naming"}
            yield from (f"{module}.{alias.name}" for alias in node.names) if module in packages else (module,)


def own(path: Path) -> Iterator[str]:
    """Give the modules of this package that a module imports, without the package's name."""
    yield from (name.removeprefix("whowhom.") for name in imports(path) if name.startswith("whowhom."))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    name = name_of(path)
    layer = name.split(".")[0]
    assert layer in ALLOWED, f"{name} belongs to no layer; say in ALLOWED what it may import"
    wrong = [
        other
        for other in own(path)
        if other.split(".")[0] not in ALLOWED[layer] and (name, other) not in EXCEPTIONS
    ]
    assert wrong == []


@pytest.mark.parametrize("path", [p for p in MODULES if p.parent != ROOT], ids=name_of)
def test_stages_do_not_import_each_other(path: Path) -> None:
    parts = name_of(path).split(".")
    if parts[0] != "stages":
        return
    # A stage may have helpers beside it: `actors` has `naming`, `find` has `casting` and `modes`, ...
    families = [
        {"parse", "gifts", "finite"},
        {"predications", "syntax"},
        {"actors", "naming", "unsaid"},
        {"places", "placenames"},
        {"find", "conditions", "casting", "choice", "modes"},
        {"merge", "agreement"},
    ]
    family = next((f for f in families if parts[1] in f), {parts[1]})
    others = {name.split(".")[1] for name in own(path) if name.startswith("stages.")}
    allowed = {other for name, other in STAGE_EXCEPTIONS if name == name_of(path)}
    assert others - SHARED_STAGES - family - allowed == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_spacy_stays_with_the_parse(path: Path) -> None:
    layer = name_of(path).split(".")[0]
    uses = any(name.split(".")[0] == "spacy" for name in imports(path))
    assert not uses or layer in SPACY


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_network_only_in_read(path: Path) -> None:
    assert name_of(path) == WEB or not NETWORK & set(imports(path))


@pytest.mark.parametrize("path", [p for p in MODULES if "stages" in p.parts], ids=name_of)
def test_stages_touch_nothing_outside(path: Path) -> None:
    assert not OUTSIDE & set(imports(path))
    calls = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]
    names = {node.func.id for node in calls if isinstance(node.func, ast.Name)}
    assert not names & {"open", "print", "input"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_hangs_on_the_day_of_the_run(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = [
        n.func.attr for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
    ]
    assert name_of(path) == WEB or not CLOCK & set(called)
