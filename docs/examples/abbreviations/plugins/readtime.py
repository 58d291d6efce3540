"""A filter: how long a story takes to read, in words."""

from dateline.plugins import Dateline

WORDS_A_MINUTE = 230


def extend(dateline: Dateline) -> None:
    dateline.filter("readtime", readtime)


def readtime(words: int) -> str:
    minutes = max(1, round(words / WORDS_A_MINUTE))
    return "a minute" if minutes == 1 else f"{minutes} minutes"
