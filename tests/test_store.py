"""The database keeps what it was given: nothing twice, nothing half, nothing lost."""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path

import duckdb
import polars as pl
import pytest

from conftest import Code
from test_merge import MOPTI, TOGO, report
from whowhom import store as store_module
from whowhom.errors import InputError, StoreError
from whowhom.ingest import add_sources
from whowhom.merges import explain_deed, give_ruling, near_deeds, undo_rulings
from whowhom.panel import make_panel
from whowhom.pipeline import Coder
from whowhom.records import Coded, Deed, Page, Problem, Ruling
from whowhom.stages.merge import merge_events
from whowhom.store import FIRST, VERSION, Added, Filter, Store

TEXTS = {
    "a": "Russia lent Belarus $500 million on Monday. The EU condemned the loan.",
    "b": "Moscow granted Minsk a loan of $500 million on Monday, officials said.",
    "c": "Kenya expelled two Sudanese diplomats in March 2020.",
}


@pytest.fixture(scope="module")
def coded(coder: Coder) -> list[Coded]:
    pages = [Page.from_text(t, published="2021-02-23", doc_id=n) for n, t in TEXTS.items()]
    return list(coder.code_many(pages))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.duckdb"


def all_deeds(path: Path) -> list[Deed]:
    with Store(path, read_only=True) as store:
        return list(store.deeds())


def filled(path: Path, coded: list[Coded]) -> list[Deed]:
    with Store(path) as store:
        store.add(coded, coder="one")
        store.merge()
        return list(store.deeds())


# --- in and out -----------------------------------------------------------------------------------


def test_what_comes_out_is_what_went_in(path: Path, coded: list[Coded]) -> None:
    deeds = filled(path, coded)
    stored = {r.event.event_id: r.event for d in deeds for r in d.reports}
    assert stored == {e.event_id: e for c in coded for e in c.events}


def test_adding_twice_changes_nothing(path: Path, coded: list[Coded]) -> None:
    first = filled(path, coded)
    with Store(path) as store:
        again = store.add(coded, coder="one")
        store.merge()
    assert again == Added(known=len(coded))
    assert all_deeds(path) == first


def test_the_order_of_pages_does_not_matter(tmp_path: Path, coded: list[Coded]) -> None:
    there = filled(tmp_path / "there.duckdb", coded)
    back = filled(tmp_path / "back.duckdb", coded[::-1])
    assert there == back


def test_a_newer_coding_replaces_the_older(path: Path, coded: list[Coded]) -> None:
    filled(path, coded)
    bare = replace(coded[0], events=())
    with Store(path) as store:
        assert store.add([bare], coder="two") == Added(replaced=1)
        assert store.count("page") == len(coded)
        assert store.count("event") == sum(len(c.events) for c in coded[1:])


def test_problems_are_kept_once(path: Path) -> None:
    problem = Problem(source="x.html", stage="clean", message="page is empty")
    with Store(path) as store:
        store.add([problem], coder="one")
        store.add([problem], coder="one")
        assert store.count("problem") == 1


def test_any_client_reads_the_file(path: Path, coded: list[Coded]) -> None:
    filled(path, coded)
    with duckdb.connect(str(path), read_only=True) as db:
        rows = db.execute(
            "SELECT DISTINCT type FROM pair WHERE actor = 'RUS' AND recipient = 'BLR'"
        ).fetchall()
        reports = db.execute("SELECT count(*) FROM report").fetchone()
    assert rows == [("AID",)]
    assert reports == (sum(len(c.events) for c in coded),)


def test_every_column_says_what_it_holds(path: Path) -> None:
    Store(path).close()
    with duckdb.connect(str(path), read_only=True) as db:
        silent = db.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal "
            "AND table_name IN (SELECT table_name FROM duckdb_tables())"
        ).fetchall()
    assert silent == []


# --- merging what changed -------------------------------------------------------------------------


def merged_at_once(tmp_path: Path, coded: list[Coded]) -> list[Deed]:
    return filled(tmp_path / "at_once.duckdb", coded)


def test_merging_page_by_page_ends_where_merging_at_once_does(
    tmp_path: Path, path: Path, coded: list[Coded]
) -> None:
    with Store(path) as store:
        for c in coded[::-1]:
            store.add([c], coder="one")
            store.merge()
    assert all_deeds(path) == merged_at_once(tmp_path, coded)


def test_a_copy_that_comes_later_changes_the_origin_of_what_is_stored(
    tmp_path: Path, path: Path, coder: Coder
) -> None:
    text = TEXTS["a"] + " " + " ".join(f"Minsk bought {n} tractors from Kazan in May {n}." for n in range(9))
    first, late = (
        coder.code(Page.from_text(text, published=day, doc_id=day)) for day in ("2021-02-23", "2021-02-25")
    )
    with Store(path) as store:
        store.add([late], coder="one")
        store.merge()
        store.add([first], coder="one")
        assert store.merge().copies == 1
    deeds = all_deeds(path)
    assert {d.origins for d in deeds} == {1}
    assert deeds == merged_at_once(tmp_path, [first, late])


def test_a_newer_coding_under_the_same_ids_makes_its_deeds_anew(path: Path, coded: list[Coded]) -> None:
    filled(path, coded)
    new = replace(coded[2], events=tuple(replace(e, confidence=0.123) for e in coded[2].events))
    with Store(path) as store:
        store.add([new], coder="two")
        store.merge()
    assert [d.confidence for d in all_deeds(path) if d.reports[0].event.doc_id == "c"] == [0.123]


def test_deeds_that_another_version_made_are_made_anew(path: Path, coded: list[Coded]) -> None:
    deeds = filled(path, coded)
    with duckdb.connect(str(path)) as db:
        db.execute("UPDATE meta SET value = 'older' WHERE name = 'merging'")
        db.execute("UPDATE deed SET status = 'denied'")
    with Store(path) as store:
        assert not store.is_merged
        store.merge()
        assert store.is_merged
    assert all_deeds(path) == deeds


def test_deeds_are_read_while_a_newer_coding_waits_to_be_merged(path: Path, coded: list[Coded]) -> None:
    deeds = filled(path, coded)
    with Store(path) as store:
        store.add([replace(coded[0], events=())], coder="two")
        left = {r.event.doc_id for d in store.deeds() for r in d.reports}
        assert left == {r.event.doc_id for d in deeds for r in d.reports} - {"a"}


# --- killed ---------------------------------------------------------------------------------------

RUN = """
import pickle, sys
from pathlib import Path
from whowhom.store import Store
with Store(sys.argv[1]) as store:
    for coded in pickle.loads(Path(sys.argv[2]).read_bytes()):
        print("storing", flush=True)
        store.add([coded], coder="one")
        print("stored", flush=True)
    print("merging", flush=True)
    store.merge()
    print("merged", flush=True)
    sys.stdin.read()  # nobody writes: there is always somebody left to kill
"""


def told_until(line: str, nth: int, path: Path, pages: Path) -> list[str]:
    """Run in a process of its own, kill it where it says this line for the nth time; give what it said."""
    command = [sys.executable, "-c", RUN, str(path), str(pages)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        told: list[str] = []
        for said in child.stdout or ():
            told.append(said.strip())
            if told.count(line) == nth:
                child.kill()
        assert child.wait() == -signal.SIGKILL
    return told


def test_what_a_killed_run_said_was_stored_is_stored_and_the_next_ends_alike(
    tmp_path: Path, path: Path, coded: list[Coded]
) -> None:
    pages = tmp_path / "coded.pickle"
    pages.write_bytes(pickle.dumps(coded))
    for line, nth in (("storing", 1), ("storing", 2), ("merging", 1), ("merged", 1)):
        told = told_until(line, nth, path, pages)
        if path.exists():
            with Store(path) as store:
                assert store.count("page") >= told.count("stored")
                assert store.count("event") >= store.count("page") > 0 or not told.count("stored")
    assert filled(path, coded) == merged_at_once(tmp_path, coded)


# --- questions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "types"),
    [
        (Filter(who="RUS", whom="blr"), {"AID"}),
        (Filter(types=("SANCTION",)), {"SANCTION"}),
        (Filter(who="european union"), {"ACCUSE"}),
        (Filter(who="KEN", background=False), set()),
        (Filter(statuses=("denied",)), set()),
        (Filter(min_origins=9), set()),
    ],
)
def test_deeds_are_filtered(path: Path, coded: list[Coded], chosen: Filter, types: set[str]) -> None:
    filled(path, coded)
    with Store(path, read_only=True) as store:
        assert {deed.type for deed in store.deeds(chosen)} == types


def test_deeds_are_a_frame_of_pandas_and_of_polars(path: Path, coded: list[Coded]) -> None:
    filled(path, coded)
    with Store(path, read_only=True) as store:
        table = store.deed_table(Filter(types=("AID", "SANCTION")))
        ids = [d.deed_id for d in store.deeds(Filter(types=("AID", "SANCTION")))]
    pandas, polars = table.to_pandas(), pl.from_arrow(table)
    assert isinstance(polars, pl.DataFrame)
    assert list(pandas["deed_id"]) == polars["deed_id"].to_list() == ids
    loan = polars.filter(pl.col("type") == "AID")
    assert loan["actors"].list.first().struct.field("code").to_list() == ["RUS"]
    assert pandas.loc[pandas["type"] == "AID", "date"].iloc[0]["first"] == date(2021, 2, 22)


def test_a_panel_of_a_database_is_a_frame_filled_with_zeros(path: Path, coded: list[Coded]) -> None:
    filled(path, coded)
    with Store(path, read_only=True) as store:
        table = make_panel(store, by="month,pair", fill=True, chosen=Filter(background=True))
    pandas, polars = table.to_pandas(), pl.from_arrow(table)
    assert isinstance(polars, pl.DataFrame)
    months = 12  # from March 2020, when Kenya expelled, to February 2021
    assert polars.shape == (months * polars.select("actor", "recipient").n_unique(), 13)
    loans = pandas[(pandas["actor"] == "RUS") & (pandas["recipient"] == "BLR")]
    assert list(loans["deeds"]) == [0] * (months - 1) + [1]
    assert list(loans["pages"]) == [0] * (months - 1) + [3]
    assert polars["first"].dtype == pl.Date
    assert polars.filter(deeds=0)["intensity"].null_count() == polars.filter(deeds=0).height


# --- rulings --------------------------------------------------------------------------------------


def test_a_ruling_stays(path: Path, coded: list[Coded]) -> None:
    deeds = filled(path, coded)
    loan = next(d for d in deeds if d.type == "AID" and len(d.reports) == 2)
    one, other = (r.event.event_id for r in loan.reports)
    with Store(path) as store:
        store.rule(one, other, same=False)
        store.merge()
    with Store(path) as store:
        store.merge()
    assert len(all_deeds(path)) == len(deeds) + 1


LATER = "Minsk got a loan of $500 million from Moscow on Monday, the Belarusian finance ministry said."


def later(coder: Coder) -> Coded:
    return coder.code(Page.from_text(LATER, published="2021-02-24", doc_id="d"))


def test_a_split_holds_when_more_is_told(path: Path, coded: list[Coded], coder: Coder) -> None:
    loan = next(d for d in filled(path, coded) if d.type == "AID")
    one, other = (r.event.event_id for r in loan.reports)
    with Store(path) as store:
        give_ruling(store, [one, other], same=False)
        store.add([later(coder)], coder="one")
        store.merge()
        where = {r.event.event_id: d.deed_id for d in store.deeds() for r in d.reports}
        assert where[one] != where[other]
        assert max(len(d.reports) for d in store.deeds()) == 2


def test_a_merger_holds_when_more_is_told_and_is_undone(path: Path, coded: list[Coded], coder: Coder) -> None:
    deeds = filled(path, coded)
    ids = [next(d.deed_id for d in deeds if d.type == kind) for kind in ("AID", "SANCTION")]
    with Store(path) as store:
        (ruling,) = give_ruling(store, [i[:8] for i in ids], same=True, note="a test")
        store.add([later(coder)], coder="one")
        store.merge()
        assert sorted(len(d.reports) for d in store.deeds()) == [1, 4]
        why = explain_deed(store, next(d.deed_id for d in store.deeds() if len(d.reports) == 4))
        assert (why.rulings, ruling.note) == ((ruling,), "a test")
        assert undo_rulings(store, [why.deed.deed_id]) == (ruling,)
        store.merge()
        assert sorted(len(d.reports) for d in store.deeds()) == [1, 1, 3]


def test_rulings_that_contradict_each_other_are_refused(path: Path, coded: list[Coded]) -> None:
    one, two, three = sorted(e.event_id for c in coded for e in c.events)[:3]
    with Store(path) as store:
        store.add(coded, coder="one")
        store.rule(one, two, same=True)
        store.rule(two, three, same=False)
        with pytest.raises(StoreError, match=rf"cannot be one deed: .*{two}.* were ruled apart"):
            store.rule(one, three, same=True)
        store.rule(two, three, same=True)
        with pytest.raises(StoreError, match="cannot be kept apart: they are one, by rulings made before"):
            store.rule(one, three, same=False)
        with pytest.raises(InputError, match="name two deeds or events"):
            give_ruling(store, [one], same=True)


def test_a_ruling_on_an_unknown_event_is_refused(path: Path) -> None:
    with Store(path) as store:
        with pytest.raises(StoreError, match="no event 'nobody'"):
            store.rule("nobody", "nobody else", same=True)
        with pytest.raises(StoreError, match="no deed or event 'nobody'"):
            give_ruling(store, ["nobody", "somebody"], same=True)


def test_a_deed_says_why_it_is_one(path: Path, coded: list[Coded]) -> None:
    loan = next(d for d in filled(path, coded) if d.type == "AID")
    with Store(path, read_only=True) as store:
        why = explain_deed(store, loan.deed_id[:6])
        with pytest.raises(StoreError, match="no deed 'zzz'"):
            explain_deed(store, "zzz")
    told = {c.field: [(t.value, t.reports, t.chosen) for t in c.told] for c in why.choices}
    assert told["amounts"] == [("500,000,000 USD", 2, True)]
    assert told["date"] == [("2021-02-22 (stated)", 2, True)]
    assert len(told["actors"]) == 2
    assert [t[2] for t in told["actors"]] == [True, False]
    assert {j.agree for j in why.deed.joined} >= {("anchor",)}


def test_what_is_near_says_what_keeps_it_apart() -> None:
    (one,), (other,) = (
        merge_events([r]) for r in (report("a"), report("b", recipients=(TOGO,), place=MOPTI))
    )
    (near,) = near_deeds(one, [one, other])
    assert (near.agree, near.apart) == (("type", "who", "days"), ("whom", "place"))
    (ruled,) = near_deeds(one, [other], [Ruling(one="a", other="b", same=False)])
    assert ruled.apart == ("ruling",)


# --- older and newer databases --------------------------------------------------------------------

OLD = sorted((Path(__file__).parent / "schemas").glob("*.sql"))


def old_database(path: Path, schema: Path) -> None:
    """Make a database as an older whowhom made it, with a ruling in it."""
    with duckdb.connect(str(path)) as db:
        db.execute(schema.read_text(encoding="utf-8"))
        db.execute("INSERT INTO meta VALUES ('version', ?), ('merged', 'yes')", [schema.stem])
        db.execute("INSERT INTO ruling VALUES ('one', 'other', true)")


def layout(path: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as db:
        return db.execute(
            "SELECT table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns() "
            "WHERE NOT internal ORDER BY table_name, column_name"
        ).fetchall()


@pytest.mark.parametrize("schema", OLD, ids=lambda p: p.stem)
@pytest.mark.parametrize("read_only", [False, True])
def test_an_older_database_is_brought_to_this_version(tmp_path: Path, schema: Path, read_only: bool) -> None:
    old, new = tmp_path / "old.duckdb", tmp_path / "new.duckdb"
    old_database(old, schema)
    with Store(old, read_only=read_only) as store:
        assert store.meta("version") == str(VERSION)
        assert store.rulings() == (Ruling(one="one", other="other", same=True),)
    Store(new).close()
    assert layout(old) == layout(new)


def test_there_is_a_step_from_each_older_version() -> None:
    steps = sorted(p.name for p in resources.files("whowhom").joinpath("migrations").iterdir())
    assert steps == [f"{n}.sql" for n in range(FIRST + 1, VERSION + 1)]
    assert [p.stem for p in OLD] == [str(n) for n in range(FIRST, VERSION)]


def test_a_step_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old_database(path, OLD[0])
    before = layout(path)
    broken = "ALTER TABLE ruling ADD COLUMN note VARCHAR; UPDATE nowhere SET x = 1;"
    monkeypatch.setattr(store_module, "_migration", lambda step: broken)
    with pytest.raises(StoreError, match="nothing more could be stored"):
        Store(path)
    assert layout(path) == before
    monkeypatch.undo()
    Store(path).close()


# --- bad files, other writers ---------------------------------------------------------------------


def test_a_missing_database_says_how_to_make_one(path: Path) -> None:
    with pytest.raises(StoreError, match="no such database; make it with 'whowhom add"):
        Store(path, read_only=True)


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_bytes(b"just some text, and more of it, so that it is long enough" * 100)
    with pytest.raises(StoreError, match="name another file with --db"):
        Store(path)


def test_another_database_is_left_alone(path: Path) -> None:
    with duckdb.connect(str(path)) as db:
        db.execute("CREATE TABLE other (x INTEGER)")
    with pytest.raises(StoreError, match="holds no tables of whowhom"):
        Store(path)


def test_a_newer_version_is_refused(path: Path) -> None:
    Store(path).close()
    with duckdb.connect(str(path)) as db:
        db.execute("UPDATE meta SET value = ? WHERE name = 'version'", [str(VERSION + 1)])
    for read_only in (False, True):
        with pytest.raises(StoreError, match=r"knows up to \d+; install a newer one"):
            Store(path, read_only=read_only)


def test_a_second_writer_is_told_to_wait(path: Path) -> None:
    code = f"from whowhom.store import Store; Store({str(path)!r})"
    with Store(path):
        other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert other.returncode != 0
    assert "another process is writing it; wait until it is done" in other.stderr


def test_a_batch_that_fails_leaves_nothing(path: Path, coded: list[Coded]) -> None:
    broken = replace(coded[1], page=replace(coded[1].page, title=None))  # type: ignore[arg-type]
    with Store(path) as store:
        with pytest.raises(StoreError, match="nothing more could be stored"):
            store.add([coded[0], broken], coder="one")
        assert (store.count("page"), store.count("event")) == (0, 0)


# --- sources in -----------------------------------------------------------------------------------


def test_a_run_goes_on_where_it_broke_off(tmp_path: Path, path: Path) -> None:
    source = tmp_path / "pages"
    source.mkdir()
    for name, text in TEXTS.items():
        (source / f"{name}.txt").write_text(text)
    with Store(path) as store:
        first = add_sources([str(source / "a.txt")], store)
        whole = add_sources([str(source)], store)
        again = add_sources([str(source)], store)
    assert (first.new, whole.new, whole.known) == (1, 2, 1)
    assert (again.new, again.known, again.merged) == (0, 3, None)


def test_the_summary_counts_pages_problems_and_deeds(tmp_path: Path, path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXTS["a"])
    (tmp_path / "b.txt").write_text("")
    with Store(path) as store:
        summary = add_sources([str(tmp_path / "a.txt"), str(tmp_path / "b.txt")], store)
    lines = list(summary.lines())
    assert lines[0].startswith("1 pages read: 1 new, 0 known;")
    assert any("1 problems" in line for line in lines)
    assert lines[-1].endswith("deeds")


def test_the_coding_of_a_page_is_the_same_alone(code: Code, coded: list[Coded]) -> None:
    assert [e.type for e in code(TEXTS["c"]).events] == [e.type for e in coded[2].events]
