"""What goes wrong outside: a full disk, Ctrl-C, a second writer, bad servers: a clear line, nothing lost."""

from __future__ import annotations

import functools
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from loopback import Site
from test_web import BILLION, PAGE, RSS
from whowhom import ingest, pipeline
from whowhom.cli import app
from whowhom.read import web as web_module
from whowhom.store import VERSION, Store

STORY = "Norway recalled its envoy from Baku on Monday, officials in town number {n} said. {more}"


@pytest.fixture(scope="module")
def coder() -> pipeline.Coder:
    """Load the coder once for all commands of this module."""
    return pipeline.load_coder()


@pytest.fixture
def run(coder: pipeline.Coder, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Give a runner whose commands share the coder, and that lets no server rest."""
    for module in (pipeline, ingest):
        monkeypatch.setattr(module, "load_coder", lambda **_: coder)
    in_no_time = functools.partial(web_module.Web, pause=0.0, sleep=lambda seconds: None)
    monkeypatch.setattr(web_module, "Web", in_no_time)
    return CliRunner()


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "news.duckdb"


def write_pages(path: Path, count: int, *, long: int = 0) -> Path:
    """Write pages, each with so many words that no other has."""
    rows = (
        {
            "id": f"p{n}",
            "text": STORY.format(n=n, more=" ".join(f"w{n}x{i}" for i in range(long))),
            "published": "2021-02-23",
        }
        for n in range(count)
    )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def stored(db: Path) -> tuple[int, int]:
    """Pages and deeds of a database."""
    with Store(db, read_only=True) as store:
        return store.count("page"), store.count("deed")


# --- the disk, the user, other processes ----------------------------------------------------------


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_on_a_full_disk_what_was_stored_stays_and_the_run_goes_on_later(
    run: CliRunner, tmp_path: Path, db: Path
) -> None:
    pages = write_pages(tmp_path / "pages.jsonl", 24, long=150)
    Store(db).close()
    with no_file_beyond(40_000):
        result = run.invoke(app, ["add", str(pages), "--db", str(db)])
    assert result.exit_code == 1
    first, *_, last = result.stderr.splitlines()
    told = int(first.partition("read: ")[2].split()[0])
    assert 0 < told < 24
    assert stored(db)[0] == told
    assert last.startswith(f"whowhom: {db}: nothing more could be stored; ")
    assert "Traceback" not in result.stderr

    assert run.invoke(app, ["add", str(pages), "--db", str(db)]).exit_code == 0
    other = tmp_path / "undisturbed.duckdb"
    assert run.invoke(app, ["add", str(pages), "--db", str(other)]).exit_code == 0
    with Store(db, read_only=True) as one, Store(other, read_only=True) as two:
        assert list(one.deeds()) == list(two.deeds())


@pytest.mark.parametrize(
    ("name", "kept"), [("out.jsonl", "lines are kept in it"), ("out.parquet", "nothing is kept in it")]
)
def test_on_a_full_disk_a_file_keeps_whole_lines_or_nothing(
    run: CliRunner, tmp_path: Path, name: str, kept: str
) -> None:
    pages = write_pages(tmp_path / "pages.jsonl", 24, long=150)
    with no_file_beyond(20_000):
        result = run.invoke(app, ["code", str(pages), "-o", str(tmp_path / name)])
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert "cannot be written to its end" in line
    assert line.endswith(kept)
    if name == "out.jsonl":
        rows = [json.loads(row) for row in (tmp_path / name).read_text(encoding="utf-8").splitlines()]
        assert f"the first {len(rows)} lines" in line
    else:
        assert not (tmp_path / name).exists()


def test_on_a_full_disk_an_export_leaves_the_old_files(run: CliRunner, tmp_path: Path, db: Path) -> None:
    pages = write_pages(tmp_path / "pages.jsonl", 8)
    assert run.invoke(app, ["add", str(pages), "--db", str(db)]).exit_code == 0
    out = tmp_path / "out.jsonl"
    out.write_text("old")
    with no_file_beyond(2_000):
        result = run.invoke(app, ["export", "--as", "jsonl", "-o", str(out), "--db", str(db)])
    assert result.exit_code == 1
    assert "cannot be written to its end" in result.stderr
    assert out.read_text() == "old"
    assert sorted(p.name for p in tmp_path.glob("*out*")) == ["out.jsonl"]


def test_standard_output_that_is_full_is_one_line(tmp_path: Path, run: CliRunner, db: Path) -> None:
    pages = write_pages(tmp_path / "pages.jsonl", 8)
    assert run.invoke(app, ["add", str(pages), "--db", str(db)]).exit_code == 0
    with Path("/dev/full").open("wb") as full:
        words = [sys.executable, "-m", "whowhom", "export", "--as", "jsonl", "--db", str(db)]
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    said = "cannot be read or written (No space left on device); check the disk and its rights"
    assert done.stderr == f"whowhom: {said}\n"


def test_ctrl_c_keeps_what_is_stored_and_sums_it_up(
    run: CliRunner, tmp_path: Path, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = write_pages(tmp_path / "pages.jsonl", 40)
    add, calls = Store.add, []

    def add_and_be_told_to_stop(self: Store, *args: Any, **kwargs: Any) -> Any:
        calls.append(args)
        if len(calls) == 3:
            os.kill(os.getpid(), signal.SIGINT)
        return add(self, *args, **kwargs)

    monkeypatch.setattr(Store, "add", add_and_be_told_to_stop)
    result = run.invoke(app, ["add", str(pages), "--db", str(db)])
    assert result.exit_code == 130
    said = result.stderr.splitlines()
    assert (
        said[0]
        == f"whowhom: interrupted; what is stored stays in {db}, and the same command goes on from there"
    )
    assert said[1] == "whowhom: 24 pages read: 16 new, 0 known; 16 events"
    assert stored(db) == (16, 0)
    asked = run.invoke(app, ["deeds", "--db", str(db)])
    said_so = "deeds are not up to date with events, for a run broke off; the next add merges them"
    assert asked.stderr == f"whowhom: {db}: {said_so}\n"
    monkeypatch.undo()
    again = run.invoke(app, ["add", str(pages), "--db", str(db)])
    assert again.stderr.startswith("whowhom: 40 pages read: 24 new, 16 known;")
    assert stored(db)[0] == 40


@pytest.mark.parametrize("command", ["add", "deeds"])
def test_beside_a_writer_others_are_told_to_wait(tmp_path: Path, db: Path, command: str) -> None:
    source = [str(write_pages(tmp_path / "pages.jsonl", 1))] if command == "add" else []
    words = [sys.executable, "-m", "whowhom", command, *source, "--db", str(db)]
    with Store(db):
        other = subprocess.run(words, capture_output=True, text=True, check=False)
    assert other.returncode == 1
    said = "another process is writing it; wait until it is done, or name another --db"
    assert other.stderr == f"whowhom: {db}: {said}\n"


@pytest.mark.parametrize("command", [["deeds"], ["panel"], ["rule", "--list"], ["export", "--as", "jsonl"]])
def test_a_database_of_a_newer_version_is_refused(run: CliRunner, db: Path, command: list[str]) -> None:
    Store(db).close()
    with duckdb.connect(str(db)) as client:
        client.execute("UPDATE meta SET value = ? WHERE name = 'version'", [str(VERSION + 1)])
    result = run.invoke(app, [*command, "--db", str(db)])
    assert result.exit_code == 1
    said = f"has version {VERSION + 1}, this whowhom knows up to {VERSION}; install a newer one"
    assert result.stderr == f"whowhom: {db}: {said}\n"


def test_the_first_problems_are_said_and_all_are_kept(run: CliRunner, tmp_path: Path, db: Path) -> None:
    pages = write_pages(tmp_path / "pages.jsonl", 2)
    with pages.open("a", encoding="utf-8") as lines:
        lines.write("no JSON\n" * 12)
    result = run.invoke(app, ["add", str(pages), "--db", str(db)])
    said = [line for line in result.stderr.splitlines() if "line is no JSON" in line]
    assert result.exit_code == 0
    assert len(said) == 10
    assert said[0].startswith(f"whowhom: {pages}:3: line is no JSON")
    assert f"whowhom: further problems are in table problem of {db}" in result.stderr.splitlines()
    with Store(db, read_only=True) as store:
        assert store.count("problem") == 12


# --- servers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "more", "message"),
    [
        (
            PAGE,
            {"code": 302, "Location": "file:///etc/hostname"},
            "only http and https addresses are fetched",
        ),
        (PAGE, {"code": 302, "Location": "gopher://x.example/"}, "only http and https addresses are fetched"),
        (
            BILLION,
            {"Content_Type": "application/rss+xml"},
            "feed defines entities of its own; it was refused",
        ),
        ("no feed at all", {"Content_Type": "application/rss+xml"}, "is no feed that can be read"),
        (PAGE, {"code": 500}, "server answers 500; check the address"),
        ("GIF89a", {"Content_Type": "image/gif"}, "is image/gif, no page"),
    ],
    ids=["file", "gopher", "entity", "no feed", "broken", "picture"],
)
def test_a_bad_answer_is_one_line(
    run: CliRunner, site: Site, db: Path, body: str, more: dict[str, Any], message: str
) -> None:
    url = site.put("/feed", body, **more)
    result = run.invoke(app, ["add", url, "--allow-private", "--db", str(db)])
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert message in line


def test_a_private_address_is_refused_by_command(run: CliRunner, site: Site, db: Path) -> None:
    result = run.invoke(app, ["add", site.put("/one", PAGE), "--db", str(db)])
    assert result.exit_code == 1
    assert "lies in a private network; it is fetched only with --allow-private" in result.stderr
    assert site.asked == []


def test_a_bad_feed_does_not_stop_the_watch_of_others(run: CliRunner, site: Site, db: Path) -> None:
    site.put("/one", PAGE)
    kind = {"Content_Type": "application/rss+xml"}
    feeds = [site.put("/bad", BILLION, **kind), site.put("/good", RSS, **kind)]
    result = run.invoke(app, ["watch", *feeds, "--once", "--allow-private", "--db", str(db)])
    assert result.exit_code == 0
    said = result.stderr.splitlines()
    assert said[0] == f"whowhom: {feeds[0]}: feed defines entities of its own; it was refused"
    assert said[-1] == "whowhom: 1 new pages, 1 events"


# --- a run that is killed -------------------------------------------------------------------------

WORKERS = """
import multiprocessing, sys, threading
from whowhom.batch import end_with_parent

def work():
    end_with_parent()
    print("works", flush=True)
    threading.Event().wait()

if __name__ == "__main__":
    worker = multiprocessing.get_context("spawn").Process(target=work)
    worker.start()
    worker.join()
"""


def test_a_killed_run_takes_its_workers_along(tmp_path: Path) -> None:
    script = tmp_path / "workers.py"
    script.write_text(WORKERS)
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    assert parent.stdout.readline() == "works\n"
    parent.kill()
    rest, _ = parent.communicate(timeout=60)  # the pipe ends once the worker, which holds it too, has ended
    assert (parent.returncode, rest) == (-signal.SIGKILL, "")
