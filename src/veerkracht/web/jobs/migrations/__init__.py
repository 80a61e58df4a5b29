"""The history of the tables of jobs."""
