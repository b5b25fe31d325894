"""Who did what to whom, when, where, how real it is and who says so: coded events from news pages.

>>> import whowhom
>>> coder = whowhom.load_coder()
>>> page = whowhom.Page.from_text("The EU imposed sanctions on Belarus.", published="2021-02-22")
>>> [event.type for event in coder.code(page).events]
['SANCTION']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from whowhom.batch import code_sources
    from whowhom.deeds import deed_to_json
    from whowhom.errors import InputError, ModelError, RuleError, SourceError, StoreError, WhowhomError
    from whowhom.evaluate import Figures, evaluate_pages
    from whowhom.export import write_export
    from whowhom.gold import GoldPage, answers, load_answers, load_gold, load_sentences
    from whowhom.ingest import Summary, add_sources
    from whowhom.merges import explain_deed, give_ruling, undo_rulings
    from whowhom.output import event_to_json, event_to_row, page_to_json
    from whowhom.panel import make_panel
    from whowhom.pipeline import Coder, load_coder
    from whowhom.records import (
        Actor,
        Amount,
        Attribution,
        Coded,
        Count,
        DateBasis,
        Deed,
        Event,
        Genre,
        Interval,
        Joined,
        Link,
        Origin,
        Page,
        Place,
        Problem,
        Raw,
        Reason,
        Report,
        Ruling,
        Sector,
        Span,
        Stance,
        Status,
        Turn,
    )
    from whowhom.sentences import SentenceFigures, evaluate_sentences
    from whowhom.store import Filter, Store

# Where each public name lives; a module is imported when one of its names is asked for.
_HOMES = {
    "whowhom.batch": ("code_sources",),
    "whowhom.deeds": ("deed_to_json",),
    "whowhom.errors": (
        *("InputError", "ModelError", "RuleError", "SourceError", "StoreError", "WhowhomError"),
    ),
    "whowhom.export": ("write_export",),
    "whowhom.ingest": ("Summary", "add_sources"),
    "whowhom.merges": ("explain_deed", "give_ruling", "undo_rulings"),
    "whowhom.panel": ("make_panel",),
    "whowhom.store": ("Filter", "Store"),
    "whowhom.evaluate": ("Figures", "evaluate_pages"),
    "whowhom.sentences": ("SentenceFigures", "evaluate_sentences"),
    "whowhom.gold": ("GoldPage", "answers", "load_answers", "load_gold", "load_sentences"),
    "whowhom.output": ("event_to_json", "event_to_row", "page_to_json"),
    "whowhom.pipeline": ("Coder", "load_coder"),
    "whowhom.records": (
        *("Actor", "Amount", "Attribution", "Coded", "Count", "DateBasis", "Deed", "Event", "Genre"),
        *("Interval", "Joined", "Link", "Origin", "Page", "Place", "Problem", "Raw", "Reason", "Report"),
        *("Ruling", "Sector", "Span", "Stance", "Status", "Turn"),
    ),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Actor",
    "Amount",
    "Attribution",
    "Coded",
    "Coder",
    "Count",
    "DateBasis",
    "Deed",
    "Event",
    "Figures",
    "Filter",
    "Genre",
    "GoldPage",
    "InputError",
    "Interval",
    "Joined",
    "Link",
    "ModelError",
    "Origin",
    "Page",
    "Place",
    "Problem",
    "Raw",
    "Reason",
    "Report",
    "RuleError",
    "Ruling",
    "Sector",
    "SentenceFigures",
    "SourceError",
    "Span",
    "Stance",
    "Status",
    "Store",
    "StoreError",
    "Summary",
    "Turn",
    "WhowhomError",
    "add_sources",
    "answers",
    "code_sources",
    "deed_to_json",
    "evaluate_pages",
    "evaluate_sentences",
    "event_to_json",
    "event_to_row",
    "explain_deed",
    "give_ruling",
    "load_answers",
    "load_coder",
    "load_gold",
    "load_sentences",
    "make_panel",
    "page_to_json",
    "undo_rulings",
    "write_export",
]


def __getattr__(name: str) -> Any:
    """Give a public name, importing its module on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'whowhom' has no attribute '{name}'")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
