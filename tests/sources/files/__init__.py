"""Tests of files that users bring."""
