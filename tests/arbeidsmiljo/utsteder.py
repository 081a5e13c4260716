"""En liten utsteder av OIDC-innlogginger på den lokale kontakten, med ekte nøkler og signaturer."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KLIENT, HEMMELIGHET = "forsvarlig", "en-hemmelighet-bare-for-provene"


@dataclass
class Utsteder:
    """``personen`` er det utstederen sier om den som logger inn. ``overstyr`` endrer id_token etter at det er riktig."""

    adresse: str = ""
    personen: Mapping[str, Any] = field(default_factory=dict)
    overstyr: Mapping[str, Any] = field(default_factory=dict)
    utfordring: str = ""
    innloggingene: list[Mapping[str, str]] = field(default_factory=list)
    nokkel: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def godkjenn(self, foresporsel: str) -> dict[str, str]:
        """Det utstederen svarer nettleseren med når brukeren har logget inn der: ``code`` og ``state``."""
        valgene = {navn: verdier[0] for navn, verdier in parse_qs(urlsplit(foresporsel).query).items()}
        self.innloggingene.append(valgene)
        self.utfordring = valgene["code_challenge"]
        return {"code": "engangskode", "state": valgene["state"]}

    def token(self, skjema: Mapping[str, str]) -> dict[str, Any] | None:
        """Tokenene for engangskoden; None når klienten ikke er den som ba om den."""
        prove = base64.urlsafe_b64encode(hashlib.sha256(skjema["code_verifier"].encode()).digest()).rstrip(b"=")
        rett = {"code": "engangskode", "client_id": KLIENT, "client_secret": HEMMELIGHET}
        if prove.decode() != self.utfordring or any(skjema.get(navn) != verdi for navn, verdi in rett.items()):
            return None
        krav = {"iss": self.adresse, "aud": KLIENT, "exp": time.time() + 60, **self.personen, **self.overstyr}
        id_token = jwt.encode(krav, self.nokkel, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": "tilgang", "token_type": "Bearer", "id_token": id_token}

    def svar(self, sti: str, skjema: Mapping[str, str]) -> Any:
        adresser = {
            "issuer": self.adresse,
            "authorization_endpoint": f"{self.adresse}/innlogging",
            "token_endpoint": f"{self.adresse}/token",
            "userinfo_endpoint": f"{self.adresse}/personen",
            "jwks_uri": f"{self.adresse}/nokler",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
        if sti == "/token":
            return self.token(skjema)
        return {"/.well-known/openid-configuration": adresser, "/personen": dict(self.personen)}.get(sti)


@contextmanager
def kjor_utsteder() -> Iterator[Utsteder]:
    utsteder = Utsteder()

    class Svarer(BaseHTTPRequestHandler):
        def _svar(self) -> None:
            lengde = int(self.headers.get("Content-Length") or 0)
            skjema = {navn: verdier[0] for navn, verdier in parse_qs(self.rfile.read(lengde).decode()).items()}
            innhold = utsteder.svar(self.path, skjema)
            self.send_response(200 if innhold is not None else 400)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(innhold or {"error": "invalid_grant"}).encode())

        do_GET = do_POST = _svar  # noqa: N815

        def log_message(self, *_args: Any) -> None:
            pass

    tjener = ThreadingHTTPServer(("127.0.0.1", 0), Svarer)
    tjener.daemon_threads = True
    utsteder.adresse = f"http://127.0.0.1:{tjener.server_port}"
    trad = Thread(target=tjener.serve_forever, daemon=True)
    trad.start()
    try:
        yield utsteder
    finally:
        tjener.shutdown()
        tjener.server_close()
        trad.join()
