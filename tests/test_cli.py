"""The commands, as a user calls them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from whowhom import batch, pipeline
from whowhom.cli import app
from whowhom.records import Coded
from whowhom.rulebook.events import load_events

ROOT = Path(__file__).parent.parent
STORY = (
    "BRUSSELS (AP) - The European Union imposed sanctions on Belarus on Monday, officials said. "
    "Russian President Vladimir Putin criticized Germany over the sanctions. "
    "On Sunday Japan and Canada signed an agreement."
)
FRENCH = (
    "Le président de la République a annoncé lundi une nouvelle série de mesures pour soutenir les "
    "agriculteurs du pays, qui manifestent depuis plusieurs semaines contre la baisse de leurs revenus "
    "et les normes européennes. Le gouvernement présentera le projet de loi au Parlement avant dimanche."
)


@pytest.fixture(scope="module")
def coder() -> pipeline.Coder:
    """Load the coder once for all commands of this module."""
    return pipeline.load_coder()


@pytest.fixture
def run(coder: pipeline.Coder, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Give a runner whose commands share the coder, for they would load the same one again."""
    monkeypatch.setattr(pipeline, "load_coder", lambda **_: coder)
    return CliRunner()


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(f"EU punishes Belarus\n\n{STORY}\n", encoding="utf-8")
    return path


# --- code -----------------------------------------------------------------------------------------


def test_code_writes_json_lines_into_a_pipe(run: CliRunner, story: Path) -> None:
    result = run.invoke(app, ["code", str(story), "--published", "2021-06-21"])
    assert result.exit_code == 0
    (page,) = [json.loads(line) for line in result.stdout.splitlines()]
    types = {event["type"] for event in page["events"]}
    assert {"SANCTION", "ACCUSE"} <= types
    sanction = next(e for e in page["events"] if e["type"] == "SANCTION")
    assert [a["code"] for a in sanction["actors"]] == ["IGO:EU"]
    assert [a["code"] for a in sanction["recipients"]] == ["BLR"]
    assert sanction["date"] == ["2021-06-21", "2021-06-21"]
    assert page["text"][sanction["start"] : sanction["end"]] == sanction["evidence"]


def test_code_says_what_it_did(run: CliRunner, story: Path) -> None:
    result = run.invoke(app, ["code", str(story)])
    assert re.fullmatch(r"whowhom: 1 pages, \d+ events", result.stderr.strip())


def test_code_prints_a_table(run: CliRunner, story: Path) -> None:
    result = run.invoke(app, ["code", str(story), "--to", "table"], env={"COLUMNS": "120"})
    shown = " ".join(result.stdout.split())
    assert "SANCTION" in shown
    assert "→ " in shown
    assert re.search(r"\*imposed sanctions\*", shown)


def test_code_reads_standard_input(run: CliRunner) -> None:
    result = run.invoke(app, ["code", "-", "--to", "jsonl"], input=STORY)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["events"]


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.parquet", "out.txt"])
def test_the_ending_of_the_file_tells_the_format(name: str, run: CliRunner, story: Path) -> None:
    path = story.parent / name
    result = run.invoke(app, ["code", str(story), "-o", str(path)])
    assert result.exit_code == 0
    assert result.stdout == ""
    if name.endswith("parquet"):
        assert pq.read_table(path).num_rows == 1
    else:
        text = path.read_text(encoding="utf-8")
        assert {"jsonl": '"events"', "csv": "doc_id,url", "txt": "SANCTION"}[name.split(".")[1]] in text


def test_an_ending_that_tells_nothing(run: CliRunner, story: Path) -> None:
    result = run.invoke(app, ["code", str(story), "-o", str(story.parent / "out.xyz")])
    assert result.exit_code == 1
    assert "name one with --to" in result.stderr


@pytest.mark.parametrize(
    ("source", "message"),
    [("nowhere.html", "nowhere.html"), ("french.txt", "french.txt"), ("empty.html", "empty.html")],
)
def test_what_cannot_be_coded_is_one_line(source: str, message: str, run: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "french.txt").write_text(FRENCH, encoding="utf-8")
    (tmp_path / "empty.html").write_text("", encoding="utf-8")
    result = run.invoke(app, ["code", str(tmp_path / source)])
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert message in lines[0]
    assert "Traceback" not in result.stderr
    assert len(lines) <= 2


def test_a_bad_page_does_not_stop_the_others(run: CliRunner, story: Path) -> None:
    (story.parent / "bad.txt").write_text(FRENCH, encoding="utf-8")
    result = run.invoke(app, ["code", str(story.parent), "--to", "jsonl"])
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 1
    assert re.search(r"1 pages, \d+ events; 1 problems \(\w+ 1\)", result.stderr)


def test_a_wrong_date_is_named(run: CliRunner, story: Path) -> None:
    result = run.invoke(app, ["code", str(story), "--published", "22.2.2021"])
    assert result.exit_code == 1
    assert result.stderr == "whowhom: published: '22.2.2021' is no date; write it as 2021-02-22\n"


def test_jobs_must_be_a_number_of_processes(run: CliRunner, story: Path) -> None:
    result = run.invoke(app, ["code", str(story), "--jobs", "0"])
    assert result.exit_code == 1
    assert "jobs" in result.stderr


def test_ctrl_c_keeps_what_is_coded(
    run: CliRunner, story: Path, coder: pipeline.Coder, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = next(iter(batch.code_sources([str(story)])))

    def broken_off(*_: object, **__: object) -> Iterator[object]:
        yield whole
        raise KeyboardInterrupt

    monkeypatch.setattr(batch, "code_sources", broken_off)
    path = story.parent / "out.jsonl"
    result = run.invoke(app, ["code", str(story), "-o", str(path)])
    assert result.exit_code == 130
    assert "interrupted after 1 pages" in result.stderr
    assert f"kept in {path}" in result.stderr
    assert isinstance(whole, Coded)
    assert json.loads(path.read_text(encoding="utf-8"))["doc_id"] == whole.page.doc_id


def test_two_processes_code_as_one_does(tmp_path: Path) -> None:
    pages = tmp_path / "pages.jsonl"
    rows = [{"id": f"p{n}", "text": STORY, "published": "2021-06-21"} for n in range(20)]
    pages.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    one = [item for item in batch.code_sources([str(pages)]) if isinstance(item, Coded)]
    two = [item for item in batch.code_sources([str(pages)], jobs=2) if isinstance(item, Coded)]
    assert [c.page.doc_id for c in two] == [f"p{n}" for n in range(20)]
    assert two == one


# --- explain, rules, evaluate ---------------------------------------------------------------------


def test_explain_a_sentence(run: CliRunner) -> None:
    result = run.invoke(
        app, ["explain", "The European Union imposed sanctions on Belarus."], env={"COLUMNS": "140"}
    )
    assert result.exit_code == 0
    assert re.search(
        r"^type +SANCTION +SANCTION\.imposed +imposed sanctions$", result.stdout.replace(" \n", "\n"), re.M
    )
    assert "SANCTION.imposed (fired)" in result.stdout
    assert "subject: The European Union" in result.stdout


def test_explain_a_page_and_one_of_its_events(run: CliRunner, story: Path) -> None:
    coded = run.invoke(app, ["code", str(story), "--to", "jsonl"])
    first, second = (e["event_id"] for e in json.loads(coded.stdout)["events"][:2])
    result = run.invoke(app, ["explain", str(story), "--event", first])
    assert first in result.stdout
    assert second not in result.stdout
    missing = run.invoke(app, ["explain", str(story), "--event", "zzz"])
    assert missing.exit_code == 1
    assert first in missing.stderr


def test_rules_are_listed(run: CliRunner) -> None:
    everything = run.invoke(app, ["rules"], env={"COLUMNS": "200"})
    book = load_events()
    assert all(rule.id in everything.stdout for rule in book.rules)
    aid = run.invoke(app, ["rules", "--type", "AID"])
    assert "SANCTION." not in aid.stdout
    wrong = run.invoke(app, ["rules", "--type", "LOAN"])
    assert wrong.exit_code == 1
    assert "known are ACCUSE, AGREE" in wrong.stderr


def test_rules_count_how_often_they_fire(run: CliRunner, story: Path) -> None:
    result = run.invoke(app, ["rules", "--fired", str(story), "--type", "SANCTION"])
    assert re.search(r"^SANCTION\.imposed +1 *$", result.stdout, re.M)
    assert re.search(r"\d+ rules, 1 events, \d+ rules never fired", result.stdout)


def test_evaluate_codes_the_gold_and_compares(run: CliRunner, story: Path) -> None:
    coded = run.invoke(app, ["code", str(story), "--to", "jsonl", "--published", "2021-06-21"])
    gold = story.parent / "gold.jsonl"
    gold.write_text(coded.stdout, encoding="utf-8")
    result = run.invoke(app, ["evaluate", str(gold), "--by", "type"])
    assert result.stdout.startswith("event      f1 1.000  p 1.000  r 1.000")
    assert "record     f1 1.000" in result.stdout
    again = run.invoke(app, ["evaluate", str(gold), "--by", "type", "--system", str(gold)])
    assert again.stdout == result.stdout


def test_evaluate_sentences(run: CliRunner, tmp_path: Path) -> None:
    gold = tmp_path / "rows.jsonl"
    row = {
        "id": "r1",
        "text": "France condemned the attack on Kabul by the Taliban.",
        "source": "France",
        "target": "the Taliban",
        "type": "ACCUSE",
    }
    gold.write_text(json.dumps(row) + "\n", encoding="utf-8")
    result = run.invoke(app, ["evaluate", str(gold)])
    assert result.stdout.splitlines()[2].startswith("mapped  found 1.000")


# --- rulings on the deeds of a database -----------------------------------------------------------


@pytest.fixture
def news(run: CliRunner, tmp_path: Path) -> Path:
    """A database in which two outlets tell one loan."""
    rows = [
        {"id": "a", "text": "Russia lent Belarus $500 million on Monday. The EU condemned the loan."},
        {"id": "b", "text": "Moscow granted Minsk a loan of $500 million on Monday, officials said."},
    ]
    pages = tmp_path / "pages.jsonl"
    pages.write_text(
        "".join(json.dumps(r | {"published": "2021-02-23"}) + "\n" for r in rows), encoding="utf-8"
    )
    assert run.invoke(app, ["add", str(pages), "--db", str(tmp_path / "news.duckdb")]).exit_code == 0
    return tmp_path / "news.duckdb"


def test_a_deed_is_explained_split_and_put_together_again(run: CliRunner, news: Path) -> None:
    db = ["--db", str(news)]
    listed = [
        json.loads(line) for line in run.invoke(app, ["deeds", "--type", "AID", *db]).stdout.splitlines()
    ]
    (loan,) = listed
    one, other = (r["event_id"] for r in loan["reports"])
    why = run.invoke(app, ["explain", loan["deed_id"][:8], *db], env={"COLUMNS": "160"}).stdout
    assert "anchor: the others were compared with it" in why
    assert re.search(r"agrees with \w{16} in type, who, whom, days, amounts", why)
    assert "✓ 500,000,000 USD  2 reports, 2 origins" in why
    assert "AID.money" in run.invoke(app, ["explain", one, *db], env={"COLUMNS": "160"}).stdout

    split = run.invoke(app, ["rule", "--apart", one, other, "--note", "two loans", *db])
    assert (split.exit_code, split.stderr) == (0, "whowhom: 1 rulings kept; 2 deeds before, 3 now\n")
    assert "two loans" in run.invoke(app, ["rule", "--list", *db], env={"COLUMNS": "160"}).stdout
    again = run.invoke(app, ["rule", "--undo", one, other, *db])
    assert again.stderr == "whowhom: 1 rulings forgotten; 3 deeds before, 2 now\n"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ([], "say one of --same, --apart, --undo and --list"),
        (["--same", "zzz", "yyy"], "no deed or event 'zzz'"),
        (["--undo", "zzz"], "no ruling in"),
        (["--undo"], "name the deeds or events"),
    ],
)
def test_a_ruling_that_makes_no_sense_is_one_line(
    run: CliRunner, news: Path, more: list[str], message: str
) -> None:
    result = run.invoke(app, ["rule", *more, "--db", str(news)])
    assert result.exit_code == 1
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


# --- the door -------------------------------------------------------------------------------------


def test_version(run: CliRunner) -> None:
    assert re.fullmatch(r"whowhom \d+\.\d+\.\d+\n", run.invoke(app, ["--version"]).stdout)


def test_help_is_quick() -> None:
    """Half a second at the best of three is a sign that something heavy is imported too early."""

    def seconds() -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "whowhom", "--help"], check=True, capture_output=True)
        return time.perf_counter() - start

    assert min(seconds() for _ in range(3)) < 0.5


def test_the_example_page_is_coded_without_its_furniture(run: CliRunner) -> None:
    result = run.invoke(app, ["code", str(ROOT / "examples" / "sochi.html"), "--to", "jsonl"])
    page = json.loads(result.stdout)
    assert page["published"].startswith("2019-10-23")
    evidence = " ".join(event["evidence"] for event in page["events"])
    assert not re.search(r"(?i)ad ?block|soybeans|beaches|cookies|email address", evidence)
    parties = {(e["type"], a["code"]) for e in page["events"] for a in e["actors"]}
    assert {("CONSULT", "TUR"), ("SANCTION", "USA"), ("ASSAULT", "TUR")} <= parties
