"""The commands: parse arguments, call the library, print."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from whowhom.cli.coding import add, code, watch
from whowhom.cli.questions import deeds, diff, export, panel, sample
from whowhom.cli.why import evaluate, explain, rule, rules

app = typer.Typer(
    name="whowhom",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for command in (code, add, watch, deeds, panel, sample, diff, export, explain, rule, rules, evaluate):
    app.command()(command)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"whowhom {version('whowhom')}")
        raise typer.Exit


@app.callback()
def root(
    version_: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Who did what to whom, when, where, how real it is and who says so: coded events from news pages.

    \b
    Examples:
      whowhom code page.html
      whowhom add pages/ --db news.duckdb
      whowhom deeds --who BLR --whom RUS --db news.duckdb
      whowhom export --as polecat -o events.tsv --db news.duckdb
      whowhom explain "The EU imposed sanctions on Belarus."
      whowhom rules --type AID
      whowhom evaluate gold.jsonl
    """


def main() -> None:
    """Run the command line."""
    app()
