"""What the werkbank says: sentences, and trees of plain values for a page."""
