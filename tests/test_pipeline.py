"""Laws of the whole pipeline, whatever the page: the page proves every value, and is coded the same again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import PUBLISHED, Code
from whowhom.batch import clean_raws, code_taken
from whowhom.errors import ModelError
from whowhom.pipeline import BATCH, Coder, load_coder
from whowhom.records import Coded, DateBasis, Event, Genre, Page, Problem, Raw, Sector, Stance, Status
from whowhom.stages.parse import Parsed

LAW = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # the coder never changes

SENTENCES = [
    "Togo imposed sanctions on Ghana on Monday.",
    "“We will attack Ghana,” the president of Togo told Reuters.",
    "Ghana accused Togo of shelling a village in Accra, killing six people.",
    "Togo denied the report.",
    "The ministry said that rebels had attacked the town, according to the agency.",
    "The two leaders met in Lomé in 2019 and signed a treaty.",
    "Kenya pledged $ 3 million to Malawi, which has asked for a loan.",
    "Police arrested and beat six students; thousands protested.",
    "Talks between Peru and Chile will take place in May.",
    "It rained in the hills — the café’s oﬃce was dry.",
    "He may send troops there if the soldiers do not leave.",
    "LOMÉ, Togo (AP) — Soldiers stormed the palace, officials said.",
    "Please disable your ad blocker.",
    "Read more: Togo and Ghana at war",
    "The rebels released ten hostages, Kommersant reported, citing government sources.",
]
GLUE = [" ", "\n\n", "\n", "  ", "\u00a0", "\t"]


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A page of one to six sentences of news, set in any way."""
    chosen = draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6))
    return "".join(sentence + draw(st.sampled_from(GLUE)) for sentence in chosen)


def page_of(text: str, doc_id: str = "page") -> Page:
    return Page.from_text(text, title="Togo attacks Ghana", published=PUBLISHED, doc_id=doc_id)


def check(coded: Coded) -> None:
    """Every law that one coded page must keep."""
    page = coded.page
    assert len({event.event_id for event in coded.events}) == len(coded.events)
    for event in coded.events:
        check_event(event, page)


def check_event(event: Event, page: Page) -> None:
    whole = page.title if event.part == "title" else page.text
    assert event.doc_id == page.doc_id
    assert event.evidence == whole[event.start : event.end]
    assert event.evidence
    assert event.evidence == event.evidence.strip()
    assert event.trigger
    for reason in event.reasons:
        assert reason.field
        assert reason.rule
        span = reason.span
        if span is not None:
            part = page.title if span.part == "title" else page.text
            assert 0 <= span.start < span.end <= len(part), reason
            assert page.slice(span) == part[span.start : span.end]
    (told, *_) = [r for r in event.reasons if r.field == "type"]
    assert told.rule.startswith(f"{event.type}.")
    assert told.span is not None
    denial = next((r for r in event.reasons if r.rule == "denials.told_elsewhere"), None)
    words = told.span if denial is None else denial.span
    assert words is not None
    assert event.trigger == page.slice(words)
    assert event.start <= words.start < words.end <= event.end, "the trigger stands in the evidence"
    assert event.actors or event.recipients or event.type in {"PROTEST", "COERCE", "ASSAULT"}
    assert (event.date is None) == (event.date_basis is DateBasis.NONE)
    assert {r.field for r in event.reasons} >= {"type", "status"}
    for link in event.attribution:
        assert link.cue in whole
        assert link.stance is not Stance.DENIES or event.status is Status.DENIED
    for side in (event.actors, event.recipients):
        keys = [(a.code, a.sector, a.name, None if a.name else a.text.lower()) for a in side]
        assert len(set(keys)) == len(keys), "nobody stands twice on a side"


# --- laws -----------------------------------------------------------------------------------------


@LAW
@given(text=texts())
def test_every_value_is_proved_by_the_page(text: str, coder: Coder) -> None:
    check(coder.code(page_of(text)))


def test_the_laws_are_tried_on_many_events(coder: Coder) -> None:
    coded = coder.code(page_of(" ".join(SENTENCES)))
    check(coded)
    assert len(coded.events) >= 12
    assert len({event.type for event in coded.events}) >= 7
    assert {event.status for event in coded.events} >= {Status.OCCURRED, Status.PLANNED, Status.DENIED}


@LAW
@given(text=texts())
def test_the_same_page_is_coded_the_same(text: str, coder: Coder) -> None:
    assert coder.code(page_of(text)) == coder.code(page_of(text))


@LAW
@given(data=st.data())
def test_any_order_of_pages_gives_the_same(data: st.DataObject, coder: Coder) -> None:
    pages = [
        page_of(text, doc_id=f"page-{n}") for n, text in enumerate(data.draw(st.lists(texts(), max_size=4)))
    ]
    shuffled: Sequence[Page] = data.draw(st.permutations(pages))
    alone = {page.doc_id: coder.code(page) for page in pages}
    together = list(coder.code_many(shuffled))
    assert [coded.page.doc_id for coded in together] == [page.doc_id for page in shuffled]
    assert {coded.page.doc_id: coded for coded in together} == alone


@LAW
@given(cut=st.integers(0, len(" ".join(SENTENCES))))
def test_a_page_may_be_cut_anywhere(cut: int, coder: Coder) -> None:
    text = " ".join(SENTENCES)[:cut]
    check(coder.code(Page(doc_id="page", text=text, title=text[:20])))


@LAW
@given(text=st.text(max_size=200), title=st.text(max_size=30))
def test_any_text_is_coded_without_error(text: str, title: str, coder: Coder) -> None:
    page = Page(doc_id="page", text=text, title=title)
    check(coder.code(page))


@LAW
@given(
    noise=st.text(alphabet="“”\"'‘’()[]—–-…,.;:!?\n\t \u00a0\u200b\u00ad\ufeffﬁéß\U0001f642", max_size=40),
    at=st.integers(0, 200),
)
def test_noise_within_news_is_no_error(noise: str, at: int, coder: Coder) -> None:
    news = " ".join(SENTENCES)
    check(coder.code(page_of(news[:at] + noise + news[at:])))


# --- pages that are not coded ----------------------------------------------------------------------


@pytest.mark.parametrize("genre", [Genre.OPINION, Genre.SPORT, Genre.REVIEW, Genre.CORRECTION])
def test_what_is_no_news_is_a_problem_and_no_error(coder: Coder, genre: Genre) -> None:
    page = replace(page_of("Togo imposed sanctions on Ghana."), genre=genre)
    coded = coder.code(page)
    assert coded.events == ()
    (problem,) = coded.problems
    assert (problem.source, problem.stage) == ("page", "genre")
    assert str(genre) in problem.message
    assert "--all-genres" in problem.message


@pytest.mark.parametrize("genre", [Genre.REPORT, Genre.LIVE, Genre.DIGEST, Genre.BUSINESS, Genre.OTHER])
def test_news_is_coded(coder: Coder, genre: Genre) -> None:
    coded = coder.code(replace(page_of("Togo imposed sanctions on Ghana."), genre=genre))
    assert [event.type for event in coded.events] == ["SANCTION"]
    assert coded.problems == ()


def test_all_genres_codes_opinion_too(coder: Coder) -> None:
    everything = Coder(
        nlp=coder.nlp, rules=coder.rules, world=coder.world, gazetteer=coder.gazetteer, all_genres=True
    )
    coded = everything.code(replace(page_of("Togo imposed sanctions on Ghana."), genre=Genre.OPINION))
    assert [event.type for event in coded.events] == ["SANCTION"]


def test_pages_that_are_left_out_keep_their_place(coder: Coder) -> None:
    genres = [Genre.REPORT, Genre.OPINION, Genre.SPORT, Genre.REPORT]
    pages = [
        replace(page_of("Togo imposed sanctions on Ghana.", doc_id=f"page-{n}"), genre=genre)
        for n, genre in enumerate(genres)
    ]
    coded = list(coder.code_many(pages))
    assert [c.page.doc_id for c in coded] == [p.doc_id for p in pages]
    assert [bool(c.events) for c in coded] == [True, False, False, True]


@pytest.mark.parametrize("text", ["", " ", "\n\n", ".", "—"])
def test_an_empty_page_has_no_events(coder: Coder, text: str) -> None:
    coded = coder.code(Page(doc_id="page", text=text))
    assert (coded.events, coded.problems) == ((), ())


SPANISH = (
    "El presidente de Togo impuso el lunes nuevas sanciones contra Ghana, según informó el ministerio de "
    "Asuntos Exteriores. Las autoridades rechazaron las acusaciones y pidieron una reunión urgente."
)
RUSSIAN = (
    "Президент Того в понедельник ввёл новые санкции против Ганы, сообщило министерство иностранных дел. "
    "Власти отвергли обвинения и попросили о срочной встрече."
)


@pytest.mark.parametrize(("text", "language"), [(SPANISH, "Spanish"), (RUSSIAN, "Russian")])
def test_another_language_is_a_problem_and_no_error(coder: Coder, text: str, language: str) -> None:
    english = "Togo imposed sanctions on Ghana."
    raws = [
        Raw(source=f"{n}.txt", content=content.encode(), media_type="text/plain")
        for n, content in enumerate([english, text * 3, english])  # a language is judged on a few lines
    ]
    given = list(code_taken(clean_raws(raws, None), coder))
    (problem,) = [item for item in given if isinstance(item, Problem)]
    assert problem.source == "1.txt"
    assert f"text is {language}" in problem.message
    coded = [item for item in given if isinstance(item, Coded)]
    assert [[event.type for event in item.events] for item in coded] == [["SANCTION"], ["SANCTION"]]


@pytest.mark.parametrize("text", [SPANISH, RUSSIAN, "总统周一对加纳实施制裁。"])
def test_another_language_that_comes_as_a_page_is_no_error(coder: Coder, text: str) -> None:
    check(coder.code(Page(doc_id="page", text=text)))


def test_no_pages_give_nothing(coder: Coder) -> None:
    assert list(coder.code_many([])) == []


def test_pages_are_coded_while_others_are_still_to_come(coder: Coder) -> None:
    taken = 0

    def pages() -> object:
        nonlocal taken
        for n in range(BATCH * 3):
            taken += 1
            yield page_of("It rained.", doc_id=f"page-{n}")

    first = next(iter(coder.code_many(pages())))  # type: ignore[arg-type]
    assert first.page.doc_id == "page-0"
    assert taken <= BATCH


# --- the coder ------------------------------------------------------------------------------------


def test_a_missing_model_is_told_in_one_line() -> None:
    with pytest.raises(ModelError, match="language model 'no_such_model' is not installed; install it"):
        load_coder(model="no_such_model")


def test_the_fingerprint_names_version_model_and_rules(coder: Coder) -> None:
    version, model, rules, genres, confidence = coder.fingerprint.split("+")
    assert version[0].isdigit()
    assert model.startswith("en_")
    assert len(rules) == 16
    assert (genres, confidence) == ("news", "0")
    assert coder.fingerprint == coder.fingerprint


def test_a_man_who_attacks_is_an_armed_one(code: Code) -> None:
    event = code("A man with a knife attacked a minister in Cologne, Germany.").events[0]
    assert [a.sector for a in event.actors] == [Sector.UAF]


def test_deeds_of_private_persons_of_one_country_do_not_count(code: Code) -> None:
    assert code("The singer met the actor in Paris.").events == ()
    assert [event.type for event in code("The minister met the rebels in Paris.").events] == ["CONSULT"]


@pytest.mark.parametrize(
    "text",
    [
        "Peru accused Chile of violating the treaty.",  # who accuses has done so with that word
        "Peru's government said it had undermined the treaty.",  # said of itself
        "Chile undermines the treaty.",  # nobody says so
    ],
)
def test_only_another_who_says_so_reproaches(code: Code, text: str) -> None:
    assert not [e for e in code(text).events if e.reasons[0].rule in ("ACCUSE.reproach", "ACCUSE.crime")]


def test_what_another_rule_tells_is_kept_beside_what_its_speaker_does(code: Code) -> None:
    events = code("Latvia said Belarus spread disinformation about Poland.").events
    assert {e.type for e in events} == {"ACCUSE", "COERCE"}


def test_what_comes_where_a_demand_is_not_met_is_not_asked_for(code: Code) -> None:
    events = code("France urged Mali to sign the deal or face sanctions.").events
    assert [(e.type, e.recipients[0].code) for e in events] == [("REQUEST", "MLI"), ("THREATEN", "MLI")]


def test_an_event_id_tells_pages_apart(coder: Coder) -> None:
    one, other = (coder.code(page_of("Togo attacked Ghana.", doc_id=name)) for name in ("one", "other"))
    assert one.events[0].event_id != other.events[0].event_id


@pytest.mark.parametrize(
    ("text", "actors", "recipients"),
    [
        ("The Peruvian president met his advisers in Lima.", 2, 0),
        ("The Peruvian president met the Chilean premier in Lima.", 1, 1),
        ("The Peruvian president will meet his advisers in Lima.", 1, 1),
    ],
)
def test_who_meet_at_home_are_all_actors(text: str, actors: int, recipients: int, code: Code) -> None:
    met = next(event for event in code(text).events if event.type == "CONSULT")
    assert (len(met.actors), len(met.recipients)) == (actors, recipients)


def test_people_of_a_place_are_of_that_place(code: Code) -> None:
    aid = code("Turkey sent food to families in Somalia.").events[0]
    assert [r.code for r in aid.recipients] == ["SOM"]


@pytest.mark.parametrize(
    ("text", "code_of_doer"),
    [
        ("Cambodia's king met a guest. In May a court jailed Aung San Suu Kyi.", "MMR"),  # tried at home
        ("Cambodia's king met a guest. In May a court jailed Ann Lee.", "KHM"),
        ("Syria is angry. Syria sent a note. The Lebanese minister denied that officers beat a man.", "LBN"),
        ("Syria is angry. Syria sent a note. Lebanon's envoy says Syrian officers beat a man.", "SYR"),
    ],
)
def test_courts_and_denied_men_are_of_those_whom_they_are_tied_to(
    text: str, code_of_doer: str, code: Code
) -> None:
    deed = next(event for event in code(text).events if event.type in ("COERCE", "ASSAULT"))
    assert [a.code for a in deed.actors] == [code_of_doer]


def test_a_clause_is_read_behind_after(code: Code) -> None:
    events = code("They met in Tunis in August, a year after Saied dissolved parliament.").events
    assert [(e.type, [r.sector for r in e.recipients]) for e in events if e.type == "COERCE"] == [
        ("COERCE", ["LEG"])
    ]


def test_a_month_is_no_march(code: Code) -> None:
    events = code("Rebels took the town of Goma. On March 6, they shelled a camp in Congo.").events
    shelled = next(event for event in events if event.type == "ASSAULT")
    assert [a.sector for a in shelled.actors] == ["REB"]


# --- faults of ours -------------------------------------------------------------------------------


def test_a_page_on_which_the_coder_fails_is_a_problem_and_the_others_are_coded(
    coder: Coder, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Coder.code_parsed

    def fails(self: Coder, parsed: Parsed) -> Coded:
        if parsed.page.doc_id == "bad":
            raise RecursionError("maximum recursion depth exceeded")
        return whole(self, parsed)

    monkeypatch.setattr(Coder, "code_parsed", fails)
    pages = [Page.from_text("Norway recalled its envoy.", doc_id=name) for name in ("good", "bad", "last")]
    good, bad, last = coder.code_many(pages)
    assert (len(good.events), len(bad.events), len(last.events)) == (1, 0, 1)
    (problem,) = bad.problems
    assert problem.stage == "code"
    assert problem.message.startswith("page could not be coded (RecursionError: maximum recursion depth")


def test_possessives_that_lead_to_one_another_come_to_an_end(code: Code) -> None:
    assert code("Togo placed four mining companies and 40 of their owners on sanctions list.").problems == ()


POLITICS = (
    "Togo imposed sanctions on Ghana. The Ghanaian army shelled Togo. "
    "The Togolese premier met the king of Mali. Benin condemned Ghana."
)


@pytest.mark.parametrize(
    ("around", "told"),
    [(POLITICS, True), ("The singer sold her house. It rained on the hills.", False)],
    ids=["politics", "other"],
)
def test_what_private_people_say_counts_on_a_page_of_politics(around: str, told: bool, code: Code) -> None:
    events = code(f"{around} The defendants were charged with insulting the flag.").events
    assert ("ACCUSE.charge" in {r.rule for e in events for r in e.reasons}) is told


@pytest.mark.parametrize(
    "sentence",
    [
        "Microsoft sued Apple.",
        "Brightwell Systems apologized to Ana Ruiz.",
        "Amazon banned the advert from its pages.",
        "A teacher from Leeds was arrested.",
        "The singer was shot in her car.",
    ],
)
def test_private_life_and_business_are_no_events_on_a_page_of_other_news(sentence: str, code: Code) -> None:
    assert code(f"{sentence} It rained on the hills.").events == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Nine people were shot in a market.",
        "Four bloggers were arrested.",
        "A crowd was attacked in Leeds.",
        "Chinese ships sold oil to North Korean vessels.",
    ],
)
def test_victims_that_are_many_and_two_countries_are_events_there_too(sentence: str, code: Code) -> None:
    assert len(code(f"{sentence} It rained on the hills.").events) == 1


def test_a_single_victim_is_an_event_where_the_page_tells_of_states(code: Code) -> None:
    page = "A teacher was shot in Gao. The army entered Gao on Monday. France condemned the army."
    assert any(e.type == "ASSAULT" for e in code(page).events)


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("Kenya sent troops to oust the rebels.", ["MOBILIZE"]),
        ("Turkish troops crossed the border to attack Kurdish rebels.", ["ASSAULT"]),
        ("Police in Kenya fired tear gas to disperse the marchers.", ["ASSAULT"]),
    ],
)
def test_what_somebody_is_after_is_no_deed_of_his(text: str, types: list[str], code: Code) -> None:
    assert [e.type for e in code(text).events] == types


def test_a_denial_answers_the_deeds_of_whoever_denies_not_those_of_his_compatriots(code: Code) -> None:
    page = "Lawyers of the singer met ministers in Nairobi, Kenya. The Kenyan blogger rejects the claims."
    assert [e.status for e in code(page).events] == ["occurred"]


def test_a_parliament_that_pays_an_agency_of_its_state_gives_no_aid(code: Code) -> None:
    assert [e for e in code("Congress gave NASA funds of 3 billion dollars.").events if e.type == "AID"] == []
    assert [e.type for e in code("Congress gave Ukraine funds of 3 billion dollars.").events] == ["AID"]


def test_what_a_crowd_asks_counts_on_any_page(code: Code) -> None:
    assert [e.type for e in code("The protesters demanded more buses. It rained.").events] == ["REQUEST"]


@pytest.mark.parametrize(
    "text",
    [
        "Both sides have investigated it.",
        "Officials urged people to avoid travel.",
        "The Guardian investigated the firm.",  # their trade
        "The Nigerian minister met reporters from The Guardian.",  # an interview
    ],
)
def test_what_media_do_is_no_deed_on_a_page_of_other_news(text: str, code: Code) -> None:
    assert code(text).events == ()


def test_a_crowd_that_nobody_names_is_no_protest(code: Code) -> None:
    assert code("Marching is good for the heart.").events == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The raid by Chad was a crime, the Libyan minister said.", True),
        ("The raid by Chad was not a crime, the Libyan minister said.", False),
    ],
)
def test_what_is_said_not_to_be_a_crime_is_no_reproach(text: str, told: bool, code: Code) -> None:
    assert ("ACCUSE" in {e.type for e in code(text).events}) is told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("“Please stop the shelling,” the Ghanaian envoy said.", True),
        ("The Ghanaian envoy said they stop the shelling at night.", False),
        ("The Ghanaian envoy insisted that Togo leave the town.", True),
        ("The Ghanaian envoy insisted that Togo remained a friend.", False),
    ],
)
def test_commands_and_demands_in_the_bare_verb(text: str, told: bool, code: Code) -> None:
    assert ("REQUEST" in {e.type for e in code(text).events}) is told
