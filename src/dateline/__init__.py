"""Dateline turns a folder of Markdown articles into a news site."""

__version__ = "0.1.0"
