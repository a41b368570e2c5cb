"""Relations as a test seeds them, straight into the files: each must keep a user out of a case."""

from approvals.conflicts.models import Recusal, Relation
from approvals.models import Case
from core.models import Person, User
from tests.season import Season


def subject(season: Season, user: User, case: Case) -> None:
    """The case turns out to be about the user themselves."""
    User.objects.filter(pk=user.pk).update(person=case.person)


def declared(kind: str):
    def seed(season: Season, user: User, case: Case) -> None:
        """The user is related to the person of the case."""
        Relation.objects.create(
            district=season.district,
            user=user,
            person=case.person,
            kind=kind,
            words="表姐",
            declared_by=user,
            declared_at=season.now,
        )

    return seed


def same_school(season: Season, user: User, case: Case) -> None:
    """The user is on the staff of the school that put the person forward."""
    number = int(case.organisation.code.removeprefix("s"))
    User.objects.filter(pk=user.pk).update(person=season.teacher("同事", school=number))


def left_the_school(season: Season, user: User, case: Case) -> None:
    """The user left that school two years ago."""
    person = season.teacher("旧同事", school=20, without="employment")
    tell(person, case.organisation.name, season=season, until=season.now.date().replace(year=season.now.year - 2))
    User.objects.filter(pk=user.pk).update(person=person)


def recused_before(season: Season, user: User, case: Case) -> None:
    """The user stepped aside in an earlier case about the same person."""
    case = Case.objects.get(pk=case.pk)
    earlier = Case.objects.create(
        **{field: getattr(case, field) for field in ("flow_class", "district", "campaign", "version", "track")},
        **{field: getattr(case, field) for field in ("person", "organisation", "opened_by", "nominator_role")},
        nominator_at=case.nominator_at,
        number=f"earlier{user.pk}",
        created=season.now,
        finished=season.now,
    )
    Recusal.objects.create(
        district=season.district, case=earlier, user=user, rule="declared", words="师徒", found_at=season.now
    )


def tell(person: Person, school: str, *, season: Season, until) -> None:
    """Put on file that a person worked at a school until a day."""
    from core.facts.services import establish

    since = until.replace(year=until.year - 5)
    establish("employment", about=person, value=school, true_from=since, true_until=until, by=None, now=season.began)


RELATIONS = {
    "subject": subject,
    "kin": declared("kin"),
    "mentor": declared("mentor"),
    "another interest": declared("other"),
    "same school": same_school,
    "same school until lately": left_the_school,
    "stepped aside before": recused_before,
}
