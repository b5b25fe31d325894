"""Tell what a spun page's words were before: the form that is at home where the written one is odd."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from whowhom.rulebook.meant import STOP, Meanings, News, as_counted
from whowhom.rulebook.reading import NO_CONTEXT, Meant, Swap
from whowhom.stages.reading.words import Match, Words

UNSEEN = 0.5  # how often news has a form that its sample does not have
ROUNDS = 2  # the second one knows what the neighbours were


@dataclass(frozen=True, slots=True)
class Guess:
    """What may have stood at words [first, last), and how much likelier it is than what is written."""

    first: int
    last: int
    meant: str
    score: float


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a page as counted (those of rows that fit as meant), and how often each is there."""

    words: Words
    said: Sequence[str]
    often: Counter[str]
    table: Meanings
    how: Meant


def find_meant(words: Words, rows: Sequence[Match], table: Meanings, how: Meant) -> list[Match]:
    """The words of a spun page and the rows that fit there in; rows for the other words out."""
    text = _text(words, rows, table, how)
    read: list[Guess] = []
    for _ in range(ROUNDS):
        context = _as_read(text.said, ((g.first, g.last, (g.meant,)) for g in read))
        read = _likeliest(_guesses(text, context), rows, how.least)
    return [_match(words, guess) for guess in read]


def score_odd(words: Words, rows: Sequence[Match], table: Meanings, how: Meant, per_words: int) -> float:
    """The words of a page and the rows that fit in; how surely a machine put so many odd ones out, 0 to 1."""
    text = _text(words, rows, table, how)
    odd = len(_likeliest(_guesses(text, text.said), rows, how.sure))
    density = odd * per_words / max(len(words), per_words)
    return round(density / (density + how.half), 3)


def _text(words: Words, rows: Sequence[Match], table: Meanings, how: Meant) -> Text:
    said = _as_read(as_counted(words.tokens), ((m.first, m.last, m.swap.meant) for m in rows))
    return Text(words, said, Counter(said), table, how)


def _as_read(said: Sequence[str], read: Iterable[tuple[int, int, tuple[str, ...]]]) -> list[str]:
    """Give the words of a page as they are understood; a phrase that one word stands for leaves blanks."""
    out = list(said)
    for first, last, meant in read:
        out[first:last] = [*meant, *[""] * (last - first - len(meant))]
    return out


def _likeliest(guesses: Iterable[Guess], rows: Sequence[Match], least: float) -> list[Guess]:
    """Give the surest guesses that share no word, neither with each other nor with a row of the table."""
    taken = {i for row in rows for i in range(row.first, row.last)}
    chosen = []
    for guess in sorted(guesses, key=lambda g: (-g.score, g.first)):
        places = range(guess.first, guess.last)
        if guess.score >= least and taken.isdisjoint(places):
            taken.update(places)
            chosen.append(guess)
    return sorted(chosen, key=lambda g: g.first)


def _guesses(text: Text, context: Sequence[str]) -> Iterator[Guess]:
    """Give for each word and phrase the form that most likely stood there."""
    low, said, table, how = text.words.low, text.said, text.table, text.how
    for i, word in enumerate(low):
        for size in range(1, min(table.longest.get(word, 0), len(low) - i) + 1):
            phrase = " ".join(low[i : i + size])
            if phrase not in table.forms or said[i : i + size] != low[i : i + size]:  # names stay
                continue
            around = _around(context, i, i + size)
            written = _fits(phrase, around, text, int(size == 1))
            scored = (
                (how.odds * odds + _fits(meant, around, text, 0) - written, meant)
                for meant, odds in table.forms[phrase].items()
            )
            score, meant = max(scored)
            yield Guess(i, i + size, meant, score)


def _around(context: Sequence[str], first: int, last: int) -> tuple[str, str]:
    """Give the words before and behind words [first, last); a sentence's end where there is none."""
    left = next((w for w in reversed(context[:first]) if w), STOP)
    return left, next((w for w in context[last:] if w), STOP)


def _fits(phrase: str, around: tuple[str, str], text: Text, itself: int) -> float:
    """Give how well a form fits in, as a logarithm: its neighbours, and whether the page has it elsewhere."""
    repeated = text.how.repeated * log(1 + text.often[phrase] - itself)
    return repeated + _at_home(phrase, around, text.table.news, text.how)


def _at_home(phrase: str, around: tuple[str, str], news: News, how: Meant) -> float:
    first, *more = phrase.split()
    last = more[-1] if more else first
    often = news.counts.get(first, 0)
    if more:
        often = min(news.behind.get(one, {}).get(other, 0) for one, other in pairwise((first, *more)))
    beside = _drawn(around[0], first, news, how.smooth) + _drawn(last, around[1], news, how.smooth)
    return how.often * log(often + UNSEEN) + how.beside * beside


def _drawn(one: str, other: str, news: News, smooth: float) -> float:
    """Give how much more often two forms stand side by side than by chance."""
    together = news.behind.get(one, {}).get(other, 0)
    chance = news.counts.get(one, 0) * news.counts.get(other, 0) / news.words
    return log((together + smooth) / (chance + smooth))


def _match(words: Words, guess: Guess) -> Match:
    written = tuple(words.low[guess.first : guess.last])
    phrase = " ".join(written)
    none = (NO_CONTEXT, NO_CONTEXT, NO_CONTEXT)
    swap = Swap("meant." + phrase.replace(" ", "_"), phrase, written, (guess.meant,), *none, False, 0.0)
    return Match(swap, guess.first, guess.last)
