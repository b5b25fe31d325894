"""What `clean` makes of a page: the article, who is credited, when it was published, what is no article."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whowhom.errors import InputError
from whowhom.records import Genre, Page, Raw
from whowhom.rulebook.clean import Credit, Furniture, GenreCue, load_clean_rules
from whowhom.stages.clean import clean_page, page_from_text
from whowhom.stages.clean.credits import find_dateline, find_wire, judge_genre
from whowhom.stages.clean.furniture import mark_furniture
from whowhom.stages.clean.html import parse_day

RULES = load_clean_rules()
BEFORE = "The two presidents met in Quito on Monday to speak of the loan, officials said."
AFTER = "The opposition rejected the plan and called for a vote, which the cabinet refused."
ARTICLE = " ".join(
    [BEFORE, AFTER, "Protesters marched to the palace, and the police arrested three of them."]
)

HTML = f"""<!DOCTYPE html>
<html lang="en"><head>
<title>Presidents meet in Quito | The Courier</title>
<meta property="og:title" content="Presidents meet in Quito">
<meta property="og:site_name" content="The Courier">
<meta property="article:modified_time" content="2021-02-23T08:00:00Z">
<link rel="canonical" href="https://courier.example/world/quito-loan">
<script type="application/ld+json">{{"@context": "https://schema.org", "@graph": [
 {{"@type": "WebSite", "name": "The Courier"}},
 {{"@type": "NewsArticle", "headline": "Presidents meet in Quito", "articleSection": "World",
  "datePublished": "2021-02-22T14:05:00+02:00"}}]}}</script>
</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Presidents meet in Quito</h1>
<p>QUITO (AP) – {BEFORE} {BEFORE}</p><p>{AFTER} {AFTER}</p><p>{ARTICLE}</p>
<p>Read more: How the loan was won</p></article>
<footer>© 2021 The Courier. All rights reserved.</footer></body></html>"""


def marked(text: str, title: str = "") -> list[str]:
    return [text[s.start : s.end] for s in mark_furniture(text, RULES, title=title)]


def row(**fields: object) -> Raw:
    return Raw(source="pages.jsonl:3", content=json.dumps(fields).encode(), media_type="application/json")


def html(content: str | bytes) -> Raw:
    data = content.encode() if isinstance(content, str) else content
    return Raw(source="page.html", content=data, media_type="text/html")


def coded(raw: Raw) -> Page:
    page, problems = clean_page(raw, RULES)
    assert problems == ()
    assert page is not None
    return page


# --- furniture: every rule's example and counter-example ------------------------------------------


def furniture_cases(field: str) -> list[object]:
    return [
        pytest.param(rule, text, id=f"{rule.id}-{n}")
        for rule in RULES.furniture
        for n, text in enumerate(getattr(rule, field))
    ]


@pytest.mark.parametrize(("rule", "text"), furniture_cases("example"))
def test_furniture_is_marked_and_the_article_around_it_is_not(rule: Furniture, text: str) -> None:
    before, after = (BEFORE + "\n") * (rule.where != "head"), ("\n" + AFTER) * (rule.reach != "end")
    assert marked(before + text + after) == [text]
    assert RULES.regex(rule).search(text)


@pytest.mark.parametrize(("rule", "text"), furniture_cases("not_"))
def test_sentences_that_look_like_furniture_stay(rule: Furniture, text: str) -> None:
    assert marked(f"{BEFORE}\n{text}\n{AFTER}") == []
    assert marked(f"{BEFORE} {text} {AFTER}") == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param(f"{BEFORE} Email us at tips@courier.example {AFTER}", 2, id="plea without a stop"),
        pytest.param(f"{BEFORE} Photograph: Ana Pérez/AFP {AFTER}", 2, id="credit without a stop"),
        pytest.param(f"{BEFORE} Sign up for our weekly newsletter. {AFTER}", 2, id="plea in one line"),
        pytest.param(
            f"{BEFORE} Advertisement Continue reading the main story {AFTER}", 2, id="inside a line"
        ),
        pytest.param(
            f"{ARTICLE}\nRead more:\nThey left. The war goes on.\nThe loan explained", 1, id="links"
        ),
        pytest.param(f"{ARTICLE} Please disable your ad blocker. We are a small team.", 1, id="to the end"),
    ],
)
def test_what_is_left_is_the_article(text: str, left: int) -> None:
    spans = mark_furniture(text, RULES)
    starts, ends = [0, *(s.end for s in spans)], [*(s.start for s in spans), len(text)]
    kept = "".join(text[start:end] for start, end in zip(starts, ends, strict=True))
    assert kept.split() == (ARTICLE if left == 1 else f"{BEFORE} {AFTER}").split()


def test_a_seam_of_pleas_at_the_end_is_one_span() -> None:
    text = (
        f"{ARTICLE}\n\nRelated Articles\n\nBack to top button\n\nHelp Journalism!\n\nPlease disable AdBlock."
    )
    assert marked(text) == [text[text.index("Related") :]]


def test_the_headline_told_again_is_no_article() -> None:
    assert marked(f"Presidents meet\n{ARTICLE}", title="Presidents meet") == ["Presidents meet"]
    assert marked("Presidents meet", title="Presidents meet") == []


def test_news_in_a_caption_stays() -> None:
    picture, news = (
        "FILE - In this May 3, 2019, file photo, a ship lies off Quito.",
        "Police held its captain.",
    )
    assert marked(f"{picture} {news}\n{AFTER}") == [picture]


# --- credits --------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES.credits, ids=lambda rule: rule.id)
def test_wire_credits(rule: Credit) -> None:
    def wire(text: str) -> str | None:
        byline = text if rule.where == "byline" else ""
        url = "https://courier.example" + text if rule.where == "url" else None
        return find_wire("" if byline or url else text, byline, url, RULES)

    assert all(wire(text) for text in rule.example)
    assert not any(wire(text) for text in rule.not_)


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("MOSCOW (AP) – The president spoke.", "AP"),
        ("OFER PRISON, West Bank (Reuters) - A court sat.", "Reuters"),
        ("The president spoke.\nCopyright 2018 The Associated Press. All rights reserved.", "AP"),
        ("Xinhua | Updated: 2017-09-15 17:52\nBEIJING -- China spoke.", "Xinhua"),
        ("The minister told Reuters that the deal was off.", None),
        ("The state news agency TASS quoted him as saying so, according to AFP.", None),
    ],
)
def test_wire(text: str, wire: str | None) -> None:
    assert page_from_text(text).wire == wire


@pytest.mark.parametrize("rule", RULES.datelines, ids=lambda rule: rule.id)
def test_dateline_rules(rule: object) -> None:
    assert find_dateline(rule.example[0], (), RULES) == rule.place  # type: ignore[attr-defined]
    assert all(find_dateline(text, (), RULES) for text in rule.example)  # type: ignore[attr-defined]
    assert not any(find_dateline(text, (), RULES) for text in rule.not_)  # type: ignore[attr-defined]


def test_dateline_is_the_place_as_written() -> None:
    assert page_from_text("MOSCOW (AP) – The president spoke.").dateline == "MOSCOW"
    assert page_from_text("SEOUL, South Korea — The president spoke.").dateline == "SEOUL, South Korea"
    assert page_from_text("FILE - A ship off Quito.\nSEOUL — The president spoke.").dateline == "SEOUL"
    assert page_from_text("The president spoke in Seoul.").dateline is None


GERMAN = (
    "Die Regierung in Graz hat am Montag angekündigt, drei Millionen Euro für neue Schulen bereitzustellen. "
    "Die Opposition kritisierte den Entwurf und forderte den Minister zum Rücktritt auf."
)


@pytest.mark.parametrize(
    ("language", "text", "kept"),
    [("de", GERMAN, False), ("de", ARTICLE, True), ("en", GERMAN, False), ("", GERMAN, False)],
    ids=["german", "english that calls itself german", "german that calls itself english", "silent"],
)
def test_a_page_of_another_language_is_passed_over(language: str, text: str, kept: bool) -> None:
    html = f'<html lang="{language}"><body><article><p>{text}</p><p>{text}</p></article></body></html>'
    page, problems = clean_page(Raw(source="a", content=html.encode(), media_type="text/html"), RULES)
    assert (page is not None) == kept
    assert [p.message for p in problems] == ([] if kept else ["text is German (de); only English is coded"])


def test_the_language_of_a_short_text_is_not_known() -> None:
    assert page_from_text("The president spoke in Seoul.").language is None
    assert page_from_text(ARTICLE).language == "en"


@pytest.mark.parametrize("cue", RULES.genres, ids=lambda cue: cue.id)
def test_genre_cues(cue: GenreCue) -> None:
    def genre(value: str) -> Genre:
        url = {"url": f"https://courier.example{value}", "host": f"https://{value}/a"}.get(cue.field)
        return judge_genre(
            RULES,
            title=value if cue.field == "title" else "",
            text=value if cue.field == "lead" else BEFORE,
            url=url,
            section=value if cue.field == "section" else "",
            types=(value,) if cue.field == "type" else (),
        )

    assert {genre(value) for value in cue.example} == {cue.genre}
    assert {genre(value) for value in cue.not_} <= {Genre.REPORT}


# --- pages ----------------------------------------------------------------------------------------


def test_html_gives_article_and_metadata() -> None:
    page = coded(html(HTML))
    assert page.title == "Presidents meet in Quito"
    assert page.outlet == "The Courier"
    assert page.url == "https://courier.example/world/quito-loan"
    assert page.published == datetime(2021, 2, 22, 14, 5, tzinfo=timezone(timedelta(hours=2)))
    assert page.modified == datetime(2021, 2, 23, 8, 0, tzinfo=UTC)
    assert (page.wire, page.dateline, page.language, page.genre) == ("AP", "QUITO", "en", Genre.REPORT)
    assert "All rights" not in page.text
    assert "Sport" not in page.text
    assert [page.slice(s) for s in page.furniture][-1] == "Read more: How the loan was won"


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2021-02-22T10:00:00Z">',
        '<meta name="pubdate" content="Mon, 22 Feb 2021 10:00:00 +0000">',
        '<time pubdate datetime="2021-02-22T10:00:00+00:00">Monday</time>',
        '<script type="application/ld+json">{"@type": ["Article"], "datePublished": "2021-02-22"}</script>'
        '<meta itemprop="datePublished" content="2021-02-22T10:00:00Z">',
    ],
)
def test_time_of_publication(head: str) -> None:
    page = coded(
        html(f"<html><head>{head}</head><body><article><p>{ARTICLE} {ARTICLE}</p></article></body></html>")
    )
    assert page.published == datetime(2021, 2, 22, 10, 0, tzinfo=UTC)


def test_a_row_keeps_its_text_to_the_letter() -> None:
    text = f"  {BEFORE}\r\n\r\nPhoto: Ana Pérez\n{AFTER}  "
    page = coded(row(doc_id="q-1", url="https://www.courier.example/opinion/a/", title="Loan", text=text))
    assert (page.doc_id, page.text, page.outlet) == ("q-1", text, "courier.example")
    assert page.genre == Genre.OPINION
    assert [page.slice(s) for s in page.furniture] == ["Photo: Ana Pérez"]


def test_a_page_without_id_has_the_same_one_each_time() -> None:
    assert coded(row(text=BEFORE)).doc_id == coded(row(text=BEFORE)).doc_id
    assert coded(row(text=BEFORE)).doc_id != coded(row(text=AFTER)).doc_id


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"published": "next week"}, "field published: 'next week' is no ISO date"),
        ({"published": 3.5}, "field published: '3.5' is no ISO date"),
        ({"title": ["a"]}, "field title: must be text, not a list"),
        ({"modified": "2021-13-01"}, "field modified: '2021-13-01' is no ISO date"),
    ],
)
def test_a_wrong_field_is_said_and_the_page_coded_without_it(fields: dict[str, object], message: str) -> None:
    page, problems = clean_page(row(text=BEFORE, **fields), RULES)
    assert page is not None
    assert (page.text, page.published, page.title) == (BEFORE, None, "")
    assert [(p.source, p.stage) for p in problems] == [("pages.jsonl:3", "clean")]
    assert problems[0].message.startswith(message)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (row(text=5), "field text: must be text, not a number"),
        (row(title="Loan"), "field text: must be text, not empty"),
        (row(text=" \n"), "page has no article text"),
        (html(b""), "page "),
        (html("<html><body></body></html>"), "page has no article text"),
        (row(text="Le président a annoncé lundi que les deux pays se rencontreraient à Quito. " * 4),
         "text is French (fr); only English is coded"),
    ],
)  # fmt: skip
def test_a_page_that_cannot_be_coded_says_why(raw: Raw, message: str) -> None:
    page, problems = clean_page(raw, RULES)
    assert page is None
    assert problems[0].message.startswith(message)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Café".encode(), "Café"),
        ("Café “x”".encode("cp1252"), "Café “x”"),
        ("\ufeffCafé".encode("utf-16-le"), "Café"),
        ("Café".encode("utf-8-sig"), "Café"),
    ],
)
def test_encodings(content: bytes, text: str) -> None:
    assert coded(Raw(source="a.txt", content=content, media_type="text/plain")).text == text


def test_a_declared_charset_is_used_where_the_page_is_no_utf8() -> None:
    head = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1250">'
    body = f"<html><head>{head}</head><body><article><p>Łódź: {ARTICLE}</p></article></body></html>"
    assert "Łódź" in coded(html(body.encode("cp1250"))).text


def test_lost_characters_are_counted() -> None:
    raw = Raw(
        source="a.txt", content="Pérez and Łukasz spoke é é é é é".encode()[:-1], media_type="text/plain"
    )
    page, problems = clean_page(raw, RULES)
    assert page is not None
    assert page.text == "Pérez and Łukasz spoke é é é é \ufffd"
    assert problems[0].message.startswith("1 characters could not be decoded")


def test_broken_unicode_keeps_its_place() -> None:
    page, problems = clean_page(row(text="The \ud800 president"), RULES)
    assert page is not None
    assert page.text == "The \ufffd president"
    assert problems[0].message.startswith("1 characters are broken")


def test_page_from_text() -> None:
    page = Page.from_text(BEFORE, published="2021-02-22", title="Loan", outlet="The Courier")
    assert (page.published, page.published_on, page.outlet) == (
        date(2021, 2, 22),
        date(2021, 2, 22),
        "The Courier",
    )
    with pytest.raises(InputError, match="is no ISO date"):
        Page.from_text(BEFORE, published="22.2.2021")
    with pytest.raises(InputError, match="no article text"):
        Page.from_text("")


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2021-02-22", date(2021, 2, 22)),
        ("2021-02-22T10:00:00", date(2021, 2, 22)),
        ("2021-02-22T10:00:00.000Z", datetime(2021, 2, 22, 10, tzinfo=UTC)),
        ("2021-02-22 10:00:00 UTC", datetime(2021, 2, 22, 10, tzinfo=UTC)),
        ("Mon, 22 Feb 2021 10:00:00 GMT", datetime(2021, 2, 22, 10, tzinfo=UTC)),
        ("2021-02-30", None),
        ("yesterday", None),
        (None, None),
    ],
)
def test_dates(value: object, day: date | None) -> None:
    assert parse_day(value) == day


def test_a_page_of_ten_megabytes_is_coded_as_far_as_it_goes() -> None:
    raw = Raw(source="big.txt", content=(BEFORE + "\n").encode() * 130_000, media_type="text/plain")
    page, problems = clean_page(raw, RULES)
    assert page is not None
    assert len(page.text) == 200_000
    assert [p.message.split(";")[0] for p in problems] == [
        "page has 10,400,000 bytes",
        "text has 5,000,000 characters",
    ]


# --- laws -----------------------------------------------------------------------------------------


def sound(page: Page | None) -> None:
    last = -1
    for span in page.furniture if page else ():
        assert page is not None
        assert last < span.start < span.end <= len(page.text)
        assert page.slice(span).strip() == page.slice(span) != ""
        last = span.end


@given(st.binary(max_size=400), st.sampled_from(["text/html", "text/plain", "application/json"]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_page_or_a_problem(content: bytes, media_type: str) -> None:
    page, problems = clean_page(Raw(source="x", content=content, media_type=media_type), RULES)
    assert page is not None or problems
    sound(page)


@given(st.integers(min_value=0, max_value=len(HTML.encode())))
@settings(max_examples=60, deadline=None)
def test_a_page_cut_anywhere_is_coded_as_far_as_it_goes(end: int) -> None:
    page, problems = clean_page(html(HTML.encode()[:end]), RULES)
    assert page is not None or problems
    sound(page)
    if end > HTML.encode().index(b"<p>Read more"):
        assert page is not None
        assert BEFORE in page.text


FRAGMENTS = st.sampled_from([text for rule in RULES.furniture for text in (*rule.example, *rule.not_)])


@given(
    st.lists(st.one_of(FRAGMENTS, st.just(BEFORE), st.text(max_size=30)), max_size=8), st.sampled_from("\n ")
)
@settings(max_examples=200, deadline=None)
def test_spans_lie_in_the_text_and_apart(parts: list[str], glue: str) -> None:
    text = glue.join(parts)
    if text.strip():
        sound(Page(doc_id="x", text=text, furniture=mark_furniture(text, RULES)))


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_dates_never_raise(value: str) -> None:
    assert parse_day(value) is None or isinstance(parse_day(value), date)


def test_importing_clean_loads_no_language_model() -> None:
    code = "import sys, whowhom.stages.clean; print('py3langid' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
