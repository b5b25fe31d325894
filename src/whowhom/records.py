"""Every record that travels between stages, and out of them.

All are frozen; collections are tuples; a value that is not known is `None` or `()`.
Field names are those of the annotation guide: the JSON keys and, later, the database columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, Literal, TypeVar

T = TypeVar("T")
Day = date  # where a record has a field of the name "date"
Part = Literal["title", "text"]


class Status(StrEnum):
    """How real a deed is."""

    OCCURRED = "occurred"
    ONGOING = "ongoing"
    PLANNED = "planned"
    POSSIBLE = "possible"
    DENIED = "denied"


class Stance(StrEnum):
    """Whether a source asserts or denies the deed."""

    ASSERTS = "asserts"
    DENIES = "denies"


class Sector(StrEnum):
    """Which part of society an actor belongs to (PLOVER manual, actor sectors)."""

    GOV = "GOV"
    MIL = "MIL"
    COP = "COP"
    LEG = "LEG"
    JUD = "JUD"
    PTY = "PTY"
    OPP = "OPP"
    REB = "REB"
    UAF = "UAF"
    CVL = "CVL"
    BUS = "BUS"
    MED = "MED"
    NGO = "NGO"
    IGO = "IGO"
    SPY = "SPY"
    LAB = "LAB"
    EDU = "EDU"
    REL = "REL"


class Genre(StrEnum):
    """What kind of page it is; only a report (or a live blog or digest on request) tells news."""

    REPORT = "report"
    OPINION = "opinion"
    LIVE = "live"
    DIGEST = "digest"
    REVIEW = "review"
    ANNIVERSARY = "anniversary"
    SPORT = "sport"
    BUSINESS = "business"
    CORRECTION = "correction"
    OTHER = "other"


class DateBasis(StrEnum):
    """Where the date of a deed comes from."""

    STATED = "stated"
    PUBLISHED = "published"
    NONE = "none"


# --- in -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """One page as it came: bytes, and what its source says of them.

    `media_type` is `text/html`, `text/plain` or `application/json` (one row of a table, as a JSON object
    with the fields of `Page`). `source` names file and line for messages; it is stable between runs. `url` is
    where it was fetched from, where the archive or the reader knows.
    """

    source: str
    content: bytes
    media_type: str
    url: str | None = None
    fetched: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """Characters [start, end) of a page's title or text."""

    part: Part
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as published: the article, without what stands around it.

    `published` and `modified` are a date, or a datetime with its zone where the page gives one.
    `furniture` are spans of `text` that are no article (menus, pleas, credits): never coded.
    `spin` is 0 (written by people) to 1 (rewritten by a machine), set by `reading`.
    """

    doc_id: str
    text: str
    title: str = ""
    url: str | None = None
    outlet: str | None = None
    wire: str | None = None
    dateline: str | None = None
    language: str | None = None
    published: date | datetime | None = None
    modified: date | datetime | None = None
    genre: Genre = Genre.REPORT
    furniture: tuple[Span, ...] = ()
    spin: float = 0.0

    @property
    def published_on(self) -> date | None:
        """The day of publication, in the page's own zone."""
        return self.published.date() if isinstance(self.published, datetime) else self.published

    def slice(self, span: Span) -> str:
        """Give the characters of a span, to the letter."""
        return (self.title if span.part == "title" else self.text)[span.start : span.end]

    @staticmethod
    def from_text(
        text: str,
        *,
        title: str = "",
        published: str | date | datetime | None = None,
        doc_id: str | None = None,
        url: str | None = None,
        outlet: str | None = None,
    ) -> Page:
        """Make a page from its text; furniture, wire, language and genre are read off it.

        Raises InputError where `published` is no ISO date, Problem-like faults as InputError too.
        """
        from whowhom.stages.clean import page_from_text

        return page_from_text(text, title=title, published=published, doc_id=doc_id, url=url, outlet=outlet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text as meant, each character mapped to the page.

    Character i of `text` was read from characters [starts[i], ends[i]) of the page's part.
    """

    part: Part
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Map characters [start, end) of the reading back to the page; end > start."""
        return Span(part=self.part, start=self.starts[start], end=max(self.ends[start:end]))


# --- found ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a field has its value: which rule or table row, on which words."""

    field: str
    rule: str
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[T]):
    """An answer to one question, with its reasons."""

    value: T
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words that tell of a deed, with its type and the rule that found it; `again`: its other words.

    `status` is given where the rule's own words tell how real the deed is ("would not attend"),
    and `by_speaker` where its doer is who speaks ("Y must resign, said X"). `read_as`: what a trigger on a
    spun page was taken for ("collared": arrest).
    `unless` is the trigger of a deed by the speaker, which takes this one in where somebody does speak.
    """

    type: str
    mode: str | None
    trigger: Span
    evidence: Span
    actors: tuple[Span, ...]
    recipients: tuple[Span, ...]
    rule: str
    again: tuple[Span, ...] = ()
    status: Status | None = None
    by_speaker: bool = False
    read_as: str | None = None
    unless: Span | None = None


# --- facts ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A party or source: what the page calls it, and who that is.

    `code` is ISO 3166-1 alpha-3 (or XKX) or `IGO:...`; `sectors` holds second sectors too, the first is
    `sector`. `actor_id` is stable also where there is no country; `title` is the office at the deed's date.
    """

    text: str
    code: str | None = None
    sector: Sector | None = None
    sectors: tuple[Sector, ...] = ()
    name: str | None = None
    title: str | None = None
    actor_id: str | None = None
    wikidata: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """One link of the chain of sources."""

    source: Actor
    cue: str
    stance: Stance = Stance.ASSERTS


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Interval:
    """Closed days: first and last both belong to it."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where: the words, and what the gazetteer knows; degrees WGS84.

    `precision` is `city`, `admin1`, `country` or `unknown`.
    """

    text: str
    name: str
    country: str | None = None
    admin1: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: str = "unknown"
    geonameid: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How much or how many, as the page says it.

    `unit`: ISO 4217 for money; `killed`, `wounded`, `arrested`, `people` for people; else the counted noun.
    `low`, `high` bound a range; `of` is whose; `cumulative` marks a running toll.
    """

    value: float
    unit: str
    text: str
    low: float | None = None
    high: float | None = None
    of: str | None = None
    cumulative: bool = False


# --- out ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One coded deed of a page. `part, start, end` place `evidence` in the page."""

    event_id: str
    doc_id: str
    type: str
    mode: str | None
    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    status: Status
    attribution: tuple[Attribution, ...]
    date: Interval | None
    date_basis: DateBasis
    place: Place | None
    amounts: tuple[Amount, ...]
    evidence: str
    trigger: str
    part: Part
    start: int
    end: int
    background: bool = False
    confidence: float | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What kept a page, or a part of it, from being coded; one line that says what to do."""

    source: str
    stage: str
    message: str

    @property
    def line(self) -> str:
        """The message with its source before it, where it does not begin with that itself."""
        return self.message if self.message.startswith(self.source) else f"{self.source}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A page with its events and problems."""

    page: Page
    events: tuple[Event, ...] = ()
    problems: tuple[Problem, ...] = ()


# --- over pages -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """What tells copies and rewrites of a page: hashes that survive them, 63 bits each.

    `words`: runs of four words, thinned out; `names`: runs of three names and numbers in the order of the
    text, which a word spinner leaves alone; `sentences`: whole sentences of some length.
    """

    doc_id: str
    published: date | None
    outlet: str | None
    wire: str | None
    words: frozenset[int]
    names: frozenset[int]
    sentences: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two pages of one origin, and why: `how` is `copy` or `rewrite`, `share` what they share, 0 to 1."""

    one: str
    other: str
    how: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Pages that tell one story with one text behind it: copies, shortened copies, rewrites.

    `pages` are in order of publication, the first first. `wire` is the agency that one of them credits; it is
    credited by `wire_from`, a `doc_id`, and inferred for the others.
    """

    origin_id: str
    pages: tuple[str, ...]
    wire: str | None = None
    wire_from: str | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An event in its role as evidence of a deed: where and when it was told, and the origin of its page."""

    event: Event
    published: date | None
    origin_id: str
    outlet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Why a report belongs to a deed: the event it was compared with, and what they agree in."""

    event_id: str
    anchor_id: str
    agree: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a user says of two events: that they are one deed (`same`), or that they are not, and why."""

    one: str
    other: str
    same: bool
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One value of a deed's number as its reports tell it; `chosen` where the deed takes this one."""

    unit: str
    value: float
    reports: int
    origins: int
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A status that reports of a day give a deed."""

    day: date | None
    status: Status
    reports: int
    origins: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """The act itself, over all reports of it; its facts are computed from `reports`.

    `origins` counts independent origins: one wire story in forty outlets is one. `amounts` are the chosen
    values, each with the lowest and highest told as `low` and `high`; `counts` hold all values side by side.
    `turns` is the history of its status, `joined` says why each report belongs to it.
    """

    deed_id: str
    type: str
    mode: str | None
    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    status: Status
    attribution: tuple[Attribution, ...]
    date: Interval | None
    date_basis: DateBasis
    place: Place | None
    amounts: tuple[Amount, ...]
    reports: tuple[Report, ...]
    origins: int
    first_report: Day | None = None
    last_report: Day | None = None
    counts: tuple[Count, ...] = ()
    turns: tuple[Turn, ...] = ()
    joined: tuple[Joined, ...] = ()
    confidence: float | None = None
    background: bool = False
