"""Checking: what an editor would want to know before publishing, by rules with names."""
