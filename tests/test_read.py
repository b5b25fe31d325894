"""What `read_pages` gives for files, folders, globs and standard input, and what it says of bad ones."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whowhom.errors import SourceError
from whowhom.read import read_pages
from whowhom.records import Problem, Raw

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _write


def pages(*args: object, **options: object) -> list[Raw]:
    items = list(read_pages(*args, **options))  # type: ignore[arg-type]
    assert [i for i in items if isinstance(i, Problem)] == []
    return [i for i in items if isinstance(i, Raw)]


def rows(*args: object, **options: object) -> list[dict[str, object]]:
    return [json.loads(raw.content) for raw in pages(*args, **options)]


def said(path: object) -> list[str]:
    """Give the problems of a source, as `file:line: message`, the folder put aside."""
    found = [item for item in read_pages(str(path)) if isinstance(item, Problem)]
    return [f"{Path(p.source).name}: {p.message}" for p in found]


def parquet(**columns: list[object]) -> bytes:
    buffer = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), buffer)
    return buffer.getvalue()


# --- kinds of files -------------------------------------------------------------------------------


def test_a_page_of_html_or_text_is_one_raw(write: Write) -> None:
    page = write("a.html", "<p>Hello</p>")
    assert pages(page) == [Raw(source=str(page), content=b"<p>Hello</p>", media_type="text/html")]
    note = write("a.txt", "Hello")
    assert pages(note) == [Raw(source=str(note), content=b"Hello", media_type="text/plain")]


def test_a_table_gives_one_raw_a_row_with_file_and_line(write: Write) -> None:
    path = write(
        "a.jsonl", '{"doc_id": "q", "title": "T", "text": "A"}\n\n{"text": "B", "published": "2021-02-22"}\n'
    )
    found = pages(path)
    assert [raw.source for raw in found] == [f"{path}:1", f"{path}:3"]
    assert {raw.media_type for raw in found} == {"application/json"}
    assert [json.loads(raw.content) for raw in found] == [
        {"doc_id": "q", "title": "T", "text": "A"},
        {"published": "2021-02-22", "text": "B"},
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("one.json", '{\n "text": "A"\n}'),
        ("one-line.json", '{"text": "A"}'),
        ("list.json", '[{"text": "A"}]'),
        ("lines.json", '{"text": "A"}\n'),
        ("list.jsonl", '[\n {"text": "A"}\n]'),
        ("answer.json", '{"status": "ok", "articles": [{"content": "A"}]}'),
        ("mark.jsonl", '\ufeff{"text": "A"}'),
        ("comma.csv", "id,Text\n,A\n"),
        ("semicolon.csv", "id;body\n;A\n"),
        ("tab.tsv", "id\tfull_text\n\tA\n"),
        ("packed.jsonl.gz", gzip.compress(b'{"text": "A"}')),
        ("packed.jsonl.zst", pyarrow.compress(b'{"text": "A"}', "zstd", asbytes=True)),
        ("table.parquet", parquet(id=[None], Body=["A"])),
        ("no-suffix", '{"text": "A"}\n'),
        ("no-suffix-table", parquet(text=["A"])),
    ],
)
def test_kinds_of_tables(write: Write, name: str, content: str | bytes) -> None:
    assert [row["text"] for row in rows(write(name, content))] == ["A"]


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        ("<!DOCTYPE html><html></html>", "text/html"),
        ("\n <html lang='en'>", "text/html"),
        ("The president spoke.", "text/plain"),
        (gzip.compress(b"<html><body>"), "text/html"),
    ],
)
def test_a_file_without_a_telling_name_is_guessed(
    write: Write, content: str | bytes, media_type: str
) -> None:
    assert [raw.media_type for raw in pages(write("download", content))] == [media_type]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BufferedReader(io.BytesIO(b'{"text": "A"}\n{"text": "B"}\n'))

    monkeypatch.setattr("sys.stdin", Stdin)
    assert [(raw.source, json.loads(raw.content)["text"]) for raw in pages("-")] == [
        ("-:1", "A"),
        ("-:2", "B"),
    ]


def test_folders_and_globs(write: Write, tmp_path: Path) -> None:
    for name in ("b.txt", "deep/a.txt", "deep/picture.png", ".hidden/c.txt", "c.txt"):
        write(name, name)
    assert [raw.content.decode() for raw in pages(tmp_path)] == ["b.txt", "c.txt", "deep/a.txt"]
    assert [raw.content.decode() for raw in pages(f"{tmp_path}/**/a.*")] == ["deep/a.txt"]
    assert [raw.content.decode() for raw in pages([tmp_path / "c.txt", f"{tmp_path}/b*"])] == [
        "c.txt",
        "b.txt",
    ]


# --- columns --------------------------------------------------------------------------------------


def test_columns_are_guessed_whatever_their_capitals(write: Write) -> None:
    path = write("a.csv", "ID,Headline,Body,Publisher,Date,Link,Other\n7,H,B,P,2021-02-22,u,x\n")
    assert rows(path) == [
        {"doc_id": "7", "url": "u", "outlet": "P", "published": "2021-02-22", "title": "H", "text": "B"}
    ]


def test_columns_can_be_named(write: Write) -> None:
    path = write("a.csv", "text,note\nshort,the whole article\n")
    assert rows(path, columns={"text": "note"}) == [{"text": "the whole article"}]


def test_the_guess_that_is_filled_wins(write: Write) -> None:
    assert rows(write("a.jsonl", '{"text": null, "body": "B"}\n')) == [{"text": "B"}]


def test_dates_of_parquet_become_iso(write: Write) -> None:
    path = write("a.parquet", parquet(text=["A"], date=[date(2021, 2, 22)]))
    assert rows(path) == [{"published": "2021-02-22", "text": "A"}]


def test_line_breaks_in_cells_keep_the_line_numbers_right(write: Write) -> None:
    path = write("a.csv", 'id,text\n1,"A\nb"\n2,C\n')
    assert [raw.source for raw in pages(path)] == [f"{path}:2", f"{path}:4"]


# --- what goes wrong ------------------------------------------------------------------------------


def test_bad_rows_are_problems_and_the_others_go_on(write: Write) -> None:
    path = write(
        "a.jsonl", '{"text": "A"}\n{broken\n{"text": 5}\n{"text": " "}\n[1]\n{"title": "T"}\n{"text": "B"}\n'
    )
    assert said(path) == [
        "a.jsonl:2: line is no JSON (Expecting property name enclosed in double quotes); mend or remove it",
        "a.jsonl:3: field text: must be text, not int; mend or remove the row",
        "a.jsonl:4: field text: is empty; fill it or remove the row",
        "a.jsonl:5: line is no JSON object; write one object a line",
        "a.jsonl:6: field text: is missing; add it or remove the row",
    ]
    assert sum(isinstance(item, Raw) for item in read_pages(path)) == 2


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "id,text\n1,a,b\n", "a.csv:2: row has 3 cells, the header 2; quote cells that hold ','"),
        ("a.json", '[{"text": "A"},\n{"text": ', "a.json:2: list breaks off or is no JSON here"),
        ("a.html", "", "a.html: file is empty; nothing to code"),
        ("a.jsonl", " \n", "a.jsonl: file is empty; nothing to code"),
        ("a.gz", gzip.compress(b"Hello" * 99)[:-9], "a.gz: file breaks off"),
    ],
)
def test_problems(write: Write, name: str, content: str | bytes, message: str) -> None:
    assert [line[: len(message)] for line in said(write(name, content))] == [message]


def test_a_packed_file_that_breaks_off_is_read_as_far_as_it_goes(write: Write) -> None:
    lines = "".join(json.dumps({"text": f"Page {n}"}) + "\n" for n in range(9))
    path = write("a.jsonl.gz", gzip.compress(lines.encode())[:-4])
    assert sum(isinstance(item, Raw) for item in read_pages(path)) == 9
    assert [line[:34] for line in said(path)] == ["a.jsonl.gz: file breaks off (Compr"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "id,note\n1,a\n", "no column of text (columns: id, note); say which column holds it"),
        ("a.jsonl", '{"note": "a"}\n', "no column of text (columns: note)"),
        ("a.parquet", parquet(note=["a"]), "no column of text (columns: note)"),
        ("a.parquet", b"PAR1 and no more", "is no Parquet file"),
    ],
)
def test_a_table_without_text_is_an_error(
    write: Write, name: str, content: str | bytes, message: str
) -> None:
    path = write(name, content)
    with pytest.raises(SourceError) as error:
        list(read_pages(path))
    assert str(error.value).startswith(f"{path}: {message}")
    assert "\n" not in str(error.value)


def test_in_a_folder_it_is_a_problem_and_the_other_files_go_on(write: Write, tmp_path: Path) -> None:
    write("a.csv", "id,note\n1,a\n")
    write("b.txt", "Hello")
    items = list(read_pages(tmp_path))
    assert [type(item) for item in items] == [Problem, Raw]
    assert said(tmp_path)[0].startswith("a.csv: no column of text")


def test_a_named_column_that_is_not_there(write: Write) -> None:
    with pytest.raises(SourceError, match="no column 'Body' "):
        list(read_pages(write("a.csv", "text\nA\n"), columns={"text": "Body"}))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("missing.html", "missing.html: no such file or folder; check the name"),
        ("missing/*.html", "missing/*.html: no file fits this pattern; check it"),
        ("ftp://courier.example/a", "ftp://courier.example/a: only http and https addresses are fetched"),
        ([], "no source given; name a file, a folder or - for standard input"),
    ],
)
def test_sources_that_are_not_there(source: str | list[str], message: str) -> None:
    with pytest.raises(SourceError) as error:
        list(read_pages(source))
    assert str(error.value).startswith(message)


def test_a_folder_with_nothing_to_read(write: Write, tmp_path: Path) -> None:
    write("picture.png", "x")
    with pytest.raises(SourceError, match="no readable file in this folder; it must hold"):
        list(read_pages(tmp_path))


# --- laws -----------------------------------------------------------------------------------------


def test_a_long_list_is_read_piece_by_piece(write: Write) -> None:
    path = write("a.json", "[" + ",".join(json.dumps({"text": "x" * 10_000}) for _ in range(2_000)) + "]")
    tracemalloc.start()
    count = sum(1 for _ in read_pages(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 2_000
    assert peak < 8_000_000


@given(
    st.binary(max_size=200),
    st.sampled_from(["", ".json", ".jsonl", ".csv", ".parquet", ".html", ".txt", ".gz"]),
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_pages_problems_or_one_clear_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str
) -> None:
    path = tmp_path_factory.mktemp("any") / f"file{suffix}"
    path.write_bytes(content)
    items: list[Raw | Problem] = []
    error = ""
    try:
        items = list(read_pages(path))
    except SourceError as raised:
        error = str(raised)
    assert error.startswith(f"{path}: ") or not error
    assert all(item.source.startswith(str(path)) for item in items)


CELLS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: bool(text.strip()))


@given(st.lists(CELLS, min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_texts_come_out_of_lines_lists_and_parquet_as_they_went_in(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("round")
    (folder / "a.jsonl").write_text("".join(json.dumps({"text": t}) + "\n" for t in texts), encoding="utf-8")
    (folder / "b.json").write_text(json.dumps([{"text": t} for t in texts]), encoding="utf-8")
    (folder / "c.parquet").write_bytes(parquet(text=list(texts)))
    for name in ("a.jsonl", "b.json", "c.parquet"):
        assert [row["text"] for row in rows(folder / name)] == texts
