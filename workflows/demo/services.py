"""The demo district is built once, from one seed."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import translation

from approvals.people.rectifying import ask
from core.corrections.services import Proposed
from core.models import Fact, Organisation, User
from core.organisations.services import sync_grants
from workflows.demo import adjustments, assessments, papers, placements
from workflows.demo.district import LONG_AGO, Founder
from workflows.demo.invented import Inventor, data, login
from workflows.demo.season import Season
from workflows.selection.models import Nomination

SEED = 20260427


def is_built() -> bool:
    """Tell whether the demo's district stands in this database."""
    return Organisation.objects.filter(name=data("district")["district"]["name"]).exists()


@transaction.atomic
def build(*, now: dt.datetime) -> None:
    """Found the district, fill its files and let its people live a season up to now."""
    with translation.override("zh-hans"):
        inventor = Inventor(seed=SEED, today=now.date())
        founder = Founder(now=now - LONG_AGO, inventor=inventor)
        district = founder.found()
        sync_grants(now)
        season = Season(district, now=now, inventor=inventor)
        season.live()
        placements.live(district, now=now, random=inventor.random)
        adjustments.live(district, now=now, random=inventor.random)
        assessments.live(district, now=now, random=inventor.random)
        papers.live(district, now=now)
        applicant = _applicant(district, number=9000)
        _correction(applicant, upload=season.paper, now=now)


def _applicant(district: Organisation, *, number: int) -> User:
    """Give a login to somebody whose case is under way, so that a visitor sees what a nominee sees."""
    chosen = Nomination.objects.filter(district=district, case__finished=None, person__user=None).exclude(case=None)
    person = chosen.order_by("case__pk").first().person
    words = data("accounts")["applicant"]
    return login(words["login"], name=person.name, district=district, number=number, person=person)


def _correction(applicant: User, *, upload: bytes, now: dt.datetime) -> None:
    """Let the applicant ask for a correction, so that a visitor finds one where the files are kept."""
    words = data("accounts")["applicant"]["correction"]
    fact = Fact.objects.get(person=applicant.person, kind=words["kind"], known_until=None)
    ask(
        fact,
        says=words["says"],
        proposed=Proposed(fact.value, fact.true_from + dt.timedelta(days=words["days"])),
        uploads=[SimpleUploadedFile(words["paper"], upload)],
        by=applicant,
        now=now,
    )


def accounts() -> list[tuple[str, str, str, str]]:
    """Return who can sign in: the post, the login, the name, and where."""
    words = data("accounts")
    titles = [(post["login"], post["title"]) for post in words["people"]]
    titles += [(f"{panel['login']}{n + 1}", panel["title"]) for panel in words["panels"] for n in range(panel["n"])]
    titles += [(one["login"], one["title"]) for one in [words["applicant"], words["placed"], *words["concerned"]]]
    users = User.objects.prefetch_related("appointments__organisation").select_related("person__organisation")
    known = {user.username: user for user in users.filter(username__in=[login for login, _title in titles])}
    return [(title, login, known[login].name, _where(known[login])) for login, title in titles if login in known]


def _where(user: User) -> str:
    appointment = user.appointments.all().first()
    place = appointment.organisation if appointment else user.person.organisation if user.person else ""
    return str(place)
