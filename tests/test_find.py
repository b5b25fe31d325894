"""Who and whom, however a sentence puts them: sentences in, all events out, with their parties and words."""

from __future__ import annotations

import pytest

from conftest import Code

LOST = [  # deeds that a construction may hide
    (
        "Exports fell despite a full economic embargo that Peru imposed on Chile.",
        "SANCTION Peru -> Chile",
    ),
    (
        "The army conducted a string of airstrikes on rebel bases.",
        "ASSAULT The army -> rebel bases",
    ),
    (
        "Two waves of airstrikes on a town in Chad killed nine villagers.",
        "ASSAULT  -> nine villagers; a town",
    ),
    ("Britain is weighing sanctions on Russian banks.", "SANCTION Britain -> Russian banks"),
]
LOST += [
    ("The council passed stricter sanctions on Togo.", "SANCTION The council -> Togo"),
    ("Clashes erupted between the army and rebels near Goma.", "ASSAULT the army; rebels -> "),
]
LOST += [
    # what befell somebody, without "was"; what came of a deed is no second one
    ("It was a hard year for Togo, with 90 soldiers killed by rebels.", "ASSAULT rebels -> 90 soldiers"),
    (
        "Chadian rebels attacked the village, leaving 30 people dead and 20 wounded.",
        "ASSAULT Chadian rebels -> the village; 20",
    ),
    ("The raid was described as outrageous by the Chilean envoy.", "ACCUSE the Chilean envoy -> "),
]
LOST += [
    # private people in public deeds
    ("Bolivian miners called off their strike on Friday.", "RETREAT Bolivian miners -> "),
    ("The protesters asked for new elections.", "REQUEST The protesters -> "),
    # a modal parts a verb from the infinitive before it
    (
        "Chile urges Peru to drop the tariff and will take all necessary measures.",
        "REQUEST Chile -> Peru | THREATEN Chile -> Peru",
    ),
]
LOST += [
    # people of any walk, counted by a pronoun too; a noun right behind its verb
    ("Chadian soldiers beat several of the herders.", "ASSAULT Chadian soldiers -> several of the herders"),
    (
        "Kenyan policemen clubbed an Ethiopian beekeeper.",
        "ASSAULT Kenyan policemen -> an Ethiopian beekeeper",
    ),
    ("The Fijian navy sank a Tongan dinghy.", "ASSAULT The Fijian navy -> a Tongan dinghy"),
    # how long is no purpose
    (
        "Rebel forces advanced on the Chadian capital for a week.",
        "ASSAULT Rebel forces -> the Chadian capital",
    ),
    # "beat" is no blow where a match or a vote is won
    ("The Danish minister beat her rivals in the election.", ""),
    # the pronoun of what is said repeats who says it
    ("Ugandan troops said they had left Congo.", "RETREAT Ugandan troops -> Congo"),
    # a word before a person's noun is no thing that is released
    ("Niger released a Dutch aid worker on Monday.", "RETREAT Niger -> a Dutch aid worker"),
]
LOST += [
    # what is to be done is no word to whom it is done; who is wanted to act is asked
    ("Denmark asked that the spy be handed over.", "REQUEST Denmark -> "),
    ("Estonia wants the tariffs lifted.", "REQUEST Estonia -> "),
    ("Bolivia wants Chile to extradite two officers.", "REQUEST Bolivia -> Chile"),
    ("Rwanda insists that Burundi close the camp.", "REQUEST Rwanda -> Burundi"),
]
PARTIES = [  # parties that stand elsewhere
    (
        "The editor was placed under house arrest by the Burundian government.",
        "COERCE the Burundian government -> The editor",
    ),
    ("France, along with other countries, condemned Mali.", "ACCUSE France; other countries -> Mali"),
    (
        "Police used rubber bullets to disperse protesters in Nairobi.",
        "ASSAULT Police -> protesters",
    ),
    ("Rebels attacked a convoy of Ethiopian soldiers.", "ASSAULT Rebels -> a convoy of Ethiopian soldiers"),
    ("A court in Lima found the mayor guilty of fraud.", "SANCTION A court -> the mayor"),
    ("Clashes broke out between demonstrators and police in Quito.", "PROTEST demonstrators -> police"),
    ("Chad shot down seven of the Libyan drones.", "ASSAULT Chad -> seven of the Libyan drones"),
    (
        "A court in Dakar convicted two editors, sentencing them to three years in prison.",
        "SANCTION A court -> two editors | COERCE A court -> two editors",
    ),
    (
        "The envoy voiced opposition to the decision of the Kenyan parliament.",
        "ACCUSE The envoy -> the Kenyan parliament",
    ),
]
PARTIES += [
    # nobody attacks what is his own
    (
        "Thirteen Togolese soldiers slept when jihadists ambushed their convoy.",
        "ASSAULT jihadists -> Thirteen Togolese soldiers",
    ),
    ("Iran attacked Iraq with its drones.", "ASSAULT Iran -> Iraq"),
]
PARTIES += [
    # who signs, passes or issues a paper says what it says
    (
        "The senators signed a letter urging Turkey to release the pastor.",
        "REQUEST The senators -> Turkey",
    ),
    ("The G7 adopted a declaration that condemns Belarus.", "ACCUSE The G7 -> Belarus"),
    ("Brazil received a letter condemning Mali.", "ACCUSE  -> Mali"),
]
PARTIES += [
    # plans and moves are of those who made them, where the page told that before
    (
        "Turkey unveiled a US plan for Syria. Russia rejected the plan.",
        "REJECT Russia -> the plan",
    ),
    ("Russia vetoed a resolution drafted by France.", "REJECT Russia -> France"),
    (
        "Hamas rejected an offer for talks by the Israeli government.",
        "REJECT Hamas -> the Israeli government",
    ),
    ("Peru agreed to lift the embargo on imports of Chilean wine.", "CONCEDE Peru -> Chilean"),
    ("Serbia said it will not accept any Afghan refugees.", "REJECT Serbia -> any Afghan refugees"),
    # what is rejected is another's, not the doer's own
    (
        "Washington called for talks. Tehran rejected its offer of new talks.",
        "REQUEST Washington ->  | REJECT Tehran -> Washington",
    ),
    # who planted the bomb that killed
    (
        "Twenty people were killed when a bomb planted by Boko Haram fighters went off in Maiduguri.",
        "ASSAULT Boko Haram fighters -> Twenty people",
    ),
    ("Prisoners held in the custody of Kurdish forces wept.", "COERCE Kurdish forces -> Prisoners"),
]
PARTIES += [
    ("Clashes broke out between police and protesters in Dakar.", "PROTEST protesters -> police"),
    ("Police clashed with demonstrators in Tunis.", "PROTEST demonstrators -> Police"),
    ("Turkey's detention of a US citizen goes on.", "COERCE Turkey -> a US citizen"),
    (
        "The president met with army Cmdr. John Okello at State House.",
        "CONSULT The president; army Cmdr. John Okello -> ",
    ),
    (
        "Iran agreed to free the sailors and condemned Britain.",
        "RETREAT Iran -> the sailors | ACCUSE Iran -> Britain",
    ),
]
FILLERS = [  # words that are nobody, or not the whole of somebody
    ("The president condemned the Ugandan government.", "ACCUSE The president -> the Ugandan government"),
    ("Ghana criticized the United States.", "ACCUSE Ghana -> the United States"),
    ("Mali accused President Idris Deby of fraud.", "ACCUSE Mali -> President Idris Deby"),
    ("Mali accused the electoral commission of bias.", "ACCUSE Mali -> the electoral commission"),
    ("Ukraine raised objections to Germany inviting Russia.", "ACCUSE Ukraine -> Germany"),
    ("The army reached the village and shelled it.", "ASSAULT The army -> the village"),
]
FILLERS += [
    ("Rebels fired rockets at the city from the hills.", "ASSAULT Rebels -> the city"),
    ("Gunmen killed envoys from Chad.", "ASSAULT Gunmen -> envoys from Chad"),
    # before the noun of a violent deed: where it was, with what it was done
    ("Nine people were killed in the Lagos attack.", "ASSAULT  -> Nine people"),
    ("Nine soldiers were killed in a drone strike.", "ASSAULT  -> Nine soldiers"),
    ("Nine soldiers were killed in a Turkish drone strike.", "ASSAULT Turkish -> Nine soldiers"),
]
ONE_DEED = [  # two words for one deed
    (
        "Six people were killed when Armenian soldiers opened fire near the border.",
        "ASSAULT Armenian soldiers -> Six people",
    ),
    (
        "Twelve people were killed in a series of attacks by Islamist militants.",
        "ASSAULT Islamist militants -> Twelve people",
    ),
    (
        "At least 40 people were killed and nine soldiers were wounded in Chad.",
        "ASSAULT  -> At least 40 people; nine soldiers",
    ),
    (
        "Thirty people were killed when Chadian aircraft carried out strikes near the lake.",
        "ASSAULT Chadian aircraft -> Thirty people",
    ),
    (
        "Rebels killed six soldiers when the army stormed the camp.",
        "ASSAULT Rebels -> six soldiers | ASSAULT the army -> the camp",
    ),
]


def told(code: Code, text: str) -> str:
    """All events of a text: `TYPE actors -> recipients | ...`."""
    return " | ".join(
        f"{e.type} {'; '.join(a.text for a in e.actors)} -> {'; '.join(r.text for r in e.recipients)}"
        for e in code(text).events
    )


PARTIES += [
    # two before one noun, and whose envoys they are
    (
        "Danish and Swedish airstrikes killed nine militants.",
        "ASSAULT Danish; Swedish -> nine militants",
    ),
    # what one marches for or against
    (
        "Nurses marched through Lusaka, calling for the resignation of President Banda.",
        "PROTEST Nurses -> President Banda | REQUEST Nurses -> President Banda",
    ),
    ("Anti-government students rallied in Quito.", "PROTEST Anti-government students -> government"),
    ("A crowd gathered during a protest over some of Japan's policies.", "PROTEST A crowd -> Japan"),
    # whom soldiers are sent against, not where they go
    ("Mali sent 300 soldiers to Gao to contain the rebels.", "MOBILIZE Mali -> the rebels"),
    ("Kenya will send a battalion to Goma.", "MOBILIZE Kenya -> "),
    ("India massed tanks along the Pakistani frontier.", "MOBILIZE India -> Pakistani"),
    # a past tense that the model takes for an adjective
    (
        "North Korea test-fired two short-range missiles off its east coast on Tuesday, Yonhap said.",
        "MOBILIZE North Korea -> ",
    ),
    # a protest is told once, with what it is for
    ("Farmers blocked a bridge in Split to protest against a toll.", "PROTEST Farmers -> "),
    ("Drivers hooted in protest at the sale of the port.", "PROTEST Drivers -> "),
    ("Fishermen held a rally against a dam that Vientiane plans.", "PROTEST Fishermen -> Vientiane"),
    ("Nurses rallied against the arrest of Maria Lopez.", "PROTEST Nurses -> "),
    ("Nurses marched in Suva against their dismissal.", "PROTEST Nurses -> "),
    ("About 40 women stood in front of the Danish embassy to protest.", "PROTEST About 40 women -> Danish"),
    # who makes what does the deed
    (
        "The Kenyan parliament passed a law banning two Ugandan banks.",
        "COERCE The Kenyan parliament -> two Ugandan banks",
    ),
    (
        "Ghana issued a statement condemning the government of Togo.",
        "ACCUSE Ghana -> the government of Togo",
    ),
    ("Farmers condemned a law banning Chilean wine.", ""),
    # what kills is the attack, and no place between; whom it was meant for, and the dead
    (
        "The bombing of a French base in Chad that killed nine teachers shocked Paris.",
        "ASSAULT  -> a French base; nine teachers",
    ),
    # what serves two verbs, stands behind the day, or is what a thing is used for
    (
        "On Monday police detained and beat four opposition lawmakers ahead of the vote.",
        "COERCE police -> four opposition lawmakers",
    ),
    ("Rebels abducted last Tuesday the mayor of Pemba.", "ASSAULT Rebels -> the mayor of Pemba"),
    (
        "Police used tear gas, sticks and other means to disperse nurses.",
        "ASSAULT Police -> nurses",
    ),
    # a town is from nowhere
    ("Rockets hit the city from Gaza on Sunday.", "ASSAULT  -> the city"),
    # whose goods, aid and ground it is
    ("China cut off Mali's oil imports.", "SANCTION China -> Mali"),
    (
        "The council approved a round of sanctions Monday, targeting Mali's gold exports.",
        "SANCTION The council -> Mali",
    ),
    ("The cut in Danish aid to Togo drew anger.", "SANCTION Danish -> Togo"),
    ("The army has captured towns held by M23 rebels.", "COERCE The army -> M23 rebels"),
    (
        "British and French ministers, usually inclined to keep silent, openly criticised Oman.",
        "ACCUSE British and French ministers; British and French ministers -> Oman",
    ),
    ("Armenia handed four villages in the border area back to Iran.", "RETREAT Armenia -> Iran"),
    # what is undergone
    (
        "Residents of Kassala are enduring a month of air raids from Chad.",
        "ASSAULT Chad -> Residents of Kassala",
    ),
    ("Villages under attack from Chad asked for help.", "ASSAULT Chad -> Villages"),
]


LOST += [
    # what a thing cannot do in words, who tells of the thing does
    (
        "The Chadian ministry announced that the lease was over and scolded Libya for boasting.",
        "ACCUSE The Chadian ministry -> Libya",
    ),
    (
        "The governor of Lima said the bridge had collapsed and killed six people.",
        "ASSAULT  -> six people",
    ),
]


@pytest.mark.parametrize(("text", "events"), LOST + PARTIES + FILLERS + ONE_DEED)
def test_who_and_whom(code: Code, text: str, events: str) -> None:
    assert told(code, text) == events


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("According to Reuters, Serbia expelled two diplomats.", "Serbia expelled two diplomats"),
        (
            "Late on Monday, hours after the vote, Georgian police arrested the envoy.",
            "Georgian police arrested the envoy",
        ),
        (
            "A grenade attack on a bus station in Nairobi killed three people.",
            "A grenade attack on a bus station in Nairobi killed three people",
        ),
    ],
)
def test_the_evidence_is_the_deed_with_its_parties(code: Code, text: str, evidence: str) -> None:
    assert [e.evidence for e in code(text).events] == [evidence]
