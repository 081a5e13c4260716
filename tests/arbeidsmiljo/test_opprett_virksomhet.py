import re

import pytest
from django.core.management import CommandError, call_command

from arbeidsmiljo.domain.roller import Rolle, Tilgang
from arbeidsmiljo.models import Bruker, Virksomhet

pytestmark = pytest.mark.django_db


def test_lager_virksomhet_og_hr_og_lenken_virker_en_gang(client, capsys):
    call_command("opprett_virksomhet", "Sandvik AS", "310 000 043", "HR@sandvik.example")

    bruker = Bruker.objects.get()
    assert (bruker.epost, bruker.rollene, bruker.har(Tilgang.STYRE_KARTLEGGING)) == (
        "hr@sandvik.example",
        {Rolle.HR},
        True,
    )
    lenke = re.search(r"http://127\.0\.0\.1:8000(/app/konto/\S+)", capsys.readouterr().out)[1]
    skjema = client.get(lenke, follow=True)
    nytt = {"password1": "langt-nok-passord-7", "password2": "langt-nok-passord-7"}
    assert client.post(skjema.redirect_chain[-1][0], nytt).status_code == 302
    assert Bruker.objects.get().check_password("langt-nok-passord-7")
    assert "password1" not in client.get(lenke, follow=True).content.decode()


@pytest.mark.parametrize(
    ("orgnr", "epost", "setning"),
    [
        ("123456789", "hr@a.example", "«123456789» er ikke et gyldig organisasjonsnummer"),
        ("310000043", "ikke-en-adresse", "«ikke-en-adresse» er ikke en e-postadresse"),
    ],
)
def test_feil_sier_hva_og_ingenting_blir_skrevet(orgnr, epost, setning):
    with pytest.raises(CommandError, match=setning):
        call_command("opprett_virksomhet", "Sandvik AS", orgnr, epost)
    assert (Virksomhet.objects.count(), Bruker.objects.count()) == (0, 0)


def test_samme_virksomhet_to_ganger_avvises():
    call_command("opprett_virksomhet", "Sandvik AS", "310000043", "hr@a.example")

    with pytest.raises(CommandError, match="310000043 finnes fra før"):
        call_command("opprett_virksomhet", "Sandvik AS", "310000043", "annen@a.example")
    assert Virksomhet.objects.count() == 1
