"""Parse pages with spaCy: the only way in which spaCy objects travel."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from whowhom.records import Page, Part, Reading, Span
from whowhom.rulebook.predicates import PredicateRules
from whowhom.rulebook.thesaurus import NOTHING, Thesaurus
from whowhom.stages.finite import free_verbs
from whowhom.stages.gifts import part_gifts

BATCH = 32
FINITE = frozenset({"VBD", "VBZ", "VBP"})
ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "dative"})
MAX_CLIMB = 12  # steps up a tree; deeper ones are parser errors
BOTH = frozenset({"after", "before", "since", "until"})  # words that open a clause as well as a phrase
NAMES = frozenset({"PERSON", "ORG", "GPE", "NORP", "FAC", "LOC"})
ACRONYM = 3  # letters of the shortest word in capitals that may be a name read as a verb
MAX_NAME = 5  # tokens of a name behind its title
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
OPENERS = frozenset({"prep", "advcl", "csubj", "npadvmod"})  # how what opens a sentence hangs on its verb
HELPERS = frozenset({"aux", "auxpass", "neg", "advmod"})  # what stands between a subject and its verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A page with its two parses, over its readings.

    `starts`: for each token of the text, the character of the page's text where it begins. `thesaurus`: what
    words may stand for; it holds nothing where the page is not spun.
    """

    page: Page
    title_reading: Reading
    text_reading: Reading
    title: Doc
    text: Doc
    starts: tuple[int, ...] = field(default=())
    thesaurus: Thesaurus = NOTHING

    def span(self, tokens: TokenSpan | Token) -> Span:
        """Give the characters of the page that the tokens were read from."""
        if isinstance(tokens, Token):
            first, last = tokens, tokens
        else:
            first, last = tokens[0], tokens[-1]
        reading = self.text_reading if first.doc is self.text else self.title_reading
        return reading.span(first.idx, last.idx + len(last.text))

    def tokens(self, span: Span) -> TokenSpan:
        """Give the tokens that the span touches; empty where it touches none."""
        if span.part == "title":
            starts: tuple[int, ...] = tuple(self.title_reading.starts[t.idx] for t in self.title)
            doc = self.title
        else:
            starts, doc = self.starts, self.text
        first = max(0, bisect_right(starts, span.start) - 1)
        last = bisect_left(starts, span.end)
        return doc[first:last]

    def slice(self, span: Span) -> str:
        """Give the page's characters of a span, to the letter."""
        return self.page.slice(span)


def parse_pages(
    pages: Iterable[tuple[Page, Reading, Reading]],
    nlp: Language,
    *,
    predicates: PredicateRules | None = None,
    saying: frozenset[str] = frozenset(),
    batch_size: int = BATCH,
) -> Iterator[Parsed]:
    """Pages with their readings (title, text) in; `Parsed` out, one by one, parsed in batches.

    `predicates` hold verb forms that the model leads back to another verb ("hoped": "hop"), and verbs of two
    objects; `saying`: lemmas of verbs behind which "that" opens what is said.
    """

    def texts() -> Iterator[tuple[str, tuple[Page, Reading, Reading, Part]]]:
        for page, title, text in pages:
            yield title.text, (page, title, text, "title")
            yield text.text, (page, title, text, "text")

    head: Doc | None = None
    for doc, (page, title, text, part) in nlp.pipe(texts(), as_tuples=True, batch_size=batch_size):
        if predicates is not None:
            _lead_back(doc, predicates)
        free_verbs(doc)
        mend(doc, saying)
        if predicates is not None:
            part_gifts(doc, predicates)
        if part == "title":
            head = doc
            continue
        if head is None:  # a text always follows its title
            continue
        starts = tuple(text.starts[t.idx] for t in doc)
        yield Parsed(page=page, title_reading=title, text_reading=text, title=head, text=doc, starts=starts)


def _lead_back(doc: Doc, rules: PredicateRules) -> None:
    """Give words the lemma that they have, where the model gives another: "hoped" is not of "hop"."""
    for token in doc:
        lemmas = rules.lemmas if token.pos_ == "VERB" else rules.noun_lemmas if token.pos_ == "NOUN" else {}
        if token.lower_ in lemmas:
            token.lemma_ = lemmas[token.lower_]


def mend(doc: Doc, saying: frozenset[str] = frozenset()) -> None:
    """Set right what the model does wrong by rule: a finite verb is no fellow of a gerund or an infinitive.

    "The deal bars Peru from buying gas and caps its imports": "caps" goes with "bars". A month or weekday
    is no part of the name behind it: "In March Norway imposed sanctions". Of two subjects side by side the
    first is the title of the second: "pipeline operator JANAF halted".
    """
    for token in doc:
        if token.dep_ == "ROOT" and token.pos_ in ("NOUN", "PROPN"):
            _find_verb(token)
            _free_clause(token)
        if token.dep_ == "ROOT" and token.pos_ == "ADP":
            _raise_verb(token)
        if token.dep_ == "appos" and token.head.i < token.i:
            _give_subject(token)
        if token.dep_ == "nmod" and token.head.i > token.i and _is_told(token.head):
            token.dep_ = "nsubj"  # "Peru and Chile plan to link their ports"
        if token.dep_ == "compound" and token.ent_type_ == "DATE" and token.pos_ == "PROPN":
            _undate(token)
        if token.pos_ == "VERB" and token.text.isupper() and len(token) >= ACRONYM:
            _name(token)
        if token.dep_ == "nsubj" and token.pos_ == "NOUN":
            _entitle(token)
        if token.tag_ == "VBN" and token.dep_ == "amod" and token.i > 1:
            _open_clause(token)
        if token.dep_ == "relcl" and saying:
            _unsay(token, saying)
        if token.dep_ == "nmod" and token.pos_ == token.head.pos_ == "PROPN" and token.head.i > token.i:
            _enlist(token)
        if token.tag_ == "JJ" and token.dep_ in ("dobj", "pobj", "nsubj", "nsubjpass") and _is_counted(token):
            token.pos_, token.tag_ = "NOUN", "NN"  # "launched a ground offensive"
        if token.dep_ == "conj" and _is_finite(token) and _is_bare(token.head):
            upper = token.head
            for _ in range(MAX_CLIMB):
                if not _is_bare(upper) and upper.pos_ != "ADP":
                    break
                upper = upper.head
            if _is_finite(upper) and upper.i < token.i:
                token.head = upper


def _is_counted(word: Token) -> bool:
    """Whether a word has an article or number of one thing, or a noun before it."""
    return any(
        (c.dep_ == "det" and c.lower_ in ("a", "an", "another")) or c.dep_ == "compound" for c in word.lefts
    )


def _name(acronym: Token) -> None:
    """Read "the bloc ECOWAS" as a name with its title, where the model takes the acronym for a verb."""
    title = acronym.nbor(-1) if acronym.i > 0 else acronym
    if title.pos_ != "NOUN" or title.dep_ not in ("dobj", "pobj", "nsubj", "nsubjpass", "dative"):
        return
    if acronym.head.i not in (title.i, title.head.i):
        return
    verb, dep = title.head, title.dep_
    for child in list(acronym.children):
        child.head = verb
    acronym.head, acronym.dep_, acronym.pos_, acronym.tag_ = verb, dep, "PROPN", "NNP"
    title.head, title.dep_ = acronym, "compound"


def _entitle(noun: Token) -> None:
    """Hang a role noun on the name right behind it, where the model has both as subjects of one verb."""
    if noun.i + 1 >= len(noun.doc):
        return
    first = name = noun.nbor(1)
    while name.dep_ in ("compound", "nmod") and name.head.i > name.i and name.head.i - noun.i <= MAX_NAME:
        name = name.head
    if first.pos_ == "PROPN" and name.dep_ == "nsubj" and name.head.i == noun.head.i and name.i > noun.i:
        noun.head, noun.dep_ = name, "compound"


def _open_clause(verb: Token) -> None:
    """Make a clause of "after Ng dissolved parliament", where the model hangs all on the noun behind.

    The name stands alone between the preposition and the word taken for a participle.
    """
    noun, name = verb.head, verb.nbor(-1)
    prep = noun.head
    behind = name.head.i == noun.i and name.pos_ == "PROPN" and name.dep_ in ("nmod", "compound", "amod")
    if not behind or noun.dep_ != "pobj" or noun.i < verb.i or prep.lower_ not in BOTH:
        return
    if name.left_edge.i != prep.i + 1 or noun.ent_type_ in NAMES:
        return
    verb.head, verb.dep_, verb.tag_, verb.pos_ = prep.head, "advcl", "VBD", "VERB"
    for child in [c for c in noun.children if c.i < verb.i and c.i != name.i]:
        child.head = name
    prep.head, prep.dep_, prep.pos_ = verb, "mark", "SCONJ"
    name.head, name.dep_ = verb, "nsubj"
    noun.head, noun.dep_ = verb, "dobj"
    for child in [c for c in prep.children if c.i > noun.i]:
        child.head = verb


def _unsay(clause: Token, saying: frozenset[str]) -> None:
    """Hang what is said on the verb that says it: "said after the talks that India would lend".

    The clause has a subject and an object of its own, so that its "that" stands for neither.
    """
    noun = clause.head
    verb = noun.head.head if noun.dep_ == "pobj" and noun.head.dep_ == "prep" else noun
    if verb.i == noun.i or verb.pos_ != "VERB" or verb.lemma_.lower() not in saying:
        return
    mark = next((c for c in clause.lefts if c.tag_ in ("WDT", "IN") and c.i > noun.i), None)
    full = any(c.dep_ == "nsubj" and c is not mark for c in clause.children)
    given = any(
        c.dep_ in ("dobj", "dative", "attr", "acomp", "ccomp", "xcomp") and c.i > clause.i
        for c in clause.children
    )
    if mark is None or mark.i != noun.i + 1 or not (full and given):
        return
    if any(c.dep_ == "ccomp" for c in verb.children):
        return
    clause.head, clause.dep_ = verb, "ccomp"
    mark.dep_, mark.tag_, mark.pos_ = "mark", "IN", "SCONJ"


def _enlist(first: Token) -> None:
    """Make a list of "Ng, Roe and President Ann Lee" where the model hangs the first names on the last."""
    last, name = first, first.head
    while (following := next((c for c in last.rights if c.dep_ == "conj"), None)) is not None:
        last = following
    between = first.doc[last.i + 1 : name.i]
    if name.dep_ not in ARGUMENTS:
        return
    if last.i == first.i or last.i > name.i or any(t.head.i != name.i for t in between):
        return
    if last.head.i == first.i and last.pos_ != "NOUN" and not len(between):
        return
    upper = last.head
    first.head, first.dep_ = name.head, name.dep_
    for child in [c for c in name.lefts if c.i < first.i or first.i < c.i < last.i]:
        child.head = first
    last.head, last.dep_ = name, "compound"
    name.head, name.dep_ = upper, "conj"


def _find_verb(root: Token) -> None:
    """Find the verb of a sentence that hangs on a noun: its participle before a name was a past tense.

    "The council barred candidate Ann Lee", "Ann Lee, a conservative, accused Roe of fraud".
    """
    for verb in root.subtree:
        if verb.tag_ != "VBN" or verb.dep_ != "amod" or verb.head.i <= verb.i or verb.i == 0:
            continue
        subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        whom = verb.head
        if subject is None:  # the root itself, behind an apposition
            apposed = verb.nbor(-1).text == "," and root.i < verb.i and whom.dep_ == "appos"
            if not apposed or whom.head.i != root.i or whom.pos_ != "PROPN":
                continue
            subject = root
        elif whom.dep_ in ("compound", "amod", "nmod") and whom.head.i == root.i:
            whom = root
        elif whom.i != root.i:
            continue
        others = [c for c in (*root.children, *whom.children) if c.i not in (verb.i, whom.i)]
        verb.head = verb
        verb.dep_, verb.tag_, verb.pos_ = "ROOT", "VBD", "VERB"
        if subject.i == root.i:
            root.head, root.dep_ = verb, "nsubj"
            for child in [c for c in whom.children if c.i < verb.i]:
                child.head, child.dep_ = root, "appos" if child.dep_ == "amod" else child.dep_
            loose = [c for c in others if c.i > verb.i]
        else:
            loose = [c for c in others if c.i < verb.i or c.dep_ == "prep"]
        whom.head, whom.dep_ = verb, "dobj"
        for child in loose:
            inside = whom.i < child.i and child.head.i == whom.i and child.dep_ != "prep"
            if not inside and not (subject.i < child.i < verb.i):
                child.head = verb
                child.dep_ = "npadvmod" if child.dep_ == "appos" else child.dep_
        return


def _free_clause(root: Token) -> None:
    """Make a clause that hangs on a title before a name the sentence's own, where it has no other verb.

    "Hundreds of supporters of the movement Together marched": the name is no subject of a relative clause.
    """
    verb = next((t for t in root.subtree if t.dep_ == "relcl" and t.tag_ in FINITE), None)
    if verb is None or verb.head.i == root.i or verb.head.pos_ != "NOUN" or verb.i < root.i:
        return
    title = verb.head
    subjects = [c for c in verb.lefts if c.dep_ == "nsubj"]
    if len(subjects) != 1 or subjects[0].pos_ != "PROPN" or subjects[0].left_edge.i != title.i + 1:
        return
    if any(t.tag_ in FINITE and t.i != verb.i and not verb.is_ancestor(t) for t in root.subtree):
        return
    subjects[0].head, subjects[0].dep_ = title, "appos"
    verb.head, verb.dep_ = verb, "ROOT"
    root.head, root.dep_ = verb, "nsubj"


def _raise_verb(root: Token) -> None:
    """Make the verb the sentence's own that the model hangs on its subject, and that on the opening phrase.

    "In talks with Italy, the Libyan minister called for calm": the sentence hangs on "In".
    """
    for verb in root.subtree:
        subject = verb.head
        told = verb.dep_ in ("acl", "relcl") and verb.pos_ == "VERB" and verb.tag_ in (*FINITE, "VBN")
        if not told or subject.dep_ != "appos" or any(c.dep_ in SUBJECTS for c in verb.children):
            continue
        if any(t.tag_ in FINITE for t in root.subtree if t.i != verb.i and not verb.is_ancestor(t)):
            return
        if verb.tag_ == "VBN" and any(c.dep_ == "agent" for c in verb.children):
            return
        if _leads(subject, verb):
            verb.head, verb.dep_ = verb, "ROOT"
            verb.tag_ = "VBD" if verb.tag_ == "VBN" else verb.tag_
            root.head, root.dep_ = verb, "prep"
            for mark in [c for c in root.children if c.is_punct and c.i > verb.i]:
                mark.head = verb
        return


def _give_subject(noun: Token) -> None:
    """Give the verb its subject, which the model takes for a name of what stands in the phrase before it.

    "After talks with Italy, the Libyan minister called for calm": nobody else calls, and no comma closes an
    apposition.
    """
    opener = noun.head
    for _ in range(MAX_CLIMB):
        if opener.dep_ in OPENERS and opener.head.i > noun.i:
            break
        opener = opener.head
    verb = opener.head
    if verb.i <= noun.i or verb.pos_ not in ("VERB", "AUX"):
        return
    said = _is_finite(verb) or any(c.dep_ in ("aux", "auxpass") and c.tag_ != "TO" for c in verb.children)
    if not said or any(c.dep_ in SUBJECTS and c.i != opener.i for c in verb.children):
        return
    if _leads(noun, verb):
        passive = any(c.dep_ == "auxpass" for c in verb.children)
        noun.head, noun.dep_ = verb, "nsubjpass" if passive else "nsubj"
        opener.dep_ = "advcl" if opener.dep_ == "csubj" else opener.dep_


def _leads(noun: Token, verb: Token) -> bool:
    """Whether a phrase stands behind a comma and right before a verb with its auxiliaries."""
    first = noun.left_edge.i
    own = {t.i for t in noun.subtree}
    if noun.is_ancestor(verb):
        own -= {t.i for t in verb.subtree}
    between = noun.doc[max(own) + 1 : verb.i]
    helpers = max(own) < verb.i and all(t.dep_ in HELPERS and t.head.i == verb.i for t in between)
    return first > 0 and noun.doc[first - 1].text == "," and helpers


def _undate(day: Token) -> None:
    """Part a month or weekday from the name behind it, which is the subject of the verb behind them."""
    noun, before = day.head, day.nbor(-1) if day.i > 0 else day
    if noun.i != day.i + 1 or before.dep_ != "prep" or before.i == day.i:
        return
    verb = before.head
    if noun.head.i == before.i and noun.dep_ == "pobj":
        subjects = ("nsubj", "nsubjpass", "expl")
        if verb.pos_ != "VERB" or verb.i < noun.i or any(c.dep_ in subjects for c in verb.children):
            return
        passive = any(c.dep_ == "auxpass" for c in verb.children)
        noun.head, noun.dep_ = verb, "nsubjpass" if passive else "nsubj"
    elif noun.dep_ not in ("nsubj", "nsubjpass"):
        return
    day.head, day.dep_ = before, "pobj"


def _is_told(verb: Token) -> bool:
    """Whether the sentence hangs on a finite verb that has no subject."""
    told = verb.dep_ == "ROOT" and verb.pos_ == "VERB" and verb.tag_ in FINITE
    return told and not any(c.dep_ in SUBJECTS for c in verb.children)


def _is_finite(verb: Token) -> bool:
    """Whether a verb says when: by its form, or by a modal before it ("and will take measures")."""
    return verb.tag_ in FINITE or any(c.tag_ == "MD" and c.dep_ == "aux" for c in verb.children)


def _is_bare(verb: Token) -> bool:
    """Whether a verb is a gerund or an infinitive, without subject or auxiliary."""
    return (
        verb.tag_ in ("VB", "VBG")
        and verb.head.i != verb.i
        and all(c.tag_ == "TO" or c.dep_ not in ("aux", "nsubj") for c in verb.children)
    )
