"""A strict reader of YAML: text, numbers, true and false; every value keeps the line it stands on."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import yaml
from django.utils.translation import gettext as _

from approvals.policies.findings import Finding

MAX_DEPTH = 12
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's is ten times as fast, where there is one
_INTEGER = re.compile(r"-?(0|[1-9]\d{0,11})")
_DECIMAL = re.compile(r"-?(0|[1-9]\d{0,11})\.\d{1,6}")
_NOTHING = ("", "~", "null", "Null", "NULL")


class PolicyError(Exception):
    """A policy's text cannot be read; ``findings`` say where and why."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__("\n".join(map(str, findings)))


def load(text: str) -> tuple[Any, dict[str, int]]:
    """Read strict YAML; return its content and the line of every path (``stages.notice.within``).

    Raises PolicyError for what YAML allows and a policy does not: anchors, aliases, tags, duplicate keys, empty
    values, several documents. YAML 1.1's own readings are not made: ``on`` stays a word, ``18:00`` and
    ``2021-04-27`` stay text.
    """
    try:
        _refuse_shorthand(yaml.parse(text, Loader=LOADER))
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        raise _refused(_not_yaml(error), line=_line(error.problem_mark)) from error
    except yaml.YAMLError as error:
        raise _refused(_("The text holds a character YAML does not allow.")) from error
    lines: dict[str, int] = {}
    if not isinstance(root, yaml.MappingNode):
        raise _refused(_("A policy starts with “policy:”; this text does not."), line=1)
    return _value(root, path="", lines=lines), lines


def _line(mark: Any) -> int | None:
    return mark.line + 1 if mark else None


def _not_yaml(error: yaml.MarkedYAMLError) -> str:
    return _("This is not YAML; look at indents, colons and quotes (%(problem)s).") % {"problem": error.problem}


def _refused(message: str, *, line: int | None = None, path: str = "") -> PolicyError:
    if line is not None:
        message = _("Line %(line)s: %(message)s") % {"line": line, "message": message}
    return PolicyError([Finding(message, line, path)])


def _refuse_shorthand(events: Iterator[yaml.Event]) -> None:
    depth = 0
    for event in events:
        line = _line(event.start_mark)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _refused(_("this is nested too deeply."), line=line)
        if getattr(event, "anchor", None):
            raise _refused(_("anchors and aliases (& and *) are not used; write it out."), line=line)
        if getattr(event, "tag", None):
            raise _refused(_("tags (!) are not used; write the value alone."), line=line)


def _value(node: yaml.Node, *, path: str, lines: dict[str, int]) -> Any:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path=path, lines=lines)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, path=f"{path}.{index}", lines=lines) for index, item in enumerate(node.value)]
    return _scalar(node, path=path)


def _mapping(node: yaml.MappingNode, *, path: str, lines: dict[str, int]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, line = key_node.value, key_node.start_mark.line + 1
        here = f"{path}.{key}" if path else str(key)
        if not isinstance(key_node, yaml.ScalarNode):
            raise _refused(_("a key is one word."), line=line, path=path)
        if key in content:
            raise _refused(_("“%(key)s” is written twice.") % {"key": key}, line=line, path=here)
        content[key] = _value(value_node, path=here, lines=lines)
        lines[here] = line
    return content


def _scalar(node: Any, *, path: str) -> Any:
    words = node.value
    if node.style:  # quoted or a block: text as it stands
        return words
    if words in _NOTHING:
        message = _("“%(key)s” has no value.") % {"key": path.rpartition(".")[2]}
        raise _refused(message, line=node.start_mark.line + 1, path=path)
    if words in ("true", "false"):
        return words == "true"
    if _INTEGER.fullmatch(words):
        return int(words)
    return Decimal(words) if _DECIMAL.fullmatch(words) else words
