"""modelsearch's backend for the database that the site is on."""

from django.db import connection

if connection.vendor == "postgresql":
    from articles.search.postgres import SearchBackend
else:
    from articles.search.sqlite import SearchBackend

__all__ = ["SearchBackend"]
