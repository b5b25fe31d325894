"""Write the golden pages anew: every page in tests/pages and examples, through the whole pipeline.

The diff of the `.jsonl` files is the review: read it before you commit it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from whowhom.batch import clean_raws, code_taken
from whowhom.output import page_to_json
from whowhom.pipeline import Coder, load_coder
from whowhom.read import read_pages
from whowhom.records import Coded

ROOT = Path(__file__).parent.parent
GOLDENS = ROOT / "tests" / "pages"


def golden_pages() -> list[Path]:
    """Give the pages that have a golden coding, in order of name."""
    return sorted([*GOLDENS.glob("*.html"), *GOLDENS.glob("*.txt"), *(ROOT / "examples").glob("*.html")])


def golden_of(page: Path) -> Path:
    """Give where the golden coding of a page stands."""
    return GOLDENS / f"{page.stem}.jsonl"


def golden_rows(page: Path, coder: Coder) -> list[dict[str, Any]]:
    """Code a page; give what a reviewer reads: the page's facts, then an event a row, without its reasons."""

    rows: list[dict[str, Any]] = []
    for item in code_taken(clean_raws(read_pages([str(page)]), None), coder):
        if isinstance(item, Coded):
            whole = page_to_json(item)
            rows.append({k: whole[k] for k in ("title", "outlet", "wire", "published", "genre", "spin")})
            skip = {"reasons", "event_id", "start", "end", "part", "confidence"}
            rows.extend({k: v for k, v in e.items() if k not in skip} for e in whole["events"])
    return rows


def golden_text(page: Path, coder: Coder) -> str:
    """Give the golden file's text."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in golden_rows(page, coder))


def main() -> None:
    """Write every golden file."""
    coder = load_coder()
    GOLDENS.mkdir(exist_ok=True)
    for page in golden_pages():
        golden_of(page).write_text(golden_text(page, coder), encoding="utf-8")
        print(f"wrote {golden_of(page).relative_to(ROOT)}")


if __name__ == "__main__":
    main()
