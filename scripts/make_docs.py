"""Write the pages of docs/ that are made from the code: cli.md from --help, data.md from the records."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Iterator
from pathlib import Path

import typer
from typer.testing import CliRunner

from whowhom import records
from whowhom.cli import app
from whowhom.output import COLUMNS

DOCS = Path(__file__).parent.parent / "docs"
FIELDS = DOCS.parent / "src" / "whowhom" / "fields.toml"
RECORDS = (
    "Page",
    "Event",
    "Actor",
    "Attribution",
    "Interval",
    "Place",
    "Amount",
    "Reason",
    "Span",
    "Problem",
    "Deed",
    "Report",
    "Count",
    "Turn",
    "Joined",
    "Origin",
    "Link",
    "Ruling",
)
NOTE = "<!-- made by scripts/make_docs.py: `make docs` -->\n\n"


def help_of(*command: str) -> str:
    """Give what a command prints with --help, for a terminal of 100 columns."""
    result = CliRunner().invoke(app, [*command, "--help"], prog_name="whowhom", env={"COLUMNS": "100"})
    return "\n".join(line.rstrip() for line in result.output.strip().splitlines())


def commands() -> list[str]:
    """Give the names of all commands, in the order of the help."""
    return [c.name or c.callback.__name__ for c in app.registered_commands if c.callback]


def cli_page() -> str:
    """Give docs/cli.md."""
    parts = [f"{NOTE}# Commands\n\n```text\n{help_of()}\n```\n"]
    parts += [f"## whowhom {name}\n\n```text\n{help_of(name)}\n```\n" for name in commands()]
    return "\n".join(parts)


def _rows(name: str, meanings: dict[str, str]) -> Iterator[str]:
    yield "| field | type | meaning |"
    yield "| --- | --- | --- |"
    for field in dataclasses.fields(getattr(records, name)):
        kind = str(field.type).replace("|", "\\|")
        yield f"| `{field.name}` | `{kind}` | {meanings[field.name]} |"


def data_page() -> str:
    """Give docs/data.md."""
    meanings = tomllib.loads(FIELDS.read_text(encoding="utf-8"))
    parts = [
        f"{NOTE}# Data dictionary\n",
        "Field, Python attribute and JSON key are the same word. What is not known is `None` (`null`) or `()`"
        " (`[]`). `--to jsonl` writes a page a line with its `events`; there a `date` is"
        ' `["2021-02-01", "2021-02-28"]`. `--to parquet` holds the same, nested,'
        " with `date` as a pair of days.\n",
    ]
    for name in RECORDS:
        first = (getattr(records, name).__doc__ or "").strip().splitlines()[0]
        parts.append(f"## {name}\n\n{first}\n\n" + "\n".join(_rows(name, meanings[name])) + "\n")
    parts.append("## Columns of --to csv\n\nOne event a row; several values in a cell stand between `; `.\n")
    parts.append("| column | meaning |\n| --- | --- |")
    parts.append("\n".join(f"| `{column.name}` | {column.meaning} |" for column in COLUMNS) + "\n")
    return "\n".join(parts)


def pages() -> dict[Path, str]:
    """Give every generated page with its text."""
    return {DOCS / "cli.md": cli_page(), DOCS / "data.md": data_page()}


def main() -> None:
    """Write the pages."""
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        typer.echo(f"wrote {path.relative_to(DOCS.parent)}")


if __name__ == "__main__":
    main()
