"""Render: a page is a function of what it fetched."""
