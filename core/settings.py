"""Settings from the environment; the defaults need neither a database server nor a broker."""

from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("YUCAI_DEMO", default=False)
SECRET_KEY = env("SECRET_KEY", default="only-for-trials-on-this-machine-set-SECRET_KEY-in-production-0123456789")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")

INSTALLED_APPS = [
    "core",  # first: its error pages go before viewflow's
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "guardian",
    "rules.apps.AutodiscoverRulesConfig",
    "django_htmx",
    "viewflow",
    "viewflow.workflow",
    "notifications",
    "approvals",
    "workflows.selection",
    "workflows.placement",
    "workflows.assessment",
    "workflows.adjustment",
    "workflows.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.web.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.web.middleware.ReadingMiddleware",
    "core.web.middleware.AcceptedMiddleware",
    "core.web.middleware.ConflictMiddleware",
]

ROOT_URLCONF = "core.urls"
WSGI_APPLICATION = "core.wsgi.application"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.web.context.shell",
            ],
            "builtins": ["core.templatetags.yucai"],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'yucai.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {"options": "-c lock_timeout=10000"}
    DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",  # first: nearly every yes is its, and costs the others nothing
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "core" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "papers")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": env("STATICFILES_STORAGE", default="whitenoise.storage.CompressedStaticFilesStorage")},
}
WHITENOISE_USE_FINDERS = True
PAPER_MAX_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Who keeps the talent files and answers for what stands there: offices, as policies write them (role@place code).
FILES_KEPT_BY = env.list("FILES_KEPT_BY", default=["officer@personnel", "head@personnel"])

SEAL_KEY = env("YUCAI_SEAL_KEY", default=SECRET_KEY)
CLOCK_FILE = env("YUCAI_CLOCK_FILE", default="")

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
vars().update(env.email("EMAIL_URL", default="smtp://127.0.0.1:1025"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="yucai@example.com")
SMS_GATEWAY = env("SMS_GATEWAY", default="http")
SMS_GATEWAY_URL = env("SMS_GATEWAY_URL", default="")
SMS_GATEWAY_KEY = env("SMS_GATEWAY_KEY", default="")
SMS_GATEWAY_ID = env("SMS_GATEWAY_ID", default="")
SMS_APP_ID = env("SMS_APP_ID", default="")
SMS_SIGN_NAME = env("SMS_SIGN_NAME", default="")
SMS_TEMPLATE_ID = env("SMS_TEMPLATE_ID", default="")
# The variables of the approved template, in its order, each with the part of a message that fills it.
SMS_TEMPLATE_VARIABLES = env.dict("SMS_TEMPLATE_VARIABLES", default={"text": "text"})
SMS_GATEWAY_TIMEOUT = (3, 10)  # seconds to connect, seconds to answer

# What time makes happen, in this order; Celery beat and `manage.py runworker` both call these with the time.
SWEEPS = [
    "core.organisations.services.sync_grants",
    "approvals.conflicts.sweeping.take_off",
    "approvals.notices.services.end_due_notices",
    "approvals.waitlists.services.expire_due",
    "approvals.waitlists.services.tell_of_free_places",
    "approvals.moves.services.lapse_overdue",
    "workflows.assessment.opening.open_waiting",
    "workflows.adjustment.overtaken.close_overtaken",
    "workflows.adjustment.triggers.propose_due",
    "approvals.escalation.services.keep_promises",
    "approvals.escalation.digest.write_digests",
    "approvals.meetings.minutes.draft_missing",
    "approvals.meetings.duties.remind",
    "approvals.reliance.reminding.remind",
    "approvals.people.rectifying.remind",
    "notifications.services.deliver_due",
]

# What `manage.py doctor` looks for, in this order; each takes the time and gives complaints.
EXAMINATIONS = [
    "core.health.record_is_whole",
    "core.health.grants_follow_appointments",
    "core.health.facts_have_their_days",
    "core.health.papers_are_there",
    "notifications.health.messages_leave",
    "approvals.health.cases_stand_somewhere",
    "approvals.health.somebody_can_act",
    "approvals.health.closed_rounds_rest",
    "approvals.health.time_has_been_kept",
    "approvals.health.law_and_road_agree",
    "approvals.health.law_had_its_evidence",
    "approvals.health.outcomes_left_their_facts",
    "approvals.gradings.health.grades_keep_their_caps",
]
SWEEP_EVERY_SECONDS = env.int("SWEEP_EVERY_SECONDS", default=10)

CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="")
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A request rings the bell on commit and must not wait long for a broker that is gone.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 1,
    "interval_start": 0,
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
if env.bool("YUCAI_HTTPS", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}
