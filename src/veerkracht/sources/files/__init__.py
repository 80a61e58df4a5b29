"""Files that a user brings: recognised by their header, checked cell by cell, and accounted for."""

from veerkracht.sources.files.intake import FileReport, Intake, LeftOut
from veerkracht.sources.files.layouts import Layout
from veerkracht.sources.files.opening import SUFFIXES
from veerkracht.sources.files.own import parse_mapping, read_mapping
from veerkracht.sources.files.reading import read, recognise

__all__ = [
    "SUFFIXES",
    "FileReport",
    "Intake",
    "Layout",
    "LeftOut",
    "parse_mapping",
    "read",
    "read_mapping",
    "recognise",
]
