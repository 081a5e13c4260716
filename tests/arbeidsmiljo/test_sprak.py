import pytest

ENGELSK = {"accept-language": "en-GB,en;q=0.9"}


@pytest.mark.django_db
def test_de_innloggede_sidene_er_pa_bokmal_uansett_nettleser(client):
    side = client.get("/app/konto/login/", headers=ENGELSK).content.decode()

    assert '<html lang="nb"' in side
    assert "Logg inn" in side


@pytest.mark.django_db
def test_de_apne_sidene_folger_nettleseren(client):
    assert '<html lang="en"' in client.get("/svar/", headers=ENGELSK).content.decode()
    assert '<html lang="nb"' in client.get("/svar/", headers={"accept-language": "nb"}).content.decode()
