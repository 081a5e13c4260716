"""Inngangen for WSGI-tjenere."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arbeidsmiljo.settings")
application = get_wsgi_application()
