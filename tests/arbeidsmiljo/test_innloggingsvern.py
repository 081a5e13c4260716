"""Bremsen på innloggingen gjelder den som prøver, ikke alle bak samme mellomtjener."""

import os
import subprocess
import sys

import pytest

SPOR = (
    "import django; django.setup();"
    "from django.test import RequestFactory; from allauth.core.internal.httpkit import get_client_ip;"
    "print(get_client_ip(RequestFactory().get('/', headers={'x-forwarded-for': '6.6.6.6, 203.0.113.7'})))"
)


@pytest.mark.parametrize(("bak_proxy", "ventet"), [("1", "203.0.113.7"), ("", "127.0.0.1")])
def test_adressen_er_den_mellomtjeneren_selv_saa_og_aldri_en_selvvalgt(bak_proxy, ventet):
    miljo = os.environ | {"BAK_PROXY": bak_proxy, "DJANGO_SETTINGS_MODULE": "arbeidsmiljo.settings"}
    ut = subprocess.run([sys.executable, "-c", SPOR], env=miljo, capture_output=True, text=True, check=True)
    assert ut.stdout.strip() == ventet
