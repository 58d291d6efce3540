"""Dateline's own tests."""
