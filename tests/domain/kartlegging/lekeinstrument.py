"""En liten, gyldig instrumentfil som prøvene gjør én ting galt med om gangen."""

from kartlegging.domain.instrument import Instrument
from kartlegging.domain.instrumentfil import les_instrument

GYLDIG = """\
skjema = 1
id = "leke"
versjon = 3
sprak = ["nb", "en"]
lisens = "CC0"
kilde = "Laget for prøven"
navn = { nb = "Leke", en = "Toy" }
innledning = { nb = "Tenk på i dag.", en = "Think of today." }
[svaralternativer]
nb = ["Aldri", "Sjelden", "Av og til", "Ofte", "Alltid"]
en = ["Never", "Rarely", "Sometimes", "Often", "Always"]
[[faktorer]]
kode = "a"
navn = { nb = "Krav", en = "Demands" }
innledning = { nb = "Om krav.", en = "On demands." }
kutt_tideler = 500
band = { s1 = 5, s2 = 15, s3 = 30, s4 = 50 }
[[faktorer]]
kode = "g"
navn = { nb = "Vold", en = "Violence" }
innledning = { nb = "Om vold.", en = "On violence." }
band = { s1 = 1, s2 = 2, s3 = 3, s4 = 4 }
[[skalaer]]
kode = "a1"
faktor = "a"
rolle = "krav"
spredning = 20
navn = { nb = "Rolle", en = "Role" }
ledd = [
  { id = "a1.1", tekst = { nb = "Spørsmål én?", en = "Question one?" } },
  { id = "a1.2", snudd = true, tekst = { nb = "Spørsmål to?", en = "Question two?" } },
]
[[skalaer]]
kode = "u1"
rolle = "utfall"
spredning = 30
navn = { nb = "Søvn", en = "Sleep" }
ledd = [
  { id = "u1.1", tekst = { nb = "Spørsmål tre?", en = "Question three?" } },
  { id = "u1.2", tekst = { nb = "Spørsmål fire?", en = "Question four?" } },
]
[[hendelser]]
id = "g1"
faktor = "g"
navn = { nb = "Vold", en = "Violence" }
tekst = { nb = "Har noen slått deg?", en = "Has anyone hit you?" }
[[samvirker]]
id = "a-g"
navn = { nb = "Krav og vold", en = "Demands and violence" }
vilkar = [{ faktor = "a" }, { hendelser = ["g1"] }, { skala = "u1", kutt_tideler = 750 }]
virkning = "additiv"
kilde = "Ingen"
bare_virksomhet = true
"""


def les(tekst: str) -> Instrument:
    return les_instrument(tekst.encode(), "leke.toml")


def byttet(gammelt: str, nytt: str) -> str:
    assert gammelt in GYLDIG, "prøven bytter noe som ikke står i filen"
    return GYLDIG.replace(gammelt, nytt, 1)
