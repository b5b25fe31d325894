"""Turn the parts of a time expression into closed days: calendar arithmetic, without text or clock.

Each reading takes the captured words, the day of publication (None where unknown) and the word lists, and
gives a pair: the days as told in the past, and as told of the future. None where the days cannot be known.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from whowhom.records import Interval

Parts = Mapping[str, str | None]
Pair = tuple[Interval | None, Interval | None]
NOTHING: Pair = (None, None)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of time with their numbers, as `rules/dates.toml` explains them."""

    month: Mapping[str, int]
    weekday: Mapping[str, int]
    unit: Mapping[str, int]
    number: Mapping[str, int]
    season: Mapping[str, int]
    ordinal: Mapping[str, int]
    deictic: Mapping[str, int]
    edge: Mapping[str, int]
    running: Mapping[str, int]
    half: Mapping[str, int]
    daypart: Mapping[str, int]
    dayword: Mapping[str, int]
    step: Mapping[str, int]
    feast: Mapping[str, int]
    side: Mapping[str, int]
    opener: Mapping[str, int]
    join: Mapping[str, int]

    def value(self, name: str, word: str | None) -> int | None:
        """Give the number of a word of a list, whatever its first letter and its blanks; None for no word."""
        if not word:
            return None
        table: Mapping[str, int] = getattr(self, name)
        plain = " ".join(word.split())
        number = table.get(plain)
        return table.get(plain[0].lower() + plain[1:]) if number is None else number


def days(first: date, last: date) -> Interval | None:
    """Give the closed days; None where they run backwards."""
    return Interval(first=first, last=last) if first <= last else None


def month_days(year: int, month: int) -> Interval:
    """Give all days of a month; months below 1 and beyond 12 count into other years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return Interval(first=date(year, month, 1), last=date(year, month, calendar.monthrange(year, month)[1]))


def months(year: int, month: int, count: int) -> Interval:
    """Give all days of `count` months from the given one."""
    return Interval(first=month_days(year, month).first, last=month_days(year, month + count - 1).last)


def edge_of(interval: Interval, edge: int | None) -> Interval:
    """Give begin (-1), middle (0) or end (1): ten days of a month, a month of a season, a quarter of a year
    (its middle is two), a third of a decade."""
    first, last = interval.first, interval.last
    length = (last - first).days + 1
    if edge is None or length < 28:
        return interval
    if length <= 31:
        early, late = first + 10 * DAY, first + 20 * DAY
    elif length <= 366:
        size = 3 if length > 100 else 1
        early, late = (
            month_days(first.year, first.month + size).first,
            month_days(last.year, last.month - size + 1).first,
        )
    else:
        early, late = first + length // 3 * DAY, last - length // 3 * DAY
    starts, ends = {-1: first, 0: early, 1: late}, {-1: early - DAY, 0: late - DAY, 1: last}
    return Interval(first=starts[edge], last=ends[edge])


def unit_days(length: int, step: int, published: date) -> Interval:
    """Give the calendar unit (day, weekend, week, month ... decade) `step` units from publication.

    Weeks run from Monday; on a Sunday "last week" is the one that ends.
    """
    if length in (0, 1):
        return Interval(first=published + step * DAY, last=published + step * DAY)
    if length in (2, 7, 14):
        monday = published - published.weekday() * DAY
        if length == 14:
            return Interval(first=monday + 14 * step * DAY, last=monday + (14 * step + 13) * DAY)
        if length == 7:
            if step == -1 and published.weekday() == 6:
                return Interval(first=published - 7 * DAY, last=published - DAY)
            return Interval(first=monday + 7 * step * DAY, last=monday + (7 * step + 6) * DAY)
        saturday = monday + 5 * DAY
        if step < 0 or (step == 0 and published.weekday() == 0):
            saturday = monday - 2 * DAY
        elif step > 0:
            saturday = monday + (12 if published.weekday() >= 3 else 5) * DAY
        return Interval(first=saturday, last=saturday + DAY)
    if length == 30:
        return month_days(published.year, published.month + step)
    if length == 91:
        return months(published.year, (published.month - 1) // 3 * 3 + 1 + 3 * step, 3)
    if length == 365:
        return months(published.year + step, 1, 12)
    return months(published.year // 10 * 10 + 10 * step, 1, 120)


def both(interval: Interval | None) -> Pair:
    """Give days that are the same whether told in the past or of the future."""
    return interval, interval


def nearest(at: Callable[[int], Interval | None], published: date) -> Pair:
    """Give the last of yearly returning days that has begun by publication, and the next not over then."""
    found = [i for i in (at(published.year + step) for step in range(-4, 5)) if i]
    past = [i for i in found if i.first <= published]
    future = [i for i in found if i.last >= published]
    return (past[-1] if past else None), (future[0] if future else None)


def a_day(year: int, month: int, day: int) -> Interval | None:
    """Give one day; None where there is no such day."""
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return Interval(first=date(year, month, day), last=date(year, month, day))


def month_of(parts: Parts, words: Words) -> int | None:
    """Give the month's number, named or in figures."""
    number = parts.get("monthnumber")
    return int(number) if number else words.value("month", parts.get("month"))


def yearly(at: Callable[[int], Interval | None], parts: Parts, published: date | None, words: Words) -> Pair:
    """Place yearly returning days: in the year said, in last or next year, or nearest to publication."""
    if parts.get("year"):
        return both(at(int(parts["year"] or "")))
    if published is None:
        return NOTHING
    step = words.value("deictic", parts.get("deictic2"))
    if step is not None:
        return both(at(published.year + step))
    past, future = nearest(at, published)
    step = words.value("deictic", parts.get("deictic"))
    if step is None:
        return past, future
    if step == 0:
        return both(at(published.year))
    if step > 0:
        return both(future if future and future.first > published else at(published.year + 1))
    running = past is not None and past.last >= published
    return both(at(past.first.year - 1) if running and past else past)


def read_date(parts: Parts, published: date | None, words: Words) -> Pair:
    """Read a day of a month; figures are month first, as in the United States, unless that cannot be."""
    month, day = month_of(parts, words), int(parts["day"] or "0")
    if month is None:
        return NOTHING
    if month > 12 >= day:
        month, day = day, month
    return yearly(lambda year: a_day(year, month, day), parts, published, words)


def read_days(parts: Parts, published: date | None, words: Words) -> Pair:
    """Read the first to the last of some days of a month."""
    month, first, last = month_of(parts, words), int(parts["day"] or "0"), int(parts["day2"] or "0")

    def at(year: int) -> Interval | None:
        begin, end = a_day(year, month or 0, first), a_day(year, month or 0, last)
        return days(begin.first, end.last) if begin and end else None

    return yearly(at, parts, published, words)


def read_month(parts: Parts, published: date | None, words: Words) -> Pair:
    """Read a month, or its begin, middle or end."""
    month = month_of(parts, words)
    if month is None:
        return NOTHING
    edge = words.value("edge", parts.get("edge"))
    return yearly(lambda year: edge_of(month_days(year, month), edge), parts, published, words)


def read_year(parts: Parts, published: date | None, words: Words) -> Pair:
    """Read a year, or its begin, middle or end."""
    return both(edge_of(months(int(parts["year"] or ""), 1, 12), words.value("edge", parts.get("edge"))))


def read_years(parts: Parts, published: date | None, words: Words) -> Pair:
    """Read the first to the last of some years; the last may be short, "1950-53"."""
    first, last = parts["year"] or "", parts["year2"] or ""
    last = first[: 4 - len(last)] + last
    return both(days(date(int(first), 1, 1), date(int(last), 12, 31)))


def read_decade(parts: Parts, published: date | None, words: Words) -> Pair:
    """Read a decade, or its begin, middle or end."""
    return both(edge_of(months(int(parts["year"] or ""), 1, 120), words.value("edge", parts.get("edge"))))


def read_weekday(parts: Parts, published: date | None, words: Words) -> Pair:
    """Read a weekday: the last one up to publication, and the next one from it.

    "Last Friday" on a Friday is a week before; "next Friday" is after the publication, never on it.
    """
    weekday = words.value("weekday", parts.get("weekday"))
    if published is None or weekday is None:
        return NOTHING
    back, ahead = (published.weekday() - weekday) % 7, (weekday - published.weekday()) % 7
    past, future = published - back * DAY, published + ahead * DAY
    step = words.value("deictic", parts.get("deictic"))
    if step is not None and step < 0:
        past = future = published - (back or 7) * DAY
    elif step is not None and step > 0:
        past = future = published + (ahead or 7) * DAY
    return Interval(first=past, last=past), Interval(first=future, last=future)


def read_overnight(parts: Parts, published: date | None, words: Words) -> Pair:
    """Read a night: from its evening to its morning."""
    if published is None:
        return NOTHING
    if not parts.get("weekday"):
        return both(Interval(first=published - DAY, last=published))
    past, future = read_weekday(parts, published, words)
    past = past and Interval(first=past.first, last=min(past.first + DAY, published))
    return past, future and Interval(first=future.first, last=future.first + DAY)


def read_dayword(parts: Parts, published: date | None, words: Words) -> Pair:
    """Read "yesterday" and its like."""
    step = words.value("dayword", parts.get("dayword"))
    if published is None or step is None:
        return NOTHING
    return both(Interval(first=published + step * DAY, last=published + step * DAY))


def read_unit(parts: Parts, published: date | None, words: Words) -> Pair:
    """Read "last week", "earlier this month", "early next year"; the past of "this" ends at publication."""
    length, step = words.value("unit", parts.get("unit")), words.value("deictic", parts.get("deictic"))
    if published is None or length is None or step is None:
        return NOTHING
    whole = unit_days(length, step, published)
    half, edge = words.value("half", parts.get("half")), words.value("edge", parts.get("edge"))
    if edge is not None:
        return both(edge_of(whole, edge))
    if step or length == 2:
        return both(whole)
    past, future = days(whole.first, min(whole.last, published)), days(published, whole.last)
    if half is None:
        return past, whole
    return both(past if half < 0 else future)


def read_weekend(parts: Parts, published: date | None, words: Words) -> Pair:
    """Read "over the weekend": the last one that has begun, and the next one that is not over."""
    if published is None:
        return NOTHING
    back = (published.weekday() - 5) % 7
    past = published - back * DAY
    future = past if back < 2 else past + 7 * DAY
    return Interval(first=past, last=past + DAY), Interval(first=future, last=future + DAY)


def count_of(parts: Parts, words: Words) -> int | None:
    """Give the number before a unit, in words or figures."""
    digits = parts.get("digits")
    return int(digits) if digits else words.value("number", parts.get("number"))


def around(centre: date, length: int) -> Interval:
    """Give the days that a rounded distance may mean: the day, the week around it, the month, the year."""
    if length <= 2:
        return Interval(first=centre, last=centre)
    if length in (7, 14):
        return Interval(first=centre - 3 * DAY, last=centre + 3 * DAY)
    return unit_days(length, 0, centre)


def shifted(published: date, length: int, count: int) -> date:
    """Give the day `count` units from the publication; months and years keep the day where they can."""
    if length in (30, 91, 365, 3652):
        step = {30: 1, 91: 3, 365: 12, 3652: 120}[length] * count
        month = month_days(published.year, published.month + step)
        return min(month.last, month.first + (published.day - 1) * DAY)
    return published + count * length * DAY


def read_ago(parts: Parts, published: date | None, words: Words) -> Pair:
    """Read "three days ago": the day, or the week, month or year around it."""
    length, count = words.value("unit", parts.get("unit")), count_of(parts, words)
    if published is None or length is None or count is None:
        return NOTHING
    return both(around(shifted(published, length, -count), length))


def read_ahead(parts: Parts, published: date | None, words: Words) -> Pair:
    """Read "in two weeks", told of the future; in the past it is a length of time, and no date."""
    length, count = words.value("unit", parts.get("unit")), count_of(parts, words)
    if published is None or length is None or count is None:
        return NOTHING
    return None, around(shifted(published, length, count), length)


def read_stretch(parts: Parts, published: date | None, words: Words) -> Pair:
    """Read "the past week", "the last two weeks", "the next ten days": up to or from the publication."""
    length, count = words.value("unit", parts.get("unit")), count_of(parts, words)
    step = words.value("running", parts.get("running")) or words.value("deictic", parts.get("deictic"))
    if published is None or length is None or not step:
        return NOTHING
    count = 1 if count is None else count
    if length == 0:
        length, count = 1, -(-count // 24)
    other = shifted(published, length, step * count)
    return both(Interval(first=min(other, published), last=max(other, published)))


def read_season(parts: Parts, published: date | None, words: Words) -> Pair:
    """Read a season of the north; winter runs from December into the next year."""
    month = words.value("season", parts.get("season"))
    if month is None:
        return NOTHING
    edge = words.value("edge", parts.get("edge"))
    return yearly(lambda year: edge_of(months(year, month, 3), edge), parts, published, words)


def read_quarter(parts: Parts, published: date | None, words: Words) -> Pair:
    """Read a quarter of a year."""
    figure = parts.get("quarternumber")
    quarter = int(figure) if figure else words.value("ordinal", parts.get("ordinal"))
    if quarter is None:
        return NOTHING
    return yearly(lambda year: months(year, 3 * quarter - 2, 3), parts, published, words)


def read_feast(parts: Parts, published: date | None, words: Words) -> Pair:
    """Read a feast that falls on the same day each year."""
    day = words.value("feast", parts.get("feast"))
    if day is None:
        return NOTHING
    return yearly(lambda year: a_day(year, day // 100, day % 100), parts, published, words)


def read_step(parts: Parts, published: date | None, words: Words) -> Pair:
    """Read "the previous day", from the day given as `published`: the one last named before."""
    step = words.value("step", parts.get("step"))
    if published is None or step is None:
        return NOTHING
    return both(Interval(first=published + step * DAY, last=published + step * DAY))


READINGS: Mapping[str, Callable[[Parts, date | None, Words], Pair]] = {
    "date": read_date,
    "days": read_days,
    "month": read_month,
    "year": read_year,
    "years": read_years,
    "decade": read_decade,
    "weekday": read_weekday,
    "overnight": read_overnight,
    "dayword": read_dayword,
    "unit": read_unit,
    "weekend": read_weekend,
    "ago": read_ago,
    "ahead": read_ahead,
    "stretch": read_stretch,
    "season": read_season,
    "quarter": read_quarter,
    "feast": read_feast,
    "step": read_step,
}
