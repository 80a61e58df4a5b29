"""The settings of Django, made from `config`; nothing here is read from anywhere else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from veerkracht.web.config import database, read_web_settings, secret_key, web_home

CONFIG = read_web_settings()
HERE = Path(__file__).resolve().parent
HOME = web_home()

SECRET_KEY = secret_key(CONFIG.secret_key, home=HOME)
DEBUG = CONFIG.debug
ALLOWED_HOSTS = CONFIG.allowed_hosts()
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if CONFIG.https and host not in {"*", "[::1]"}]
ROOT_URLCONF = "veerkracht.web.urls"
ASGI_APPLICATION = "veerkracht.web.asgi.application"
WSGI_APPLICATION = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

INSTALLED_APPS = [
    "veerkracht.web.site.apps.SiteConfig",
    "veerkracht.web.accounts.apps.AccountsConfig",
    "veerkracht.web.audit.apps.AuditConfig",
    "veerkracht.web.workspace.apps.WorkspaceConfig",
    "veerkracht.web.jobs.apps.JobsConfig",
    "veerkracht.web.kaart.apps.KaartConfig",
    "veerkracht.web.werkbank.apps.WerkbankConfig",
    "veerkracht.web.atelier.apps.AtelierConfig",
    "veerkracht.web.schets.apps.SchetsConfig",
    "veerkracht.web.scenario.apps.ScenarioConfig",
    "veerkracht.web.datasets.apps.DatasetsConfig",
    "veerkracht.web.products.apps.ProductsConfig",
    "veerkracht.web.api.apps.ApiConfig",
    "veerkracht.web.demo.apps.DemoConfig",
    "veerkracht.web.serving.apps.ServingConfig",
    "veerkracht.web.accounts.apps.ManagementConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "veerkracht.web.site.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "veerkracht.web.accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "veerkracht.web.workspace.middleware.DenyByDefaultMiddleware",
    "veerkracht.web.site.middleware.ErrorPagesMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "veerkracht.web.site.context.everywhere",
            ],
        },
    }
]

DATABASES = {"default": database(CONFIG.database, home=HOME)}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    # Answers only if a provider is set; its addresses are looked up when someone first logs in that way.
    "veerkracht.web.accounts.oidc.OrganisationAccountBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "veerkracht.web.accounts.passwords.LengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "veerkracht.web.accounts.passwords.DutchWordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
# By account and by address together with the account: one person's typing errors do not shut out a whole town hall.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "veerkracht.web.accounts.views.log_in.locked"
AXES_CLIENT_IP_CALLABLE = "veerkracht.web.accounts.address.client_address"
AXES_ENABLE_ADMIN = False
# The field of our form; axes would otherwise look for one called as the person's address is in the table.
AXES_USERNAME_FORM_FIELD = "username"
PASSWORD_RESET_TIMEOUT = 2 * 3600
OTP_TOTP_ISSUER = "Veerkracht"

SESSION_COOKIE_AGE = int(CONFIG.session_hours * 3600)
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_NAME = "vk_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.https
CSRF_COOKIE_NAME = "vk_csrf"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "veerkracht.web.site.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if CONFIG.https else 0
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.proxy else None
X_FRAME_OPTIONS = "DENY"
_TILES = (
    [CONFIG.base_map.split("/{")[0].split("/", 3)[0] + "//" + CONFIG.base_map.split("/")[2]] if CONFIG.base_map else []
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *_TILES],
        "font-src": [SELF],
        "connect-src": [SELF, *_TILES],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_PERMISSIONS = 0o600
MEDIA_ROOT = HOME / "files"

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [HERE / "locale"]
LANGUAGE_COOKIE_NAME = "vk_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = CONFIG.https
LANGUAGE_COOKIE_HTTPONLY = True
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [HERE / "static"]
# Vite gives its files a hash in their name; whitenoise serves them as they lie there, without a collecting step.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if CONFIG.mail_host else 'console'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = CONFIG.mail_host, CONFIG.mail_port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = CONFIG.mail_user, CONFIG.mail_password.get_secret_value()
EMAIL_USE_TLS = CONFIG.mail_port == 587
DEFAULT_FROM_EMAIL = CONFIG.mail_from

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"secrets": {"()": "veerkracht.web.site.logs.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": "INFO" if DEBUG else "WARNING"},
}
