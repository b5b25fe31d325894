"""HTML in; the article's text and what the page says of itself out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any

from lxml.etree import LxmlError

from whowhom.stages.clean.credits import ENGLISH

FAR = "2100-01-01"
LD = ".//script[@type='application/ld+json']"
PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "sailthru.date",
    "article.published",
    "publication_date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "article_date_original",
    "date",
    "originalpublicationdate",
    "rnews:datepublished",
    "bt:pubdate",
    "displaydate",
)
MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
)
SECTION = ("article:section", "section", "parsely-section", "cxenseparse:recs:category")
ARTICLE_TYPE = re.compile(r"article|posting|report|review$", re.IGNORECASE)
SPACE = re.compile(r"\s+")
LONGEST = 6  # paragraphs that tell the language of a page
Day = date | datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What a page of HTML says."""

    text: str
    title: str = ""
    url: str | None = None
    outlet: str | None = None
    byline: str = ""
    language: str | None = None
    foreign: bool = False
    published: Day | None = None
    modified: Day | None = None
    section: str = ""
    types: tuple[str, ...] = ()


def extract_article(
    html: str, *, latest: date | None, is_english: Callable[[str], bool] = lambda text: True
) -> Extracted | None:
    """HTML in; article and metadata out, or None where it cannot be read as HTML at all.

    Nothing is fetched and no clock is read: `latest` is the last day that can be one of publication. A page
    that calls itself one of another language, and whose longest paragraphs `is_english` does not find to be
    English, is not searched for its article: it comes out as `foreign`.
    """
    import trafilatura  # half a second: only pages of HTML pay it

    tree = trafilatura.load_html(html)
    if tree is None:
        return None
    meta = _meta(tree)
    language = (tree.get("lang") or tree.get("xml:lang") or meta.get("og:locale") or "")[:2].lower()
    if language.isalpha() and language != ENGLISH and not is_english(_longest(tree)):
        return Extracted(text="", language=language, foreign=True)
    node = _article_node(tree)
    published = _first_day(
        [node.get("datePublished"), *(meta.get(key) for key in PUBLISHED), *_time_tags(tree)]
    )
    modified = _first_day([node.get("dateModified"), *(meta.get(key) for key in MODIFIED)])
    section = node.get("articleSection") or next((meta[key] for key in SECTION if key in meta), "")
    shown = [_tidy(head.text_content()) for head in tree.iterfind(".//h1")]
    document = _extract(tree, latest)
    if document is None:
        return Extracted(text="", published=published)
    return Extracted(
        text=document.text or "",
        title=_title(node, meta, document.title, shown),
        url=document.url,
        outlet=document.sitename or document.hostname,
        byline=document.author or "",
        language=language if language.isalpha() else None,
        published=published or parse_day(document.date),
        modified=modified,
        section=str(section[0] if isinstance(section, list) and section else section),
        types=_types(node),
    )


def _longest(tree: Any) -> str:
    """Give the longest paragraphs of a page, in its order."""
    texts = [text for node in tree.iter("p") if (text := _tidy(node.text_content()))]
    longest = sorted(range(len(texts)), key=lambda n: -len(texts[n]))[:LONGEST]
    return "\n".join(texts[n] for n in sorted(longest))


def _extract(tree: Any, latest: date | None) -> Any:
    """Run trafilatura over a tree; None where it finds nothing or gives up."""
    import trafilatura

    dates = {"original_date": True, "extensive_search": False, "max_date": str(latest) if latest else FAR}
    try:
        return trafilatura.bare_extraction(
            tree, with_metadata=True, include_comments=False, date_extraction_params=dates
        )
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError, LxmlError):
        return None  # a page that breaks the extractor has no article: one page lost, not the batch


def parse_day(value: object) -> Day | None:
    """Read an ISO or RFC 2822 date, with its time where it has a zone; None where it is neither.

    A time without a zone says less than it seems (whose midnight?): the day alone is kept.
    """
    if not isinstance(value, str) or not 8 <= len(value.strip()) <= 40:
        return None
    text = value.strip()
    if len(text) == 10:
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text.replace(" UTC", "+00:00").replace(" GMT", "+0000"))
            return moment if moment.tzinfo and moment.utcoffset() is not None else moment.date()
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _first_day(values: list[object]) -> Day | None:
    """Give the most trusted date; a less trusted one of the same day wins where it knows the time."""
    days = [day for value in values if (day := parse_day(value))]
    if not days or isinstance(days[0], datetime):
        return days[0] if days else None
    return next((d for d in days if isinstance(d, datetime) and d.date() == days[0]), days[0])


def _meta(tree: Any) -> dict[str, str]:
    """Give the page's meta tags: name, property or itemprop in lower case; the first of each counts."""
    found: dict[str, str] = {}
    for tag in tree.iterfind(".//meta[@content]"):
        for key in ("property", "name", "itemprop"):
            if name := tag.get(key):
                found.setdefault(name.strip().lower(), tag.get("content").strip())
    return found


def _time_tags(tree: Any) -> Iterator[str]:
    """Give the times of <time> tags: those said to be the publication's, then those in the article."""
    tags = list(tree.iterfind(".//time[@datetime]"))
    yield from (
        tag.get("datetime")
        for tag in tags
        if tag.get("pubdate") is not None or tag.get("itemprop") == "datePublished"
    )
    yield from (tag.get("datetime") for tag in tree.iterfind(".//article//time[@datetime]"))


def _article_node(tree: Any) -> dict[str, Any]:
    """Give the page's JSON-LD node of an article; {} without one."""
    nodes = [node for script in tree.iterfind(LD) for node in _nodes(_json(script.text_content()), 0)]
    articles = [node for node in nodes if any(ARTICLE_TYPE.search(kind) for kind in _types(node))]
    dated = [node for node in articles or nodes if "datePublished" in node]
    return (dated or articles or [{}])[0]


def _json(text: str) -> Any:
    try:
        return json.loads(text.strip().strip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value[:100]:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _nodes(value.get(key), depth + 1)


def _types(node: dict[str, Any]) -> tuple[str, ...]:
    kinds = node.get("@type", ())
    return tuple(str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind)


def _title(node: dict[str, Any], meta: dict[str, str], found: str | None, shown: list[str]) -> str:
    """Give the headline: as shown, where social media are told the same; else the article node's own.

    JSON-LD's headline is at times another one, written for search engines.
    """
    social = _tidy(meta.get("og:title", ""))
    headline = node.get("headline")
    own = _tidy(headline) if isinstance(headline, str) else ""
    return social if social and social in shown else own or _tidy(found or "") or social


def _tidy(text: str) -> str:
    return SPACE.sub(" ", unescape(text)).strip()
