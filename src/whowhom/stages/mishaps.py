"""Tell pages whose news is an accident or a disaster: their dead and injured are nobody's deed."""

from __future__ import annotations

from itertools import islice

from whowhom.rulebook.mishaps import MishapRules
from whowhom.stages.parse import Parsed


def tells_mishap(parsed: Parsed, rules: MishapRules) -> bool:
    """`Parsed` in; whether its title and first sentences tell of a mishap, and of no violence, out."""
    heads = [*parsed.title, *(t for sent in islice(parsed.text.sents, rules.sentences) for t in sent)]
    words = {form for token in heads for form in (token.lower_, token.lemma_.lower())}
    return bool(words & rules.mishap) and not words & rules.violence
