"""How a table's verbs (`pull+v out`) and nouns (`peace talk+n`) are inflected: a row names one form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MARK = re.compile(r"(?P<word>[^\s+]+)\+(?P<kind>[vn])(?!\w)")
SIBILANT = re.compile(r"(?:s|x|z|ch|sh)\Z")
CONSONANT_Y = re.compile(r"[^aeiou]y\Z")
CLOSED = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]\Z")  # "drop": one syllable, one vowel, one consonant
E_STAYS = re.compile(r"(?:ee|oe|ye)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """What the rules of spelling do not give.

    `verbs`: verb to its past tense and participle ("took taken"; one word where both are alike).
    `nouns`: noun to its plural. `doubled`: longer verbs that double their last letter ("permitted").
    """

    verbs: Mapping[str, str]
    nouns: Mapping[str, str]
    doubled: frozenset[str]


def pairs(written: str, meant: str, forms: Forms) -> Iterable[tuple[str, str]]:
    """Give the forms of `written`, each with the same form of `meant`; raises ValueError where that fails.

    "dispatch+v troops", "send+v troops" gives "dispatches troops", "sends troops" and so on.
    """
    if "+" not in written and "+" not in meant:
        return ((written, meant),)
    one, other = MARK.search(written), MARK.search(meant)
    if not one or not other or one["kind"] != other["kind"]:
        raise ValueError(f"mark one verb (+v) or one noun (+n) in both '{written}' and '{meant}'")
    found: dict[str, str] = {}
    for form, same in zip(inflect(one, forms), inflect(other, forms), strict=True):
        said, sense = _put(one, form), _put(other, same)
        if found.setdefault(said, sense) != sense:
            raise ValueError(f"'{said}' is '{found[said]}' or '{sense}'; write its forms out")
    return found.items()


def inflect(match: re.Match[str], forms: Forms) -> tuple[str, ...]:
    """Give a noun's singular and plural; a verb's base, third person, past, participle and -ing form."""
    word = match["word"]
    if match["kind"] == "n":
        return word, forms.nouns.get(word) or _third(word)
    past = forms.verbs.get(word, "").split() or [_past(word, forms)]
    return word, _third(word), past[0], past[-1], _ing(word, forms)


def regular_forms(word: str) -> frozenset[str]:
    """Give what a word may look like, whatever its part of speech: as it is, with -s, -ed and -ing."""
    return frozenset((word, _third(word), _past(word, _REGULAR), _ing(word, _REGULAR)))


def _put(match: re.Match[str], form: str) -> str:
    return match.string[: match.start()] + form + match.string[match.end() :]


def _third(word: str) -> str:
    if CONSONANT_Y.search(word):
        return word[:-1] + "ies"
    return word + ("es" if SIBILANT.search(word) or word.endswith("go") else "s")


def _past(word: str, forms: Forms) -> str:
    if CONSONANT_Y.search(word):
        return word[:-1] + "ied"
    return word + "d" if word.endswith("e") else _stem(word, forms) + "ed"


def _ing(word: str, forms: Forms) -> str:
    if word.endswith("ie"):
        return word[:-2] + "ying"
    if word.endswith("e") and not E_STAYS.search(word):
        return word[:-1] + "ing"
    return _stem(word, forms) + "ing"


def _stem(word: str, forms: Forms) -> str:
    return word + word[-1] if CLOSED.fullmatch(word) or word in forms.doubled else word


_REGULAR = Forms(verbs={}, nouns={}, doubled=frozenset())
