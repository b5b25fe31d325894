"""Draw deeds at random to be judged by hand, and say how precise the whole is, with intervals."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from whowhom.errors import InputError
from whowhom.records import Deed

Z = 1.959964  # standard deviations that 95 % of a normal distribution lie within
STRATA: Mapping[str, Callable[[Deed], str]] = {
    "all": lambda deed: "all",
    "type": lambda deed: deed.type,
    "status": lambda deed: str(deed.status),
    "origins": lambda deed: "one" if deed.origins == 1 else "several",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A deed that was drawn; `stratum` of which it stands for `share`, the stratum's part of all deeds."""

    deed: Deed
    stratum: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What somebody found of a deed that was drawn: right or not."""

    deed_id: str
    stratum: str
    share: float
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """Part of the judged deeds that is right, with a 95 % interval, of a stratum or of the whole."""

    stratum: str
    right: int
    judged: int
    value: float
    low: float
    high: float


def draw_deeds(deeds: Iterable[Deed], *, n: int, by: str = "all", seed: int = 1) -> tuple[Draw, ...]:
    """Deeds in; `n` of them at random out, the same for the same seed.

    With `by` (`type`, `status`, `origins`) each stratum gives as many as its fair part of `n`, small ones all
    they have, so that rare kinds are judged too; the shares bring the whole back. Raises InputError.
    """
    if n < 1:
        raise InputError(f"n: {n} is no number of deeds; give 1 or more")
    if by not in STRATA:
        raise InputError(f"by: '{by}' is unknown; known are {', '.join(STRATA)}")
    strata: dict[str, list[Deed]] = defaultdict(list)
    for deed in deeds:
        strata[STRATA[by](deed)].append(deed)
    total = sum(map(len, strata.values()))
    out: list[Draw] = []
    rest, left = n, len(strata)
    for name, members in sorted(strata.items(), key=lambda item: (len(item[1]), item[0])):
        members.sort(key=lambda d: d.deed_id)
        random.Random(f"{seed} {name}").shuffle(members)
        taken = members[: math.ceil(rest / left)] if rest > 0 else []
        out += [Draw(deed=d, stratum=name, share=len(members) / total) for d in taken]
        rest, left = rest - len(taken), left - 1
    random.Random(seed).shuffle(out)
    return tuple(out)


def measure(verdicts: Sequence[Verdict]) -> Iterator[Precision]:
    """Verdicts in; the precision of each stratum and of the whole out, the whole last.

    Intervals are Wilson's (Journal of the American Statistical Association 22, 1927) at 95 %; that of the
    whole weighs the strata by their shares and takes the effective number of judged deeds.
    """
    strata: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        strata[verdict.stratum].append(verdict)
    if not strata:
        return
    weights = {name: some[0].share for name, some in strata.items()}
    scale = sum(weights.values())
    value = variance = 0.0
    for name, some in sorted(strata.items()):
        right = sum(v.right for v in some)
        found = _precision(name, right, len(some))
        yield found
        part = weights[name] / scale
        value += part * found.value
        middle = (right + 1) / (len(some) + 2)  # never nought, also where all are right
        variance += part**2 * middle * (1 - middle) / len(some)
    right, judged = sum(v.right for v in verdicts), len(verdicts)
    spread = value * (1 - value) or 0.25 / judged
    effective = min(float(judged), spread / variance) if variance else float(judged)
    low, high = wilson(value, effective)
    yield Precision(stratum="whole", right=right, judged=judged, value=value, low=low, high=high)


def _precision(stratum: str, right: int, judged: int) -> Precision:
    low, high = wilson(right / judged, judged)
    return Precision(stratum=stratum, right=right, judged=judged, value=right / judged, low=low, high=high)


def wilson(share: float, n: float) -> tuple[float, float]:
    """Give the 95 % interval of a share of `n`.

    >>> wilson(0.5, 100)
    (0.404, 0.596)
    """
    middle = share + Z**2 / (2 * n)
    half = Z * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    scale = 1 + Z**2 / n
    return round(max(0.0, (middle - half) / scale), 3), round(min(1.0, (middle + half) / scale), 3)
