"""Every event rule proves itself: it fires on its examples, is silent on its near misses, and is checked.

`pytest -k AID.give` runs one rule's sentences. All sentences are coded in one go, as a user's pages are.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from importlib.resources import as_file
from pathlib import Path

import pytest

from whowhom.errors import RuleError
from whowhom.pipeline import Coder
from whowhom.records import Actor, Event, Page
from whowhom.rulebook.events import EventRule, Example, load_events
from whowhom.rulebook.schema import data_root

RULES = load_events()
EXAMPLES = [(rule, example) for rule in RULES.rules for example in rule.example]
NEAR_MISSES = [(rule, text) for rule in RULES.rules for text in rule.not_]
SENTENCES = sorted({example.text for _, example in EXAMPLES} | {text for _, text in NEAR_MISSES})
PUBLISHED = "2021-02-24"

Events = Mapping[str, tuple[Event, ...]]


@pytest.fixture(scope="module")
def events(coder: Coder) -> Events:
    """The events of every sentence of the rules."""
    pages = [Page.from_text(text, published=PUBLISHED) for text in SENTENCES]
    return {text: coded.events for text, coded in zip(SENTENCES, coder.code_many(pages), strict=True)}


def rule_of(event: Event) -> str:
    return next(reason.rule for reason in event.reasons if reason.field == "type")


def rules_of(event: Event) -> set[str]:
    """The rules that found an event, in all its tellings."""
    return {reason.rule for reason in event.reasons if reason.field == "type"}


def said_of(event: Event, field: str, text: str) -> str:
    """The words of the page that were read as one side, or as the trigger."""
    if field == "trigger":
        return event.trigger
    side: tuple[Actor, ...] = event.actors if field == "actor" else event.recipients
    spans = [r.span for r in event.reasons if r.field.split(".")[0] == f"{field}s" and r.span is not None]
    return " | ".join([*(text[s.start : s.end] for s in spans), *(a.text for a in side)])


# --- sentences ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{r.id}: {e.text}" for r, e in EXAMPLES])
def test_a_rule_fires_on_its_example(rule: EventRule, example: Example, events: Events) -> None:
    found = events[example.text]
    mine = [event for event in found if rule_of(event) == rule.id]
    assert mine, f"silent; fired instead: {[(rule_of(e), e.trigger) for e in found]}"
    event = mine[0]
    for field in ("trigger", "actor", "recipient"):
        wanted = getattr(example, field)
        if wanted == "":
            assert said_of(event, field, example.text) == "", field
        elif wanted is not None:
            assert wanted in said_of(event, field, example.text), field
    if example.mode is not None:
        assert (event.mode or "") == example.mode
    if example.status is not None:
        assert event.status == example.status


@pytest.mark.parametrize(("rule", "text"), NEAR_MISSES, ids=[f"{r.id}: {t}" for r, t in NEAR_MISSES])
def test_a_rule_is_silent_on_its_near_miss(rule: EventRule, text: str, events: Events) -> None:
    assert rule.id not in {fired for event in events[text] for fired in rules_of(event)}


def test_every_type_has_rules() -> None:
    assert {rule.type for rule in RULES.rules} == set(RULES.types)


def test_a_near_miss_is_no_example_of_its_rule() -> None:
    for rule in RULES.rules:
        assert not {e.text for e in rule.example} & set(rule.not_), rule.id


def test_the_most_specific_rule_is_tried_first() -> None:
    for entries in (*RULES.verbs.values(), *RULES.nouns.values(), *RULES.adjectives.values()):
        ranks = [(len(lemma.split()), rule.weight) for lemma, rule in entries]
        assert ranks == sorted(ranks, reverse=True)


# --- faults of the files --------------------------------------------------------------------------

GOOD = """[[rule]]
id = "CONSULT.chat"
trigger = { verb = ["chat"] }
frame = "mutual"
not = ["The kettle whistled."]
[[rule.example]]
text = "Ghana chatted with Togo."
trigger = "chatted"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the rule files, whose only event file is CONSULT.toml with one good rule on line 1."""
    with as_file(data_root() / "rules") as rules:
        shutil.copytree(rules, tmp_path / "rules")
    for path in (tmp_path / "rules" / "events").iterdir():
        path.unlink()
    (tmp_path / "rules" / "events" / "CONSULT.toml").write_text(GOOD, encoding="utf-8")
    return tmp_path


def faults_with(folder: Path, old: str, new: str) -> list[str]:
    """The faults of the rule with some of its words replaced."""
    assert old in GOOD
    path = folder / "rules" / "events" / "CONSULT.toml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load_events(folder)
    return str(caught.value).splitlines()


def test_a_good_rule_loads(folder: Path) -> None:
    (rule,) = load_events(folder).rules
    assert (rule.id, rule.type, rule.frame, rule.trigger.verb) == (
        "CONSULT.chat",
        "CONSULT",
        "mutual",
        frozenset({"chat"}),
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"mutual"', '"mutal"', "unknown frame 'mutal'; did you mean 'mutual'?"),
        ('"mutual"', '"zzz"', "unknown frame 'zzz'; see rules/frames.toml"),
        ("frame =", 'mode = "siege"\nframe =', "CONSULT has no mode 'siege'; see rules/plover.toml"),
        ("frame =", 'mode = "strike"\nframe =', "CONSULT has no mode 'strike'"),  # that of another type
        ("frame =", 'requires = "all"\nframe =', "requires must be one of either, both, actor"),
        ("frame =", 'complement = "eat"\nframe =', "complement must be one of keep, absorb, yield"),
        ('["chat"]', '["@chatter"]', "no word set '@chatter'; see rules/words.toml"),
        ("frame =", 'where = { with = ["@foe"] }\nframe =', "no word set '@foe'; see rules/words.toml"),
        ('{ verb = ["chat"] }', "{}", "trigger is empty; give verb, noun or adj"),
        ('not = ["The kettle whistled."]', "not = []", "needs at least one example and one 'not'; add them"),
        ('"CONSULT.chat"', '"AID.chat"', "the id must begin with 'CONSULT.'"),
    ],
)
def test_a_faulty_rule_is_named_with_file_and_line(folder: Path, old: str, new: str, message: str) -> None:
    faults = faults_with(folder, old, new)
    rule = "AID.chat" if "AID" in new else "CONSULT.chat"
    assert any(f"rules/events/CONSULT.toml:2: rule {rule}: {message}" in fault for fault in faults)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("frame =", "fram =", "unknown field 'fram'; did you mean 'frame'?"),
        ('frame = "mutual"', "", "field 'frame' is missing; add it"),
        ("{ verb =", "{ verbs =", "field 'trigger' must be : unknown field 'verbs'; did you mean 'verb'?"),
        ('frame = "mutual"', "frame = 3", "field 'frame' must be str, not 3"),
    ],
)
def test_a_faulty_field_is_named_with_file_and_line(folder: Path, old: str, new: str, message: str) -> None:
    faults = faults_with(folder, old, new)
    assert any(f"rules/events/CONSULT.toml:1: rule CONSULT.chat: {message}" in fault for fault in faults)


def test_a_rule_without_example_is_a_fault(folder: Path) -> None:
    faults = faults_with(folder, GOOD[GOOD.index("[[rule.example]]") :], "example = []\n")
    assert any("CONSULT.toml:2: rule CONSULT.chat: needs at least one example" in fault for fault in faults)


def test_an_id_that_stands_twice_is_a_fault(folder: Path) -> None:
    faults = faults_with(folder, GOOD, GOOD + GOOD)
    assert any("rule CONSULT.chat stands 2 times; rename" in fault for fault in faults)


def test_a_file_of_no_type_is_a_fault(folder: Path) -> None:
    events = folder / "rules" / "events"
    (events / "GOSSIP.toml").write_text(GOOD.replace("CONSULT", "GOSSIP"), encoding="utf-8")
    with pytest.raises(RuleError, match=r"rules/events/GOSSIP.toml:1: no type 'GOSSIP' in rules/plover.toml"):
        load_events(folder)


def test_broken_toml_is_told_with_its_line(folder: Path) -> None:
    (fault,) = [f for f in faults_with(folder, 'frame = "mutual"', "frame = ") if "CONSULT.toml" in f]
    assert "line 4" in fault
    assert "mend the TOML syntax there" in fault


def test_all_faults_are_told_at_once(folder: Path) -> None:
    both = 'mode = "siege"\nframe = "mutal"'
    faults = faults_with(folder, 'frame = "mutual"', both)
    assert any("unknown frame 'mutal'" in fault for fault in faults)
    assert any("has no mode 'siege'" in fault for fault in faults)
