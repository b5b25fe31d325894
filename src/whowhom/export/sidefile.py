"""The side file of an export: what was mapped, what has no counterpart, which deeds were left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version

from whowhom.export.shape import Format


@dataclass(slots=True, kw_only=True)
class Summary:
    """What one export did; `left_out` counts deeds by the reason, in words."""

    form: str
    stored: int
    deeds: int = 0
    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    inferred: int = 0
    agreements: int = 0
    wide: int = 0

    def line(self) -> str:
        """Say it in one line."""
        gone = self.left_out.total()
        why = "; ".join(f"{count} {reason}" for reason, count in self.left_out.most_common())
        left = f", {gone} left out ({why})" if gone else ""
        return f"{self.deeds - gone} deeds in {self.rows} rows of {self.form}{left}"


def readme(
    summary: Summary, shape: Format | None, name: str, asked: Mapping[str, object], *, no_text: bool
) -> str:
    """Give the side file of an export called `name`; `asked` are the filters that the user gave."""
    return "\n".join(_lines(summary, shape, name, asked, no_text=no_text)) + "\n"


def _lines(
    summary: Summary, shape: Format | None, name: str, asked: Mapping[str, object], *, no_text: bool
) -> Iterator[str]:
    title = shape.title if shape else f"whowhom's own records, {summary.form}"
    gone = summary.left_out.total()
    yield f"# {name}"
    yield ""
    yield f"{title}; written by whowhom {version('whowhom')}."
    yield ""
    yield f"- deeds in the database: {summary.stored}"
    yield f"- deeds asked for: {summary.deeds}" + "".join(f", {k} {v}" for k, v in asked.items())
    yield f"- deeds in the file: {summary.deeds - gone}"
    yield f"- rows: {summary.rows}" + (f", {shape.unit}" if shape else "")
    yield ""
    yield "## Left out"
    yield ""
    if not gone:
        yield "- nothing of what was asked for"
    for reason, count in sorted(summary.left_out.items(), key=lambda item: (-item[1], item[0])):
        yield f"- {count}: {reason}"
    if no_text:
        yield "- --no-text: titles and texts of pages, and all but the first 15 words of any quotation"
    if shape is None:
        yield from (
            "",
            "Every column, its values and where they come from: see the codebook beside this file.",
        )
        return
    yield from _mapping(summary, shape)


def _mapping(summary: Summary, shape: Format) -> Iterator[str]:
    yield from ("", "## Mapped", "")
    if shape.dated:
        if "date_end" not in shape.header:
            yield f"- {summary.wide} deeds whose days are more than one: the first stands for them"
        yield f"- {summary.inferred} deeds without a stated date have the day of their first report"
    if not shape.by_event:
        yield f"- {summary.agreements} planned deeds of cooperation or concession go out as AGREE (CAMEO 03x)"
    else:
        yield "- planned events of cooperation or concession go out as AGREE"
        yield "- events of a deed that have another status are left out each for itself"
    yield "- ongoing deeds go out like those that occurred: the format has no column for status"
    yield from (f"- {line}" for line in shape.mapped)
    yield from ("", "## Without a counterpart", "")
    yield "- in whowhom, so that these columns are empty: " + (", ".join(shape.missing) or "none")
    yield (
        "- in the format, so that it is lost: status, chain of sources, how the date is known, whether pages "
        "only recall the deed as history, confidence, the rules and words behind each value, values of "
        "reports side by side"
    )
    yield from (f"- {line}" for line in shape.notes)
