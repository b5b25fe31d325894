"""Many articles out of one file, as news databases export them; what only looks like one stays a page."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from whowhom.errors import SourceError
from whowhom.read import read_pages
from whowhom.read.articles import begins_with_day, day_in
from whowhom.records import Problem, Raw
from whowhom.rulebook.clean import load_clean_rules
from whowhom.stages.clean import clean_page

Write = Callable[[str, str | bytes], Path]
Row = dict[str, str]

OSLO = "Norway recalled its envoy on Monday, the foreign\nministry said.\n\n  Baku called the step “hasty”."
LOME = "Togo expelled two diplomats on Tuesday.\n\nLENGTH: this paragraph only begins like a field."


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _write


def read(path: Path) -> tuple[list[Row], list[str]]:
    """The rows of a file, with their source as `source`, and its problems as `source: message`."""
    items = list(read_pages(str(path)))
    raws = [item for item in items if isinstance(item, Raw)]
    assert {raw.media_type for raw in raws} <= {"application/json"}
    rows = [{"source": name_of(raw), **json.loads(raw.content)} for raw in raws]
    return rows, [f"{name_of(item)}: {item.message}" for item in items if isinstance(item, Problem)]


def name_of(item: Raw | Problem) -> str:
    return Path(item.source).name


def page(path: Path) -> str:
    """The text of a file that is one page of plain text."""
    (item,) = read_pages(str(path))
    assert isinstance(item, Raw)
    assert (item.media_type, item.source) == ("text/plain", str(path))
    return item.content.decode()


def error(path: Path) -> str:
    with pytest.raises(SourceError) as raised:
        list(read_pages(str(path)))
    assert "\n" not in str(raised.value)
    return str(raised.value).removeprefix(f"{path}: ")


# --- Nexis ----------------------------------------------------------------------------------------

NEXIS = f"""\ufeff
                               1 of 3 DOCUMENTS


                              The Northern Courier

                            February 22, 2021 Monday
                              Late Edition - Final

Oslo calls its envoy home after a
night of talks

BYLINE: Jane Doe and
Ola Nordmann

SECTION: WORLD; Pg. 3

LENGTH: 345 words

DATELINE: OSLO

{OSLO}

GRAPHIC: PHOTO: The envoy.

LOAD-DATE: February 22, 2021

LANGUAGE: ENGLISH

PUBLICATION-TYPE: Newspaper


                  Copyright 2021 The Northern Courier
                              All Rights Reserved

                               2 of 3 DOCUMENTS

                  Copyright 2021 Gulf Wire
                  All Rights Reserved
                              Gulf Wire

                               23 February 2021

HEADLINE: Togo expels two

LENGTH: 12 words

{LOME}

LOAD-DATE: February 24, 2021

                               3 of 3 DOCUMENTS

                              Gulf Wire

                               Sept. 1, 2021

A page that was not exported

LENGTH: 0 words

LOAD-DATE: September 1, 2021
"""

UNI = f"""User Name: A Reader
Date and Time: Monday, March 1, 2021 10:11:00 AM EST
Job Number: 137
Documents (2)
1. Oslo calls its envoy home
Client/Matter: -None-
2. Togo expels two

Oslo calls its envoy home
The Northern Courier
February 22, 2021 Monday 10:33 AM GMT

Copyright 2021 The Northern Courier All Rights Reserved

Section: WORLD; Pg. 3
Length: 345 words
Byline: Jane Doe
Body

{OSLO}

Classification

Language: ENGLISH
Publication-Type: Newspaper
Subject: DIPLOMACY (90%)
Load-Date: February 22, 2021

End of Document

Togo expels two
Gulf Wire

Length: 12 words
Body
{LOME}

Load-Date: February 24, 2021

End of Document
"""

OSLO_ROW = {
    "text": OSLO,
    "title": "Oslo calls its envoy home",
    "outlet": "The Northern Courier",
    "author": "Jane Doe",
    "published": "2021-02-22",
}


def test_older_nexis_text(write: Write) -> None:
    path = write("nexis.txt", NEXIS)
    rows, said = read(path)
    assert rows == [
        {
            "source": "nexis.txt#1",
            "text": OSLO,
            "title": "Oslo calls its envoy home after a night of talks",
            "outlet": "The Northern Courier",
            "author": "Jane Doe and Ola Nordmann",
            "published": "2021-02-22",
        },
        {
            "source": "nexis.txt#2",
            "text": LOME,
            "title": "Togo expels two",
            "outlet": "Gulf Wire",
            "published": "2021-02-23",
        },
    ]
    assert said == [
        "nexis.txt#3: article ('A page that was not exported') has no text; export it with its full text"
    ]


@pytest.mark.parametrize("suffix", [".txt", ".docx", ".rtf"])
def test_nexis_uni(write: Write, suffix: str) -> None:
    content = {".txt": UNI.encode(), ".docx": docx(UNI), ".rtf": rtf(UNI)}[suffix]
    rows, said = read(write(f"uni{suffix}", content))
    assert rows == [
        {"source": f"uni{suffix}#1", **OSLO_ROW},
        {"source": f"uni{suffix}#2", "text": LOME, "title": "Togo expels two", "outlet": "Gulf Wire"},
    ]
    assert said == []


def test_nexis_with_every_field_under_a_label_in_capitals(write: Write) -> None:
    head = "1 of 1 DOCUMENTS\n\nCopyright 2021 Gulf Wire\nGulf Wire\n\nFebruary 23, 2021 Tuesday\n\n"
    labels = (
        "LENGTH: 12 words\nHEADLINE: Togo expels two\nBYLINE: Jane Doe\nLANGUAGE: ENGLISH\nACC-NO: 77\n\n"
    )
    path = write("nexis.txt", f"{head}{labels}BODY:\n{LOME}\n\nLOAD-DATE: February 24, 2021\n")
    assert read(path)[0] == [
        {
            "source": "nexis.txt#1",
            "text": LOME,
            "title": "Togo expels two",
            "doc_id": "77",
            "outlet": "Gulf Wire",
            "author": "Jane Doe",
            "published": "2021-02-23",
        }
    ]


def test_nexis_with_line_ends_of_windows_and_its_code_page(write: Write) -> None:
    content = NEXIS.lstrip("\ufeff").replace("\n", "\r\n").encode("cp1252")
    rows, _ = read(write("nexis.txt", content))
    assert [row["text"] for row in rows] == [OSLO.replace("\n", "\r\n"), LOME.replace("\n", "\r\n")]


def test_nexis_that_breaks_off_says_so(write: Write) -> None:
    rows, said = read(write("uni.txt", UNI[: UNI.index("Load-Date: February 24")]))
    assert [row["text"] for row in rows] == [OSLO, LOME]
    assert said == [
        "uni.txt#2: file breaks off within this article; it is read as far as it goes, get the file again"
    ]


def test_nexis_of_paragraphs_without_blank_lines_between(write: Write) -> None:
    text = "\n".join(line for line in UNI.split("\n") if line.strip())
    rows, _ = read(write("uni.docx", docx(text)))
    assert [row["text"] for row in rows] == [OSLO.replace("\n\n", "\n"), LOME.replace("\n\n", "\n")]
    assert [row["title"] for row in rows] == ["Oslo calls its envoy home", "Togo expels two"]


# --- word processors' files -----------------------------------------------------------------------


def docx(text: str) -> bytes:
    document = Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def escaped(text: str) -> str:
    """The text in RTF, a paragraph a line, what is not ASCII as numbers."""
    return "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in text).replace("\n", "\\par\n")


def rtf(text: str) -> bytes:
    """An RTF of the text; a title is a link, as Nexis Uni writes it."""
    link = '{\\field{\\*\\fldinst{HYPERLINK "https://nexis.example/1"}}{\\fldrslt Togo expels two}}'
    body = escaped(text).replace("Togo expels two", link)
    return f"{{\\rtf1\\ansi\\ansicpg1252{{\\fonttbl{{\\f0 Arial;}}}}\\f0 {body}}}".encode("ascii")


NOTE = "The envoy's “hyperlink” left.\nOslo said: LENGTH is no matter."


@pytest.mark.parametrize("name", ["note.docx", "note.rtf", "note", "download"])
def test_another_file_is_one_page_of_its_text(write: Write, name: str) -> None:
    content = rtf(NOTE) if name in ("note.rtf", "download") else docx(NOTE)
    assert page(write(name, content)).strip() == NOTE


def test_tables_of_docx_are_read_in_order(write: Write) -> None:
    document = Document()
    document.add_paragraph("Before.")
    document.add_table(rows=1, cols=2).rows[0].cells[1].text = "Within."
    document.add_paragraph("After.")
    buffer = io.BytesIO()
    document.save(buffer)
    assert page(write("table.docx", buffer.getvalue())).split() == ["Before.", "Within.", "After."]


def test_characters_that_rtf_writes_in_halves_are_joined(write: Write) -> None:
    assert page(write("a.rtf", rb"{\rtf1 Togo \u-10179?\u-8704? left, caf\'e9.}")) == "Togo 😀 left, café."


def test_an_rtf_that_breaks_off_gives_what_it_holds(write: Write) -> None:
    items = list(read_pages(str(write("a.rtf", rb"{\rtf1 Togo left.\par And th"))))
    assert [type(item) for item in items] == [Raw, Problem]
    assert isinstance(items[1], Problem)
    assert items[1].message == "file breaks off; get it again"


def test_broken_files_are_one_clear_error(write: Write) -> None:
    whole = docx(NOTE)
    assert error(write("a.docx", whole[:900])).startswith(
        "is no Word file that can be read (File is not a zip"
    )
    assert error(write("b.docx", "Togo left.")).startswith("is no Word file that can be read")
    assert error(write("a.doc", b"\xd0\xcf\x11\xe0 Togo")).startswith(
        "is an old Word file, or one with a pass"
    )
    assert error(write("a.rtf", "Togo left.")).startswith("is no RTF file; get it again")
    assert error(write("a.xml", "<nitf><body>")).startswith("is no XML that can be read (")
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("a.txt", "Togo left.")
    assert error(write("c.docx", empty.getvalue())).startswith("is no Word file that can be read")
    with zipfile.ZipFile(empty, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", " " * (8 << 20))
    assert (
        error(write("d.docx", empty.getvalue()))
        == "unpacks to far more than a Word file holds; it was refused"
    )


def test_in_a_folder_and_in_an_archive_the_others_go_on(write: Write, tmp_path: Path) -> None:
    write("a.docx", "no Word file")
    path = write("b.zip", b"")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("uni.DOCX", docx(UNI))
    rows, said = read(tmp_path)
    assert [row["source"].rpartition("!")[2] for row in rows] == ["uni.DOCX#1", "uni.DOCX#2"]
    assert [line[:25] for line in said] == ["a.docx: is no Word file t"]


# --- Factiva --------------------------------------------------------------------------------------

FIELDS = [
    [
        ("SE", "World"),
        ("HD", "Oslo calls its envoy home"),
        ("BY", "By Jane Doe"),
        ("WC", "345 words"),
        ("PD", "22 February 2021"),
        ("ET", "10:33"),
        ("SN", "The Northern Courier"),
        ("SC", "NORCO"),
        ("LA", "English"),
        ("CY", "(c) 2021 The Northern Courier"),
        ("LP", "Norway recalled its envoy."),
        ("TD", "Baku called it “hasty”.\nIN OSLO, nobody answered."),
        ("NS", "gdip : Diplomacy"),
        ("AN", "Document NORCO00020210222eh2m000ab"),
    ],
    [
        ("HD", "Togo expels two"),
        ("SN", "Gulf Wire"),
        ("TD", "Togo expelled two diplomats."),
        ("AN", "Document X"),
    ],
    [("HD", "A page that was not exported"), ("PD", "1 March 2021"), ("AN", "Document Y")],
]
CODED_ROWS = [
    {
        "text": "Norway recalled its envoy.\n\nBaku called it “hasty”.\nIN OSLO, nobody answered.",
        "title": "Oslo calls its envoy home",
        "doc_id": "NORCO00020210222eh2m000ab",
        "outlet": "The Northern Courier",
        "author": "By Jane Doe",
        "published": "2021-02-22",
    },
    {
        "text": "Togo expelled two diplomats.",
        "title": "Togo expels two",
        "doc_id": "X",
        "outlet": "Gulf Wire",
    },
]
DISPLAYED = [
    "World,Oslo calls its envoy home,By Jane Doe,345 words,22 February 2021,10:33,The Northern Courier,"
    "NORCO,3,English,(c) 2021 The Northern Courier. All rights reserved.,Norway recalled its envoy.,"
    "Baku called it “hasty”.,Document NORCO00020210222eh2m000ab",
    "Togo expels two,12 words,23 February 2021,Gulf Wire,GULFW,English,Togo expelled two diplomats.,"
    "Document GULFW00020210223eh2n0001k",
    "A page that was not exported,0 words,1 March 2021,Gulf Wire,GULFW,English,"
    "Document GULFW00020210301eh310001k",
]
DISPLAYED_ROWS = [
    {
        "text": "Norway recalled its envoy.\nBaku called it “hasty”.",
        "title": "Oslo calls its envoy home",
        "doc_id": "NORCO00020210222eh2m000ab",
        "outlet": "The Northern Courier",
        "author": "By Jane Doe",
        "published": "2021-02-22",
    },
    {
        "text": "Togo expelled two diplomats.",
        "title": "Togo expels two",
        "doc_id": "GULFW00020210223eh2n0001k",
        "outlet": "Gulf Wire",
        "published": "2021-02-23",
    },
]
LOST = "#3: article ('A page that was not exported') has no text; export it with its full text"


def coded_rtf(articles: list[list[tuple[str, str]]]) -> bytes:
    """A row of two cells a field, as Factiva writes its RTF."""
    rows = "".join(
        f"\\trowd\\intbl{{\\b {code}}}\\cell {escaped(value)}\\cell\\row\n"
        for fields in articles
        for code, value in fields
    )
    return f"{{\\rtf1\\ansi\\ansicpg1252 {rows}}}".encode("ascii")


def coded_html(articles: list[list[tuple[str, str]]]) -> str:
    def row(code: str, value: str) -> str:
        cell = "".join(f"<p class='articleParagraph'>{p}</p>" for p in value.split("\n"))
        return f"<tr><td><b>{code}</b>&nbsp;</td><td>{cell if code in 'LPTD' else value}</td></tr>\n"

    tables = "".join(f"<table>{''.join(row(*field) for field in fields)}</table>" for fields in articles)
    return f"<html><head><title>Factiva</title></head><body>{tables}</body></html>"


def displayed_html(articles: list[str]) -> str:
    def block(line: str) -> str:
        if line.startswith("By "):
            return f"<div class='author'>{line}</div>"
        if line in ("Oslo calls its envoy home", "Togo expels two"):
            return f"<div id='hd'><span class='enHeadline'>{line}</span></div>"
        return f"<p class='articleParagraph'>{line}\n</p>" if line.endswith(".") else f"<div>{line}</div>"

    body = "".join(
        f"<div id='article-x' class='article enArticle'>{''.join(map(block, lines.split(',')))}</div><br/>"
        for lines in articles
    )
    return f"<html><body>{body}</body></html>"


@pytest.mark.parametrize("name", ["factiva.rtf", "factiva.html"])
def test_factiva_with_field_codes(write: Write, name: str) -> None:
    content = coded_rtf(FIELDS) if name.endswith("rtf") else coded_html(FIELDS)
    rows, said = read(write(name, content))
    assert rows == [{"source": f"{name}#{n}", **row} for n, row in enumerate(CODED_ROWS, 1)]
    assert said == [f"{name}{LOST}"]


@pytest.mark.parametrize("name", ["factiva.rtf", "factiva.html", "factiva.txt"])
def test_factiva_as_displayed(write: Write, name: str) -> None:
    text = "\n".join(line for lines in DISPLAYED for line in [*lines.split(","), ""])
    content = displayed_html(DISPLAYED) if name.endswith("html") else text
    rows, said = read(write(name, rtf(text) if name.endswith("rtf") else content))
    assert rows == [{"source": f"{name}#{n}", **row} for n, row in enumerate(DISPLAYED_ROWS, 1)]
    assert said == [f"{name}{LOST}"]


def test_factiva_that_breaks_off_says_so(write: Write) -> None:
    text = "\n".join(f"{DISPLAYED[0]},{DISPLAYED[1]}".split(",")[:-1])
    rows, said = read(write("factiva.txt", text))
    assert [row["text"] for row in rows] == [row["text"] for row in DISPLAYED_ROWS]
    assert [line[:33] for line in said] == ["factiva.txt#2: file breaks off wi"]


# --- ProQuest -------------------------------------------------------------------------------------

RULE = "_" * 60
PROQUEST = f"""{RULE}

Report Information from ProQuest
March 01 2021 10:11

{RULE}

Document 1 of 3

Oslo calls its envoy home

Author: Doe, Jane.

Publication info: The Northern Courier ; Oslo [Oslo]22 Feb 2021: 3.

ProQuest document link: https://proquest.example/123

Full text: {OSLO}

Location: the hall where the envoys met, and where a paragraph began like a field.

The talks go on.

Subject: Diplomacy;

Location: Norway

Title: Oslo calls its envoy home

Publication title: The Northern Courier, Late Edition; Oslo

Publication year: 2021

Publication date: Feb 22, 2021

ProQuest document ID: 123

Document URL: https://proquest.example/123

Last updated: 2021-03-01

Database: Newsstream

{RULE}

Togo expels two

Full text: {LOME}

Title: Togo expels two

Publication title: Gulf Wire

{RULE}

Full text: Not available.

Title: A page that was not exported

Publication title: Gulf Wire

{RULE}

Contact us at: https://proquest.example/help
"""


def test_proquest_text(write: Write) -> None:
    rows, said = read(write("proquest.txt", PROQUEST))
    talks = "the hall where the envoys met, and where a paragraph began like a field.\n\nThe talks go on."
    assert rows == [
        {
            "source": "proquest.txt#1",
            "text": f"{OSLO}\n\nLocation: {talks}",
            "title": "Oslo calls its envoy home",
            "doc_id": "123",
            "url": "https://proquest.example/123",
            "outlet": "The Northern Courier, Late Edition",
            "author": "Doe, Jane",
            "published": "2021-02-22",
        },
        {"source": "proquest.txt#2", "text": LOME, "title": "Togo expels two", "outlet": "Gulf Wire"},
    ]
    assert said == [f"proquest.txt{LOST}"]


def test_proquest_that_breaks_off_says_so(write: Write) -> None:
    rows, said = read(write("proquest.txt", PROQUEST[: PROQUEST.index("Title: Togo expels two")]))
    assert [row["text"][:20] for row in rows] == [OSLO[:20], LOME[:20]]
    assert [line[:34] for line in said] == ["proquest.txt#2: file breaks off wi"]


# --- near misses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        LOME,
        "LENGTH: 300 words\n\nThe bill was cut to this length on Monday.\n\nSection: 4 of the law fell.",
        "Document 1 of 3\n\nThe first paper leaked on Monday says that Togo left.",
        "The file ends here.\n\nEnd of Document\n\nSo wrote the court, and Togo left.",
        "Byline: Jane Doe\n\nTogo left on Monday.\n\nLanguage: English\nSubject: Togo",
        f"{RULE}\nTitle: Togo leaves\nSubject: Togo\n\nTogo left on Monday.\n{RULE}",
        "Full text: of the treaty\n\nTogo left on Monday.\n\nTitle: none",
        "HD sets are dear. AN error cost Togo a week.\n\nIN  TOGO, all was calm.\nHD\nTD",
        "The court read Document LBA0000020210222eh2m000ab\n345 words\nTogo left.",
    ],
)
def test_a_near_miss_stays_one_plain_page(write: Write, text: str) -> None:
    assert page(write("page.txt", text)) == text


def test_a_page_that_tells_of_factiva_stays_a_page(write: Write) -> None:
    html = "<html><body><div class='article main'>Factiva codes: <b>HD</b>, <b>AN</b>.</div></body></html>"
    (item,) = read_pages(str(write("page.html", html)))
    assert item == Raw(source=item.source, content=html.encode(), media_type="text/html")


# --- Media Cloud ----------------------------------------------------------------------------------

CLOUD = "id,indexed_date,language,media_name,media_url,publish_date,title,url"
STORY = "af9,2021-02-23 01:02:03,en,gulfwire.example,gulfwire.example,2021-02-22,Togo expels two,https://gulfwire.example/1"


def test_media_cloud_with_text(write: Write) -> None:
    rows, said = read(write("mc.csv", f'{CLOUD},text\n{STORY},"Togo expelled two, it said."\n{STORY},\n'))
    assert rows == [
        {
            "source": "mc.csv:2",
            "doc_id": "af9",
            "url": "https://gulfwire.example/1",
            "outlet": "gulfwire.example",
            "published": "2021-02-22",
            "title": "Togo expels two",
            "text": "Togo expelled two, it said.",
        }
    ]
    assert said == ["mc.csv:3: field text: must be text, not empty; mend or remove the row"]


@pytest.mark.parametrize("first", ["id", "story_id", "stories_id"])
def test_media_cloud_without_text_says_where_the_text_is(write: Write, first: str) -> None:
    assert error(write("mc.csv", f"{CLOUD.replace('id', first, 1)}\n{STORY}\n")) == (
        "is a list of stories without their text, as Media Cloud exports it; "
        "fetch the pages by its column url and code these, or add a column text"
    )


# --- NewsML-G2 and NITF ---------------------------------------------------------------------------

G2 = "http://iptc.org/std/nar/2006-10-01/"
NEWSML = f"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="{G2}"><header><sent>2021-02-22T11:00:00Z</sent></header><itemSet>
<newsItem guid="urn:newsml:gulf:1" version="2"><itemMeta><itemClass qcode="ninat:text"/>
<provider qcode="nprov:GULF"><name>Gulf Wire</name></provider>
<versionCreated>2021-02-22T10:40:00Z</versionCreated>
<firstCreated>2021-02-22T10:33:00Z</firstCreated></itemMeta>
<contentMeta><headline>Togo expels two</headline><by>Jane Doe</by></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">
<head><title>x</title></head><body><p>Togo expelled two
  diplomats &amp; left.</p><figure><p>A picture.</p></figure>
<p>Lome was <em>calm</em>.</p></body></html></inlineXML>
</contentSet></newsItem>
<newsItem guid="2"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta></newsItem>
<newsItem guid="3"><itemMeta><itemClass qcode="ninat:text"/><title>Lost</title></itemMeta></newsItem>
<newsItem guid="4"><itemMeta><provider literal="Oslo Press"/></itemMeta><contentSet>
<inlineData>Norway recalled its envoy.</inlineData></contentSet></newsItem></itemSet></newsMessage>"""

NITF = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "http://www.nitf.org/IPTC/NITF/3.3/specification/dtd/nitf-3-3.dtd">
<nitf><head><title>TOGO</title><docdata><doc-id id-string="42"/></docdata>
<pubdata date.publication="20210222T000000" ex-ref="https://courier.example/42" name="The Courier"/></head>
<body><body.head><hedline><hl1>Togo expels two</hl1></hedline>
<byline class="print">By JANE DOE</byline></body.head>
<body.content><block class="lead_paragraph"><p>LEAD: Togo expelled two.</p></block>
<block class="full_text"><p>LEAD: Togo expelled two.</p>
<media><media-caption><p>Lome.</p></media-caption></media>
<p>Lome was calm.</p></block></body.content></body></nitf>"""


def test_newsml_g2(write: Write) -> None:
    rows, said = read(write("news.xml", NEWSML))
    assert rows == [
        {
            "source": "news.xml#1",
            "text": "Togo expelled two diplomats & left.\nLome was calm.",
            "title": "Togo expels two",
            "doc_id": "urn:newsml:gulf:1",
            "outlet": "Gulf Wire",
            "author": "Jane Doe",
            "published": "2021-02-22T10:33:00+00:00",
            "modified": "2021-02-22T10:40:00+00:00",
        },
        {"source": "news.xml#3", "text": "Norway recalled its envoy.", "doc_id": "4", "outlet": "Oslo Press"},
    ]
    assert said == ["news.xml#2: article ('Lost') has no text; export it with its full text"]


@pytest.mark.parametrize("name", ["story.xml", "story"])
def test_nitf(write: Write, name: str) -> None:
    rows, said = read(write(name, NITF))
    assert rows == [
        {
            "source": f"{name}#1",
            "text": "LEAD: Togo expelled two.\nLome was calm.",
            "title": "Togo expels two",
            "doc_id": "42",
            "url": "https://courier.example/42",
            "outlet": "The Courier",
            "author": "By JANE DOE",
            "published": "2021-02-22",
        }
    ]
    assert said == []


def test_nitf_within_newsml(write: Write) -> None:
    inline = NITF.partition('nitf-3-3.dtd">\n')[2]
    item = (
        f'<newsItem xmlns="{G2}" guid="g"><contentSet><inlineXML>{inline}</inlineXML></contentSet></newsItem>'
    )
    rows, _ = read(write("item.xml", item))
    assert [(row["doc_id"], row["title"], row["outlet"]) for row in rows] == [
        ("g", "Togo expels two", "The Courier")
    ]


def test_xhtml_is_a_page(write: Write) -> None:
    html = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><p>Togo left.</p></html>'
    (item,) = read_pages(str(write("page.xml", html)))
    assert item == Raw(source=item.source, content=html.encode(), media_type="text/html")


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_a_file_with_entities_of_its_own_is_refused(write: Write, tmp_path: Path, codec: str) -> None:
    secret = write("secret.txt", "the secret")
    bomb = (
        f'<?xml version="1.0" encoding="{codec}"?><!DOCTYPE nitf [<!ENTITY x SYSTEM "{secret}">]>'
        "<nitf><body><body.content><p>&x;</p></body.content></body></nitf>"
    )
    said = error(write("news.xml", bomb.encode(codec)))
    assert said == "file defines entities of its own; it was refused"


def test_other_xml_is_one_clear_error(write: Write) -> None:
    assert error(write("feed.xml", "<rss><channel/></rss>")) == (
        "is XML, but neither NewsML-G2 nor NITF (it begins with <rss>); give one of these"
    )


# --- days and laws --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("February 22, 2021 Monday", "2021-02-22"),
        ("Monday, February 22, 2021", "2021-02-22"),
        ("Feb 22, 2021", "2021-02-22"),
        ("Sept. 3, 2021", "2021-09-03"),
        ("3rd June 2021", "2021-06-03"),
        ("22 FEBRUARY 2021", "2021-02-22"),
        ("2021-02-22", "2021-02-22"),
        ("20210222", "2021-02-22"),
        ("February 30, 2021", None),
        ("Februar 22, 2021", None),
        ("February 2021", None),
        ("Market 5, 2021", None),
    ],
)
def test_days_are_read_in_english_whatever_the_locale(text: str, day: str | None) -> None:
    assert day_in(text) == day
    assert begins_with_day(text) is (day is not None)


def test_a_title_that_holds_a_day_is_no_line_of_a_day() -> None:
    assert not begins_with_day("Protests of February 22, 2021 go on")


def test_an_article_becomes_a_page_with_its_text_to_the_letter(write: Write) -> None:
    raw = next(read_pages(str(write("nexis.txt", NEXIS))))
    assert isinstance(raw, Raw)
    made, problems = clean_page(raw, load_clean_rules())
    assert problems == ()
    assert made is not None
    assert (made.text, made.outlet, str(made.published)) == (OSLO, "The Northern Courier", "2021-02-22")
    assert made.text in NEXIS


PIECES = st.sampled_from(
    "1 of 2 DOCUMENTS;End of Document;LENGTH: 9 words;Load-Date: May 1, 2021;Body;BYLINE: A;Full text: a;"
    "Title: b;Publication title: c;Publication date: d;HD|a;AN|b;SN|c;PD|d;9 words;1 May 2021;English;"
    f"Togo left.;;Document ABCD00020210222eh2m000ab;Copyright 2021 X;{RULE}".split(";")
)


WHOLE = {
    ".docx": docx(UNI),
    ".rtf": coded_rtf(FIELDS),
    ".xml": NEWSML.encode(),
    ".html": coded_html(FIELDS).encode(),
}


@given(st.sampled_from(sorted(WHOLE)), st.data())
@settings(max_examples=150, deadline=None)
def test_a_file_with_a_wound_gives_articles_problems_or_one_clear_error(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, data: st.DataObject
) -> None:
    whole = WHOLE[suffix]
    at = data.draw(st.integers(0, len(whole)))
    wound = data.draw(st.binary(max_size=9))
    rest = data.draw(st.sampled_from([b"", whole[at + len(wound) :]]))
    path = tmp_path_factory.mktemp("any") / f"file{suffix}"
    path.write_bytes(whole[:at] + wound + rest)
    items: list[Raw | Problem] = []
    said = ""
    try:
        items = list(read_pages(str(path)))
    except SourceError as raised:
        said = str(raised)
    assert items or said.startswith(f"{path}: ")
    assert "\n" not in said


@given(st.lists(PIECES, max_size=25))
@settings(max_examples=200, deadline=None)
def test_any_order_of_marks_gives_articles_or_problems_with_text_of_the_file(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    path = tmp_path_factory.mktemp("any") / "file.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    whole = path.read_text(encoding="utf-8")
    for item in read_pages(str(path)):
        if isinstance(item, Raw) and item.media_type == "application/json":
            assert all(part in whole for part in json.loads(item.content)["text"].split("\n\n"))
