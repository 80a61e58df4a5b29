"""Floor 7, at rest: Parquet with a manifest, read through DuckDB."""

from veerkracht.warehouse.store import Warehouse

__all__ = ["Warehouse"]
