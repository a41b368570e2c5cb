"""Publishing asks who sits where: nobody, too few, or too many places."""


class Town:
    """A district of three schools where everybody sits, but for those who left."""

    def __init__(self, *, gone=(), experts=9, schools=30, of_one_school=1):
        self.gone, self.experts, self.schools, self.of_one_school = gone, experts, schools, of_one_school

    def vacant(self, role, place):
        return [unit for left, at, unit in self.gone if (left, at) == (role, place)]

    def strength(self, role, place):
        return self.experts if role == "expert" else 9

    def most_of_one_school(self, role, place):
        return self.of_one_school

    def units(self, place):
        return self.schools


def test_a_district_where_everybody_sits_can_publish(refusals):
    assert refusals(offices=Town()) == []


def test_a_role_nobody_holds_at_some_school_is_refused(refusals):
    found = refusals(offices=Town(gone=[("secretary", "school", "第二小学")]))

    says = "“School Party meeting” is for secretary@school to act on; nobody holds that at: 第二小学."
    assert says in found


def test_a_body_that_does_not_exist_is_refused(refusals):
    found = refusals(offices=Town(gone=[("officer", "police", "police")]))

    assert found == ["“Clearance” is for officer@police to act on; nobody holds that at: police."]


def test_many_vacancies_are_counted_not_listed(refusals):
    gone = [("inspector", "inspection", f"第{number}组") for number in range(8)]

    (sentence,) = refusals(offices=Town(gone=gone))

    assert sentence.endswith("第4组 and 3 more.")


def test_a_panel_larger_than_its_pool_is_refused(refusals):
    assert refusals(offices=Town(experts=2)) == ["“Expert panel” draws 3 judges from a pool of 2."]


def test_places_that_cannot_be_filled_are_refused(refusals):
    assert refusals(offices=Town(schools=19)) == [
        "“Outstanding teacher” has 20 places, but all units together may put forward only 19."
    ]
