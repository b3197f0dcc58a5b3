// The console by keyboard: / searches, j and k walk a list, Enter opens, g and a letter goes to a page.
"use strict";

(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const base = document.body.dataset.base;
  // Times are shown in the browser's zone from the next page on; the server has a default until then.
  if (zone && !document.cookie.includes(`lianqiao_zone=${zone}`)) {
    document.cookie = `lianqiao_zone=${zone}; path=${base || "/"}; max-age=31536000; samesite=strict`;
  }

  // On a small screen the pages stand in a row that is scrolled; the one that is open is in sight.
  document.querySelector(".rail a[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  let chosen = null; // the id of the row, so that it stays chosen when the list is read anew
  let going = false;

  const rows = () => [...document.querySelectorAll("[data-list] tbody tr[data-href]")];
  const typing = (element) => element.closest("input, select, textarea, [contenteditable]") !== null;

  function choose(step) {
    const all = rows();
    if (all.length === 0) return;
    const now = all.findIndex((row) => row.id === chosen);
    const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, now + step));
    chosen = all[next].id;
    show();
    all[next].scrollIntoView({ block: "nearest" });
  }

  function show() {
    for (const row of rows()) {
      const here = row.id === chosen;
      row.classList.toggle("at", here);
      if (here) row.setAttribute("aria-selected", "true");
      else row.removeAttribute("aria-selected");
    }
  }

  function goTo(letter) {
    const link = document.querySelector(`.rail a[data-key="${CSS.escape(letter)}"]`);
    if (link) link.click();
  }

  const commands = {
    "/": () => document.getElementById("search")?.select(),
    j: () => choose(1),
    k: () => choose(-1),
    n: () => document.querySelector("[data-older]")?.click(),
    "?": () => document.getElementById("help").showModal(),
    g: () => {
      going = true;
      setTimeout(() => { going = false; }, 1200);
    },
    Enter: () => {
      const row = rows().find((one) => one.id === chosen);
      if (row) location.href = row.dataset.href;
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      if (typing(event.target)) event.target.blur();
      chosen = null;
      show();
      return;
    }
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    if (going) {
      going = false;
      event.preventDefault();
      goTo(event.key);
      return;
    }
    const command = commands[event.key];
    if (command) {
      event.preventDefault();
      command();
    }
  });

  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, form") || String(getSelection())) return;
    location.href = row.dataset.href;
  });

  document.addEventListener("htmx:after:swap", show);
})();
