"""Checks before publishing: what is missing, left over or in the way, each with its place.

A check is one small class (articles/checks/check.py); the built-in ones and their levels are in
articles/checks/registry.py.
"""

from articles.checks.check import Check, Context, Finding, Found, Level, Place
from articles.checks.registry import blocking, registered, run_checks

__all__ = [
    "Check",
    "Context",
    "Finding",
    "Found",
    "Level",
    "Place",
    "blocking",
    "registered",
    "run_checks",
]
