"""Accounts: people, how they log in, second factor, lock-out."""
