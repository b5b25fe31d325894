"""Find spinners' words: how much a page is spun, and what its words mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from whowhom.rulebook.reading import WORD, Context, Option, ReadingRules, Swap
from whowhom.stages.reading.draft import Edit

STOPS = frozenset(".!?")
VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True)
class Match:
    """A row of the table that fits, at words [first, last)."""

    swap: Swap
    first: int
    last: int


class Words:
    """The words and marks of a text, as they stand and small; "'s" is one of its own."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[str] = WORD.findall(text)
        self.low = [token.lower() for token in self.tokens]

    @cached_property
    def starts(self) -> list[int]:
        """Give the character where each word begins; asked for only where a row fits."""
        return [match.start() for match in WORD.finditer(self.text)]

    def end(self, i: int) -> int:
        """Give the character where a word ends."""
        return self.starts[i] + len(self.tokens[i])

    def __len__(self) -> int:
        return len(self.tokens)


def find_swaps(words: Words, rules: ReadingRules) -> list[Match]:
    """Words in; all rows of the table that fit there out."""
    found: list[Match] = []
    index = rules.swaps
    for i, low in enumerate(words.low):
        if low in index:
            for key, swap in index[low]:
                first, last = i - key, i - key + len(swap.written)
                if first >= 0 and _fits(words, first, last, swap, rules):
                    found.append(Match(swap, first, last))
    return found


def choose(matches: Iterable[Match]) -> list[Match]:
    """Matches in; those that share no word out, in order of the text: the longest where they meet."""
    taken: set[int] = set()
    chosen = []
    for match in sorted(matches, key=lambda m: (m.first - m.last, m.first)):
        places = range(match.first, match.last)
        if taken.isdisjoint(places):
            taken.update(places)
            chosen.append(match)
    return sorted(chosen, key=lambda m: m.first)


def _fits(words: Words, first: int, last: int, swap: Swap, rules: ReadingRules) -> bool:
    if tuple(words.low[first:last]) != swap.written:
        return False
    if not _cased_as_words(words, first, swap):
        return False
    return (
        _beside(words, first, -1, swap.before, rules)
        and _beside(words, last - 1, 1, swap.after, rules)
        and _nearby(words, first, last, swap.nearby, rules)
        and words.text[words.starts[first] : words.end(last - 1)].lower() == swap.phrase
    )


def _cased_as_words(words: Words, first: int, swap: Swap) -> bool:
    """Tell whether no word that would change is part of a name ("Navy", "Post"), unless the row is `sure`."""
    if swap.sure:
        return True
    for i, written in enumerate(swap.written):
        token = words.tokens[first + i]
        stays = i < len(swap.meant) and written == swap.meant[i].lower()
        if token[0].isupper() and not stays and not (i == 0 and _opens(words, first)):
            return False
    return True


def _opens(words: Words, i: int) -> bool:
    """Tell whether a sentence or quotation begins with this word."""
    return i == 0 or not words.low[i - 1][0].isalnum()


def _beside(words: Words, at: int, step: int, context: Context, rules: ReadingRules) -> bool:
    if context.any and not any(_option(words, at, step, o, rules) for o in context.any):
        return False
    return not any(_option(words, at, step, o, rules) for o in context.none)


def _option(words: Words, at: int, step: int, option: Option, rules: ReadingRules) -> bool:
    """Tell whether the words of an option stand directly before (step -1) or after (1) a word."""
    ordered = option if step > 0 else option[::-1]
    for number, pattern in enumerate(ordered, 1):
        i = at + step * number
        inside = 0 <= i < len(words)
        if pattern == "^":
            return not inside or not words.low[i][0].isalnum()
        if not inside or not _is(words, i, pattern, rules):
            return False
    return True


def _is(words: Words, i: int, pattern: str, rules: ReadingRules) -> bool:
    low = words.low[i]
    if pattern[0] != "@":
        return low.startswith(pattern[:-1]) if pattern[-1] == "*" else low == pattern
    name = pattern[1:]
    if name == "name":
        return words.tokens[i][0].isupper()
    if name == "number":
        return low[0].isdigit() or low in rules.classes["count"]
    if name == "possessive":
        follows = words.low[i + 1] if i + 1 < len(words) else ""
        plural = low == "'" and i > 0 and words.low[i - 1].endswith("s")
        return plural or "'s" in (low, follows) or low in rules.classes["owner"]
    return low in rules.classes[name]


def _nearby(words: Words, first: int, last: int, context: Context, rules: ReadingRules) -> bool:
    """Tell whether words of the same sentence allow the row."""
    if not context.any and not context.none:
        return True
    start, end = first, last
    while start > 0 and first - start < rules.spin.window and words.low[start - 1] not in STOPS:
        start -= 1
    while end < len(words) and end - last < rules.spin.window and words.low[end] not in STOPS:
        end += 1
    others = [*range(start, first), *range(last, end)]

    def stands(option: Option) -> bool:
        return any(_is(words, i, option[0], rules) for i in others)

    if context.any and not any(stands(o) for o in context.any):
        return False
    return not any(stands(o) for o in context.none)


def score_spin(words: Words, matches: Sequence[Match], rules: ReadingRules) -> float:
    """The words of a text with the rows that fit in; how surely a machine rewrote it out, 0 to 1."""
    weights: dict[str, float] = {}
    for match in matches:
        if match.swap.cue:
            weights[match.swap.row] = weights.get(match.swap.row, 0.0) + match.swap.cue
    for tell, pattern in rules.tells:
        if count := sum(1 for _ in pattern.finditer(words.text)):
            weights[tell.id] = weights.get(tell.id, 0.0) + count * tell.weight
    how = rules.spin
    for low, token in zip(words.low, words.tokens, strict=True):
        if low in rules.rare and token == low:  # a name may be any word
            weights[low] = weights.get(low, 0.0) + how.rare
    if not weights:
        return 0.0
    density = sum(weights.values()) * how.per_words / max(len(words), how.least_words)
    return round(density / (density + how.half) * min(1.0, len(weights) / how.kinds), 3)


def edit_swap(words: Words, match: Match) -> Iterator[Edit]:
    """A row that fits in; the edits that put its meaning there out, word for word as far as they go."""
    first, last, swap = match.first, match.last, match.swap
    yield from _article(words, first, swap.meant)
    for i, sense in enumerate(swap.meant):
        start = first + i
        end = last if i == len(swap.meant) - 1 else start + 1
        if swap.written[i : end - first] == (sense.lower(),):
            continue
        text = sense[0].upper() + sense[1:] if words.tokens[start][0].isupper() else sense
        yield Edit(words.starts[start], words.end(end - 1), text)


def _article(words: Words, first: int, meant: Sequence[str]) -> Iterator[Edit]:
    """Set "an associate", read as partner, to "a"."""
    article = words.low[first - 1] if first else ""
    if article not in ("a", "an"):
        return
    before, after = words.low[first][0] in VOWELS, meant[0][0].lower() in VOWELS
    if before != after and (article == "an") == before:
        text = "an" if after else "a"
        capital = words.tokens[first - 1][0].isupper()
        yield Edit(words.starts[first - 1], words.end(first - 1), text.capitalize() if capital else text)
