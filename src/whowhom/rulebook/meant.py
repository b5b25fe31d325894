"""What a form of a spun page stood for: `tables/meant.csv.gz`, and news as it is written: `news_words`."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from whowhom.rulebook.reading import WORD
from whowhom.rulebook.schema import data_root, read_csv

MEANT = "tables/meant.csv.gz"
NEWS = "tables/news_words.csv.gz"
TENTHS = 10
NAME, NUMBER, STOP = "@name", "@number", "."
ENDS = frozenset(".!?")
OFTEN = 0.3  # a word that news has so often for each time of another stands for itself


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """News as it is written: how often it has a form, and a form behind another."""

    words: int
    counts: Mapping[str, int]
    behind: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanings:
    """By form as written (one word or several): the forms it may stand for, with the log odds of each.

    `longest`: by a phrase's first word, how many words the longest has.
    """

    forms: Mapping[str, Mapping[str, float]]
    longest: Mapping[str, int]
    news: News


def as_counted(words: Iterable[str]) -> list[str]:
    """Give words as the table counts them: all names as one, all numbers, a sentence's first word small."""
    out: list[str] = []
    opens = True
    for word in words:
        if word[0].isdigit():
            out.append(NUMBER)
        elif word[0].isupper() and not (opens and word[1:].islower()):
            out.append(NAME)
        else:
            out.append(STOP if word in ENDS else word.lower())
        opens = word in ENDS or (opens and not word[0].isalnum())
    return out


def news_forms(text: str) -> list[str]:
    """Give the forms of a text of news as the table counts them."""
    return [STOP, *as_counted(WORD.findall(text)), STOP]


@functools.cache
def load_meanings() -> Meanings:
    """Load both tables; called when the first spun page comes."""
    forms: dict[str, dict[str, float]] = {}
    longest: dict[str, int] = {}
    for _, row in read_csv(data_root() / "tables" / "meant.csv.gz", ("written", "meant"), MEANT):
        cells = (cell.rpartition(":") for cell in row["meant"].split("|"))
        forms[row["written"]] = {meant: int(score) / TENTHS for meant, _, score in cells}
        words = row["written"].split()
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    counts: dict[str, int] = {}
    behind: dict[str, dict[str, int]] = {}
    for _, row in read_csv(data_root() / "tables" / "news_words.csv.gz", ("word", "count", "behind"), NEWS):
        counts[row["word"]] = int(row["count"])
        if row["behind"]:
            pairs = (cell.rpartition(":") for cell in row["behind"].split("|"))
            behind[row["word"]] = {word: int(count) for word, _, count in pairs}
    news = News(words=sum(counts.values()), counts=counts, behind=behind)
    return Meanings(forms=forms, longest=longest, news=news)


def stands_for_itself(word: str, other: str) -> bool:
    """Whether news writes a word so often that nobody put it there for another ("make" for create)."""
    counts = load_meanings().news.counts
    return counts.get(word, 0) > OFTEN * counts.get(other, 0)
