"""Code and score the gold of a folder, and fail where a figure falls below its pinned floor.

    ./run python eval/gate.py --gold DIR                 compare with eval/floors.json
    ./run python eval/gate.py --gold DIR --repin         raise the floors to what is measured now
    ./run python eval/gate.py --gold DIR --repin --allow-regression    lower them too

DIR holds `dev_*.jsonl` (annotated pages) and `plv_train.jsonl` (sentences). Where it holds `score.py` and
`score_sentences.py` too, those are run on the same output, and any figure that differs from ours fails.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from whowhom.batch import code_sources
from whowhom.errors import WhowhomError
from whowhom.evaluate import evaluate_pages, figure_lines
from whowhom.gold import Answers, answers, load_gold, load_sentences
from whowhom.output import write_jsonl
from whowhom.pipeline import FAULT
from whowhom.records import Coded, Problem
from whowhom.sentences import sentence_lines

FLOORS = Path(__file__).with_name("floors.json")
SLACK = 1e-9  # floors are pinned to four digits, rounded down
Measured = dict[str, float]


def fingerprint(paths: Iterable[Path]) -> str:
    """Hash names and content of the gold files."""
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda p: p.name):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def coded_pages(paths: Sequence[Path], problems: list[Problem]) -> Iterator[Coded]:
    """Code the texts of gold files; collect what could not be coded."""
    for item in code_sources([str(p) for p in paths]):
        if isinstance(item, Problem):
            problems.append(item)
        else:
            problems.extend(item.problems)
            yield item


def code_to(path: Path, gold: Sequence[Path]) -> Answers:
    """Code gold texts into a JSONL file, as `whowhom code` does; give the answers."""
    problems: list[Problem] = []
    coded = tuple(coded_pages(gold, problems))
    with path.open("wb") as out:
        write_jsonl(coded, out)
    for problem in problems:
        print(f"not coded: {problem.source}: {problem.message}")
    if any(problem.stage == FAULT for problem in problems):
        sys.exit("gate: the coder failed on a page; mend it")
    return answers(coded)


def numbers(text: str) -> list[str]:
    """Give the figures of a printed line."""
    return re.findall(r"\w+ (?:\d+(?:\.\d+)?|None)", text)


def differences(ours: Sequence[str], command: Sequence[str]) -> list[str]:
    """Run a reference scorer; give the lines in which its figures are not ours."""
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    pairs = zip(ours, printed, strict=False)
    return [f"ours: {a} | {Path(command[1]).name}: {b}" for a, b in pairs if numbers(a) != numbers(b)]


def measure(gold: Path, work: Path) -> tuple[Measured, list[str]]:
    """Code and score a folder's gold; give the figures, and where the reference scorers differ."""
    measured: Measured = {}
    faults: list[str] = []
    pages, sentences = sorted(gold.glob("dev_*.jsonl")), gold / "plv_train.jsonl"
    if pages:
        coded = code_to(work / "pages.jsonl", pages)
        figures = evaluate_pages(load_gold(pages), coded)
        lines = list(figure_lines(figures))
        print(*figure_lines(figures, by="type"), sep="\n")
        for name, row in figures.report().items():
            for key, value in row.items():
                if isinstance(value, float):
                    measured[f"pages.{name}.{key}"] = value
        reference = gold / "score.py"
        if reference.is_file():
            command = [sys.executable, str(reference), *map(str, pages)]
            faults += differences(lines, [*command, "--system", str(work / "pages.jsonl")])
    if sentences.is_file():
        rows = load_sentences([sentences])
        coded = code_to(work / "sentences.jsonl", [sentences])
        lines = list(sentence_lines(rows, coded, by_type=True))
        print(*lines, sep="\n")
        for kind, line in (("raw", lines[1]), ("mapped", lines[2])):
            for pair in numbers(line):
                figure, shown = pair.split()
                measured[f"sentences.{kind}.{figure}"] = float(shown)
        reference = gold / "score_sentences.py"
        if reference.is_file():
            command = [sys.executable, str(reference), str(sentences)]
            faults += differences(lines, [*command, "--system", str(work / "sentences.jsonl")])
    return measured, faults


def fallen(measured: Mapping[str, float], floors: Mapping[str, float]) -> list[str]:
    """Give a line for each floor that is not reached."""
    return [
        f"{name}: {measured.get(name, 0.0):.4f} is below its floor {floor:.4f}"
        for name, floor in sorted(floors.items())
        if measured.get(name, 0.0) < floor - SLACK
    ]


def pinned(measured: Mapping[str, float], floors: Mapping[str, float], *, lower: bool) -> Measured:
    """Give the new floors: never below the old ones unless `lower`."""
    new = {name: math.floor(value * 10_000) / 10_000 for name, value in measured.items()}
    if lower:
        return new
    return {name: max(new.get(name, 0.0), floors.get(name, 0.0)) for name in sorted({*new, *floors})}


def gate(gold: Path, *, repin: bool, allow_regression: bool) -> int:
    """Measure, compare, pin; give the exit status."""
    files = [*gold.glob("dev_*.jsonl"), *gold.glob("plv_train.jsonl")]
    if not files:
        print(f"gate: {gold} holds no dev_*.jsonl and no plv_train.jsonl; name the folder of the gold")
        return 1
    corpus = fingerprint(files)
    known = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.is_file() else {}
    floors: Measured = known.get("floors", {})
    with tempfile.TemporaryDirectory() as work:
        measured, faults = measure(gold, Path(work))
    again = f"./run python eval/gate.py --gold {gold} --repin"
    if known.get("corpus") not in (None, corpus) and not repin:
        faults.append(f"the gold has changed since the floors were pinned; read the figures and run: {again}")
    low = fallen(measured, floors)
    if repin:
        new = pinned(measured, floors, lower=allow_regression)
        text = json.dumps({"corpus": corpus, "floors": dict(sorted(new.items()))}, indent=2)
        FLOORS.write_text(text + "\n", encoding="utf-8")
        print(f"gate: pinned {len(new)} floors in {FLOORS.name}")
        low = [] if allow_regression else low
    elif not floors:
        faults.append(f"no floors are pinned; run: {again}")
    for line in faults + low:
        print(f"gate: {line}")
    if low:
        print(f"gate: mend it, or lower the floors and say why in CHANGELOG.md: {again} --allow-regression")
    print("gate: failed" if faults or low else f"gate: passed, {len(floors or measured)} floors hold")
    return 1 if faults or low else 0


def main() -> None:
    """Run the gate."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0] if __doc__ else None)
    parser.add_argument("--gold", type=Path, required=True, help="folder of the gold")
    parser.add_argument("--repin", action="store_true", help="raise the floors to what is measured")
    parser.add_argument("--allow-regression", action="store_true", help="with --repin, lower floors too")
    args = parser.parse_args()
    try:
        status = gate(args.gold, repin=args.repin, allow_regression=args.allow_regression)
    except WhowhomError as error:
        print(f"gate: {error}")
        status = 1
    sys.exit(status)


if __name__ == "__main__":
    main()
