// Svarsidene med skript: ett steg om gangen, og sending som tåler at nettet faller ut. Alt virker også uten.
// Ingenting lagres i nettleseren, og ingenting sendes noe annet sted enn til /svar/.
"use strict";
(() => {
  const VENT = [2, 4, 8, 16, 30, 60];
  const TIDSGRENSE = 30000;
  const NETTET_BORTE = 0;

  const finn = (velger, i = document) => i.querySelector(velger);
  const alle = (velger, i = document) => [...i.querySelectorAll(velger)];
  const ord = (navn) => finn("#ord")?.dataset[navn] ?? "";

  let steg = 0;
  let opptatt = false;
  let venter = null;
  let rort = false;

  const skjema = () => finn("#skjema");
  const stegene = () => alle("[data-steg]");

  // --- Stegene ---------------------------------------------------------------------------------------------------

  const antallSvart = () =>
    new Set(alle("input[type=radio]:checked").filter((felt) => felt.value).map((felt) => felt.name)).size;

  function vis(nr, { fokus = true } = {}) {
    const liste = stegene();
    steg = Math.max(0, Math.min(nr, liste.length - 1));
    liste.forEach((del, i) => { del.hidden = i !== steg; });
    const frem = finn("[data-frem]");
    frem.hidden = steg === 0;
    finn("[data-frem-tekst]").textContent = ord("del").replace("{nr}", steg).replace("{antall}", liste.length - 1);
    alle("li", frem).forEach((del, i) => { del.className = i < steg - 1 ? "gjort" : i === steg - 1 ? "naa" : ""; });
    const svart = finn("[data-svart]");
    svart.textContent = ord("svart").replace("{svart}", antallSvart()).replace("{antall}", svart.dataset.antall);
    svart.hidden = false;
    if (fokus) {
      window.scrollTo(0, 0);
      finn("[tabindex='-1']", liste[steg]).focus({ preventScroll: true });
    }
  }

  function gjorStegvis(start) {
    document.body.classList.add("stegvis");
    alle("[data-nav], [data-tilbake]").forEach((del) => { del.hidden = false; });
    // Ett steg er én side for den som hører den lest opp, så overskriften dens er den øverste.
    alle("[data-steg] > h2, [data-steg] > .stabel > h2").forEach((tittel) => {
      tittel.setAttribute("role", "heading");
      tittel.setAttribute("aria-level", "1");
    });
    const medFeil = stegene().findIndex((del) => del.hasAttribute("data-feil"));
    const varsel = finn("#feilliste");
    vis(medFeil > 0 ? medFeil : start, { fokus: varsel.hidden });
    if (!varsel.hidden) varsel.focus();
  }

  function visFeil(tekst) {
    const varsel = finn("#feilliste");
    varsel.hidden = false;
    varsel.textContent = tekst;
    varsel.focus();
    varsel.scrollIntoView({ block: "nearest" });
  }

  // --- Sending ---------------------------------------------------------------------------------------------------

  async function hent(adresse, kropp) {
    const avbryter = new AbortController();
    const klokke = setTimeout(() => avbryter.abort(), TIDSGRENSE);
    try {
      const svar = await fetch(adresse, {
        method: "POST", body: kropp, credentials: "omit", redirect: "error", cache: "no-store",
        referrerPolicy: "no-referrer", signal: avbryter.signal,
      });
      return { status: svar.status, html: await svar.text() };
    } catch {
      return { status: NETTET_BORTE, html: "" };
    } finally {
      clearTimeout(klokke);
    }
  }

  function byttSide(html, { registrert = false, start = 0 } = {}) {
    const ny = new DOMParser().parseFromString(html, "text/html");
    const kvittering = registrert && finn("#registrert", ny);
    if (kvittering) {
      finn("#innhold", ny).replaceChildren(...kvittering.content.childNodes);
      ny.title = finn("h1", ny).textContent;
    }
    rort = Boolean(finn("[data-stegvis]", ny)) && rort;
    document.documentElement.lang = ny.documentElement.lang;
    document.title = ny.title;
    document.body.className = "";
    document.body.replaceChildren(...ny.body.childNodes);
    // Uten dette kunne «last siden på nytt» sendt et gammelt skjema en gang til.
    history.replaceState(null, "", "/svar/");
    begynn(start);
    if (!finn("[data-stegvis]")) {
      window.scrollTo(0, 0);
      (finn("[aria-invalid]") ?? finn("h1[tabindex]"))?.focus({ preventScroll: true });
    }
  }

  const skalProvesIgjen = (status) => status === NETTET_BORTE || status === 429 || status >= 500;

  function vent(sekunder) {
    const knapp = finn("[data-prov-naa]");
    if (knapp) knapp.hidden = false;
    return new Promise((ferdig) => {
      const klokke = setTimeout(() => ferdig(), sekunder * 1000);
      venter = () => { clearTimeout(klokke); ferdig(); };
    }).finally(() => {
      venter = null;
      if (knapp) knapp.hidden = true;
    });
  }

  function las(knapp, tekst) {
    const for_ = knapp?.textContent;
    alle("button, input").forEach((felt) => { if (!felt.hasAttribute("data-prov-naa")) felt.inert = true; });
    if (knapp) { knapp.setAttribute("aria-disabled", "true"); knapp.textContent = tekst; }
    return () => {
      alle("[inert]").forEach((felt) => { felt.inert = false; });
      if (knapp) { knapp.removeAttribute("aria-disabled"); knapp.textContent = for_; }
    };
  }

  // Kroppen er den samme i alle forsøk, så det som er registrert, er det som sto da hun trykket.
  async function send(adresse, kropp, knapp) {
    opptatt = true;
    las(knapp, ord("sender"));
    let kanVaereMottatt = false;
    for (let forsok = 0; ; forsok += 1) {
      // Første gang uten nett er det ingen vits i å prøve; siden kan nettleseren ta feil, så da prøves det likevel.
      const pa = navigator.onLine;
      const { status, html } = pa || forsok > 0 ? await hent(adresse, kropp) : { status: NETTET_BORTE, html: "" };
      if (!skalProvesIgjen(status)) {
        opptatt = false;
        byttSide(html, { registrert: status === 409 && kanVaereMottatt, start: steg });
        return;
      }
      const stengt = status === 503 && finn("#feilliste[data-stengt]", new DOMParser().parseFromString(html, "text/html"));
      kanVaereMottatt ||= status === NETTET_BORTE ? pa : status >= 500 && !stengt;
      finn("#melding").textContent = stengt
        ? `${stengt.textContent.trim()} ${ord("igjen")}`
        : navigator.onLine ? ord("tjener") : ord("nett");
      await vent(VENT[Math.min(forsok, VENT.length - 1)]);
    }
  }

  // Kode, språk og gruppe: siden tegnes på nytt med alt som er fylt ut. Går det ikke, står den som den sto.
  async function bytt(adresse, kropp, knapp) {
    opptatt = true;
    const laasOpp = las(knapp?.classList.contains("knapp") ? knapp : null, ord("henter"));
    const { status, html } = await hent(adresse, kropp);
    opptatt = false;
    if (status === NETTET_BORTE || status >= 500) {
      laasOpp();
      const melding = alle("#melding").find((del) => !del.closest("[hidden]"));
      if (melding) melding.textContent = navigator.onLine ? ord("kontakt") : ord("bytte");
      else visFeil(navigator.onLine ? ord("kontakt") : ord("bytte"));
      return;
    }
    byttSide(html, { start: finn("[data-stegvis]") ? steg : 0 });
  }

  function kroppen(knapp) {
    const felter = new FormData(skjema());
    if (knapp?.name) felter.append(knapp.name, knapp.value);
    return new URLSearchParams(felter);
  }

  // --- Hendelsene ------------------------------------------------------------------------------------------------

  document.addEventListener("submit", (hendelse) => {
    if (hendelse.target.id !== "skjema") return;
    hendelse.preventDefault();
    if (opptatt) return;
    const knapp = hendelse.submitter;
    if (knapp?.hasAttribute("data-send")) {
      if (antallSvart() === 0) visFeil(ord("tomt"));
      else send(knapp.formAction, kroppen(knapp), knapp);
    } else if (knapp?.hidden && finn("[data-stegvis]")) {
      // Enter i et svar går videre, slik folk venter.
      if (steg < stegene().length - 1) vis(steg + 1);
    } else {
      bytt(hendelse.target.action, kroppen(knapp), knapp);
    }
  });

  document.addEventListener("click", (hendelse) => {
    const knapp = hendelse.target.closest("button");
    const lenke = hendelse.target.closest("#feilliste a");
    if (knapp?.hasAttribute("data-prov-naa")) venter?.();
    if (opptatt) return;
    if (knapp?.hasAttribute("data-neste")) vis(steg + 1);
    if (knapp?.hasAttribute("data-tilbake")) vis(steg - 1);
    if (lenke) {
      hendelse.preventDefault();
      const felt = document.getElementById(lenke.hash.slice(1));
      vis(stegene().indexOf(felt.closest("[data-steg]")), { fokus: false });
      finn("input", felt).focus();
    }
  });

  document.addEventListener("change", () => { rort = true; });
  window.addEventListener("online", () => venter?.());
  window.addEventListener("beforeunload", (hendelse) => {
    if (rort && finn("[data-stegvis]") && antallSvart() > 0) hendelse.preventDefault();
  });
  // En ny lenke åpnet i samme fane endrer bare adressen etter #, og laster ikke siden av seg selv.
  window.addEventListener("hashchange", () => { if (kodeIAdressen()) location.reload(); });
  // Tilbakeknappen på en delt maskin skal ikke vise den forriges side.
  window.addEventListener("pageshow", (hendelse) => { if (hendelse.persisted) location.replace("/svar/"); });

  // --- Start -----------------------------------------------------------------------------------------------------

  function kodeIAdressen() {
    let adresse = location.pathname + location.hash;
    try { adresse = decodeURIComponent(adresse); } catch { /* Ufullstendig %-tegn: bruk den som den er. */ }
    return /#k=([0-9a-z\- ]{16,30})/i.exec(adresse)?.[1] ?? "";
  }

  function begynn(start) {
    if (finn("[data-stegvis]")) gjorStegvis(start);
  }

  const kode = kodeIAdressen();
  if (location.pathname + location.hash !== "/svar/" && location.pathname.startsWith("/svar/")) {
    history.replaceState(null, "", "/svar/");
  }
  if (kode && finn("[data-kodeside]") && finn("#kode")) {
    finn("#kode").value = kode;
    skjema().requestSubmit();
  }
  begynn(0);
})();
