"""Floor 7, out: a document tree or map as PDF, HTML, Word, JSON or SVG."""
