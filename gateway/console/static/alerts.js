// The open alerts: one that is announced stands in the list at once; the list that is read anew completes it.
"use strict";

(() => {
  const lists = document.getElementById("alert-lists");
  const template = document.getElementById("alert-row");
  const names = JSON.parse(template.dataset.names);
  const severities = JSON.parse(template.dataset.severities);
  const GRAVITY = ["bad", "warn", "wait", "plain"];
  let open = [];

  function row(alert) {
    const made = template.content.querySelector("li").cloneNode(true);
    const say = (part, text) => { made.querySelector(part).textContent = text; };
    made.id = alert.row;
    made.className = alert.tone;
    made.querySelector(".chip").className = `chip ${alert.tone}`;
    say(".chip", severities[alert.severity] || alert.severity);
    say("b", `${alert.code} ${names[alert.code] || alert.code}`);
    say(".mono", alert.object);
    say(".alert-time", new Date(alert.raised_at).toLocaleTimeString("sv"));
    say("p", alert.text);
    say("p.dim", `→ ${alert.action}`);
    if (!alert.action) made.querySelector("p.dim").remove();
    for (const field of ["code", "object", "opened"]) {
      for (const input of made.querySelectorAll(`input[name=${field}]`)) input.value = alert[field];
    }
    return made;
  }

  // By gravity, and the newest of its gravity first: where the list that is read anew will have it too.
  function place(made) {
    const group = lists.querySelector(".group");
    let list = group.querySelector(".alerts");
    if (!list) {
      list = document.createElement("ul");
      list.className = "alerts";
      group.querySelector(".empty").replaceWith(list);
    }
    const rank = (element) => GRAVITY.indexOf(element.className);
    list.insertBefore(made, [...list.children].find((other) => rank(other) >= rank(made)) || null);
    htmx.process(made);
    group.querySelector("h2 .dim").textContent = list.children.length;
  }

  // What somebody has taken or closed stands further down under the same id, so it does not come back.
  function complete() {
    for (const alert of [...open].reverse()) if (!document.getElementById(alert.row)) place(row(alert));
  }

  document.body.addEventListener("alerts", (event) => { open = event.detail; complete(); });
  // A list that was asked for before the announcement knows nothing of it.
  document.body.addEventListener("htmx:after:swap", complete);
})();
