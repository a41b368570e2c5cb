"""证明材料: taking in an uploaded file, known by what it is and not by what it is called."""

import datetime as dt
import hashlib
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

import puremagic
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core.errors import Refused
from core.papers.models import Paper
from core.people.models import User

SIGNATURE_BYTES = 4096
OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class Type:
    """A kind of file taken in; ``part`` is what an Office file of that kind must hold."""

    media: str
    part: str = ""


TYPES = {
    ".pdf": Type("application/pdf"),
    ".jpg": Type("image/jpeg"),
    ".jpeg": Type("image/jpeg"),
    ".png": Type("image/png"),
    ".docx": Type(f"{OFFICE}.wordprocessingml.document", part="word/document.xml"),
    ".xlsx": Type(f"{OFFICE}.spreadsheetml.sheet", part="xl/workbook.xml"),
}


@transaction.atomic
def store(upload: UploadedFile, *, by: User, now: dt.datetime) -> Paper:
    """Keep an uploaded file; Refused where it is empty, too large, or not what its name says."""
    name = _clean(upload.name or "")
    ending = PurePath(name).suffix.lower()
    _check_size(upload, name=name)
    _check_type(upload, name=name, ending=ending)
    if by.district_id is None:
        raise Refused(_("Your account belongs to no district; sign in with one that does."))
    digest = _digest_of(upload)
    paper = Paper(
        district_id=by.district_id,
        name=name,
        size=upload.size or 0,
        digest=digest,
        media_type=TYPES[ending].media,
        uploaded_by=by,
        uploaded_at=now,
    )
    paper.file.save(f"{digest}{ending}", upload, save=False)
    paper.save()
    return paper


def _check_size(upload: UploadedFile, *, name: str) -> None:
    if not upload.size:
        raise Refused(_("“%(name)s” is empty. Choose the file again.") % {"name": name})
    if upload.size > settings.PAPER_MAX_BYTES:
        limit = filesizeformat(settings.PAPER_MAX_BYTES)
        raise Refused(
            _("“%(name)s” is larger than %(limit)s. Scan it at a lower resolution or split it.")
            % {"name": name, "limit": limit}
        )


def _check_type(upload: UploadedFile, *, name: str, ending: str) -> None:
    if ending not in TYPES:
        allowed = ", ".join(sorted(ending.removeprefix(".") for ending in TYPES))
        raise Refused(
            _("“%(name)s” is of a type that is not taken in. Save it as one of: %(allowed)s.")
            % {"name": name, "allowed": allowed}
        )
    upload.seek(0)
    found = _endings_by_content(upload.read(SIGNATURE_BYTES))
    if ending not in found or not _holds(upload, part=TYPES[ending].part):
        raise Refused(
            _("“%(name)s” is not what its name says, or is damaged or locked. Open it, save it anew, and upload that.")
            % {"name": name}
        )


def _endings_by_content(head: bytes) -> set[str]:
    try:
        return {match.extension for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        return set()


def _holds(upload: UploadedFile, *, part: str) -> bool:
    """True where an Office file has its main part and no macros; other files hold no parts."""
    if not part:
        return True
    try:
        with zipfile.ZipFile(upload) as archive:
            parts = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return part in parts and not any(name.lower().endswith("vbaproject.bin") for name in parts)


def _digest_of(upload: UploadedFile) -> str:
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def _clean(name: str) -> str:
    """Return a file name without its folders and without characters that are not seen; its ending is kept."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(letter for letter in base if unicodedata.category(letter)[0] != "C").strip()
    stem, ending = PurePath(seen).stem, PurePath(seen).suffix
    return f"{stem[: 200 - len(ending)]}{ending}" if len(ending) < 200 else seen[:200]
