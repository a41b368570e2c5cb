"""A small district whose every post is filled: its bodies, and who holds what."""

import datetime as dt

from core.clock import day_of
from core.models import Appointment, Organisation, User
from core.organisations.models import Kind
from core.organisations.services import found, sync_grants

BODIES = [
    (Kind.BUREAU, "bureau", "海州区教育局"),
    (Kind.SECTION, "personnel", "组织人事科"),
    (Kind.SECTION, "inspection", "派驻纪检监察组"),
    (Kind.OUTSIDE, "police", "区公安分局"),
    (Kind.OUTSIDE, "labour", "区人社局"),
    (Kind.COMMITTEE, "party", "局党组"),
    (Kind.COMMITTEE, "joint", "联席会议"),
    (Kind.POOL, "pool", "评审专家库"),
    (Kind.GROUP, "north", "北片教育集团"),
]
POSTS = [
    ("officer", "officer", "personnel"),
    ("head", "head", "personnel"),
    ("leader", "leader", "bureau"),
    ("inspector", "inspector", "inspection"),
    ("police", "officer", "police"),
    ("labour", "officer", "labour"),
    ("group", "officer", "north"),
    ("party_clerk", "clerk", "party"),
    ("joint_clerk", "clerk", "joint"),
    ("admin", "administrator", "district"),
    *[(f"party{number}", "member", "party") for number in range(1, 4)],
    *[(f"joint{number}", "member", "joint") for number in range(1, 4)],
    *[(f"expert{number}", "expert", "pool") for number in range(1, 6)],
]
SCHOOLS = 20


def found_bodies(district: Organisation) -> dict[str, Organisation]:
    """Found the bureau with its sections and committees, and its schools."""
    bodies = {"district": district}
    for kind, code, name in BODIES:
        bodies[code] = found(kind, under=bodies.get("bureau", district), code=code, name=name)
    schools = {"kind": Kind.SCHOOL, "parent": bodies["north"], "district": district, "phase": "小学"}
    numbered = [(f"s{number:02d}", f"海州第{number}小学") for number in range(1, SCHOOLS + 1)]
    made = Organisation.objects.bulk_create(Organisation(code=code, name=name, **schools) for code, name in numbered)
    return bodies | {school.code: school for school in made}


def fill_posts(bodies: dict[str, Organisation], *, now: dt.datetime) -> dict[str, User]:
    """Appoint somebody to every post a hundred days ago; return the users by the names of their posts."""
    district, posts = bodies["district"], [*POSTS, *_heads()]
    template = User(district=district)
    template.set_password("correct-horse-battery")
    users = User.objects.bulk_create(
        User(
            username=name,
            name=f"{name}同志",
            district=district,
            password=template.password,
            email=f"{name}@example.com",
            phone=f"1390000{number:04d}",
        )
        for number, (name, _role, _code) in enumerate(posts)
    )
    since = day_of(now) - dt.timedelta(days=100)
    Appointment.objects.bulk_create(
        Appointment(district=district, user=user, role=role, organisation=bodies[code], starts_on=since)
        for user, (_name, role, code) in zip(users, posts, strict=True)
    )
    sync_grants(now)
    return {user.username: user for user in users}


def _heads() -> list[tuple[str, str, str]]:
    numbers = range(1, SCHOOLS + 1)
    return [(f"{role}{n}", role, f"s{n:02d}") for n in numbers for role in ("principal", "secretary")]
