"""Publish: changed files only."""
