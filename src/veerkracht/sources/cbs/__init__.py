"""Clients for the open data of CBS, and of RIVM and the police, who publish in the same way."""
