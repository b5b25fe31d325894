"""Find spinners' words: how much a page is spun, and what its words mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from whowhom.rulebook.reading import Context, Option, ReadingRules, Swap
from whowhom.stages.reading.draft import Edit

TOKEN = re.compile(r"(?P<word>\w+(?:[.'-]\w+)*?)(?P<s>'s(?!\w)|(?<=s)'(?!\w)|(?!\w|[.'-]\w))|[^\w\s]")
STOPS = frozenset(".!?")
VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark of the text, small, without its possessive ending."""

    low: str
    text: str
    start: int
    end: int
    owner: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A row of the table that fits, at tokens [first, last)."""

    swap: Swap
    first: int
    last: int


def split_words(text: str) -> list[Word]:
    """A text in; its words and marks out."""
    words = []
    for match in TOKEN.finditer(text):
        word = match["word"]
        if word is None:
            words.append(Word(match[0], match[0], match.start(), match.end(), False))
        else:
            end = match.start() + len(word)
            words.append(Word(word.lower(), word, match.start(), end, bool(match["s"])))
    return words


def find_swaps(words: Sequence[Word], rules: ReadingRules) -> list[Match]:
    """Words in; the rows of the table that fit there out, longest first where they meet."""
    found: list[Match] = []
    index = rules.swaps
    for i, word in enumerate(words):
        for key, swap in index.get(word.low, ()):
            first, last = i - key, i - key + len(swap.written)
            if first >= 0 and last <= len(words) and _fits(words, first, last, swap, rules):
                found.append(Match(swap, first, last))
    taken: set[int] = set()
    chosen = []
    for match in sorted(found, key=lambda m: (m.first - m.last, m.first)):
        places = range(match.first, match.last)
        if taken.isdisjoint(places):
            taken.update(places)
            chosen.append(match)
    return sorted(chosen, key=lambda m: m.first)


def _fits(words: Sequence[Word], first: int, last: int, swap: Swap, rules: ReadingRules) -> bool:
    for i, written in enumerate(swap.written, first):
        word = words[i]
        if word.low != written:
            return False
        if i > first and word.start - words[i - 1].end != 1:
            return False
        if i < last - 1 and word.owner:
            return False
        if word.text[0].isupper() and not (i == first and _opens(words, i)):
            return False
    return (
        _beside(words, first, -1, swap.before, rules)
        and _beside(words, last - 1, 1, swap.after, rules)
        and _nearby(words, first, last, swap.nearby, rules)
    )


def _opens(words: Sequence[Word], i: int) -> bool:
    """Tell whether a sentence or quotation begins with this word."""
    return i == 0 or not words[i - 1].low[0].isalnum()


def _beside(words: Sequence[Word], at: int, step: int, context: Context, rules: ReadingRules) -> bool:
    if context.any and not any(_option(words, at, step, o, rules) for o in context.any):
        return False
    return not any(_option(words, at, step, o, rules) for o in context.none)


def _option(words: Sequence[Word], at: int, step: int, option: Option, rules: ReadingRules) -> bool:
    """Tell whether the words of an option stand directly before (step -1) or after (1) a word."""
    ordered = option if step > 0 else option[::-1]
    for number, pattern in enumerate(ordered, 1):
        i = at + step * number
        if pattern == "^":
            return not 0 <= i < len(words) or not words[i].low[0].isalnum()
        if not 0 <= i < len(words) or not _is(words[i], pattern, rules):
            return False
    return True


def _is(word: Word, pattern: str, rules: ReadingRules) -> bool:
    if pattern[0] != "@":
        return word.low.startswith(pattern[:-1]) if pattern[-1] == "*" else word.low == pattern
    name = pattern[1:]
    if name == "name":
        return word.text[0].isupper()
    if name == "number":
        return word.low[0].isdigit()
    if name == "possessive":
        return word.owner or word.low in rules.classes["owner"]
    return word.low in rules.classes[name]


def _nearby(words: Sequence[Word], first: int, last: int, context: Context, rules: ReadingRules) -> bool:
    """Tell whether words of the same sentence allow the row."""
    if not context.any and not context.none:
        return True
    start, end = first, last
    while start > 0 and first - start < rules.spin.window and words[start - 1].low not in STOPS:
        start -= 1
    while end < len(words) and end - last < rules.spin.window and words[end].low not in STOPS:
        end += 1
    others = [*words[start:first], *words[last:end]]

    def stands(option: Option) -> bool:
        return any(_is(w, option[0], rules) for w in others)

    if context.any and not any(stands(o) for o in context.any):
        return False
    return not any(stands(o) for o in context.none)


def score_spin(text: str, words: Sequence[Word], matches: Sequence[Match], rules: ReadingRules) -> float:
    """A text with the rows that fit in; how surely a machine rewrote it out, 0 to 1."""
    weights: dict[str, float] = {}
    for match in matches:
        if match.swap.cue:
            weights[match.swap.row] = weights.get(match.swap.row, 0.0) + match.swap.cue
    for tell, pattern in rules.tells:
        if count := sum(1 for _ in pattern.finditer(text)):
            weights[tell.id] = weights.get(tell.id, 0.0) + count * tell.weight
    if not weights:
        return 0.0
    how = rules.spin
    density = sum(weights.values()) * how.per_words / max(len(words), how.least_words)
    return round(density / (density + how.half) * min(1.0, len(weights) / how.kinds), 3)


def edit_swap(words: Sequence[Word], match: Match) -> Iterator[Edit]:
    """A row that fits in; the edits that put its meaning there out, word for word as far as they go."""
    first, last, meant = match.first, match.last, match.swap.meant
    written = match.swap.written
    yield from _article(words, first, meant)
    for i, sense in enumerate(meant):
        final = i == len(meant) - 1
        start, end = first + i, last if final else first + i + 1
        if written[i : end - first] == (sense,):
            continue
        text = sense[0].upper() + sense[1:] if words[start].text[0].isupper() else sense
        yield Edit(words[start].start, words[end - 1].end, text)


def _article(words: Sequence[Word], first: int, meant: Sequence[str]) -> Iterator[Edit]:
    """Set "an associate", read as partner, to "a"."""
    if first == 0 or words[first - 1].low not in ("a", "an"):
        return
    article = words[first - 1]
    before, after = words[first].low[0] in VOWELS, meant[0][0].lower() in VOWELS
    if before != after and (article.low == "an") == before:
        text = "an" if after else "a"
        yield Edit(article.start, article.end, text.upper() if article.text == "AN" else _like(article, text))


def _like(word: Word, text: str) -> str:
    return text[0].upper() + text[1:] if word.text[0].isupper() else text
