"""A text under correction: its characters, each with the place in the page that it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from whowhom.records import Part, Reading


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters [start, end) of a draft are read as `text`; start == end inserts."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Character i of `text` was read from [starts[i], ends[i]) of the page's part."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    @staticmethod
    def of(text: str) -> Draft:
        """Give a draft that reads every character as it stands."""
        return Draft(text, range(len(text)), range(1, len(text) + 1))

    def same_length(self, text: str) -> Draft:
        """Give the draft with other characters in the same places."""
        return Draft(text, self.starts, self.ends)

    def reading(self, part: Part) -> Reading:
        """Give the reading that the draft has become."""
        return Reading(part=part, text=self.text, starts=tuple(self.starts), ends=tuple(self.ends))


def apply(draft: Draft, edits: Iterable[Edit]) -> Draft:
    """A draft and edits that do not overlap in; the edited draft out.

    Characters that replace others are read from all of them; an inserted one from the place, without width,
    where the character before it ends.
    """
    todo = sorted(edits, key=lambda e: (e.start, e.end))
    if not todo:
        return draft
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for edit in todo:
        pieces += (draft.text[at : edit.start], edit.text)
        starts += draft.starts[at : edit.start]
        ends += draft.ends[at : edit.start]
        if edit.text:
            first, last = _origin(draft, edit)
            starts += [first] * len(edit.text)
            ends += [last] * len(edit.text)
        at = edit.end
    pieces.append(draft.text[at:])
    starts += draft.starts[at:]
    ends += draft.ends[at:]
    return Draft("".join(pieces), starts, ends)


def _origin(draft: Draft, edit: Edit) -> tuple[int, int]:
    if edit.start < edit.end:
        return draft.starts[edit.start], draft.ends[edit.end - 1]
    if edit.start > 0:
        end = draft.ends[edit.start - 1]
        after = draft.starts[edit.start] if edit.start < len(draft.text) else end
        return min(end, after), end  # both characters may have been read from the same ones
    place = draft.starts[0] if draft.text else 0
    return place, place
