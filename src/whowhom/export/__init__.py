"""Deeds in; files in the formats of the field out, each with a side file that says what is lost.

::

    with whowhom.Store("news.duckdb", read_only=True) as store:
        summary = whowhom.write_export(store, "polecat", Path("news.tsv"))
    print(summary.line())
"""

from whowhom.export.write import FORMS, write_export

__all__ = ["FORMS", "write_export"]
