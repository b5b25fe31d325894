"""Figures of the evaluation, on two small pages whose every figure is worked out by hand here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from whowhom.errors import InputError
from whowhom.evaluate import evaluate_pages, figure_lines
from whowhom.gold import Answers, GoldPage, holds_sentences, load_answers, load_gold, load_sentences
from whowhom.sentences import evaluate_sentences, mapped_labels, raw_labels, sentence_lines

TEXT = (
    "Ruritania imposed sanctions on Graustark on Monday. "
    "Graustark's foreign minister condemned the step, the Daily Bugle reported. "
    "Ruritania will lend Borduria $2 million. "
    "Rebels killed 12 soldiers in Strelsau."
)


def actor(
    text: str, code: str | None = None, sector: str | None = "GOV", name: str | None = None
) -> dict[str, Any]:
    return {"text": text, "code": code, "sector": sector, "name": name}


def event(type_: str, evidence: str, trigger: str, **given: Any) -> dict[str, Any]:
    plain = {
        "mode": None,
        "actors": [],
        "recipients": [],
        "status": "occurred",
        "attribution": [],
        "date": None,
        "place": None,
        "amounts": [],
    }
    return {"type": type_, "evidence": evidence, "trigger": trigger, **plain, **given}


SANCTION = event(
    "SANCTION",
    "Ruritania imposed sanctions on Graustark on Monday",
    "imposed sanctions",
    mode="discontinue",
    actors=[actor("Ruritania", "RUR")],
    recipients=[actor("Graustark", "GRA")],
    date=["2021-02-22", "2021-02-22"],
)
BUGLE = {"source": actor("the Daily Bugle", None, "MED"), "cue": "reported", "stance": "asserts"}
ACCUSE = event(
    "ACCUSE",
    "Graustark's foreign minister condemned the step",
    "condemned",
    mode="disapprove",
    actors=[actor("Graustark's foreign minister", "GRA")],
    recipients=[actor("Ruritania", "RUR")],
    attribution=[BUGLE],
)
AID = event(
    "AID",
    "Ruritania will lend Borduria $2 million",
    "lend",
    actors=[actor("Ruritania", "RUR")],
    recipients=[actor("Borduria", "BOR")],
    status="planned",
    amounts=[{"value": 2e6, "unit": "USD", "text": "$2 million"}],
)
ASSAULT = event(
    "ASSAULT",
    "Rebels killed 12 soldiers in Strelsau",
    "killed",
    actors=[actor("Rebels", "RUR", "REB")],
    recipients=[actor("soldiers", "RUR", "MIL")],
    amounts=[{"value": 12, "unit": "killed", "text": "12"}],
    place={"text": "Strelsau", "country": "RUR", "name": "Strelsau"},
)
GOLD = {"doc_id": "one", "title": "News", "text": TEXT, "events": [SANCTION, ACCUSE, AID, ASSAULT]}


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def gold_of(tmp_path: Path, *pages: dict[str, Any]) -> tuple[GoldPage, ...]:
    return load_gold([write(tmp_path / "gold.jsonl", *pages)])


def answers_of(tmp_path: Path, *pages: dict[str, Any]) -> Answers:
    return load_answers(write(tmp_path / "coded.jsonl", *pages))


def rated(
    tmp_path: Path, coded: list[dict[str, Any]], gold: dict[str, Any] = GOLD
) -> dict[str, dict[str, Any]]:
    pages = gold_of(tmp_path, gold)
    return evaluate_pages(pages, answers_of(tmp_path, {"doc_id": "one", "events": coded})).report()


def test_gold_against_itself_is_perfect(tmp_path: Path) -> None:
    figures = rated(tmp_path, GOLD["events"])
    assert figures["event"] == {"f1": 1.0, "p": 1.0, "r": 1.0, "gold": 4, "system": 4}
    assert figures["status"] == {"share": 1.0, "macro_f1": 1.0, "gold": 4}
    shares = {name: row.get("f1", row.get("share")) for name, row in figures.items()}
    assert set(shares.values()) == {1.0}


def test_nothing_coded_is_nothing_found(tmp_path: Path) -> None:
    figures = rated(tmp_path, [])
    assert figures["event"] == {"f1": 0.0, "p": 0.0, "r": 0.0, "gold": 4, "system": 0}
    assert figures["status"] == {"share": None, "macro_f1": None, "gold": 0}
    assert figures["date"] == {"share": None, "gold": 0}


def test_every_figure_of_a_faulty_coding(tmp_path: Path) -> None:
    """Sanctions right; ACCUSE with a wrong whom, no chain; AID told as done; attack missed; one spurious."""
    coded = [
        SANCTION,
        {**ACCUSE, "recipients": [actor("Borduria", "BOR")], "attribution": []},
        {**AID, "status": "occurred", "amounts": [{"value": 2.01e6, "unit": "usd", "text": "$2 million"}]},
        event("PROTEST", "Rebels killed 12 soldiers", "killed"),
    ]
    figures = rated(tmp_path, coded)
    hits, gold, system = 3, 4, 4
    p, r = hits / system, hits / gold
    assert figures["event"] == pytest.approx(
        {"f1": 2 * p * r / (p + r), "p": p, "r": r, "gold": 4, "system": 4}
    )
    assert figures["record"]["f1"] == pytest.approx(
        2 * (1 / 4) * (1 / 4) / (1 / 4 + 1 / 4)
    )  # the sanctions alone
    assert figures["actors"] == {"f1": 1.0, "gold": 3}
    assert figures["recipients"] == {"f1": pytest.approx(2 / 3), "gold": 3}  # 2 of 3 given, 2 of 3 wanted
    assert figures["sector"] == {"share": 1.0, "gold": 5}  # of 6 parties, those whose code is right
    # occurred: 2 hits of 2 in gold and 3 coded, F1 0.8; planned: no hit of 1, F1 0
    assert figures["status"] == {
        "share": pytest.approx(2 / 3),
        "macro_f1": pytest.approx((0.8 + 0.0) / 2),
        "gold": 3,
    }
    assert figures["mode"] == {"f1": 1.0, "gold": 2}
    assert figures["sources"] == {"f1": 0.0, "gold": 1}
    assert figures["chain"] == {"share": 0.0, "gold": 1}
    assert figures["amounts"] == {"f1": 1.0, "gold": 1}  # within 1 %, unit in any case
    assert figures["date"] == {"share": 1.0, "gold": 3}  # two null on both sides
    assert figures["dated"] == {"share": 1.0, "gold": 1}
    assert figures["place"] == {"f1": 0.0, "gold": 0}


def test_errors_are_listed_page_by_page_missed_first(tmp_path: Path) -> None:
    coded = [{**AID, "status": "occurred", "actors": []}, event("PROTEST", "Rebels killed 12", "killed")]
    figures = evaluate_pages(
        gold_of(tmp_path, GOLD), answers_of(tmp_path, {"doc_id": "one", "events": coded})
    )
    assert [(e.kind, e.type) for e in figures.errors] == [
        ("missed", "SANCTION"),
        ("missed", "ACCUSE"),
        ("missed", "ASSAULT"),
        ("wrong who+status", "AID"),
        ("spurious", "PROTEST"),
    ]
    assert figures.by_type["AID"]["event"].f1 == 1.0
    assert figures.by_doc["one"]["event"].hit == 1


def test_optional_gold_counts_on_neither_side(tmp_path: Path) -> None:
    gold = {**GOLD, "events": [SANCTION, {**ACCUSE, "optional": True}]}
    without = rated(tmp_path, [SANCTION], gold)
    assert rated(tmp_path, [SANCTION, ACCUSE], gold) == without
    again = {**ACCUSE, "evidence": "foreign minister condemned the step"}  # fits the optional one too
    assert rated(tmp_path, [SANCTION, ACCUSE, again], gold) == without
    assert without["event"]["f1"] == 1.0


@pytest.mark.parametrize(
    ("evidence", "found"),
    [
        ("imposed", True),  # part of the trigger
        ("Graustark on Monday", True),  # no trigger, but more than a fifth of the joint span
        ("Monday", False),  # less than a fifth
        ("Ruritania imposed sanctions on Graustark on Monday. " + TEXT[52:] * 3, False),  # not in the page
        (TEXT, True),
        ("", False),
    ],
)
def test_evidence_that_fits(evidence: str, found: bool, tmp_path: Path) -> None:
    gold = {**GOLD, "events": [SANCTION]}
    assert rated(tmp_path, [{**SANCTION, "evidence": evidence}], gold)["event"]["f1"] == float(found)


def test_evidence_of_more_than_300_characters_never_fits(tmp_path: Path) -> None:
    text = TEXT + " " + "The rest of the page goes on about the weather in the mountains. " * 3
    gold = {**GOLD, "text": text, "events": [SANCTION]}
    assert rated(tmp_path, [{**SANCTION, "evidence": text[:300]}], gold)["event"]["f1"] == 1.0
    assert rated(tmp_path, [{**SANCTION, "evidence": text[:301]}], gold)["event"]["f1"] == 0.0


def test_matching_makes_room(tmp_path: Path) -> None:
    """A coded event that fits two gold events goes where the other one is left a partner."""
    first = {
        **SANCTION,
        "evidence": "Ruritania imposed sanctions on Graustark",
        "trigger": "imposed sanctions",
    }
    second = {**SANCTION, "evidence": "sanctions on Graustark on Monday", "trigger": "sanctions"}
    both = {**SANCTION, "evidence": "imposed sanctions on Graustark"}
    only_first = {**SANCTION, "evidence": "Ruritania imposed"}
    gold = {**GOLD, "events": [first, second]}
    assert rated(tmp_path, [both, only_first], gold)["event"]["f1"] == 1.0


def test_parties_of_a_mutual_deed_are_pooled(tmp_path: Path) -> None:
    talks = event("CONSULT", "Ruritania imposed", "imposed", actors=[actor("a", "RUR"), actor("b", "GRA")])
    split = {**talks, "actors": [actor("a", "RUR")], "recipients": [actor("b", "GRA")]}
    gold = {**GOLD, "events": [talks]}
    assert rated(tmp_path, [split], gold)["record"]["f1"] == 1.0


def test_sectors_decide_within_one_country(tmp_path: Path) -> None:
    gold = {**GOLD, "events": [ASSAULT]}
    swapped = {**ASSAULT, "actors": ASSAULT["recipients"], "recipients": ASSAULT["actors"]}
    assert rated(tmp_path, [ASSAULT], gold)["record"]["f1"] == 1.0
    assert rated(tmp_path, [swapped], gold)["record"]["f1"] == 0.0


@pytest.mark.parametrize(
    ("days", "right"),
    [
        (["2021-02-22", "2021-02-22"], True),
        (["2021-02-22", "2021-02-25"], True),  # four times as wide
        (["2021-02-22", "2021-02-26"], False),
        (["2021-02-23", "2021-02-23"], False),
        (None, False),
    ],
)
def test_dates(days: list[str] | None, right: bool, tmp_path: Path) -> None:
    gold = {**GOLD, "events": [SANCTION]}
    assert rated(tmp_path, [{**SANCTION, "date": days}], gold)["date"] == {"share": float(right), "gold": 1}


@pytest.mark.parametrize(
    ("link", "right"),
    [
        ({"source": actor("Bugle", None, None), "stance": "asserts"}, True),  # a word in common
        ({"source": actor("Bugle", None, None), "stance": "denies"}, False),
        ({"source": actor("the paper", None, None), "stance": "asserts"}, False),  # only "the" in common
    ],
)
def test_sources(link: dict[str, Any], right: bool, tmp_path: Path) -> None:
    gold = {**GOLD, "events": [ACCUSE]}
    figures = rated(tmp_path, [{**ACCUSE, "attribution": [link]}], gold)
    assert figures["sources"]["f1"] == figures["chain"]["share"] == float(right)


def test_one_event_a_line_is_read_too(tmp_path: Path) -> None:
    lines = [{**SANCTION, "doc_id": "one"}, {**AID, "doc_id": "one"}]
    assert [e.type for e in answers_of(tmp_path, *lines)["one"]] == ["SANCTION", "AID"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "gold.jsonl:1: no JSON"),
        ("[]", "gold.jsonl:1: not an object"),
        ('{"doc_id": "a"}', "gold.jsonl:1: field 'events' is missing"),
        ('{"doc_id": "a", "events": [{"type": "AID", "status": "maybe"}]}', "'maybe' is not a valid Status"),
        (
            '{"doc_id": "a", "events": []}\n{"doc_id": "a", "events": []}',
            "gold.jsonl:2: doc_id a stands twice",
        ),
    ],
)
def test_faulty_gold_is_named_with_its_line(line: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load_gold([path])


def test_missing_gold(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        load_gold([tmp_path / "nowhere.jsonl"])


def test_lines_are_printed_as_the_figures_are_named(tmp_path: Path) -> None:
    pages = gold_of(tmp_path, GOLD)
    figures = evaluate_pages(pages, answers_of(tmp_path, GOLD))
    lines = list(figure_lines(figures, by="type"))
    assert lines[0] == "event      f1 1.000  p 1.000  r 1.000  gold 4  system 4"
    assert lines[-1] == "  SANCTION                 f1 1.00 p 1.00 r 1.00  gold 1  record f1 1.00"


# --- sentences ------------------------------------------------------------------------------------

ROWS = [
    {"id": "s1", "text": "K leaves B.", "source": "K", "target": "B", "type": "YIELD"},
    {"id": "s2", "text": "C may shell D.", "source": "C town", "target": "D", "type": "THREATEN"},
    {"id": "s3", "text": "E fines F.", "source": "E", "target": "F", "type": "COERCE"},
    {"id": "s4", "text": "G met H.", "source": "G", "target": "H", "type": "CONSULT"},
]


def test_every_figure_of_sentences(tmp_path: Path) -> None:
    coded = answers_of(
        tmp_path,
        {
            "doc_id": "s1",
            "events": [event("RETREAT", "leaves", "leaves", actors=[actor("K")], recipients=[actor("B")])],
        },
        {
            "doc_id": "s2",
            "events": [event("ASSAULT", "shell", "shell", status="possible", actors=[actor("C")])],
        },
        {
            "doc_id": "s3",
            "events": [event("SANCTION", "fines", "fines", actors=[actor("E")], recipients=[actor("F")])],
        },
    )
    rows = load_sentences([write(tmp_path / "rows.jsonl", *ROWS)])
    raw = evaluate_sentences(rows, coded, raw_labels)
    assert (raw.found, raw.macro, raw.dyad, raw.precision) == (1 / 4, 1 / 4, 1 / 4, 1 / 3)
    mapped = evaluate_sentences(rows, coded, mapped_labels)
    assert (mapped.found, mapped.macro, mapped.dyad, mapped.precision) == (3 / 4, 3 / 4, 2 / 4, 1.0)
    assert mapped.f1 == pytest.approx(2 * 1.0 * 0.75 / 1.75)
    assert [row.id for row in mapped.missed] == ["s4"]
    lines = list(sentence_lines(rows, coded, errors=1))
    assert lines[0] == "rows 4  events 3"
    assert lines[1].startswith("raw     found 0.250")
    assert lines[-1] == "- CONSULT missed, got []: G met H. [G -> H]"


def test_gold_of_sentences_is_told_from_gold_of_pages(tmp_path: Path) -> None:
    assert holds_sentences(write(tmp_path / "rows.jsonl", *ROWS))
    assert not holds_sentences(write(tmp_path / "pages.jsonl", GOLD))
