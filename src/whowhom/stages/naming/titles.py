"""What a page tells of a person: titles before the name, appositions around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from whowhom.records import Part, Sector
from whowhom.stages.naming.phrases import read_phrase, read_title
from whowhom.stages.naming.readings import Lexicon, Name, Phrase
from whowhom.world import Entity, Gender

TITLE_WORDS = 14  # how far before a name its title may begin
APPOSITION_WORDS = 16
HOME_WORDS = 4  # "formerly of New York"
PAST_WORDS = 5  # "former South Korean President Park"


def describe_person(
    entity: Entity,
    mentions: Sequence[tuple[Part, int, int]],
    docs: Mapping[Part, Doc],
    maps: Mapping[Part, dict[int, Name]],
    lexicon: Lexicon,
) -> Entity:
    """Gather country, sector, title and gender of a person from the mentions, first come, first kept."""
    for part, first, last in mentions:
        gender = lexicon.rules.words.honorifics.get(docs[part][first - 1].lower_) if first else None
        if gender and entity.gender is None:
            entity = replace(entity, gender=_gender(gender))
        for phrase in _descriptions(docs[part], first, last, maps[part], lexicon):
            body = phrase.name if phrase.sector is not Sector.CVL else None
            entity = replace(
                entity,
                code=entity.code or phrase.code,
                sector=entity.sector or phrase.sector,
                title=entity.title or phrase.role,
                gender=entity.gender or phrase.gender,
                parent=entity.parent or body,
            )
        if entity.code is not None and entity.sector is not None:
            break
    if entity.gender is None and " " in entity.name:
        entity = replace(entity, gender=lexicon.world.first_names.get(entity.name.split()[0].lower()))
    return entity


def past_office(
    entity: Entity,
    mentions: Sequence[tuple[Part, int, int]],
    docs: Mapping[Part, Doc],
    lexicon: Lexicon,
) -> Entity:
    """Give a "former president" as a politician, an "ousted" one as opposed."""
    words = lexicon.rules.words
    if entity.sector not in (Sector.GOV, Sector.PTY) or entity.title is None:
        return entity
    for part, first, _ in mentions:
        doc = docs[part]
        start = max(
            0, _title_start(doc, first, lexicon) - 1, first - PAST_WORDS
        )  # "ousted" is read as a verb
        before = [t.lower_ for t in doc[start:first]]
        past = next((i for i, w in enumerate(before) if w in words.former or w in words.ousted), None)
        role = lexicon.world.role_at_end(before if past is None else before[past + 1 :])
        if role is None or not entity.title.lower().startswith(role.noun.noun):
            continue
        if past is None:  # "President X": the page has him in office, whatever the table says
            return replace(entity, sector=role.noun.sector or entity.sector)
        return replace(entity, sector=Sector.OPP if before[past] in words.ousted else Sector.PTY)
    return entity


def _gender(letter: str) -> Gender | None:
    return "m" if letter == "m" else "f" if letter == "f" else None


def _descriptions(
    doc: Doc, first: int, last: int, names: Mapping[int, Name], lexicon: Lexicon
) -> Iterator[Phrase]:
    """Give what stands before a name, and in apposition to it."""
    start = _title_start(doc, first, lexicon)
    if start < first:
        title = read_title(doc[start:first], names, lexicon)
        office = any(t.pos_ == "ADP" for t in doc[start:first])
        if title is not None and (office or not title.plural):
            yield title
        if title is not None and not office and start > 1 and doc[start - 1].text == ",":
            before = start - 1  # "a Dutch citizen, the pastor Jan Smit"
            while before > 0 and _belongs_to_title(doc, before - 1, frozenset()):
                before -= 1
            if before < start - 1:
                yield from _told_by(doc[before : start - 1], names, lexicon)
    if first > 1 and doc[first - 1].text == ",":
        start = _title_start(doc, first - 1, lexicon)
        # "through a spokesman, Smith denied it" does not make him the spokesman
        apart = start > 0 and doc[start - 1].lower_ in lexicon.rules.words.voices
        if start < first - 1 and not apart:
            yield from _told_by(doc[start : first - 1], names, lexicon)
    root = doc[first:last].root
    if root.dep_ == "appos" and root.head.i < first - 1 and first - root.head.i < APPOSITION_WORDS:
        end = next((t.i for t in doc[root.head.i + 1 : first] if t.text == ","), first - 1)
        yield from _told_by(doc[root.head.left_edge.i : end], names, lexicon)
    yield from _told_of(doc, root, names, lexicon)
    if last + 1 < len(doc) and doc[last].text == ",":
        start = last + 1
        if start + 1 < len(doc) and doc[start].pos_ == "NUM" and doc[start + 1].text == ",":
            start += 2  # "Smith, 45, a lawyer"
        end = start
        while end < len(doc) and end - start < APPOSITION_WORDS and not _ends_apposition(doc, start, end):
            end += 1
        if end > start:
            yield from _told_by(doc[start:end], names, lexicon)
        yield from _home(doc[start : start + HOME_WORDS], names, lexicon)


def _told_of(doc: Doc, root: Token, names: Mapping[int, Name], lexicon: Lexicon) -> Iterator[Phrase]:
    """Give the people that a clause says somebody is of ("Aliyev, who is Azerbaijani,")."""
    for clause in root.rights:
        if clause.dep_ != "relcl" or clause.pos_ != "AUX":
            continue
        for told in clause.rights:
            if told.dep_ in ("attr", "acomp") and told.i in names and names[told.i].entity.kind == "demonym":
                yield replace(read_phrase(doc[told.i : told.i + 1], names, lexicon), sector=None, role=None)


def _home(span: TokenSpan, names: Mapping[int, Name], lexicon: Lexicon) -> Iterator[Phrase]:
    """Give the country that an apposition says somebody is from ("Ng, 30, formerly of Leeds")."""
    link = next((t for t in span[:2] if t.lower_ in lexicon.rules.words.home), None)
    if link is None or any(t.pos_ != "ADV" for t in span.doc[span.start : link.i]):
        return
    for token in span.doc[link.i + 1 : span.end]:
        named = names.get(token.i)
        if named is not None and named.entity.kind in ("country", "capital", "region"):
            yield Phrase(head=token, code=named.entity.code, party=True)
            return


def _title_start(doc: Doc, end: int, lexicon: Lexicon) -> int:
    """Find where the words begin that may be a title and end before a token."""
    start, links = end, lexicon.rules.words.title_links
    while start > 0 and end - start < TITLE_WORDS and _belongs_to_title(doc, start - 1, links):
        start -= 1
    return start


def _told_by(span: TokenSpan, names: Mapping[int, Name], lexicon: Lexicon) -> Iterator[Phrase]:
    """Give a phrase in apposition if it names the role of one person."""
    phrase = read_phrase(span, names, lexicon)
    role = lexicon.world.role_at_end((phrase.role or "").split())
    if role is not None and role.noun.kind == "person" and not phrase.plural:
        yield phrase


def _belongs_to_title(doc: Doc, i: int, links: frozenset[str]) -> bool:
    token = doc[i]
    if token.is_sent_start and token.pos_ in ("ADP", "SCONJ"):
        return False
    return token.pos_ in ("PROPN", "NOUN", "ADJ", "DET", "PART", "NUM") or token.lower_ in links


def _ends_apposition(doc: Doc, start: int, i: int) -> bool:
    token = doc[i]
    if token.is_sent_start and i > start:
        return True
    return (
        token.pos_ in ("AUX", "SCONJ")
        or (token.pos_ == "VERB" and token.tag_ not in ("VBN", "VBG"))
        or (
            token.text in (",", ";", ".", "(", "”", '"')
            or (i == start and token.pos_ in ("PRON", "CCONJ", "ADV"))
        )
    )
