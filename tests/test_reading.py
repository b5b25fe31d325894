"""Reading a page as it was meant, every character tied to the page."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whowhom.records import Page, Reading, Span
from whowhom.rulebook import reading as rulebook
from whowhom.rulebook.forms import Forms, pairs
from whowhom.rulebook.reading import load_reading_rules, load_swaps
from whowhom.stages.reading import explain_words, read_words

RULES = load_reading_rules()
FORMS = Forms(verbs={"send": "sent", "take": "took taken"}, nouns={"man": "men"}, doubled=frozenset())

SPUN = (
    "Finland's overseas minister stated on Tuesday that the 2 nations would maintain talks on a $ 2 "
    "billion mortgage. The Finnish chief additionally met the protection minister earlier than the beginning "
    "of his go to to Oslo. He pressured that Norway stays Finland's principal commerce associate, including "
    "that the shut navy ties had been important. Police apprehended a number of protesters who rallied in "
    "opposition to the go to final week. The Norwegian chief declined the accusation."
)
MEANT = (
    "Finland's foreign minister said on Tuesday that the two countries would hold talks on a $2 billion "
    "loan. The Finnish leader also met the defence minister before the start of his "
    "visit to Oslo. He stressed that Norway remains Finland's main trade partner, adding that the "
    "close military ties had been important. Police detained several protesters who rallied against "
    "the visit last week. The Norwegian leader rejected the accusation."
)


def text_of(text: str, **fields: object) -> str:
    return read(text, **fields).text


def read(text: str, *, title: str = "", furniture: tuple[Span, ...] = ()) -> Reading:
    page = Page(doc_id="d", text=text, title=title, furniture=furniture)
    return read_words(page, RULES)[2]


def spin_of(text: str) -> float:
    return read_words(Page(doc_id="d", text=text), RULES)[0].spin


# --- what was written, and what is read ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("“We’re leaving,” he said.", '"We\'re leaving," he said.'),
        ("He called it “a farce.", 'He called it "a farce.'),  # a quotation never closed stays so
        ("The pro\u00adtest\u200b ended.", "The protest ended."),
        ("The oﬃcer was ﬁned.", "The officer was fined."),
        ("It cost\u00a05\u202fmillion.", "It cost 5 million."),
        ("The  talks \t ended.", "The talks ended."),
        ("Germanyâ€™s chancellor left.", "Germany's chancellor left."),
        ("The cafÃ© burned.", "The café burned."),
        ("Police &amp; army left.", "Police & army left."),
        ("They waited &hellip; and left.", "They waited ... and left."),
    ],
)
def test_characters(written: str, meant: str) -> None:
    assert text_of(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("The army left.\nThe rebels stayed.", "The army left. The rebels stayed."),
        ("Talks in Geneva\nThe army left.", "Talks in Geneva. The army left."),
        ("Talks in Geneva\n\nThe army left.\n", "Talks in Geneva. The army left."),
        ("The army left the\ncity of Aden.", "The army left the city of Aden."),
        ("The army left, and\nRussia stayed.", "The army left, and Russia stayed."),
        ('He said: "No."\r\nShe left.', 'He said: "No." She left.'),
        (
            "The army of the eastern government said on Monday that it had left\n"
            "Benghazi and that its tanks had been withdrawn towards the oil port of\n"
            "Ras Lanuf, where fighters of the western government were waiting for\n"
            "Turkey to send arms.",
            "The army of the eastern government said on Monday that it had left "
            "Benghazi and that its tanks had been withdrawn towards the oil port of "
            "Ras Lanuf, where fighters of the western government were waiting for "
            "Turkey to send arms.",
        ),
    ],
)
def test_lines(written: str, meant: str) -> None:
    assert text_of(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("MOSCOW (AP) – Russian troops left.", "Russian troops left."),
        ("By Ann Roe LONDON (Reuters) - The army left.", "The army left."),
        ("By Ann Roe and Bo Lee\nLONDON, Feb 3 (Reuters) - The army left.", "The army left."),
        ("Photo\nSEOUL, South Korea — The army left.", "Photo. The army left."),
        ("AAP Image/Ann Roe The army left.", "The army left."),
        ("Moscow is ready, the Kremlin said.", "Moscow is ready, the Kremlin said."),
        ("NATO troops left.", "NATO troops left."),
        ("Seoul (CNN) North Korea left.", "North Korea left."),
        ("(CNN)The army left.", "The army left."),
        ("The ministry (CNN) said so.", "The ministry (CNN) said so."),
        ("By Monday the army had left.", "By Monday the army had left."),
    ],
)
def test_datelines_and_bylines(written: str, meant: str) -> None:
    assert text_of(written) == meant


@pytest.mark.parametrize("lede", [row for row, _ in RULES.ledes], ids=lambda row: row.id)
def test_every_form_of_lede(lede: rulebook.Lede) -> None:
    pattern = {row.id: regex for row, regex in RULES.ledes}[lede.id]
    assert all(pattern.match(text) for text in lede.example)
    assert not any(pattern.match(text) for text in lede.not_)


@pytest.mark.parametrize("tell", [row for row, _ in RULES.tells], ids=lambda row: row.id)
def test_every_tell_tale(tell: rulebook.Tell) -> None:
    pattern = {row.id: regex for row, regex in RULES.tells}[tell.id]
    assert all(pattern.search(text) for text in tell.example)
    assert not any(pattern.search(text) for text in tell.not_)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (
            "PRESIDENT PUTIN ON MONDAY SAID NATO WOULD WITHDRAW. Talks went on.",
            "President Putin on Monday said NATO would withdraw. Talks went on.",
        ),
        ("A MAN was arrested in Leeds.", "A man was arrested in Leeds."),
        ("ANGELA MERKEL, the chancellor, left.", "Angela Merkel, the chancellor, left."),
        ("US TROOPS left Kabul.", "US troops left Kabul."),
        ("THE UKIP leader left. UKIP said so.", "The UKIP leader left. UKIP said so."),
        ("NATO and the EU met.", "NATO and the EU met."),
        ("The army left the HMS ARK ROYAL.", "The army left the HMS ARK ROYAL."),
    ],
)
def test_capitals(written: str, meant: str) -> None:
    first, _, _ = written.partition(". ")
    assert text_of(written.replace(f"{first}. ", f"{first}.\n") if first.isupper() else written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("It freed army Capt. Abdi Noor.", "It freed army Captain Abdi Noor."),
        ("Lt. Col. Noor left.", "Lieutenant Colonel Noor left."),
        ("They met the Capt. in May.", "They met the Capt. in May."),
    ],
)
def test_titles_before_a_name_are_written_out(written: str, meant: str) -> None:
    assert text_of(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("A loan of $ 1.5 billion.", "A loan of $1.5 billion."),
        ("It lent €1.5bn and $3m.", "It lent €1.5 billion and $3 million."),
        ("Some 2bn barrels and 3m people.", "Some 2 billion barrels and 3 million people."),
        ("It lent $ 3bn.", "It lent $3 billion."),
        ("A wall of 3m and a run of 100m.", "A wall of 3m and a run of 100m."),
        ("Flight MH17bn left.", "Flight MH17bn left."),
    ],
)
def test_amounts(written: str, meant: str) -> None:
    assert text_of(written) == meant


def test_furniture_is_never_read() -> None:
    text = "The army left. Read more: Ten hotels. The rebels stayed.\nShare this\nTalks began."
    spans = tuple(
        Span(part="text", start=text.index(run), end=text.index(run) + len(run))
        for run in ("Share this", "Read more: Ten hotels.")
    )
    reading = read(text, furniture=spans)
    assert reading.text == "The army left. The rebels stayed. Talks began."
    assert all(not (s.start <= start < s.end) for s in spans for start in reading.starts)


# --- spinners' words ----------------------------------------------------------------------------------


def test_a_spun_page_is_read_as_it_was_meant() -> None:
    assert text_of(SPUN) == MEANT


def test_a_spun_page_is_marked() -> None:
    assert spin_of(SPUN) > 0.8
    assert spin_of("The army left Kabul on Monday, and talks with the rebels began in Doha.") == 0


def test_each_word_read_otherwise_is_explained() -> None:
    page = Page(doc_id="d", text=SPUN)
    told = {(r.rule, page.slice(r.span)) for r in explain_words(page, RULES) if r.span}
    assert ("spinners.mortgage", "mortgage") in told
    assert ("spinners.final_week", "final week") in told


def test_a_word_read_otherwise_is_tied_to_the_word_written() -> None:
    reading = read(SPUN)
    at = reading.text.index("loan")
    span = reading.span(at, at + 4)
    assert SPUN[span.start : span.end] == "mortgage"
    at = reading.text.index("$2 billion")
    span = reading.span(at, at + 10)
    assert SPUN[span.start : span.end] == "$ 2 billion"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Rebels opened hearth on the police.", "Rebels opened fire on the police."),
        ("He wants to safe a deal.", "He wants to secure a deal."),
        ("Lukashenko's go to to China ended.", "Lukashenko's visit to China ended."),
        ("They quoted authorities sources.", "They quoted government sources."),
        ("The U.N. referred to as for calm.", "The U.N. called for calm."),
        ("He was discovered responsible.", "He was found guilty."),
        ("Overseas minister Lavrov left.", "Foreign minister Lavrov left."),
        ("The U.N. Secretary-Common left.", "The U.N. Secretary-General left."),
        ("The capital of jap Ukraine.", "The capital of eastern Ukraine."),
    ],
)
def test_words_that_only_spinners_use_are_read_on_any_page(written: str, meant: str) -> None:
    assert text_of(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "He took out a mortgage on his house in Ohio.",
        "The navy ties its boats up at night.",
        "The U.S. Navy sent two ships to the Gulf.",
        "It was the final week of the campaign.",
        "He had to go to Moscow to ask for a loan.",
        "The Washington Post stated its objectives.",
        "Ghana's chief justice and the village chief met.",
        "They kept the money in a safe, safe at last.",
        "Protesters pressured him to leave.",
        "Iowa will hold the primary in February.",
        "The team scored an extra goal in the final year of the league.",
        "Police shut the road; the shop is shut.",
        "The German federal government agreed.",
        "The hotel had a safe and a principal guest.",
        "She visited the Chamber of Commerce.",
        "Native Americans protested against the pipeline.",
        "The 2 million refugees left.",
        "He turned the second page.",
        "Greece's civil protection minister visited the burnt villages.",
        "The firm started its marketing campaign in Europe.",
        "Environmental Protection Minister Li left.",
        "The bank offered a mortgage of $200,000 to its clients.",
        "How we got here after ten years of war.",
        "The party enters the final week, and its final night in Rio.",
        "The information company Thomson Reuters grew.",
        "The U.S. overseas troops came home.",
        "Friends meet for a social gathering in the park.",
        "He sat on the hearth and slept.",
        "Three of the demands were declined, including that of the union.",
    ],
)
def test_near_misses_stay_as_written(text: str) -> None:
    assert text_of(text) == text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("The Danish Prime Serve met the queen.", "The Danish Prime Minister met the queen."),
        ("Two remote ministers flew to Doha.", "Two foreign ministers flew to Doha."),
        ("Norway's insides minister quit.", "Norway's interior minister quit."),
        ("The bad habit president of Ghana left.", "The vice president of Ghana left."),
        ("The Joined together States sent a team.", "The United States sent a team."),
        ("The secretary of express flew home.", "The secretary of state flew home."),
        ("Iran's preeminent leader refused.", "Iran's supreme leader refused."),
        ("The resistance pioneer was jailed.", "The opposition leader was jailed."),
        ("Oslo cut conciliatory ties.", "Oslo cut diplomatic ties."),
        ("The World Wellbeing Organization warned.", "The World Health Organization warned."),
        ("The Worldwide Criminal Court ruled.", "The International Criminal Court ruled."),
        ("The Ruddy Cross sent nurses.", "The Red Cross sent nurses."),
        ("Iran's Progressive Guards took a ship.", "Iran's Revolutionary Guards took a ship."),
        ("A hostile to government protest began.", "An anti-government protest began."),
        ("They are genius-Russian fighters.", "They are pro-Russian fighters."),
        ("The administering party won.", "The ruling party won."),
        ("A judge signed the capture warrant.", "A judge signed the arrest warrant."),
        ("She is under house capture.", "She is under house arrest."),
        ("He was put beneath arrest.", "He was put under arrest."),
        ("Rebels launched the hostages on Friday.", "Rebels released the hostages on Friday."),
        ("The prison phrases were long.", "The prison terms were long."),
        ("Two men went on preliminary in Lagos.", "Two men went on trial in Lagos."),
        ("He was denounced of fraud.", "He was accused of fraud."),
        ("War wrongdoings were found.", "War crimes were found."),
        ("Revolt police closed the square.", "Riot police closed the square."),
        ("Police used tear petrol.", "Police used tear gas."),
        ("They fired elastic bullets.", "They fired rubber bullets."),
        ("Soldiers used dwell ammunition.", "Soldiers used live ammunition."),
        ("Crowds strolled in protest on Sunday.", "Crowds marched in protest on Sunday."),
        ("It began in walk 2019.", "It began in March 2019."),
        ("Miners began a craving strike.", "Miners began a hunger strike."),
        ("Teachers went on hit over pay.", "Teachers went on strike over pay."),
        ("Crowds shouted mottos.", "Crowds shouted slogans."),
        ("A psychological militant was shot.", "A terrorist was shot."),
        ("The revolt-held town fell.", "The rebel-held town fell."),
        ("Contender jets flew low.", "Fighter jets flew low."),
        ("Arms manage talks ended.", "Arms control talks ended."),
        ("A suicide besieging shook Kabul.", "A suicide bombing shook Kabul."),
        ("The fighting ejected at dawn.", "The fighting erupted at dawn."),
        ("A fringe guard was hurt.", "A border guard was hurt."),
        ("Ten asylum searchers drowned.", "Ten asylum seekers drowned."),
        ("Inside displaced families wait.", "Internally displaced families wait."),
        ("A Turkish ramble strike killed rebels.", "A Turkish drone strike killed rebels."),
        ("The talks brought an conclusion to the war.", "The talks brought an end to the war."),
        ("Chad reviewed its ambassador.", "Chad recalled its ambassador."),
        ("They agreed to facilitate sanctions.", "They agreed to ease sanctions."),
        ("Mali debilitated to leave the bloc.", "Mali threatened to leave the bloc."),
        ("He spoke on situation of anonymity.", "He spoke on condition of anonymity."),
        ("Hamas asserted duty for the blast.", "Hamas claimed responsibility for the blast."),
        ("The minister denied to resign.", "The minister refused to resign."),
        ("Parliament handed a movement on Monday.", "Parliament passed a motion on Monday."),
        ("He left his submit in May.", "He left his post in May."),
        ("Lorries brought helpful guide to refugees.", "Lorries brought humanitarian aid to refugees."),
        ("Jordan drooped talks with Israel.", "Jordan suspended talks with Israel."),
        ("The vote occurred place before the summit.", "The vote took place before the summit."),
        ("It gave land in interchange for peace.", "It gave land in exchange for peace."),
        ("Families are fleeing preventing in the city.", "Families are fleeing fighting in the city."),
        ("The lengthy-range missiles were new.", "The long-range missiles were new."),
        ("A brigadier common was named.", "A brigadier general was named."),
        ("Both want to standardize relations.", "Both want to normalise relations."),
        ("It was a nerve operator.", "It was a nerve agent."),
    ],
)
def test_a_thesaurus_is_read_as_it_was_meant(written: str, meant: str) -> None:
    assert text_of(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("The cameras captured activists.", "The cameras captured activists."),
        ("Two men were captured by police.", "Two men were arrested by police."),
        (
            "Crowds sauntered through the capital in a protest.",
            "Crowds marched through the capital in a protest.",
        ),
        ("The army dispatched an assault on the town.", "The army launched an attack on the town."),
        ("The ship conveyed troops to the front.", "The ship deployed troops to the front."),
        ("The Syrian armed force shelled it.", "The Syrian armed force shelled it."),
        ("The Syrian armed force said so.", "The Syrian army said so."),
        ("The parliament finished the siege debate.", "The parliament finished the siege debate."),
        ("He put weight on Tehran over the deal.", "He put pressure on Tehran over the deal."),
        (
            "Sanctions were forced; Paris forced sanctions on Minsk.",
            "Sanctions were forced; Paris imposed sanctions on Minsk.",
        ),
        ("Troops pulled again from the border.", "Troops pulled back from the border."),
    ],
)
def test_words_of_two_senses_are_read_where_the_page_is_spun(written: str, meant: str) -> None:
    assert text_of(f"{SPUN} {written}") == f"{MEANT} {meant}"
    assert text_of(written) == written


@pytest.mark.parametrize(
    "text",
    [
        "The band performing in Oslo met the president of the club.",
        "Iceland and Malta joined nations that had signed.",
        "The ministers met to discuss strikes on the port.",
        "Investors praised the firm's capital discipline.",
        "The count will show preliminary results on Monday.",
        "Two officers were dismissed at once, and two guards were dismissed.",
        "Hunger hit the north, and hunger attacks the weak.",
        "Residents fear attacks on the market.",
        "They must stop preventing aid from reaching the town.",
        "The bridge connected Crimea to the mainland.",
        "A drone hits a tanker in the Gulf.",
        "Police put up barriers, and police submit a report each week.",
        "Ann Roe was named on Tuesday, and Bo Lee is referred to as a hero.",
        "They took her name off the list of members.",
        "The party won a televised deal with the club.",
        "Staff may return to the workplace next year.",
        "After twenty years in energy she entered politics.",
        "The rebels suspended attacks against government forces.",
        "Only authorized staff may enter the embassy.",
        "She walked in the park in March 2019 and ran on Walk Street.",
        "A petition in protest against the law was signed.",
        "They went on to win the strike vote.",
        "The court will hear the appeal, and the fees of the lawyers are high.",
        "Voters fear war, and the poll field closes in May.",
        "Doctors said the nerves and the agent were not linked.",
    ],
)
def test_honest_news_stays_as_written(text: str) -> None:
    assert text_of(text) == text


def test_marked_words_are_inflected_alike() -> None:
    found = dict(pairs("dispatch+v troops", "send+v troops", FORMS))
    assert found == {
        "dispatch troops": "send troops",
        "dispatches troops": "sends troops",
        "dispatched troops": "sent troops",
        "dispatching troops": "sending troops",
    }
    assert dict(pairs("equipped man+n", "armed person+n", FORMS)) == {
        "equipped man": "armed person",
        "equipped men": "armed persons",
    }
    assert list(pairs("carry+v", "drop+v", FORMS))[1:4] == [
        ("carries", "drops"),
        ("carried", "dropped"),
        ("carrying", "dropping"),
    ]
    assert list(pairs("tear fuel", "tear gas", FORMS)) == [("tear fuel", "tear gas")]


@pytest.mark.parametrize(
    ("written", "meant", "told"),
    [
        ("seize+v", "arrest", "mark one verb"),
        ("seize+v", "arrest+n", "mark one verb"),
        ("grab+v", "take+v", "'grabbed' is 'took' or 'taken'"),
    ],
)
def test_forms_that_cannot_be_paired_are_faults(written: str, meant: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        dict(pairs(written, meant, FORMS))


def test_names_are_never_spinners_words() -> None:
    text = SPUN + " The Navy Times met Mr Chief and the Mortgage Bank."
    assert text_of(text).endswith("The Navy Times met Mr Chief and the Mortgage Bank.")


def test_an_article_agrees_with_the_word_read() -> None:
    assert "made it a strategic partner" in text_of(SPUN + " The deal made it a strategic associate.")
    assert "It was an agreement with Norway." in text_of(SPUN + " It was a settlement with Norway.")


def test_the_title_is_read_too() -> None:
    page = Page(doc_id="d", title="Moscow’s overseas minister in Oslo", text="The army left.")
    assert read_words(page, RULES)[1].text == "Moscow's foreign minister in Oslo"


# --- laws ---------------------------------------------------------------------------------------------

VOCABULARY = sorted({word for row in RULES.swaps.values() for _, swap in row for word in swap.written})
PIECES = [
    *"\n\n\r\t .,’“”\u00ad\u200bﬁ…'\"-–—$€&;",
    "AP",
    "(AP) – ",
    "MOSCOW",
    "THE",
    "&amp;",
    "â€™",
    "1.5bn",
    "$ 3m",
    "U.S.",
    "İ",
    "ß",
    "Putin's",
    "By Ann Roe",
]
pages = st.one_of(
    st.text(),
    st.lists(st.sampled_from(VOCABULARY), max_size=60).map(" ".join),
    st.lists(st.sampled_from([*VOCABULARY[::40], *PIECES]), max_size=40).map("".join),
    st.lists(st.sampled_from([*VOCABULARY[::40], *PIECES]), max_size=40).map(" ".join),
)


@given(pages, st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=3))
@settings(max_examples=300, deadline=None)
def test_every_stretch_of_a_reading_lies_in_the_page(text: str, furniture: list[tuple[int, int]]) -> None:
    spans = tuple(Span(part="text", start=min(f), end=max(f)) for f in furniture)
    reading = read(text, furniture=spans)
    size = len(reading.text)
    assert len(reading.starts) == len(reading.ends) == size
    assert all(
        0 <= start <= end <= len(text) for start, end in zip(reading.starts, reading.ends, strict=True)
    )
    assert all(a <= b for a, b in itertools.pairwise(reading.starts))
    assert all(a <= b for a, b in itertools.pairwise(reading.ends))
    for start, end in ((0, size), (0, 1), (size - 1, size), (size // 3, size // 2 + 1)):
        if 0 <= start < end <= size:
            span = reading.span(start, end)
            assert span.part == "text"
            assert 0 <= span.start <= span.end <= len(text)


CLEAN = st.lists(
    st.sampled_from(
        ["The army left Kabul.", "Talks began on Monday.", '"No," said Ann Roe.', "It lent $5 billion."]
    ),
    min_size=1,
).map(" ".join)


@given(CLEAN)
def test_a_clean_text_is_read_as_it_stands(text: str) -> None:
    reading = read(text)
    assert reading.text == text
    assert reading.starts == tuple(range(len(text)))
    assert reading.ends == tuple(range(1, len(text) + 1))


@pytest.mark.parametrize(
    "text", [SPUN, "MOSCOW (AP) – A â€œfarceâ€\u009d\nHe left", "A MAN LEFT LEEDS TODAY\n\nTalks"]
)
def test_a_reading_read_again_stays_the_same(text: str) -> None:
    once = text_of(text)
    assert text_of(once) == once


@given(st.text(alphabet=st.sampled_from("aA b\n.,\"'’\u00ad\u00a0é-")))
@settings(max_examples=300, deadline=None)
def test_reading_twice_is_reading_once(text: str) -> None:
    once = text_of(text)
    assert text_of(once) == once


# --- the table ----------------------------------------------------------------------------------------


def test_the_table_is_large_and_each_word_alone_has_a_context() -> None:
    swaps = [swap for row in RULES.swaps.values() for _, swap in row]
    assert len({s.row for s in swaps}) > 1000
    bare = {
        s.row
        for s in swaps
        if len(s.written) == 1
        and s.always
        and not re.search("-", s.phrase)
        and not (s.before.any or s.after.any or s.nearby.any)
    }
    assert bare == set()


def test_what_a_row_means_is_no_spinners_word_again() -> None:
    for row in RULES.swaps.values():
        for _, swap in row:
            if swap.always:
                again = text_of(" ".join(swap.meant).replace(" 's", "'s"))
                assert again.lower() == " ".join(swap.meant).replace(" 's", "'s").lower()


def test_faults_of_the_table_name_file_and_line(monkeypatch: pytest.MonkeyPatch) -> None:
    row = dict.fromkeys(rulebook.COLUMNS, "")
    rows = [
        (2, {**row, "written": "a|b|x", "meant": "c|d", "apply": "always"}),
        (3, {**row, "written": "a", "meant": "c", "apply": "never"}),
        (4, {**row, "written": "a", "meant": "c", "apply": "spun", "before": "@nobody"}),
        (5, {**row, "written": "a", "meant": "c d", "apply": "spun", "before": "the"}),
    ]
    monkeypatch.setattr(rulebook, "read_csv", lambda *_: rows)
    faults: list[str] = []
    load_swaps(frozenset({"name"}), FORMS, faults)
    assert faults == [
        "tables/spinners.csv:2: 'a|b|x': 3 forms written, 2 meant; give as many, or one",
        "tables/spinners.csv:3: 'a': apply must be always or spun, not 'never'",
        "tables/spinners.csv:4: 'a': before: unknown class nobody; see [classes]",
        "tables/spinners.csv:5: 'a': 'c d' must not have more words than 'a', nor be empty",
    ]
