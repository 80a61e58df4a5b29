"""Floor 7, in: live services, files and what is shipped in the wheel."""
