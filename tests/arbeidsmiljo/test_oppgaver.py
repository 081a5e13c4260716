from datetime import date

from arbeidsmiljo import oppgaver
from arbeidsmiljo.oppgaver import Oppgave, oppgaver_for, registrer

I_DAG = date(2026, 11, 24)


def _oppgave(tittel, rang):
    return Oppgave(tittel=tittel, tekst="", lenke="/app/", handling="Åpne", ikon="hake", rang=rang)


def test_oppgavene_fra_alle_kildene_kommer_med_det_som_haster_forst(monkeypatch):
    monkeypatch.setattr(oppgaver, "_KILDENE", [])
    registrer(lambda _bruker, _dag: [_oppgave("orientering", 2), _oppgave("venter", 1)])
    registrer(lambda _bruker, _dag: [_oppgave("haster", 0)])

    assert [o.tittel for o in oppgaver_for(None, I_DAG)] == ["haster", "venter", "orientering"]


def test_samme_kilde_meldt_inn_to_ganger_spores_en_gang(monkeypatch):
    monkeypatch.setattr(oppgaver, "_KILDENE", [])

    def kilde(_bruker, _dag):
        return [_oppgave("en", 1)]

    registrer(kilde)
    registrer(kilde)
    assert len(oppgaver_for(None, I_DAG)) == 1
