"""Ordene for det som står i hendelsesloggen.

Hver kode (``hva``) har en setning i fortid. Den leses etter navnet: «Hanne Nes · åpnet kartleggingen · Vår 2026».
Rommene over skriver også i loggen; ordene står samlet her, så loggen kan leses og filtreres på ett sted. En prøve feiler når
en kode i koden mangler ord.
"""

from collections.abc import Mapping
from types import MappingProxyType

from arbeidsmiljo.domain.sprak import gettext_noop as _

HENDELSESORD: Mapping[str, str] = MappingProxyType(
    {
        "aarshjul.bortfalt": _("tok bort oppgaven i årshjulet"),
        "aarshjul.endret": _("endret oppgaven i årshjulet"),
        "aarshjul.forslag_brukt": _("la inn forslaget til årshjul"),
        "aarshjul.opprettet": _("la til oppgaven i årshjulet"),
        "aarshjul.paaminnet": _("minnet på oppgavene i årshjulet"),
        "aarshjul.utfort": _("utførte oppgaven i årshjulet"),
        "bruker.aapnet": _("åpnet kontoen igjen"),
        "bruker.brev_feilet": _("fikk ikke sendt brevet om kontoen"),
        "bruker.brev_sendt": _("sendte brevet om kontoen"),
        "bruker.lagt_til": _("la til brukeren"),
        "bruker.nytt_navn": _("endret navnet på kontoen"),
        "bruker.stengt": _("stengte kontoen"),
        "dialog.mote": _("holdt dialogmøtet"),
        "dialog.notat": _("skrev notatet fra dialogmøtet"),
        "enhet.aapnet": _("åpnet enheten igjen"),
        "enhet.endret": _("endret enheten"),
        "enhet.forgjengere_satt": _("endret forgjengerne til enheten"),
        "enhet.lest_inn": _("leste inn enheter fra fil"),
        "enhet.lukket": _("lukket enheten"),
        "enhet.opprettet": _("opprettet enheten"),
        "enhet.slaatt_sammen": _("slo sammen enheter"),
        "instrument.lagt_inn": _("la inn instrumentet"),
        "kalender.ny_adresse": _("byttet adressen til kalenderen sin"),
        "kartlegging.aapnet": _("åpnet kartleggingen"),
        "kartlegging.adresser_slettet": _("slettet adressene til de inviterte"),
        "kartlegging.amu_behandlet": _("førte inn behandlingen i AMU"),
        "kartlegging.anonymitet_provd": _("prøvde anonymiteten"),
        "kartlegging.deltakere_bekreftet": _("bekreftet deltakerne"),
        "kartlegging.deltakere_fjernet": _("fjernet deltakere"),
        "kartlegging.endret": _("endret kartleggingen"),
        "kartlegging.forlenget": _("forlenget kartleggingen"),
        "kartlegging.invitert": _("inviterte deltakere"),
        "kartlegging.koder_skrevet_ut": _("skrev ut koder"),
        "kartlegging.lukket": _("lukket kartleggingen"),
        "kartlegging.opprettet": _("opprettet kartleggingen"),
        "kartlegging.publisert": _("publiserte resultatene"),
        "kartlegging.slettet": _("slettet utkastet til kartlegging"),
        "kartlegging.tatt_tilbake": _("tok kartleggingen tilbake til utkast"),
        "kartlegging.varslet": _("varslet kartleggingen"),
        "kartlegging.verneombudets_syn": _("førte inn verneombudets syn"),
        "konto.byttet_virksomhet": _("gikk over til denne virksomheten"),
        "konto.innlogget": _("logget inn"),
        "konto.innlogging_feilet": _("oppga feil passord"),
        "konto.kode_feilet": _("oppga feil kode"),
        "konto.ny_epost": _("byttet e-postadresse"),
        "konto.nytt_passord": _("valgte nytt passord"),
        "konto.sprak": _("byttet språk"),
        "konto.totrinn_av": _("fjernet en del av totrinnsinnloggingen"),
        "konto.totrinn_paa": _("la til totrinnsinnlogging"),
        "konto.utlogget": _("logget ut"),
        "plan.amu_behandlet": _("førte inn behandlingen av planen i AMU"),
        "plan.raad": _("ga råd om planen"),
        "plan.signert": _("signerte planen"),
        "plan.til_uttalelse": _("sendte planen til uttalelse"),
        "plan.tilbake_til_utkast": _("tok planen tilbake til utkast"),
        "plan.uttalelse": _("uttalte seg om planen"),
        "risiko.aarsakssjekk": _("gjorde årsakssjekken"),
        "risiko.aksept": _("bestemte hvilken risiko som godtas"),
        "risiko.dissens": _("skrev dissens"),
        "risiko.egen_faktor": _("la til et eget forhold"),
        "risiko.egen_faktor_fjernet": _("tok bort et eget forhold"),
        "risiko.eskalering_avklart": _("avklarte risikoen som var løftet"),
        "risiko.eskalert": _("løftet risikoen"),
        "risiko.forkastet": _("forkastet utkastet til risikovurdering"),
        "risiko.ikke_relevant": _("satte faktoren som ikke relevant"),
        "risiko.ny_versjon": _("startet en ny versjon av risikovurderingen"),
        "risiko.paa_nytt": _("tok faktoren opp til ny vurdering"),
        "risiko.samlet": _("vurderte risikoen samlet"),
        "risiko.startet": _("startet risikovurderingen"),
        "risiko.syn": _("sa sitt syn på at forholdet ikke er relevant"),
        "risiko.uten_aarsakstiltak": _("begrunnet hvorfor et tiltak mot årsaken mangler"),
        "risiko.vurdert": _("vurderte risikoen"),
        "risiko.vurdert_for_seg": _("vurderte risikoen hver for seg"),
        "rolle.avsluttet": _("avsluttet rollen"),
        "rolle.tildelt": _("ga rollen"),
        "tiltak.effekt": _("vurderte effekten av tiltaket"),
        "tiltak.endret": _("endret tiltaket"),
        "tiltak.fulgt_opp": _("fulgte opp tiltaket"),
        "tiltak.paaminnet": _("minnet på frister for tiltak"),
        "tiltak.ny_ansvarlig": _("byttet ansvarlig for tiltaket"),
        "tiltak.opprettet": _("opprettet tiltaket"),
        "utsending.fjernet": _("fjernet utsendingen"),
        "utsending.lagt_i_ko": _("la utsendingen i kø"),
        "utsending.planlagt": _("planla utsendingen"),
        "utsending.retur": _("tok imot returer fra utsendingen"),
        "utsending.sendt_om_igjen": _("sendte usikre brev på nytt"),
        "verneomrade.lagret": _("lagret verneområdet"),
        "verneomrade.slettet": _("slettet verneområdet"),
        "virksomhet.endret": _("endret virksomheten"),
        "utfall.importert": _("leste inn sykefravær, skader og turnover"),
        "utfall.frosset": _("låste og viste tallene for en periode"),
        "virksomhet.minstegrense": _("endret minste gruppe som vises"),
        "virksomhet.opprettet": _("opprettet virksomheten"),
    }
)

ARTENE: Mapping[str, str] = MappingProxyType(
    {
        "virksomhet": _("Virksomheten"),
        "enhet": _("Enheter"),
        "verneomrade": _("Verneområder"),
        "bruker": _("Kontoer"),
        "rolle": _("Roller"),
        "konto": _("Innlogging og konto"),
        "kartlegging": _("Kartlegginger"),
        "utsending": _("Utsendinger"),
        "instrument": _("Instrumenter"),
        "risiko": _("Risikovurdering"),
        "dialog": _("Dialogmøter"),
        "tiltak": _("Tiltak"),
        "plan": _("Handlingsplaner"),
        "aarshjul": _("Årshjul"),
        "kalender": _("Kalender"),
        "utfall": _("Utfallstall"),
    }
)
"""Første ledd i koden, og hva det heter i filteret."""


def hendelsesord(hva: str) -> str:
    """Ordene for koden, merket for oversettelse; koden selv når den er ukjent."""
    return HENDELSESORD.get(hva, hva)
