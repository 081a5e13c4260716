// Sikkerhetsnøkler: kobler knappene til innloggingsbiblioteket, og sier fra på siden når nøkkelen ikke ble brukt.
"use strict";
(() => {
  const feil = document.getElementById("nokkel_feil");
  for (const oppsett of document.querySelectorAll("[data-nokkel]")) {
    const { nokkel, ...ids } = oppsett.dataset;
    globalThis.allauth.webauthn.forms[nokkel]({ ids });
    const knapp = document.getElementById("nokkel_knapp");
    knapp.addEventListener("click", () => { feil.hidden = true; });
    knapp.hidden = false;
  }
  document.addEventListener("allauth.error", (hendelse) => {
    hendelse.preventDefault();
    feil.hidden = false;
  });
})();
