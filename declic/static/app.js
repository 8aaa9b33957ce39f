"use strict";

/* Everything works without this file; it only makes some things quicker. */

// Quick exit: hide the page first, then leave. Also on Shift three times, with no other key between, and on
// Escape twice within two seconds: not in a field, where Escape belongs to the typing, nor to close a menu.
(function () {
  const form = document.getElementById("exit");
  if (!form) return;

  const hide = () => {
    document.documentElement.classList.add("gone");
    document.title = "\u200b";
  };
  const leave = () => { hide(); form.submit(); };
  form.addEventListener("submit", hide);

  let count = 0;
  let timer;
  const forget = () => { count = 0; };
  addEventListener("keydown", (event) => { if (event.key !== "Shift") forget(); }, true);
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift") return forget();
    clearTimeout(timer);
    timer = setTimeout(forget, 3000);
    count += 1;
    if (count === 3) leave();
  }, true);

  let escaped = -Infinity;
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") { escaped = -Infinity; return; }
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.repeat || typing || document.querySelector("details[data-menu][open]")) return;
    if (event.timeStamp - escaped < 2000) return leave();
    escaped = event.timeStamp;
  }, true);
})();

// A page that Back takes out of the browser's memory is asked from the server again.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// Menus close with Escape and with a tap elsewhere.
(function () {
  const close = (menu) => { menu.open = false; };
  const open = () => document.querySelectorAll("details[data-menu][open]");
  addEventListener("click", (event) => open().forEach((menu) => menu.contains(event.target) || close(menu)));
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    open().forEach((menu) => {
      close(menu);
      menu.querySelector("summary").focus();
    });
  });
})();

// A print button, where the page has one.
addEventListener("click", (event) => { if (event.target.closest("[data-print]")) print(); });

// A link or card carries its code behind "#", which no server log sees: put it into the field.
(function () {
  const form = document.querySelector("[data-code-from-address]");
  const code = location.hash.slice(1);
  if (!form || !/^[0-9A-Za-z]{16}$/.test(code)) return;
  const field = form.querySelector("input[name=code]");
  if (!field.value) field.value = code.replace(/(.{4})(?=.)/g, "$1 ");
  history.replaceState(null, "", location.pathname);
})();
