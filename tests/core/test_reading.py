"""What is asked of offices while a page is read is asked once, and afresh everywhere else."""

from core.reading import asked_once, reading


def test_a_question_is_answered_once_while_a_page_is_read():
    asked = []
    question = asked_once(lambda who, *, on: asked.append((who, on)) or len(asked))

    with reading():
        assert [question("王", on=1), question("王", on=1), question("李", on=1), question("王", on=2)] == [1, 1, 2, 3]
    assert asked == [("王", 1), ("李", 1), ("王", 2)]


def test_outside_a_page_and_on_the_next_one_it_is_asked_again():
    asked = []
    question = asked_once(lambda: asked.append("asked") or len(asked))

    for _page in range(2):
        with reading():
            question()
    question()
    question()

    assert len(asked) == 4


def test_a_page_that_failed_remembers_nothing():
    question = asked_once(lambda: object())
    before = question()
    try:
        with reading():
            remembered = question()
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass

    assert question() is not remembered
    assert question() is not before
