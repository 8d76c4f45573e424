"""Measuring speed. Nothing here is a test: machines differ, so figures belong in a table."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
