"use strict";

/* Passkeys: asks the browser, puts its answer into the form, sends the form. Without scripts, codes do the same. */
(function () {
  const part = document.querySelector("[data-passkey]");
  if (!part || !window.PublicKeyCredential) return;

  const form = part.querySelector("form");
  const failed = part.querySelector("[data-passkey-failed]");
  const making = part.dataset.passkey === "make";
  const field = (name) => form.querySelector(`input[type=hidden][name$="${name}"]`);

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const asked = () => {
    const options = JSON.parse(part.dataset.options);
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    if (options.excludeCredentials) options.excludeCredentials = known(options.excludeCredentials);
    if (options.allowCredentials) options.allowCredentials = known(options.allowCredentials);
    return options;
  };

  const written = (found) => {
    const response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach((name) => {
      if (found.response[name]) response[name] = text(found.response[name]);
    });
    return JSON.stringify({ id: found.id, rawId: text(found.rawId), type: found.type, response });
  };

  const ask = () => {
    failed.hidden = true;
    const publicKey = asked();
    const wait = making ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey });
    wait.then((found) => {
      field("answer").value = written(found);
      form.submit();
    }).catch(() => { failed.hidden = false; });
  };

  if (making) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask();
    });
  } else {
    part.querySelector("[data-passkey-ask]").addEventListener("click", ask);
  }
})();
