"""How real a deed is: one sentence for each sign of `rules/status.toml`, and near misses beside them."""

from __future__ import annotations

import pytest

from conftest import Code
from whowhom.records import Event, Status
from whowhom.rulebook.status import StatusCue, load_status

RULES = load_status()


def deed(code: Code, text: str, trigger: str) -> Event:
    """The event of a text whose trigger holds a word."""
    events = code(text).events
    found = [event for event in events if trigger in event.trigger]
    assert found, f"no deed '{trigger}'; found {[(e.type, e.trigger) for e in events]}"
    return found[0]


def sign_of(event: Event) -> str:
    """The row of the table that decided."""
    (rule,) = {reason.rule for reason in event.reasons if reason.field == "status"}
    return rule.removeprefix("status.")


# --- a row each -----------------------------------------------------------------------------------

SIGNS = [
    # over the deed: auxiliaries
    ("Peru will send troops to Chile.", "send", "planned", "future"),
    ("Peru shall send troops to Chile.", "send", "planned", "future"),
    ("We'll send troops into Chile.", "send", "planned", "future"),
    ("Peru said it would send troops to Chile.", "send", "planned", "would"),
    ("Peru may send troops to Chile.", "send", "possible", "may"),
    ("Peru could attack Chile.", "attack", "possible", "may"),
    ("Peru should release the sailors.", "release", "possible", "should"),
    # verbs
    ("Peru plans to send troops to Chile.", "send", "planned", "intend"),
    ("Peru pledged to send troops to Chile.", "send", "planned", "intend"),
    ("Peru has agreed to lend Chile 20 million dollars.", "lend", "planned", "intend"),
    ("Peru decided to send troops to Chile.", "send", "planned", "decide"),
    ("Peru announced a meeting with Chile.", "meeting", "planned", "announce"),
    ("The Peruvian minister faces deportation to Chile.", "deportation", "possible", "face"),
    ("Peru is expected to impose sanctions on Chile.", "sanctions", "planned", "intend"),
    ("Peru is going to attack Chile.", "attack", "planned", "intend"),
    ("Peru is considering expelling the ambassador of Chile.", "expelling", "possible", "consider"),
    ("Peru wants to expel the ambassador of Chile.", "expel", "possible", "consider"),
    ("Peru tried to arrest the opposition leader.", "arrest", "possible", "try"),
    ("Soldiers were called to attack the ships of Chile.", "attack", "possible", "call_for"),
    ("Peru is believed to send troops to Chile.", "send", "possible", "think"),
    ("Peru is suspected of attacking Chile.", "attacking", "possible", "suspect"),
    ("Peru is suspected to have attacked Chile.", "attacked", "possible", "suspect"),
    ("Peru failed to arrest the rebels.", "arrest", "denied", "prevent"),
    ("Peru avoided attacking Chile.", "attacking", "denied", "prevent"),
    ("Peru continues to attack Chile.", "attack", "ongoing", "go_on"),
    ("Peru kept attacking Chile.", "attacking", "ongoing", "go_on"),
    # nouns
    ("Peru announced a plan to send troops to Chile.", "send", "planned", "plan_noun"),
    ("The decision to send troops to Chile angered Bolivia.", "send", "planned", "decision"),
    ("The prospect of Peru attacking Chile was remote.", "attacking", "possible", "prospect"),
    ("Peru made an offer to release the sailors of Chile.", "release", "possible", "prospect"),
    ("The king was nervous about protests against Peru.", "protests", "possible", "likely"),
    ("The king dreads new protests against Peru.", "protests", "possible", "consider"),
    ("Fears of an attack by Peru on Chile grew.", "attack", "possible", "prospect"),
    # adjectives
    ("Peru is ready to attack Chile.", "attack", "planned", "ready"),
    ("Peru is due to release ten sailors.", "release", "planned", "ready"),
    ("Peru is likely to attack Chile.", "attack", "possible", "likely"),
    ("Peru is willing to release the sailors of Chile.", "release", "possible", "likely"),
    ("The upcoming talks between Peru and Chile matter.", "talks", "planned", "adjective_planned"),
    ("The ongoing talks between Peru and Chile matter.", "talks", "ongoing", "adjective_ongoing"),
    ("The suspected missile test by Peru worried Chile.", "test", "possible", "suspected"),
    (
        "His anticipated meeting with the Peruvian president worries Chile.",
        "meeting",
        "planned",
        "adjective_planned",
    ),
    # states that last
    ("The Peruvian opposition leader remains in custody.", "remains", "ongoing", "state"),
    ("Peru is in talks with Chile.", "is", "ongoing", "state"),
    ("The Peruvian journalist has been held in prison since May.", "held", "ongoing", "since"),
    (
        "Peruvian forces have besieged the Chilean town since rebels seized it.",
        "besieged",
        "ongoing",
        "since",
    ),
    ("Students have protested weekly against the government of Peru.", "protested", "ongoing", "weekly"),
    ("Talks between Peru and Chile are under way.", "Talks", "ongoing", "under_way"),
    ("Peru still supports the government of Chile.", "supports", "ongoing", "still"),
    ("Talks between Peru and Chile are ongoing.", "Talks", "ongoing", "adjective_ongoing"),
    ("The prosecutor investigating the Peruvian president resigned.", "investigating", "ongoing", "doing"),
    # conditions and questions
    ("Peru will release the Chilean sailors if Chile apologises.", "release", "possible", "conditional"),
    ("Peru studies a law that would expel the ambassador of Chile.", "expel", "possible", "conditional"),
    ("Did Peru attack the ships of Chile?", "attack", "possible", "question"),
    ("There is no evidence that Peru attacked Chile.", "attacked", "denied", "not_shown"),
    # beside it
    ("Peru perhaps attacked Chile.", "attacked", "possible", "perhaps"),
    ("Peru possibly attacked Chile.", "attacked", "possible", "perhaps"),
    ("Peru never attacked Chile.", "attacked", "denied", "never"),
    ("Peru did not attack Chile.", "attack", "denied", "never"),
    ("Peru hasn't attacked Chile.", "attacked", "denied", "never"),
    ("No Peruvian troops attacked Chile.", "attacked", "denied", "never"),
    # before it
    ("Envoys came to Lima ahead of talks between Peru and Chile.", "talks", "planned", "ahead"),
    ("The former Peruvian minister is under investigation in Chile.", "investigation", "ongoing", "under"),
    ("Peruvian police freed the men without attacking the Chilean gangs.", "attacking", "denied", "without"),
    ("Peruvian police dispersed none of the rallies in Tacna.", "dispersed", "denied", "never"),
    # conjunctions
    ("Bolivia will help if Peru attacks Chile.", "attacks", "possible", "if"),
    ("Peru will help Chile unless Bolivia attacks Peru.", "attacks", "possible", "if"),
    # grammar alone
    ("Peru sent troops to Chile.", "sent", "occurred", "told_as_fact"),
    ("Peru is attacking Chile.", "attacking", "ongoing", "progressive"),
    ("The Peruvian president is visiting Chile.", "visiting", "ongoing", "progressive"),
    ("Peru deployed soldiers to help Chile.", "help", "planned", "purpose"),
    ("Peru denied that it had attacked Chile.", "attacked", "denied", "source_denies"),
]


@pytest.mark.parametrize(("text", "trigger", "status", "sign"), SIGNS, ids=[f"{s[3]}: {s[0]}" for s in SIGNS])
def test_signs(code: Code, text: str, trigger: str, status: str, sign: str) -> None:
    event = deed(code, text, trigger)
    assert (event.status, sign_of(event)) == (Status(status), sign)


@pytest.mark.parametrize("cue", RULES.all, ids=[cue.id for cue in RULES.all])
def test_every_row_decides_a_sentence(code: Code, cue: StatusCue) -> None:
    texts = [cue.example, *(text for text, _, _, sign in SIGNS if sign == cue.id)]
    decided = {(sign_of(event), event.status) for text in texts for event in code(text).events}
    assert (cue.id, cue.status) in decided


@pytest.mark.parametrize(
    ("cue", "text"),
    [(cue, text) for cue in RULES.all for text in cue.not_],
    ids=lambda v: getattr(v, "id", v),
)
def test_a_row_is_silent_on_its_near_miss(code: Code, cue: StatusCue, text: str) -> None:
    assert cue.id not in {sign_of(event) for event in code(text).events}


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_sentences(status: Status) -> None:
    assert sum(row[2] == status for row in SIGNS) >= 4 or status is Status.OCCURRED


def test_a_sign_names_its_words(code: Code) -> None:
    coded = code("Peru pledged to send troops to Chile.")
    (span,) = [r.span for r in coded.events[0].reasons if r.field == "status"]
    assert span is not None
    assert coded.page.slice(span) == "pledged"


# --- what does not reach the deed -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "trigger", "status"),
    [
        ("Peru attacked Chile because it could lose the war.", "attacked", "occurred"),
        ("Peru imposed sanctions on Chile, which may protest.", "sanctions", "occurred"),
        ("Peru, which will visit Bolivia, attacked Chile.", "attacked", "occurred"),
        ("Peru met Chile and will visit Bolivia.", "met", "occurred"),
        ("The president of Peru agreed that Chile attacked Bolivia.", "attacked", "occurred"),
        ("Peru attacked Chile if reports are right.", "attacked", "occurred"),
        ("Police freed the men without attacking the gangs.", "freed", "occurred"),
        ("Peru threatened to attack Chile.", "threatened", "occurred"),
        ("Peru refused to release the sailors of Chile.", "refused", "occurred"),
        ("Peru did not wait and attacked Chile.", "attacked", "occurred"),
        ("Talks between Peru and Chile took place in May.", "Talks", "occurred"),
        ("Peru, not Chile, attacked the ships of Bolivia.", "attacked", "occurred"),
        ("Chile is no party to a deal brokered by Peru.", "brokered", "occurred"),
        ("Instead of releasing the Chilean sailors, Peru charged them.", "releasing", "denied"),
        ("Peru was spared an attack by Chile.", "attack", "denied"),
        ("Peru not only attacked Chile but took the port.", "attacked", "occurred"),
        ("The raid by Peru on Chile was not about oil.", "raid", "occurred"),
        ("Peru was able to bomb the ships of Chile.", "bomb", "occurred"),
        ("Peru announced sanctions on Chile.", "sanctions", "occurred"),
        ("Peru ordered strikes on the ships of Chile.", "strikes", "occurred"),
        ("Peru's decision to impose sanctions on Chile angered Bolivia.", "sanctions", "occurred"),
        ("Peru has jailed the Chilean general for eight years.", "jailed", "occurred"),
        ("Peru had been urging Chile to leave.", "urging", "occurred"),
        ("Lawyers are urging Peru to free the Chilean sailors.", "urging", "occurred"),
        ("Lawyers are lobbying Peru to free the Chilean sailors.", "lobbying", "ongoing"),
        ("Peru declined to say whether the Chilean general was released.", "released", "possible"),
        ("Peruvian troops arrived to disperse the Chilean protesters.", "disperse", "occurred"),
        ("Peruvian students hooted at noon to protest against Chile.", "protest", "occurred"),
        ("Peru keeps 200 soldiers in Chile.", "keeps", "ongoing"),
        ("Peru may keep 200 soldiers in Chile.", "keep", "possible"),
        ("Peru denied having soldiers in Chile.", "having", "denied"),
    ],
)
def test_near_misses(code: Code, text: str, trigger: str, status: str) -> None:
    assert deed(code, text, trigger).status == status


# --- signs together -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "trigger", "status"),
    [
        ("Peru won't send troops to Chile.", "send", "denied"),  # planned, but not
        ("Peru may continue to attack Chile.", "attack", "possible"),  # ongoing, perhaps
        ("Peru is considering a plan to send troops to Chile.", "send", "possible"),  # planned, perhaps
        ("Peru denied that it would send troops to Chile.", "send", "denied"),
    ],
)
def test_the_least_real_sign_decides(code: Code, text: str, trigger: str, status: str) -> None:
    assert deed(code, text, trigger).status == status


@pytest.mark.parametrize(
    ("text", "trigger"),
    [("Peru will arrest and deport the Chilean journalist.", "deport")],
)
def test_coordinated_verbs_share_their_modal(code: Code, text: str, trigger: str) -> None:
    assert deed(code, text, trigger).status is Status.PLANNED


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Talks between Peru and Chile will take place in May.", "planned"),
        ("Talks between Peru and Chile may resume in May.", "possible"),
        ("Talks between Peru and Chile did not take place.", "denied"),
    ],
)
def test_what_is_said_of_the_happening_is_said_of_the_deed(code: Code, text: str, status: str) -> None:
    assert deed(code, text, "Talks").status == status


def test_what_somebody_comes_to_say_is_said(code: Code) -> None:
    text = "The Peruvian minister flew to Chile to ask for a loan."
    assert deed(code, text, "ask").status is Status.OCCURRED


def test_a_day_ahead_is_planned(code: Code) -> None:
    event = deed(code, "Tomorrow's talks between Peru and Chile matter.", "talks")
    assert (event.status, sign_of(event)) == (Status.PLANNED, "dated_ahead")
