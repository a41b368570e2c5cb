"""Reading a calendar back by RFC 5545's own words, without the library that wrote it."""

import re

LONGEST_LINE = 75  # octets, the end of the line left out (3.1)
ESCAPED = {"\\n": "\n", "\\N": "\n", "\\;": ";", "\\,": ",", "\\\\": "\\"}


def lines_of(content: bytes) -> list[str]:
    """Return the unfolded lines; a line too long, or folded within a character, is a fault."""
    assert content.endswith(b"\r\n")
    folded = content[:-2].split(b"\r\n")
    assert [line for line in folded if len(line) > LONGEST_LINE or b"\r" in line or b"\n" in line] == []
    for line in folded:
        line.decode("utf-8")
    return content[:-2].decode("utf-8").replace("\r\n ", "").split("\r\n")


def events_of(content: bytes) -> list[dict[str, str]]:
    """Return every event as its properties, texts unescaped, by name without parameters."""
    events: list[dict[str, str]] = []
    inside = False
    for line in lines_of(content):
        name, value = re.fullmatch(r"([A-Z-]+)(?:;[^:]*)?:(.*)", line, re.DOTALL).groups()
        if (name, value) == ("BEGIN", "VEVENT"):
            events.append({})
            inside = True
        elif (name, value) == ("END", "VEVENT"):
            inside = False
        elif inside:
            assert name not in events[-1]
            events[-1][name] = re.sub(r"\\[nN;,\\]", lambda found: ESCAPED[found[0]], value)
    return events
