"""Jobs: long work in the background, with progress and a log."""
