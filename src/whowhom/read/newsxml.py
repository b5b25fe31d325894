"""Read news XML: NewsML-G2 (messages and single items) and NITF, both standards of the IPTC.

Read as https://iptc.org/standards/newsml-g2/ and https://iptc.org/standards/nitf/ describe them, the New York
Times Annotated Corpus included. No DTD, no address is fetched, and a file that defines entities of its own is
refused: they may stand for files of this machine, or for gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from whowhom.errors import SourceError
from whowhom.read.articles import Article, moment_of

ENTITY = re.compile(rb"<!ENTITY\b", re.IGNORECASE)
NEWS = re.compile(rb"<(?:\w+:)?(?:nitf|newsMessage|newsItem|packageItem)[\s>]")
ASIDE = frozenset({"media", "table", "figure", "script", "style", "nitf-table", "body.end", "aside", "head"})
PARAGRAPHS = frozenset({"p", "li", "hl2", "h2", "h3", "h4", "blockquote", "pre"})
BLANKS = re.compile(r"[ \t\r\n]+")
TEXT_ITEM = re.compile(r"(?:^|[:/])(?:text|composite)$")


def read_news_xml(content: bytes, name: str) -> list[Article] | None:
    """NewsML-G2 or NITF in; its articles out, or None where it is a page of XHTML.

    Raises SourceError where it is broken, other XML, or defines entities.
    """
    root = _parsed(content, name)
    kind = _name(root)
    if kind == "html":
        return None
    items = [element for element in root.iter() if _name(element) == "newsItem"]
    if items:
        return [article for item in items if (article := _item(item)) is not None]
    stories = [element for element in root.iter() if _name(element) == "nitf"]
    if not stories and kind not in ("newsMessage", "packageItem"):
        raise SourceError(
            f"{name}: is XML, but neither NewsML-G2 nor NITF (it begins with <{kind}>); give one of these"
        )
    return [_story(story) for story in stories]


def _parsed(content: bytes, name: str) -> Any:
    from lxml import etree

    refused = f"{name}: file defines entities of its own; it was refused"
    if ENTITY.search(content.replace(b"\0", b"")):  # two bytes a character, too
        raise SourceError(refused)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(content.strip(), parser)
    except etree.XMLSyntaxError as error:
        why = str(error).splitlines()[0] if str(error) else "it is empty"
        raise SourceError(f"{name}: is no XML that can be read ({why}); get it again") from error
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise SourceError(refused)
    return root


# --- elements -------------------------------------------------------------------------------------


def _name(element: Any) -> str:
    """Give an element's name without its namespace; "" for what is none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _all(element: Any, *path: str) -> Iterator[Any]:
    """Give the elements at the end of a path of names, whatever their namespace, in order."""
    if not path:
        yield element
        return
    for child in element:
        if _name(child) == path[0]:
            yield from _all(child, *path[1:])


def _first(element: Any, *path: str) -> str | None:
    """Give the words of the first element at the end of a path that has any."""
    return next((words for found in _all(element, *path) if (words := _words(found))), None)


def _words(element: Any) -> str:
    return BLANKS.sub(" ", "".join(element.itertext())).strip()


def _attribute(element: Any, name: str, *path: str) -> str | None:
    return next((value for found in _all(element, *path) if (value := found.get(name))), None)


def _text(body: Any) -> str:
    """Give the paragraphs of a body, a line each; tables, pictures and what stands below them left out."""
    paragraphs = [words for p in _paragraphs(body) if (words := _words(p))]
    return "\n".join(paragraphs) or _words(body)


def _paragraphs(element: Any) -> Iterator[Any]:
    for child in element:
        if _name(child) in PARAGRAPHS:
            yield child
        elif _name(child) not in ASIDE:
            yield from _paragraphs(child)


# --- NewsML-G2 ------------------------------------------------------------------------------------


def _item(item: Any) -> Article | None:
    """Make an article of an item; None where it is a picture, a film or a graphic."""
    kind = _attribute(item, "qcode", "itemMeta", "itemClass") or _attribute(
        item, "uri", "itemMeta", "itemClass"
    )
    if kind and not TEXT_ITEM.search(kind):
        return None
    created = moment_of(
        _first(item, "itemMeta", "firstCreated") or _first(item, "contentMeta", "contentCreated")
    )
    version = moment_of(_first(item, "itemMeta", "versionCreated"))
    said = {
        "title": _first(item, "contentMeta", "headline") or _first(item, "itemMeta", "title"),
        "doc_id": item.get("guid"),
        "outlet": _provider(item),
        "author": _first(item, "contentMeta", "by"),
        "published": created or version,
        "modified": version if created and version != created else None,
    }
    return replace(_content(item), **{field: value for field, value in said.items() if value})


def _provider(item: Any) -> str | None:
    code = _attribute(item, "qcode", "itemMeta", "provider")
    return (
        _first(item, "itemMeta", "provider", "name")
        or _attribute(item, "literal", "itemMeta", "provider")
        or (code.rpartition(":")[2] if code else None)
        or _first(item, "contentMeta", "creditline")
    )


def _content(item: Any) -> Article:
    """Give the text of an item: of its first content that holds any."""
    for content in _all(item, "contentSet"):
        for inline in content:
            story = next((e for e in inline.iter() if _name(e) == "nitf"), None)
            if story is not None:
                return _story(story)
            if _name(inline) == "inlineXML" and (text := _text(inline)):
                return Article(text=text)
            if _name(inline) == "inlineData" and (text := "".join(inline.itertext()).strip()):
                return Article(text=text)
    return Article(text="")


# --- NITF -----------------------------------------------------------------------------------------


def _story(nitf: Any) -> Article:
    head, body = ("head", "docdata"), ("body", "body.head")
    content = next(_all(nitf, "body", "body.content"), None)
    days = (
        *(_attribute(nitf, "norm", *head, name) for name in ("date.issue", "date.release")),
        _attribute(nitf, "date.publication", "head", "pubdata"),
        _attribute(nitf, "norm", *body, "dateline", "story.date"),
    )
    return Article(
        text="" if content is None else _full_text(content),
        title=_first(nitf, *body, "hedline", "hl1") or _first(nitf, "head", "title"),
        doc_id=_attribute(nitf, "id-string", *head, "doc-id"),
        url=_attribute(nitf, "ex-ref", "head", "pubdata"),
        outlet=_attribute(nitf, "name", "head", "pubdata") or _first(nitf, *body, "distributor"),
        author=_first(nitf, *body, "byline"),
        published=next((day for value in days if (day := moment_of(value))), None),
    )


def _full_text(content: Any) -> str:
    """Give the text of a story; some files give its lead twice, by itself and in the full text."""
    full = next((block for block in _all(content, "block") if block.get("class") == "full_text"), None)
    return _text(content if full is None else full)
