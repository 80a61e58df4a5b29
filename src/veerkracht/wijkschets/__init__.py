"""Phase 2: what people add to the figures in a gebiedsatelier, how they agree or differ, and the wijkschets of it."""
