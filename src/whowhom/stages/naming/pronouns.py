"""Whom pronouns mean: a person or body told before, the speaker of a quotation, what a clause hangs on."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from whowhom.records import Sector
from whowhom.rulebook.actors import ActorWords, Pronoun
from whowhom.stages.naming.context import CLIMB, MEMBERS_REACH, REACH, SUBJECTS, Candidate, Page, around
from whowhom.stages.naming.phrases import read_phrase
from whowhom.stages.naming.readings import COUNTRIES, Phrase

CONTROLLED = frozenset({"advcl", "xcomp", "conj"})  # clauses whose doer may be that of the clause above
ORGANS = frozenset({Sector.MIL, Sector.COP, Sector.JUD})  # who acts for a state


def resolve_pronoun(token: Token, pronoun: Pronoun, page: Page, *, counted: bool = False) -> Phrase | None:
    """A pronoun in; the phrase that it stands for out, None where it is unsure.

    Of those `counted` ("two of them") it means people, no states.
    """
    if pronoun.stands_for == "antecedent":
        return _antecedent(token, page)
    if pronoun.stands_for == "speaker":
        return _speaker(token, pronoun, page)
    return _ahead(token, pronoun, page) or _earlier(token, pronoun, page, counted=counted)


def _antecedent(token: Token, page: Page) -> Phrase | None:
    """Give what a relative clause says more of."""
    clause = token
    for _ in range(CLIMB):
        if clause.dep_ == "relcl":
            return read_phrase(around(clause.head), page.names.at(page.part), page.names.lexicon)
        if clause.head.i == clause.i:
            return None
        clause = clause.head
    return None


def _ahead(token: Token, pronoun: Pronoun, page: Page) -> Phrase | None:
    """Give the subject that an owner in a participle before it means: "Praising its ally, Peru said"."""
    if token.dep_ != "poss":
        return None
    clause = next((t for t in token.ancestors if t.dep_ == "advcl" and t.tag_ in ("VBG", "VBN")), None)
    if clause is None or clause.i > clause.head.i:
        return None
    subject = next((t for t in clause.head.lefts if t.dep_ in SUBJECTS and t.i > token.i), None)
    if subject is None:
        return None
    phrase = read_phrase(around(subject), page.names.at(page.part), page.names.lexicon)
    return phrase if phrase.party and fits(phrase, pronoun) else None


def _earlier(token: Token, pronoun: Pronoun, page: Page, *, counted: bool = False) -> Phrase | None:
    """Give the latest phrase before a pronoun that fits it, subjects first."""
    sentence = token.sent
    if pronoun.stands_for == "person":
        repeated = _same_before(token, pronoun)
        if repeated is not None:
            return _earlier(repeated, pronoun, page)
    possessive = token.dep_ == "poss"
    words = page.names.lexicon.rules.words
    banned = _robber(token, words) if possessive else _coarguments(token, words.measure)
    names = page.names.at(page.part)
    same = {names[i].entity.actor_id for i in banned if i in names}
    start, end = sentence.start, token.i
    grounds = words.grounds | words.buildings
    doer = _doer(token, banned, page) if pronoun.stands_for == "any" else None
    others = _of_other_gender(token, pronoun, page)
    reach, distance = REACH, -1
    while (distance := distance + 1) < reach:
        found = [
            c
            for c in page.phrases(start, end)
            if c.token.i not in banned
            and c.token.i != token.head.head.i  # "thousands of them"
            and c.token.i not in others
            and c.phrase.code not in page.but
            and not (pronoun.stands_for == "any" and c.phrase.role in grounds)
            and _identity(c.phrase) not in same
            and not (doer is not None and _of_one(c.phrase, doer))
            and not (distance == 0 and _is_owned(c.token, pronoun))
            and not (counted and not _is_folk(c))
            and (
                fits(c.phrase, pronoun)
                or (pronoun.stands_for == "any" and joins(c.token) and (c.subject or _ruled(c.token, token)))
            )
        ]
        if found:
            found = _of_gender(found, pronoun)
            subjects = [c for c in found if c.subject]
            if distance == 0:
                objects = [c for c in found if _ruled(c.token, token)]
                return (subjects or objects or found)[-1].phrase
            return (subjects or found)[0].phrase
        if distance == 0 and pronoun.stands_for == "body" and not page.but:
            state = _state_of(token, page)
            if state is not None:
                return state
        if start == 0:
            return None
        if any(t.lower_ in pronoun.words for t in page.doc[start:end]) and reach < MEMBERS_REACH:
            reach += 1  # "She said ... She added": the same person is meant all along
        before = page.doc[start - 1].sent
        start, end = before.start, before.end
    return None


def _is_folk(candidate: Candidate) -> bool:
    """Whether a phrase means several people, not states or bodies: some of them may be counted."""
    entity, token = candidate.phrase.entity, candidate.token
    if entity is not None:
        several = token.tag_ in ("NNS", "NNPS") or any(t.dep_ == "nummod" for t in token.lefts)
        return entity.kind in ("demonym", "group") and several
    return candidate.phrase.role is not None and candidate.phrase.plural


def _of_other_gender(token: Token, pronoun: Pronoun, page: Page) -> set[int]:
    """Give whom a pronoun of the other gender means before in the sentence: "he may pardon her"."""
    if pronoun.gender is None:
        return set()
    rows = page.names.lexicon.rules.pronouns
    before = ((t, rows[t.lower_]) for t in page.doc[token.sent.start : token.i] if t.lower_ in rows)
    found = (
        _earlier(t, row, page) for t, row in before if row.gender is not None and row.gender != pronoun.gender
    )
    return {phrase.head.i for phrase in found if phrase is not None}


def _is_owned(token: Token, pronoun: Pronoun) -> bool:
    """Tell whether a noun is "his" who is meant: "beside his guest, he said" means no guest."""
    return pronoun.stands_for == "person" and any(
        t.dep_ == "poss" and t.lower_ in pronoun.words for t in token.lefts
    )


def _of_gender(found: list[Candidate], pronoun: Pronoun) -> list[Candidate]:
    """Leave out "his guest" where a name of the pronoun's gender stands beside: his gender is unknown."""
    if pronoun.gender is None or all(c.phrase.gender != pronoun.gender for c in found):
        return found
    return [
        c
        for c in found
        if c.phrase.gender == pronoun.gender or not any(t.dep_ == "poss" for t in c.token.lefts)
    ]


def _same_before(token: Token, pronoun: Pronoun) -> Token | None:
    """Give the sentence's subject that is the same pronoun: "he left when police questioned him"."""
    for other in token.doc[token.sent.start : token.i]:
        subject = other.lower_ in pronoun.words and other.dep_ in SUBJECTS
        if subject and other.head.i != token.head.i and not other.is_ancestor(token):
            return other
    return None


def _doer(token: Token, banned: set[int], page: Page) -> Phrase | None:
    """Give who acts on an object pronoun in its own clause."""
    if token.dep_ not in ("dobj", "iobj", "dative", "pobj"):
        return None
    first = next((page.doc[i] for i in sorted(banned) if page.doc[i].pos_ in ("NOUN", "PROPN")), None)
    return (
        read_phrase(around(first), page.names.at(page.part), page.names.lexicon)
        if first is not None
        else None
    )


def _of_one(one: Phrase, other: Phrase) -> bool:
    """Whether two are organs of one state: "troops shot at them" means no soldiers."""
    if one.sector not in ORGANS or one.entity is not None:
        return False
    if other.entity is not None and other.entity.kind in COUNTRIES:
        return one.code is not None and one.code == other.code
    return other.sector in ORGANS and (one.code == other.code or None in (one.code, other.code))


def _state_of(token: Token, page: Page) -> Phrase | None:
    """Give the state whose people say what "it" stands in ("Turkish officials said two of its soldiers")."""
    for verb in token.ancestors:
        if verb.pos_ != "VERB" or not any(c.dep_ == "ccomp" and c.is_ancestor(token) for c in verb.children):
            continue
        for subject in verb.lefts:
            if subject.dep_ not in SUBJECTS:
                continue
            phrase = read_phrase(around(subject), page.names.at(page.part), page.names.lexicon)
            if phrase.entity is None and phrase.role and phrase.code and phrase.sector is Sector.GOV:
                return replace(phrase, role=None, name=None, plural=False, gender=None)
    return None


def joins(token: Token) -> bool:
    """Tell whether a noun is the first of several joined by "and" ("Merkel and Macron ... they")."""
    return token.dep_ != "conj" and any(
        c.dep_ == "conj" and c.pos_ in ("NOUN", "PROPN", "NUM") for c in token.children
    )


def _ruled(token: Token, pronoun: Token) -> bool:
    """Tell whether a noun is the object of a verb above a pronoun's clause ("met Ng, telling her")."""
    first = token.conjuncts[0] if token.dep_ == "conj" and token.conjuncts else token
    verb = first.head
    return first.dep_ == "dobj" and verb.i != pronoun.head.i and verb.is_ancestor(pronoun)


def _identity(phrase: Phrase) -> str | None:
    return phrase.entity.actor_id if phrase.entity is not None else None


def _coarguments(token: Token, measure: frozenset[str]) -> set[int]:
    """Give the other arguments of the pronoun's own verb: "Putin met him" is not Putin.

    A participle or infinitive has its doer from the verb above ("the court convicted Jones, jailing him").
    """
    verb = token.head
    while (verb.pos_ in ("ADP", "NUM") or verb.lower_ in measure) and verb.head.i != verb.i:
        verb = verb.head  # "jailing thousands of them"
    banned = {t.i for t in verb.children if t.dep_ in SUBJECTS}
    while not banned and verb.dep_ in CONTROLLED and verb.head.i != verb.i:
        verb = verb.head
        banned = {t.i for t in verb.children if t.dep_ in SUBJECTS}
    return banned | {c.i for i in banned for c in token.doc[i].conjuncts}


def _robber(token: Token, words: ActorWords) -> set[int]:
    """Give who does harm to what is told as somebody's: "a mob burned its embassy", "three of its ships"."""
    owned = token.head
    verb = owned.head
    while (verb.lower_ in words.at_whom or verb.pos_ == "NUM" or verb.lower_ in words.measure) and verb.i > 0:
        verb = verb.head
    behind = verb.pos_ == "VERB" and verb.i < owned.i and owned.dep_ in ("dobj", "pobj")
    if not behind or verb.lemma_.lower() not in words.harming:
        return set()
    passive = any(c.dep_ == "nsubjpass" for c in verb.children)
    return set() if passive else _coarguments(owned, words.measure)


def fits(phrase: Phrase, pronoun: Pronoun) -> bool:
    """Tell whether a pronoun can stand for a phrase, by kind, number and gender."""
    kind = phrase.entity.kind if phrase.entity is not None else None
    if pronoun.stands_for == "person":
        if kind is not None and kind != "person":
            return False
        if phrase.plural or (kind is None and phrase.role is None):
            return False
        return phrase.gender is None or pronoun.gender is None or phrase.gender == pronoun.gender
    if pronoun.stands_for == "body":
        if kind in {"demonym", "person"}:
            return False
        if phrase.head.tag_ in ("NNS", "NNPS") and kind not in ("country", "group", "body"):
            return False
        return kind is not None or (
            phrase.role is not None and phrase.head.tag_ in ("NN", "NNP") and phrase.plural
        )
    return phrase.plural or kind in ("group", "demonym")


# --- quotations -----------------------------------------------------------------------------------


def _speaker(token: Token, pronoun: Pronoun, page: Page) -> Phrase | None:
    """Give whose words a quotation is; for "we" the state or body that the speaker speaks for."""
    quote = _quotation(token, page)
    if quote is None:
        return None
    speaker = _sayer(quote, token, page)
    if speaker is None or pronoun.number == "singular":
        return speaker
    if speaker.sector is None and speaker.entity is not None and speaker.entity.kind == "person":
        speaker = replace(speaker, sector=Sector.CVL)
    return replace(speaker, name=None, entity=None, plural=True)


def _quotation(token: Token, page: Page) -> tuple[int, int] | None:
    """Find the quotation marks around a token, within its paragraph."""
    words = page.names.lexicon.rules.words
    opened: int | None = None
    for t in page.doc[max(0, token.i - 150) : token.i]:
        if t.text in words.open_quotes and (opened is None or t.text not in words.close_quotes):
            opened = t.i
        elif (t.text in words.close_quotes and len(t.text) > 0 and t.text not in ("’", "'")) or (
            t.is_space and "\n" in t.text and opened is None
        ):
            opened = None
    if opened is None:
        return None
    for t in page.doc[token.i : token.i + 150]:
        if t.text in words.close_quotes and t.text not in ("’", "'"):
            return opened, t.i
    return opened, min(len(page.doc), token.i + 60) - 1


def _sayer(quote: tuple[int, int], token: Token, page: Page) -> Phrase | None:
    """Find the verb of saying beside a quotation, and its subject."""
    say = page.names.lexicon.rules.words.say
    doc = page.doc
    first = doc[quote[0]].sent.start
    last = min(len(doc), doc[quote[1]].sent.end + 1)
    beside = [*range(quote[1] + 1, last), *range(quote[0] - 1, first - 1, -1)]
    if first > 0:
        beside += [*range(first - 1, doc[first - 1].sent.start - 1, -1)]
    for i in beside:
        verb = doc[i]
        if verb.lemma_.lower() not in say or verb.pos_ != "VERB":
            continue
        subject = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is None or quote[0] < subject.i < quote[1]:
            continue
        pronoun = page.names.lexicon.rules.pronouns.get(subject.lower_)
        if pronoun is not None:
            return (
                resolve_pronoun(subject, pronoun, page) if pronoun.stands_for in ("person", "body") else None
            )
        phrase = read_phrase(around(subject), page.names.at(page.part), page.names.lexicon)
        return phrase if phrase.party else None
    return None
