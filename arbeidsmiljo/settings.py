"""Innstillingene. Alt kommer fra miljøet, og alt er lukket til noen åpner det.

Hemmeligheter kan gis direkte (``SECRET_KEY``) eller som fil (``SECRET_KEY_FILE``). Se ``docs/drift.md``.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

ROT = Path(__file__).resolve().parent.parent


def env_tekst(navn: str, standard: str = "") -> str:
    fil = os.environ.get(f"{navn}_FILE")
    if fil:
        return Path(fil).read_text(encoding="utf-8").strip()
    return os.environ.get(navn, standard)


def env_bool(navn: str) -> bool:
    return os.environ.get(navn, "").strip().lower() in {"1", "true", "ja", "yes", "on"}


def env_heltall(navn: str, standard: int) -> int:
    verdi = os.environ.get(navn, "")
    if not verdi:
        return standard
    try:
        return int(verdi)
    except ValueError as feil:
        raise ImproperlyConfigured(f"{navn} skal være et helt tall, men er «{verdi}».") from feil


DEBUG = env_bool("DEBUG")
SECRET_KEY = env_tekst("SECRET_KEY")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("SECRET_KEY eller SECRET_KEY_FILE må være satt (eller DEBUG=1 for utvikling).")
    SECRET_KEY = "bare-for-utvikling-" * 4

NETTADRESSE = env_tekst("NETTADRESSE", "http://127.0.0.1:8000").rstrip("/")
_adresse = urlsplit(NETTADRESSE)
ER_KRYPTERT = _adresse.scheme == "https"
ALLOWED_HOSTS = [_adresse.hostname or "127.0.0.1", *env_tekst("TILLATTE_VERTER").split()]
if DEBUG or not ER_KRYPTERT:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "testserver"]
CSRF_TRUSTED_ORIGINS = [NETTADRESSE] if ER_KRYPTERT else []

SVAR_HOST = env_tekst("SVAR_HOST").strip().lower()
"""Eget vertsnavn for svarsidene, med port når den ikke er den vanlige. Tomt: de ligger på NETTADRESSE."""
SVARADRESSE = f"{_adresse.scheme}://{SVAR_HOST}" if SVAR_HOST else NETTADRESSE
if SVAR_HOST:
    _svarvert = urlsplit(SVARADRESSE)
    if (
        not _svarvert.hostname
        or _svarvert.netloc != SVAR_HOST
        or _svarvert.username is not None
        or _svarvert.hostname == _adresse.hostname
    ):
        raise ImproperlyConfigured(
            f"SVAR_HOST skal være et vertsnavn for seg, uten https:// og sti, og et annet enn i NETTADRESSE: «{SVAR_HOST}»."
        )
    ALLOWED_HOSTS.append(_svarvert.hostname)

VARMAPPE = Path(env_tekst("VARMAPPE", str(ROT / "var")))
NOKKELMAPPE = Path(env_tekst("NOKKELMAPPE", str(VARMAPPE / "nokler")))
"""Nøklene til rundene ligger her, utenfor databasen og utenfor sikkerhetskopien av den."""

MINSTEGRENSE_GULV = 5
MINSTEGRENSE_STANDARD = 7

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "arbeidsmiljo",
    "kartlegging",
    "tiltak",
]

MIDDLEWARE = [
    "arbeidsmiljo.svarvert.SvarhoderMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "arbeidsmiljo.svarvert.SvarvertMiddleware",
    "arbeidsmiljo.middleware.NulltegnMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "arbeidsmiljo.middleware.BrukervalgMiddleware",
    "arbeidsmiljo.middleware.InnloggingskravMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "arbeidsmiljo.middleware.HtmxInnloggingMiddleware",
]

ROOT_URLCONF = "arbeidsmiljo.urls"
WSGI_APPLICATION = "arbeidsmiljo.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "arbeidsmiljo.templatetags.visning",
                "kartlegging.templatetags.svarvisning",
            ],
        },
    }
]

DATABASE_URL = env_tekst("DATABASE_URL") or f"sqlite:///{VARMAPPE / 'forsvarlig.sqlite3'}"


def _database() -> dict[str, Any]:
    oppsett: dict[str, Any] = dict(dj_database_url.parse(DATABASE_URL, conn_health_checks=True))
    if oppsett["ENGINE"].endswith("sqlite3"):
        oppsett["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000; "
                "PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"
            ),
        }
        Path(oppsett["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        # Prøvene trenger en fil: to tråder deler ikke en base i minnet med WAL.
        oppsett["TEST"] = {"NAME": str(VARMAPPE / "prove" / "prove.sqlite3")}
    else:
        # Det som står i adressen, som sslmode, skal ikke bli borte.
        oppsett["OPTIONS"] = {
            **oppsett.get("OPTIONS", {}),
            "pool": {"min_size": 1, "max_size": env_heltall("DATABASE_POOL", 10)},
        }
    return oppsett


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "arbeidsmiljo.Bruker"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "forside"
ACCOUNT_ADAPTER = "arbeidsmiljo.konto.Kontoadapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "epost"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Forsvarlig: "
# Uten dette ser innloggingsvernet bare mellomtjenerens adresse, og én som gjetter, stenger alle ute.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env_bool("BAK_PROXY") else 0
# En ny adresse gjelder først når den er bekreftet. Ellers kunne noen ta adressen til den HR er i ferd med å gi en rolle.
ACCOUNT_CHANGE_EMAIL = True
MFA_ADAPTER = "arbeidsmiljo.konto.Totrinnsadapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Forsvarlig"
# HR lager kontoene, så adressen er kjent på forhånd og trenger ikke bekreftes før totrinn kan slås på.
MFA_ALLOW_UNVERIFIED_EMAIL = True

SOCIALACCOUNT_ADAPTER = "arbeidsmiljo.konto.Fellesadapter"
# En lenke, ikke et skjema: innholdspolicyen lar ikke et skjema ende hos en annen vert.
SOCIALACCOUNT_LOGIN_ON_GET = True
OIDC_UTSTEDER = env_tekst("OIDC_UTSTEDER").rstrip("/")
"""Tom: ingen felles innlogging."""
OIDC_EPOST_BEKREFTET = env_bool("OIDC_EPOST_BEKREFTET")
"""Utstederen gir bare ut adresser den selv styrer, men sier det ikke med ``email_verified`` (Entra ID med egen leietaker)."""
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if OIDC_UTSTEDER:
    _utsteder = urlsplit(OIDC_UTSTEDER)
    if _utsteder.scheme != "https" and _utsteder.hostname not in {"127.0.0.1", "localhost"}:
        raise ImproperlyConfigured(f"OIDC_UTSTEDER skal begynne med https://, men er «{OIDC_UTSTEDER}».")
    if not env_tekst("OIDC_KLIENT") or not env_tekst("OIDC_HEMMELIGHET"):
        raise ImproperlyConfigured(
            "OIDC_UTSTEDER krever også OIDC_KLIENT og OIDC_HEMMELIGHET (eller OIDC_HEMMELIGHET_FILE)."
        )
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "felles",
                "name": env_tekst("OIDC_NAVN", "felles innlogging"),
                "client_id": env_tekst("OIDC_KLIENT"),
                "secret": env_tekst("OIDC_HEMMELIGHET"),
                "settings": {
                    "server_url": OIDC_UTSTEDER,
                    # Den vi har avtalen med, ikke den oppdagelsen måtte si.
                    "openid_configuration_overrides": {"issuer": OIDC_UTSTEDER},
                },
            }
        ],
    }

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LOCALE_PATHS = [ROT / "arbeidsmiljo" / "locale"]
TIME_ZONE = "Europe/Oslo"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# Øktkaker sendes bare til /app/, så ingen kake når svarsidene (contracts.md).
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = "/app/"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ER_KRYPTERT
SESSION_COOKIE_AGE = 60 * 60 * 10
# Meldingenes egen kake ville fått stien / og fulgt med til svarsidene.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_SSL_REDIRECT = ER_KRYPTERT
SECURE_REDIRECT_EXEMPT = [r"^helse/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("BAK_PROXY") else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if ER_KRYPTERT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ER_KRYPTERT
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    navn: [] for navn in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
}

STATIC_URL = "/static/"
STATIC_ROOT = VARMAPPE / "static"
STATICFILES_DIRS: list[Any] = [ROT / "static"]
_NPM = ROT / "node_modules"
if _NPM.is_dir():
    STATICFILES_DIRS += [
        ("ds", _NPM / "@digdir" / "designsystemet-css" / "dist" / "src"),
        ("tema", ROT / "var" / "tema" / "css"),
        ("inter", _NPM / "@fontsource-variable" / "inter"),
        # PDF-motoren blander tegnene i en variabel skrift, så den får faste vekter.
        ("inter-fast", _NPM / "@fontsource" / "inter"),
        ("symboler", _NPM / "@fontsource" / "noto-sans-symbols-2"),
    ]
    (ROT / "var" / "tema" / "css").mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Oppgaver bærer bare id-er, aldri en kode, adresse eller et svar (decisions.md).
TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if env_bool("OPPGAVER_STRAKS")
        else "django_tasks_db.DatabaseBackend"
    }
}

EMAIL_HOST = env_tekst("EPOST_VERT")
EMAIL_PORT = env_heltall("EPOST_PORT", 587)
EMAIL_HOST_USER = env_tekst("EPOST_BRUKER")
EMAIL_HOST_PASSWORD = env_tekst("EPOST_PASSORD")
_kryptering = env_tekst("EPOST_KRYPTERING", "starttls").strip().lower()
if _kryptering not in {"starttls", "tls", "ingen"}:
    # En skrivefeil skal ikke slå av krypteringen i det stille.
    raise ImproperlyConfigured(f"EPOST_KRYPTERING skal være starttls, tls eller ingen, men er «{_kryptering}».")
EMAIL_USE_TLS = _kryptering == "starttls"
EMAIL_USE_SSL = _kryptering == "tls"
EMAIL_FILE_PATH = env_tekst("EPOST_MAPPE") or None
# Brevene har koder i seg. De skal aldri havne i en logg, så uten tjener og mappe sendes ingenting.
if EMAIL_HOST:
    EMAIL_BACKEND = "arbeidsmiljo.epost.SmtpBackend"
elif EMAIL_FILE_PATH:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
else:
    EMAIL_BACKEND = "arbeidsmiljo.epost.IkkeSattOppBackend"
# Uten en grense kunne en tjener som aldri svarer, holde arbeideren i evig tid.
EMAIL_TIMEOUT = env_heltall("EPOST_TIDSGRENSE", 30)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env_tekst("EPOST_AVSENDER", "forsvarlig@localhost")

# Loggen fører aldri kropp, kode eller adresse. django.request melder sti og status; loggvern tar koden ut av stien.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"kort": {"format": "%(levelname)s %(name)s %(message)s"}},
    "filters": {"loggvern": {"()": "arbeidsmiljo.loggvern.Loggvern"}},
    "handlers": {"konsoll": {"class": "logging.StreamHandler", "formatter": "kort", "filters": ["loggvern"]}},
    "root": {"handlers": ["konsoll"], "level": env_tekst("LOGGNIVAA", "WARNING")},
    "loggers": {
        "django": {"handlers": ["konsoll"], "level": env_tekst("LOGGNIVAA", "WARNING"), "propagate": False},
        # Djangos utviklingstjener skriver ellers hver sti rett ut, utenom loggvernet.
        "django.server": {"handlers": ["konsoll"], "level": env_tekst("LOGGNIVAA", "WARNING"), "propagate": False},
    },
}
