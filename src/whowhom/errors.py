"""Every error that whowhom raises.

::

    WhowhomError            anything that is the user's or developer's to mend
    ├── SourceError         a source that cannot be opened or read at all
    ├── InputError          an argument or field with a value that makes no sense
    ├── RuleError           rules or tables with faults; lists all of them
    ├── ModelError          the language model is missing or does not fit
    └── StoreError          a database that cannot be opened or written

A page that cannot be coded is no error but a `Problem` record: the batch goes on.
"""

from __future__ import annotations

from collections.abc import Sequence


class WhowhomError(Exception):
    """Base of all errors; its text is one line that says where, what and what to do."""


class SourceError(WhowhomError):
    """A source cannot be opened or read at all."""


class InputError(WhowhomError):
    """An argument or a field has a value that makes no sense."""


class RuleError(WhowhomError):
    """Rules or tables have faults.

    `faults` holds one line each: `file:line: what is wrong; what to do`.
    """

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class ModelError(WhowhomError):
    """The language model is missing or does not fit."""


class StoreError(WhowhomError):
    """A database cannot be opened, is of a newer version, or does not take what it is given."""
