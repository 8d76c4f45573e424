"""Readers' search: what is indexed, what of it is live, and what is shown."""
