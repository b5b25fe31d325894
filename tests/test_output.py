"""Coded pages as JSON lines, CSV, Parquet and a table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from rich.console import Console

from whowhom.display import amount_text, days_text, print_reasons, print_table
from whowhom.errors import SourceError
from whowhom.gold import answer, load_answers
from whowhom.output import (
    COLUMNS,
    event_to_json,
    event_to_row,
    page_to_json,
    whole_file,
    write_csv,
    write_jsonl,
    write_parquet,
)
from whowhom.records import (
    Actor,
    Amount,
    Attribution,
    Coded,
    DateBasis,
    Event,
    Interval,
    Page,
    Place,
    Problem,
    Reason,
    Sector,
    Span,
    Stance,
    Status,
)

TEXT = 'Kommersant quoted officials as saying that "Moscow; might lend" Minsk $3 billion, in Sochi.'
EVIDENCE = '"Moscow; might lend" Minsk $3 billion'
START = TEXT.index(EVIDENCE)
EVENT = Event(
    event_id="f00d",
    doc_id="page-1",
    type="AID",
    mode=None,
    actors=(Actor(text="Moscow", code="RUS", sector=Sector.GOV, actor_id="RUS"),),
    recipients=(
        Actor(text="Minsk", code="BLR", sector=Sector.GOV),
        Actor(text="its leader", name="Lukashenko"),
    ),
    status=Status.POSSIBLE,
    attribution=(
        Attribution(source=Actor(text="Kommersant", sector=Sector.MED, name="Kommersant"), cue="quoted"),
        Attribution(
            source=Actor(text="officials", code="RUS", sector=Sector.GOV), cue="saying", stance=Stance.DENIES
        ),
    ),
    date=Interval(first=date(2021, 2, 1), last=date(2021, 2, 28)),
    date_basis=DateBasis.STATED,
    place=Place(
        text="Sochi", name="Sochi", country="RUS", lat=43.6, lon=39.73, precision="city", geonameid=491422
    ),
    amounts=(Amount(value=3e9, unit="USD", text="$3 billion"),),
    evidence=EVIDENCE,
    trigger="lend",
    part="text",
    start=START,
    end=START + len(EVIDENCE),
    confidence=0.5,
    reasons=(
        Reason(field="type", rule="AID.lend", span=Span(part="text", start=START + 15, end=START + 19)),
    ),
)
PAGE = Page(doc_id="page-1", text=TEXT, title="A loan", outlet="The Paper", published=date(2021, 2, 22))
CODED = Coded(
    page=PAGE, events=(EVENT,), problems=(Problem(source="page-1", stage="clean", message="no title"),)
)
EMPTY = Coded(page=Page(doc_id="page-2", text="", published=datetime(2021, 2, 23, 8, 15, tzinfo=UTC)))


def broken_off() -> Iterator[Coded]:
    """Give a page, then be interrupted."""
    yield CODED
    raise KeyboardInterrupt


# --- JSON lines -----------------------------------------------------------------------------------


def test_an_event_has_the_fields_of_the_annotation_guide_first() -> None:
    row = event_to_json(EVENT)
    assert list(row)[:11] == [
        *("type", "mode", "actors", "recipients", "status", "attribution", "date", "place", "amounts"),
        *("evidence", "trigger"),
    ]
    assert row["date"] == ["2021-02-01", "2021-02-28"]
    assert row["actors"][0] | {"title": None, "actor_id": "RUS"} == row["actors"][0]
    assert row["attribution"][1]["stance"] == "denies"
    assert row["amounts"] == [{"value": 3e9, "unit": "USD", "text": "$3 billion"}]
    assert row["reasons"] == [
        {"field": "type", "rule": "AID.lend", "part": "text", "start": START + 15, "end": START + 19}
    ]


def test_no_field_of_an_event_is_lost() -> None:
    assert {f.name for f in fields(Event)} - {"doc_id"} == set(event_to_json(EVENT))


def test_what_is_not_known_is_null() -> None:
    row = page_to_json(EMPTY)
    assert (row["url"], row["wire"], row["events"]) == (None, None, [])
    assert row["published"] == "2021-02-23T08:15:00+00:00"


def test_jsonl_is_read_back_as_the_same_answers(tmp_path: Path) -> None:
    path = tmp_path / "coded.jsonl"
    with whole_file(path) as out:
        write_jsonl([CODED, EMPTY], out)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["doc_id"] for line in lines] == ["page-1", "page-2"]
    assert lines[0]["text"][START : EVENT.end] == EVIDENCE
    read = load_answers(path)["page-1"][0]
    mine = answer(EVENT)
    assert (read.type, read.status, read.date, read.amounts) == (
        mine.type,
        mine.status,
        mine.date,
        mine.amounts,
    )
    assert [link.source.text for link in read.attribution] == ["Kommersant", "officials"]


# --- CSV ------------------------------------------------------------------------------------------


def test_csv_has_a_header_and_an_event_a_row() -> None:
    out = io.BytesIO()
    write_csv([EMPTY, CODED, CODED], out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode())))
    assert len(rows) == 2
    assert rows[0]["recipients"] == "Minsk; its leader"
    assert rows[0]["recipient_codes"] == "BLR; "  # one entry a party, empty where not known
    assert rows[0]["sources"] == "Kommersant › officials"
    assert (rows[0]["date_first"], rows[0]["date_last"]) == ("2021-02-01", "2021-02-28")
    assert rows[0]["amounts"] == "3000000000 USD"
    assert rows[0]["evidence"] == EVIDENCE
    assert rows[0]["mode"] == ""


def test_columns_are_named_once() -> None:
    names = [column.name for column in COLUMNS]
    assert len(set(names)) == len(names) == len(event_to_row(CODED, EVENT))


# --- Parquet --------------------------------------------------------------------------------------


def test_parquet_keeps_everything_nested() -> None:
    out = io.BytesIO()
    write_parquet([CODED, EMPTY], out)
    first, second = pq.read_table(io.BytesIO(out.getvalue())).to_pylist()
    event = first["events"][0]
    assert event["date"] == {"first": date(2021, 2, 1), "last": date(2021, 2, 28)}
    assert event["recipients"][1]["name"] == "Lukashenko"
    assert event["place"]["geonameid"] == 491422
    assert event["reasons"][0]["span"]["start"] == START + 15
    assert first["problems"][0]["message"] == "no title"
    assert second["events"] == []


def test_parquet_of_more_pages_than_a_batch() -> None:
    out = io.BytesIO()
    write_parquet([CODED] * 130, out)
    assert pq.read_table(io.BytesIO(out.getvalue())).num_rows == 130


# --- a whole file, whatever happens ---------------------------------------------------------------


@pytest.mark.parametrize("write", [write_jsonl, write_csv, write_parquet])
def test_what_was_coded_is_kept_after_an_interrupt(write: object, tmp_path: Path) -> None:
    path = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt), whole_file(path) as out:
        write(broken_off(), out)  # type: ignore[operator]
    whole = tmp_path / "whole"
    with whole_file(whole) as out:
        write([CODED], out)  # type: ignore[operator]
    if write is write_parquet:
        assert pq.read_table(path).to_pylist() == pq.read_table(whole).to_pylist()
    else:
        assert path.read_bytes() == whole.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "whole"]


@pytest.mark.parametrize("write", [write_jsonl, write_csv, write_parquet])
def test_an_older_file_stays_where_nothing_was_coded(write: object, tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("older", encoding="utf-8")
    with whole_file(path) as out:
        write([], out)  # type: ignore[operator]
    assert path.read_text(encoding="utf-8") == "older"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be written"), whole_file(tmp_path / "none" / "out"):
        pass


# --- the table ------------------------------------------------------------------------------------


def shown(coded: Coded, width: int) -> str:
    out = io.StringIO()
    print_table([coded], Console(file=out, width=width, highlight=False))
    return out.getvalue()


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_the_table_shows_what_matters_at_any_width(width: int) -> None:
    text = shown(CODED, width)
    joined = " ".join(text.split())
    for piece in (
        "A loan",
        "The Paper · 2021-02-22",
        "AID",
        "possible",
        "Kommersant",
        "$3 billion",
        "*lend*",
    ):
        assert piece in joined
    assert max(map(len, text.splitlines())) <= width
    assert "\x1b" not in text


def test_a_source_that_denies_is_crossed() -> None:
    assert "Kommersant › ✗ officials" in shown(CODED, 80)


def test_a_page_with_nothing_shows_its_name() -> None:
    assert "page-2" in shown(EMPTY, 80)


def test_on_a_terminal_the_trigger_is_bold() -> None:
    out = io.StringIO()
    print_table(
        [CODED], Console(file=out, width=100, force_terminal=True, color_system="standard", highlight=False)
    )
    assert "\x1b[1;3;4mlend\x1b[0m" in out.getvalue()


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2021, 2, 22), date(2021, 2, 22), "2021-02-22"),
        (date(2020, 2, 1), date(2020, 2, 29), "2020-02"),
        (date(2014, 1, 1), date(2014, 12, 31), "2014"),
        (date(2020, 9, 1), date(2020, 9, 12), "2020-09-01 – 2020-09-12"),
        (date(2020, 9, 1), date(2020, 10, 31), "2020-09-01 – 2020-10-31"),
    ],
)
def test_days_are_said_as_short_as_can_be(first: date, last: date, text: str) -> None:
    assert days_text(Interval(first=first, last=last)) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Amount(value=1.5e9, unit="USD", text="$ 1.5 billion"), "$ 1.5 billion"),
        (Amount(value=1200, unit="killed", text="1,200 dead"), "1,200 killed"),
    ],
)
def test_amounts(amount: Amount, text: str) -> None:
    assert amount_text(amount) == text


def test_reasons_show_the_rule_and_its_words() -> None:
    out = io.StringIO()
    print_reasons(CODED, Console(file=out, width=120, highlight=False))
    line = next(line for line in out.getvalue().splitlines() if line.startswith("type"))
    assert line.split() == ["type", "AID", "AID.lend", "lend"]
