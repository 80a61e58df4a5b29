"""Floor 6: what we say, as a tree of headings, texts, tables and figures; no layout. Pure."""
