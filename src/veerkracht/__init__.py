"""Open software for resilient neighbourhoods: from figure to agreement.

Everything the method does is a function from tables of areas to tables of areas; the
rest fetches, keeps, shows and discusses those tables.
"""

__version__ = "0.1.0"
