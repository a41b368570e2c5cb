"""拼音: how a name may be typed by somebody who looks for it."""

from pypinyin import lazy_pinyin

# Surnames whose reading differs from that of the same character elsewhere.
SURNAMES = {
    "单": "shan", "仇": "qiu", "解": "xie", "任": "ren", "曾": "zeng", "查": "zha", "盖": "ge", "朴": "piao",
    "区": "ou", "繁": "po", "华": "hua", "冼": "xian", "尹": "yin", "缪": "miao", "乐": "yue", "召": "shao",
    "燕": "yan", "秘": "bi", "折": "she", "黑": "he", "宿": "su", "翟": "zhai", "柏": "bai", "员": "yun",
    "郗": "xi", "卜": "bu", "祭": "zhai", "种": "chong", "隗": "wei", "逄": "pang", "佴": "nai", "宓": "fu",
    "万俟": "mo qi", "尉迟": "yu chi", "澹台": "tan tai", "长孙": "zhang sun", "单于": "chan yu", "令狐": "ling hu",
}  # fmt: skip
LONGEST = 120


def spellings(name: str) -> str:
    """Return the full and initial pinyin of a name, in the surname's reading first, then in the common one."""
    words: list[str] = []
    for syllables in (_as_surname(name), lazy_pinyin(_letters(name))):
        lowered = [syllable.lower() for syllable in syllables]
        for spelling in ("".join(lowered), "".join(syllable[0] for syllable in lowered)):
            if spelling not in words and len(" ".join([*words, spelling])) <= LONGEST:
                words.append(spelling)
    return " ".join(words)


def _as_surname(name: str) -> list[str]:
    letters = _letters(name)
    for length in (2, 1):
        if reading := SURNAMES.get(letters[:length]):
            return [*reading.split(), *lazy_pinyin(letters[length:])]
    return lazy_pinyin(letters)


def _letters(name: str) -> str:
    return "".join(letter for letter in name if letter.isalnum())
