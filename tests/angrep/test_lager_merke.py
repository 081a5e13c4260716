"""Et svar finnes ikke i klartekst noe sted på disken, og etter opptellingen kan det ikke åpnes (privacy.md 6, prøve 31, 32).

Et forseglet svar, nullifikatoren og kodens SHA-256 kan stå i databasens logg og WAL når noen har slått slik logging
på. Uten nøkkelfilene sier de ingenting; det er grensen som står i decisions.md «Keys and codes of a round».
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kartlegging.domain.koder import kodehash, vis_kode
from kartlegging.forsegling import UleseligBesvarelseError, apne
from kartlegging.nokler import FILENE, NOKKELLENGDE
from kartlegging.svarskjema import felt_for
from tests.angrep.drap_svarere import BRUKT, LAGRET, send
from tests.angrep.lager_angriper import alle_filer, apne_filer, basefiler, sikkerhetskopi, staar_i
from tests.angrep.lager_barn import svar_til
from tests.angrep.lager_installasjon import Installasjon, Nettjener, Runde
from tests.kartlegging.oppsett import INSTRUMENT

pytestmark = pytest.mark.egen_tjener

SVARER = 24


def _svarstreng(kode: str) -> str:
    svar = svar_til(kode, INSTRUMENT.leddrekkefolge)
    return "".join(str(svar[ledd]) for ledd in INSTRUMENT.leddrekkefolge)


def _hemmeligheter(kode: str) -> dict[str, bytes]:
    """Det som ikke skal stå noe sted: svarene, det som forsegles, skjemaet, og koden slik den er og slik den vises."""
    forste, andre = INSTRUMENT.leddrekkefolge[:2]
    svar = svar_til(kode, INSTRUMENT.leddrekkefolge)
    return {
        "svarene": _svarstreng(kode).encode(),
        "klarteksten": f"bjork\n{_svarstreng(kode)}".encode(),
        "skjemaet": urlencode({felt_for(forste): svar[forste], felt_for(andre): svar[andre]}).encode(),
        "koden": kode.encode(),
        "koden slik den vises": vis_kode(kode).encode(),
    }


@dataclass
class Besvart:
    """``funnet`` er hemmelighetene som sto noe sted. ``sporene`` er hva databasens logg hadde, uten og med full logg."""

    installasjon: Installasjon
    runde: Runde
    statuser: list[int | None]
    funnet: set[tuple[str, str]]
    filer: set[str]
    sporene: list[set[str]]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def besvart(request, ny_installasjon) -> Besvart:
    """Svar gjennom en ekte nettjener, de siste med alt databasen kan logge slått på. Alt leses mens den går."""
    installasjon = ny_installasjon(request.param)
    runde, sporene = installasjon.bygg(bjork=SVARER), []
    with _beholder_loggen(installasjon), installasjon.nettjener() as tjener:
        statuser = [_svar(tjener, kode) for kode in runde.koder[: SVARER // 2]]
        sporene.append(_spor_i_loggen(installasjon, runde.koder[SVARER // 2 - 1], runde))
        if installasjon.klynge:
            installasjon.sql(f"ALTER DATABASE {installasjon.base} SET log_statement = 'all'")
            installasjon.sql(f"ALTER DATABASE {installasjon.base} SET log_error_verbosity = 'verbose'")
        tjener.drep()
        tjener.start()
        statuser += [_svar(tjener, kode) for kode in runde.koder[SVARER // 2 :]]
        sporene.append(_spor_i_loggen(installasjon, runde.koder[-1], runde))
        # Feilveiene skriver også: en brukt kode, en ukjent kode og et svar som ikke finnes.
        for kode, ledd in ((runde.koder[0], "a1.1"), ("ZZZZZZZZZZZZZZZZ", "a1.1"), (runde.koder[1], "x")):
            statuser.append(send(tjener.kontakt, kode, {ledd: 2}))
        installasjon.til_disk()
        lest = [*alle_filer(installasjon), *apne_filer(tjener), (Path("kopien"), sikkerhetskopi(installasjon))]
    funnet = {par for kode in (runde.koder[0], runde.koder[-1]) for par in staar_i(lest, _hemmeligheter(kode))}
    return Besvart(installasjon, runde, statuser, funnet, {sti.name for sti, _innhold in lest}, sporene)


@contextmanager
def _beholder_loggen(installasjon: Installasjon) -> Iterator[None]:
    """SQLite sletter loggfilen (-wal) når den siste koblingen lukkes. Her holdes én åpen, så den også blir lest."""
    if installasjon.klynge:
        yield
        return
    with closing(sqlite3.connect(installasjon.sqlitefil)) as kobling:
        kobling.execute("SELECT 1 FROM sqlite_master").fetchall()
        yield


def _svar(tjener: Nettjener, kode: str) -> int | None:
    return send(tjener.kontakt, kode, svar_til(kode, INSTRUMENT.leddrekkefolge))


def _spor_i_loggen(installasjon: Installasjon, kode: str, runde: Runde) -> set[str]:
    """Hva databasens egen logg har om den som svarte med koden."""
    nullifikator = installasjon.nokler(runde).nullifikator_for(kode)
    radene = installasjon.sql("SELECT nullifikator, forseglet FROM kartlegging_besvarelse")
    (forseglet,) = (bytes(rad[1]) for rad in radene if bytes(rad[0]) == nullifikator)
    letes = {"kodehash": kodehash(kode), "nullifikator": nullifikator, "forseglet": forseglet}
    klynge = installasjon.klynge
    return {navn for navn, _fil in staar_i([(klynge.logg, klynge.logg.read_bytes())] if klynge else [], letes)}


def test_31_32_svar_og_kode_staar_ikke_i_noen_fil_logg_eller_kopi(besvart):
    assert besvart.statuser == [LAGRET] * SVARER + [BRUKT, 404, 400]
    venter = {"gunicorn.logg", "kopien", "forsegling.nokkel"}
    venter |= {"logg"} if besvart.installasjon.klynge else {"forsvarlig.sqlite3", "forsvarlig.sqlite3-wal"}
    assert venter - besvart.filer == set()
    assert besvart.funnet == set()


def test_32_databasens_logg_har_ingenting_om_svaret_for_noen_logger_hver_setning(besvart):
    """Full logg kobler invitasjonen og det forseglede svaret. ``verifiser_anonymitet`` sier fra når den er på."""
    full = {"kodehash", "nullifikator", "forseglet"} if besvart.installasjon.klynge else set()
    assert besvart.sporene == [set(), full]


def test_31_det_samme_soket_finner_et_svar_som_er_lagret_uten_forsegling(besvart):
    installasjon, kode = besvart.installasjon.kopi(), besvart.runde.koder[0]
    installasjon.sql("CREATE TABLE uforseglet (svar text, kode text)")
    installasjon.sql(f"INSERT INTO uforseglet VALUES ('bjork\n{_svarstreng(kode)}', '{kode}')")
    installasjon.til_disk()
    i_basen = {navn for navn, _fil in staar_i(_lagret(installasjon), _hemmeligheter(kode))}
    i_kopien = {navn for navn, _fil in staar_i([(Path(), sikkerhetskopi(installasjon))], _hemmeligheter(kode))}
    installasjon.slett()

    assert i_basen == {"svarene", "klarteksten", "koden"}
    assert i_kopien >= {"svarene", "koden"}


def test_31_etter_opptellingen_er_noklene_borte_og_et_gjemt_svar_kan_ikke_apnes(besvart):
    installasjon, runde = besvart.installasjon.kopi(), besvart.runde
    nokler = installasjon.nokler(runde)
    hemmelige = {navn: getattr(nokler, navn) for navn in FILENE}
    gjemt = {str(nr): bytes(rad[0]) for nr, rad in enumerate(_forseglede(installasjon))}
    installasjon.til_disk()
    for_ = _hva_som_finnes(installasjon, runde, hemmelige, gjemt)

    assert installasjon.lukk(runde) == 0
    installasjon.til_disk()
    etter = _hva_som_finnes(installasjon, runde, hemmelige, gjemt)

    assert for_ == (set(FILENE), set(gjemt), ["forsegling.nokkel"])
    assert etter == (set(), set(), [])
    assert installasjon.nullifikatorer() == []
    assert list((installasjon.mappe / "nokler").iterdir()) == []
    installasjon.slett()


def _forseglede(installasjon: Installasjon) -> list[tuple[object, ...]]:
    return installasjon.sql("SELECT forseglet FROM kartlegging_besvarelse")


def _lagret(installasjon: Installasjon) -> list[tuple[Path, bytes]]:
    """Basen og alt i installasjonens mappe. Databasens WAL er ikke med: den kan ha forseglede svar til den er skrevet
    over, og det er grensen vi sier."""
    basen = basefiler(installasjon) if installasjon.klynge else ()
    return [*_alt_i(installasjon.mappe), *basen]


def _alt_i(mappe: Path) -> list[tuple[Path, bytes]]:
    return [(sti, sti.read_bytes()) for sti in sorted(mappe.rglob("*")) if sti.is_file()]


def _hva_som_finnes(installasjon, runde, hemmelige, gjemt):
    """(nøklene som står noe sted, de forseglede svarene som står der, filene som åpner et gjemt svar)."""
    lagret = _lagret(installasjon)
    # Nøklene letes det etter i alt, også i databasens WAL og logg.
    noklene = {navn for navn, _fil in staar_i([*lagret, *alle_filer(installasjon)], hemmelige)}
    svarene = {navn for navn, _fil in staar_i(lagret, gjemt)}
    ((loftet,),) = installasjon.sql(f"SELECT loftet_sha256 FROM kartlegging_kartlegging WHERE id = {runde.id}")
    kandidater = [(sti.name, innhold) for sti, innhold in lagret if len(innhold) == NOKKELLENGDE]
    kandidater += [("basen", bytes(rad[0])) for rad in installasjon.sql("SELECT kodehash FROM kartlegging_invitasjon")]
    kandidater += [("løftet", bytes.fromhex(loftet))]
    return noklene, svarene, [navn for navn, nokkel in kandidater if _apner(nokkel, gjemt["0"], runde, loftet)]


def _apner(nokkel: bytes, forseglet: bytes, runde: Runde, loftet: str) -> bool:
    privat = X25519PrivateKey.from_private_bytes(nokkel)
    try:
        apne(forseglet, privat=privat, kortnavn=runde.kortnavn, loftet=loftet)
    except UleseligBesvarelseError:
        return False
    return True
