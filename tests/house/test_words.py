"""Where words stand: Chinese in the catalogue, the policies and the demo; what is shown is always translated."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.house.repository import CHINESE, FLOORS, files, product_code, strings, text

TEMPLATES = [path for path in files() if "templates" in path.parts and path.parts[0] in FLOORS]
# Chinese that is data: the demo district's story, the readings of surnames, the titles and grades of a talent file.
DATA = (
    *(Path("workflows/demo"), Path("core/people/spelling.py")),
    *(Path("workflows/selection/facts.py"), Path("workflows/placement/facts.py")),
    *(Path("workflows/assessment/facts.py"), Path("workflows/assessment/models.py")),
)
SHOWN_ATTRIBUTES = {"alt", "aria-label", "aria-description", "placeholder", "title"}
COMMENT = re.compile(r"{#.*?#}|{%-?\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
WORD = re.compile(r"[A-Za-z]{2,}")


class ShownWords(HTMLParser):
    """Collects the words that a reader sees and no translation tag covers."""

    def __init__(self):
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in ("script", "style")
        for name, value in attrs:
            if name in SHOWN_ATTRIBUTES:
                self.words += WORD.findall(value or "")

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.silent:
            self.words += WORD.findall(data)


def untranslated_words(template: str) -> list[str]:
    reader = ShownWords()
    reader.feed(TAG.sub(" ", TRANSLATED.sub(" ", COMMENT.sub(" ", template))))
    reader.close()
    return reader.words


def path_is_data(path: Path) -> bool:
    return any(path.is_relative_to(place) for place in DATA)


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_a_template_holds_no_chinese(path):
    assert CHINESE.findall(text(path)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_every_word_of_a_template_is_translated(path):
    assert untranslated_words(text(path)) == []


@pytest.mark.parametrize("path", [path for path in product_code() if not path_is_data(path)], ids=str)
def test_code_holds_no_chinese_string(path):
    assert [(line, string) for line, string in strings(path) if CHINESE.search(string)] == []


def test_the_search_for_untranslated_words_sees_text_and_attributes_only():
    template = """{# a remark #}<p class="lead" title="Open">Read {% translate "this" %} {{ name }}</p>
        {% blocktranslate %}All of it{% endblocktranslate %}<script>let x = 1</script>"""

    assert untranslated_words(template) == ["Open", "Read"]
