"""Formen til et instrument, og om vernet av tallene er bevist for den.

Hvert tall er trygt for seg uansett. At tallene er trygge *sammen* (adr 0010), er bevist for formen til instrumentet som følger
med, og for alle utvalg av det (``tests/domain/kartlegging/test_bevis_*``). Et eget instrument kan ha andre spørsmål, men
ikke en form beviset ikke dekker.
"""

from collections import Counter
from dataclasses import dataclass

from kartlegging.domain.instrument import Instrument, Rolle, Vilkar
from kartlegging.domain.instrumentfil import last_instrument

BEVIST = ("forsvarlig-4-3", 1)
"""Id og versjon av instrumentet bevisene er ført for."""


Vilkarform = tuple[str, ...]
"""Det et vilkår handler om, uavhengig av hva skalaen heter: faktoren, eller faktoren, rollen og grensen til en skala."""


@dataclass(frozen=True, slots=True)
class Form:
    """Det ved et instrument som avgjør hva tallene kan si sammen.

    ``skalaer`` er antallet per faktor (``u`` for utfall) og rolle. ``ledd`` er antallene ledd en skala kan ha, ``kutt`` grensene
    for «utsatt» i tideler. ``samvirker`` er vilkårene i hvert, uten rekkefølge, og om andelen bare vises for hele virksomheten.
    """

    skalaer: dict[tuple[str, str], int]
    ledd: frozenset[int]
    kutt: frozenset[int]
    hendelser: dict[str, int]
    samvirker: frozenset[tuple[frozenset[Vilkarform], bool]]


def form_av(instrument: Instrument) -> Form:
    """Formen til instrumentet."""
    return Form(
        skalaer=dict(Counter((skala.faktor or "u", str(skala.rolle)) for skala in instrument.skalaene)),
        ledd=frozenset(len(skala.leddene) for skala in instrument.skalaene),
        kutt=frozenset(
            faktor.kutt_tideler
            for faktor in instrument.faktorene
            if instrument.skalaene_i(faktor.kode, rolle=Rolle.KRAV)
        ),
        hendelser=dict(Counter(hendelse.faktor for hendelse in instrument.hendelsene)),
        samvirker=frozenset(
            (frozenset(_vilkarsform(instrument, vilkar) for vilkar in samvirke.vilkarene), samvirke.bare_virksomhet)
            for samvirke in instrument.samvirkene
        ),
    )


def _vilkarsform(instrument: Instrument, vilkar: Vilkar) -> Vilkarform:
    if vilkar.faktor is not None:
        return ("faktor", vilkar.faktor)
    if vilkar.skala is not None:
        # En krav-skala er del av faktorens sum, en ressurs er ikke; to skalaer med samme navn kan være hver sin ting.
        skala = instrument.skala(vilkar.skala)
        return ("skala", skala.faktor or "u", str(skala.rolle), str(vilkar.kutt_tideler))
    return ("hendelser", *sorted(vilkar.hendelser))


def hull_i_beviset(form: Form, bevist: Form | None = None) -> list[str]:
    """Én setning for hver ting ved formen som ikke er dekket. Tom når den er det."""
    bevist = bevist or form_av(last_instrument(*BEVIST))
    hull = [
        f"faktor {faktor} har {antall} skalaer med rolle «{rolle}», og beviset dekker {bevist.skalaer.get((faktor, rolle), 0)}"
        for (faktor, rolle), antall in sorted(form.skalaer.items())
        if antall > bevist.skalaer.get((faktor, rolle), 0)
    ]
    hull += [
        f"en skala har {antall} ledd, og beviset dekker {_tall(bevist.ledd)}"
        for antall in sorted(form.ledd - bevist.ledd)
    ]
    hull += [
        f"en faktor har kutt_tideler {kutt}, og beviset dekker {_tall(bevist.kutt)}"
        for kutt in sorted(form.kutt - bevist.kutt)
    ]
    hull += [
        f"faktor {faktor} har {antall} hendelser, og beviset dekker {bevist.hendelser.get(faktor, 0)}"
        for faktor, antall in sorted(form.hendelser.items())
        if antall > bevist.hendelser.get(faktor, 0)
    ]
    utenfor = len(form.samvirker - bevist.samvirker)
    if utenfor:
        hull.append(f"{utenfor} av samvirkene har andre vilkår enn dem beviset dekker")
    return hull


def _tall(mengde: frozenset[int]) -> str:
    return " og ".join(str(tall) for tall in sorted(mengde))
