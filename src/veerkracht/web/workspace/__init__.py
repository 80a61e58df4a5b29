"""Workspace: organisations, trajectories, roles, and who may do what."""
