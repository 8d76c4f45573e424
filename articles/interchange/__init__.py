"""Bringing stories in from elsewhere."""
