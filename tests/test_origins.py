"""Copies, shortened copies and rewrites of a page are of one origin; other pages on the topic are not."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whowhom.records import Page, Span
from whowhom.stages.origins import NEIGHBOURS, _candidates, _sheet, compare, group_pages, print_page

ROOT = Path(__file__).parent.parent
ORIGINS = ROOT / "tests" / "cases" / "origins.jsonl"
ORIGINAL = """Kenyan President William Ruto met his Somali counterpart Hassan Sheikh Mohamud
in Nairobi on Monday.
The two leaders agreed to reopen the border post at Mandera, closed since 2011, within 90 days.
Ruto said that Kenya would send 400 police officers to Kismayo and Baidoa in August.
Somalia promised to return 2,300 refugees from Dadaab, the camp in Garissa County, before December.
In Mogadishu, opposition leader Sharif Sheikh Ahmed called the agreement a surrender to Nairobi.
The African Union and the European Union welcomed the talks, which Qatar had prepared in Doha."""
SPUN = """Kenyan President William Ruto encountered his Somali equivalent Hassan Sheikh Mohamud
in Nairobi on Monday.
The 2 chiefs consented to resume the boundary publish at Mandera, shut since 2011, inside 90 days.
Ruto stated that Kenya would dispatch 400 police personnel to Kismayo and Baidoa in August.
Somalia pledged to give back 2,300 evacuees from Dadaab, the encampment in Garissa County, before December.
In Mogadishu, resistance chief Sharif Sheikh Ahmed named the accord a give up to Nairobi.
The African Union and the European Union hailed the discussions, which Qatar had ready in Doha."""
TOPIC = """Somalia's parliament in Mogadishu debated the border deal with Kenya for six hours on Wednesday.
Prime Minister Hamza Abdi Barre told lawmakers that trade through Mandera had been worth $40 million a year.
Members from Jubaland feared that Ruto wanted a buffer zone, which Nairobi denies.
A vote is expected next week, said Speaker Adan Madobe, who was in Nairobi with Hassan Sheikh Mohamud."""


def load_script() -> ModuleType:
    """The script that measures origins, and prints its figures when it is run."""
    spec = importlib.util.spec_from_file_location("origins_figures", ROOT / "eval" / "origins.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


origins = load_script()


def page(name: str, text: str, day: int = 1, **more: object) -> Page:
    return Page(doc_id=name, text=text, published=date(2024, 5, day), **more)  # type: ignore[arg-type]


def groups(*pages: Page) -> set[tuple[str, ...]]:
    return {origin.pages for origin in group_pages(map(print_page, pages))}


@pytest.mark.parametrize(
    ("other", "how"),
    [
        (ORIGINAL, "copy"),
        (ORIGINAL.upper().lower(), "copy"),
        ("\n".join(ORIGINAL.splitlines()[:4]), "copy"),
        (SPUN, "rewrite"),
    ],
)
def test_what_comes_from_a_page_is_told_as_copy_or_rewrite(other: str, how: str) -> None:
    link = compare(print_page(page("a", ORIGINAL)), print_page(page("b", other)))
    assert link is not None
    assert (link.how, link.share >= 0.4) == (how, True)


def test_another_page_on_the_topic_is_of_its_own() -> None:
    assert groups(page("a", ORIGINAL), page("b", SPUN, 2), page("c", TOPIC, 2)) == {("a", "b"), ("c",)}


def test_the_first_published_comes_first_and_lends_its_wire() -> None:
    late = page("a", ORIGINAL, 3)
    early = page("b", SPUN, 2, wire="Reuters")
    (origin,) = group_pages(map(print_page, (late, early)))
    assert origin.pages == ("b", "a")
    assert (origin.wire, origin.wire_from) == ("Reuters", "b")


def test_furniture_makes_no_copies() -> None:
    menu = (
        "Sign up for the Morning Briefing by Email. Follow us on Facebook, Twitter and Instagram Today. " * 4
    )
    one, other = (page(n, text + menu) for n, text in (("a", ORIGINAL), ("b", TOPIC)))
    marked = [
        Page(
            doc_id=p.doc_id,
            text=p.text,
            furniture=(Span(part="text", start=len(p.text) - len(menu), end=len(p.text)),),
        )
        for p in (one, other)
    ]
    assert groups(*marked) == {("a",), ("b",)}


def test_what_a_thousand_pages_of_an_outlet_carry_makes_few_pairs() -> None:
    plea = "Readers keep this paper alive with gifts of any size every day. Give now and keep the news free."
    sheets = [
        _sheet(print_page(page(f"{n:04}", f"{plea} In town {n} nobody knew of line {n + 1} and {n + 2}.")))
        for n in range(1000)
    ]
    assert len(_candidates(sheets)) < 1000 * 2 * NEIGHBOURS


def test_many_copies_are_one_origin() -> None:
    copies = [page(f"{n:03}", ORIGINAL, 1 + n % 20) for n in range(5 * NEIGHBOURS)]
    (origin,) = group_pages(map(print_page, copies))
    assert len(origin.pages) == 5 * NEIGHBOURS


@settings(max_examples=20, deadline=None)
@given(st.permutations(["a", "b", "c", "d"]))
def test_the_order_of_pages_does_not_matter(order: list[str]) -> None:
    texts = {"a": ORIGINAL, "b": SPUN, "c": TOPIC, "d": ORIGINAL}
    prints = [print_page(page(name, texts[name])) for name in order]
    assert group_pages(prints) == group_pages(sorted(prints, key=lambda p: p.doc_id))


def test_originals_find_their_rewrites_and_copies_again_and_no_others() -> None:
    """Twelve reports, each with three spun rewrites, two short copies, one other report on its subject."""
    known = origins.load(ORIGINS)
    assert (len(known), len({k.origin for k in known})) == (84, 24)
    rate, _ = origins.measure(known)
    assert rate.f1 >= 0.95


def test_a_rewrite_cut_from_a_long_page_is_found() -> None:
    rest = "\n".join(
        f"In Ward {n} of Wajir County, Chief Yusuf Noor {n} told Radio Star that {n} wells had run dry."
        for n in range(100, 160)
    )
    assert groups(page("a", f"{ORIGINAL}\n{rest}"), page("b", SPUN, 2)) == {("a", "b")}
