"""Floor 7, at rest: Parquet with a manifest, read through DuckDB."""
