"""Innstillingene til prosessene angrepene starter: de ekte, uten at statiske filer må samles først."""

from arbeidsmiljo.settings import *  # noqa: F403, TID251 – angrepene skal møte de ekte innstillingene
from arbeidsmiljo.settings import STORAGES  # noqa: TID251

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
