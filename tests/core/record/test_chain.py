import hashlib
import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.record.chain import Head, Line, canonical, digest_of, faults_against, faults_in, merkle_root


def chain_of(length: int) -> list[Line]:
    lines: list[Line] = []
    previous = ""
    for number in range(1, length + 1):
        fields: dict[str, Any] = {
            "chain": "case:1",
            "number": number,
            "verb": "decision.approve",
            "at": "2026-03-02T01:00:00+00:00",
            "actor": 7,
            "previous": previous,
        }
        body = canonical({**fields, "actor_name": "李芳", "details": {"opinion": "同意"}})
        previous = digest_of(body)
        lines.append(Line(**fields, body=body, digest=previous, district=1))
    return lines


def faults(lines, head):
    return [(fault.number, fault.says) for fault in faults_in(lines, head=head)]


def head_of(lines):
    return Head(len(lines), lines[-1].digest, 1)


def test_a_body_is_written_in_one_way_only():
    assert canonical({"b": "育才", "a": [1, None]}) == '{"a":[1,null],"b":"育才"}'


def test_an_untouched_chain_has_no_faults():
    lines = chain_of(5)

    assert faults(lines, head_of(lines)) == []


def test_a_changed_body_names_its_event():
    lines = chain_of(4)
    head = head_of(lines)
    lines[1] = replace(lines[1], body=lines[1].body.replace("同意", "不同意"))

    assert [number for number, _says in faults(lines, head)] == [2]


def test_a_rewritten_event_breaks_the_link_after_it():
    lines = chain_of(4)
    head = head_of(lines)
    body = lines[1].body.replace("同意", "不同意")
    lines[1] = replace(lines[1], body=body, digest=digest_of(body))

    assert [number for number, _says in faults(lines, head)] == [3]


def test_a_rewritten_last_event_differs_from_the_head():
    lines = chain_of(4)
    head = head_of(lines)
    body = lines[3].body.replace("同意", "不同意")
    lines[3] = replace(lines[3], body=body, digest=digest_of(body))

    assert [number for number, _says in faults(lines, head)] == [4]


def test_a_removed_event_is_named_as_missing():
    lines = chain_of(4)

    assert [number for number, _says in faults(lines[:1] + lines[2:], head_of(lines))] == [2]
    assert [number for number, _says in faults(lines[:3], head_of(lines))] == [4]


def test_two_swapped_events_are_both_named():
    lines = chain_of(4)
    second, third = replace(lines[1], number=3), replace(lines[2], number=2)

    named = {number for number, _says in faults([lines[0], third, second, lines[3]], head_of(lines))}

    assert named == {2, 3, 4}


def test_an_event_of_another_district_is_named():
    lines = chain_of(2)
    moved = replace(lines[0], district=9)

    assert [number for number, _says in faults([moved, lines[1]], head_of(lines))] == [1]


def test_a_chain_whose_owner_is_gone_is_named():
    assert [number for number, _says in faults(chain_of(2), None)] == [2]


@given(st.integers(0, 4), st.sampled_from(["chain", "number", "verb", "at", "actor", "previous"]))
def test_a_changed_column_is_always_found(index, column):
    lines = chain_of(5)
    head = head_of(lines)
    other = 99 if column in ("number", "actor") else "other"
    lines[index] = replace(lines[index], **{column: other})

    assert faults(lines, head) != []


@given(st.text())
def test_a_body_that_is_no_event_is_a_fault_and_no_crash(text):
    lines = chain_of(2)
    tampered = replace(lines[1], body=text, digest=digest_of(text))

    assert faults([lines[0], tampered], Head(2, tampered.digest, 1)) != []


def test_a_printed_head_finds_a_cut_end_and_a_rewritten_past():
    lines = chain_of(3)
    digests = {("case:1", 3): lines[2].digest}

    assert list(faults_against({"case:1": head_of(lines)}, digests=digests)) == []
    assert [f.number for f in faults_against({"case:1": head_of(lines)}, digests={})] == [3]
    assert [f.number for f in faults_against({"case:1": Head(3, "0" * 64)}, digests=digests)] == [3]


def test_the_root_over_all_heads_is_the_tree_hash_of_rfc_6962():
    def leaf(data):
        return hashlib.sha256(b"\x00" + data).digest()

    def node(left, right):
        return hashlib.sha256(b"\x01" + left + right).digest()

    assert merkle_root([]) == hashlib.sha256().hexdigest()
    assert merkle_root(["a"]) == leaf(b"a").hex()
    assert merkle_root(["a", "b", "c"]) == node(node(leaf(b"a"), leaf(b"b")), leaf(b"c")).hex()


def test_a_body_holds_what_its_row_says():
    told = json.loads(chain_of(1)[0].body)

    assert told["actor_name"] == "李芳"
    assert told["previous"] == ""
