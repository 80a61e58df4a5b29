"""Settings of the worker in its tests: with the work that hangs."""

from veerkracht.web.settings import *  # noqa: F403
from veerkracht.web.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "web.slow_work.SlowWorkConfig"]
