"""Reading pages as a visitor does: what they say, and where they lead."""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

# A date is one run with its figures: “2026年3月2日” is found though every sign of it stands somewhere in the data.
HAN = re.compile(r"[0-9]*[\u3400-\u9fff\U00020000-\U0003ffff][0-9\u3400-\u9fff\U00020000-\U0003ffff]*")
LATIN = re.compile(r"[A-Za-z][A-Za-z'’]{2,}")
FILE = re.compile(r"\.[a-z]+\??$|/copy/$")
SILENT = {"script", "style", "template", "code"}  # code: what is typed as it stands in every language
SPOKEN = {"title", "alt", "placeholder", "aria-label", "data-label"}


class Page(HTMLParser):
    """The words of a page, text and spoken attributes alike, and the addresses it links to.

    What stands in a part with a language of its own, such as a paper of the bureau, is not the interface's.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.silent = 0
        self.foreign: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs) -> None:
        self.silent += tag in SILENT
        said = dict(attrs)
        if self.foreign[:1] == [tag] or (not self.foreign and tag != "html" and "lang" in said):
            self.foreign.append(tag)
        self.words += [said[name] for name in SPOKEN & said.keys() if said[name]]
        if tag == "a" and said.get("href", "").startswith("/"):
            self.links.append(said["href"].partition("#")[0])

    def handle_endtag(self, tag) -> None:
        self.silent -= tag in SILENT
        if self.foreign[:1] == [tag]:
            self.foreign.pop()

    def handle_data(self, data) -> None:
        if not self.silent and not self.foreign and data.strip():
            self.words.append(" ".join(data.split()))


def visits(client, *, start: str, files: Counter[str], each: int = 2) -> Iterator[tuple[str, Page]]:
    """Walk from page to page along the links, at most ``each`` addresses of one kind; every page must open.

    Files are drawn anew for everybody who asks: ``files`` counts those of each kind over several walks.
    """
    waiting, seen, kinds = [start], {start}, Counter[str]()
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, f"{address} answered {answer.status_code}"
        if not answer["Content-Type"].startswith("text/html"):
            continue
        page = Page(answer.content.decode())
        yield address, page
        for link in page.links:
            kind = re.sub(r"\d+", "#", link.partition("?")[0]) + ("?" if "?" in link else "")
            counted = files if FILE.search(kind) else kinds
            if link not in seen and counted[kind] < each:
                counted[kind] += 1
                seen.add(link)
                waiting.append(link)
