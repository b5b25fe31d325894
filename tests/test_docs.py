"""The documentation is true: commands, options, fields, columns, rule files described; pages current."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
import typer

from whowhom import records
from whowhom.cli import app
from whowhom.output import COLUMNS
from whowhom.rulebook.events import EventRule

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
FIELDS = ROOT / "src" / "whowhom" / "fields.toml"
PAGES = sorted(path for path in [*ROOT.glob("*.md"), *DOCS.glob("*.md")])
COMMANDS = typer.main.get_command(app)


def load_script(name: str) -> ModuleType:
    """Load a script of scripts/ as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make_docs = load_script("make_docs")


@pytest.mark.parametrize("path", sorted(make_docs.pages()), ids=lambda p: p.name)
def test_generated_pages_are_current(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == make_docs.pages()[path], "run: make docs"


@pytest.mark.parametrize("name", make_docs.commands())
def test_every_command_is_described_with_an_example(name: str) -> None:
    shown = make_docs.help_of(name)
    assert f"Examples:\n    whowhom {name}" in shown
    assert f"whowhom {name}" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"## whowhom {name}" in (DOCS / "cli.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "option"),
    [(name, param) for name in make_docs.commands() for param in COMMANDS.commands[name].params],  # type: ignore[attr-defined]
    ids=lambda value: getattr(value, "name", value),
)
def test_every_option_is_described(name: str, option: object) -> None:
    assert getattr(option, "help", None), f"{name} {option}: give it a help text"
    assert all(opt in make_docs.help_of(name) for opt in getattr(option, "opts", []) if opt.startswith("-"))


@pytest.mark.parametrize("name", make_docs.RECORDS)
def test_every_field_is_described_and_none_that_is_gone(name: str) -> None:
    described = tomllib.loads(FIELDS.read_text(encoding="utf-8"))[name]
    assert list(described) == [field.name for field in dataclasses.fields(getattr(records, name))]


def test_every_column_is_described() -> None:
    assert all(column.meaning for column in COLUMNS)


def test_every_rule_file_is_described() -> None:
    text = (DOCS / "rules.md").read_text(encoding="utf-8")
    files = {path.name for path in (ROOT / "src" / "whowhom" / "rules").glob("*.toml")}
    assert files == set(re.findall(r"^\| `(\w+\.toml)` \|", text, re.MULTILINE))


def test_every_field_of_a_rule_is_described() -> None:
    text = (DOCS / "rules.md").read_text(encoding="utf-8")
    fields = {field.name.rstrip("_") for field in dataclasses.fields(EventRule)}
    described = {
        name
        for cell in re.findall(r"^\| (`[a-z`, ]+) \|", text, re.MULTILINE)
        for name in re.findall(r"\w+", cell)
    }
    assert fields <= described


def test_every_type_has_its_rules() -> None:
    rules = ROOT / "src" / "whowhom" / "rules"
    types = {row["id"] for row in tomllib.loads((rules / "plover.toml").read_text(encoding="utf-8"))["type"]}
    assert {path.stem for path in (rules / "events").glob("*.toml")} == types
    assert len(types) == 16


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_ci_runs_the_readmes_tests() -> None:
    fence = re.search(r"```sh\n(.+?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert fence is not None
    code, test = fence[1].strip().splitlines()
    assert code.startswith("./run whowhom code examples/")
    assert (ROOT / code.split()[3]).is_file()
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert test in ci
    assert any("eval/gate.py" in line for line in ci)


def test_every_target_of_the_makefile_has_a_command() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == set(re.findall(r"^(\w+):", text, re.MULTILINE))
    scripts = re.findall(r"python (\S+\.py)", text)
    assert [script for script in scripts if not (ROOT / script).is_file()] == []
