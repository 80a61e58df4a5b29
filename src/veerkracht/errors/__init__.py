"""The error tree: every error that Veerkracht raises on purpose.

    VeerkrachtError
    ├── DataError            a table lacks or contradicts something
    ├── DesignError          an index design cannot be carried out
    ├── FileError            a file of the user cannot be taken in
    ├── SourceError          a live service did not give what it should
    ├── WarehouseError       the stored data cannot be read or written
    ├── ReportError          a report cannot be made as it should be
    └── WebError             a setting, or an act that is not allowed, in the web application

Each module of this package holds one branch. Catch `VeerkrachtError` to catch all of them:

    >>> from veerkracht.errors import VeerkrachtError
    >>> try:
    ...     raise VeerkrachtError
    ... except VeerkrachtError as error:
    ...     _ = error.message("nl")
"""

from veerkracht.errors.base import VeerkrachtError

__all__ = ["VeerkrachtError"]
