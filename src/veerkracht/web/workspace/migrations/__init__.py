"""The history of the tables of workspace."""
