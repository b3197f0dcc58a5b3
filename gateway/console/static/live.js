// Live views: one stream of events for the page; alerts appear as they are booked, lists read themselves anew.
"use strict";

(() => {
  const body = document.body;
  const light = document.getElementById("live");
  const words = body.dataset;
  const SHOWN_MAX = 4;
  const known = new Map();
  let told = false;
  let before = "";

  document.addEventListener("htmx:config:request", (event) => {
    const request = event.detail.ctx.request;
    request.headers["X-CSRF"] = words.csrf;
    // A filter that is not set does not stand in the address.
    if (request.method === "GET" && request.body instanceof FormData) {
      for (const [name, value] of [...request.body]) if (value === "") request.body.delete(name);
    }
  });
  // A fragment that cannot be read stays as it is, with a line that says so; the next event asks again.
  document.addEventListener("htmx:before:response", (event) => {
    const status = event.detail.ctx.response.status;
    notice(status >= 500 ? words.textFailed : "");
    if (status >= 400) event.preventDefault();
  });
  document.addEventListener("htmx:error", () => notice(words.textFailed));

  function notice(text) {
    const line = document.getElementById("notice");
    line.textContent = text;
    line.hidden = text === "";
  }

  if (!light) return;

  function shine(state, text) {
    // It is told many times a second, and a write that changes nothing costs the page a layout all the same.
    if (light.className === `live ${state}` && light.lastElementChild.textContent === text) return;
    light.className = `live ${state}`;
    light.lastElementChild.textContent = text;
  }

  function count(icon, number) {
    for (const badge of document.querySelectorAll(`[data-count="${icon}"]`)) {
      const text = number > 9999 ? "9999+" : String(number);
      if (badge.textContent !== text) badge.textContent = text;
      badge.hidden = number === 0;
    }
  }

  function picture(now) {
    shine("on", words.textLive);
    count("mend", now.failing);
    count("alert", now.alerts_open);
    const moved = `${now.handled}/${now.taken}/${now.done}/${now.failing}/${now.alerts_open}/${now.stopped}`;
    // The first picture counts as a change: something may have happened while the page was on its way.
    if (moved !== before) body.dispatchEvent(new CustomEvent("changed"));
    before = moved;
    body.dispatchEvent(new CustomEvent("picture", { detail: now }));
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  }

  const tones = { critical: "bad", high: "warn", medium: "wait", low: "plain" };

  // The id of its row on the page of alerts, as the server writes it.
  function rowOf(alert) {
    const object = encodeURIComponent(alert.object).replaceAll("%2F", "/");
    return `alert-${alert.code}-${alert.opened}-${object.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`;
  }

  function toast(alert) {
    const box = element("section", `toast ${alert.tone}`, "");
    const head = element("header", "", "");
    const close = element("button", "plain", words.textDismiss);
    close.addEventListener("click", () => box.remove());
    head.append(element("span", `chip ${alert.tone}`, alert.code), element("span", "", alert.object), close);
    const link = element("a", "", alert.text);
    link.href = `${words.base}/alerts#${alert.row}`;
    const text = element("p", "", "");
    text.append(link);
    box.append(head, text);
    const toasts = document.getElementById("toasts");
    toasts.prepend(box);
    while (toasts.children.length > SHOWN_MAX) toasts.lastElementChild.remove();
  }

  function alerts(open) {
    // What was open when the page was made stands on it already; only what came after is announced.
    for (const alert of [...open].reverse()) {
      alert.tone = tones[alert.severity] || "plain";
      alert.row = rowOf(alert);
      const level = known.get(alert.row);
      const fresh = told || new Date(alert.raised_at) > new Date(words.now);
      if (fresh && (level === undefined || alert.escalated > level)) toast(alert);
      known.set(alert.row, alert.escalated);
    }
    told = true;
    body.dispatchEvent(new CustomEvent("alerts", { detail: open }));
  }

  function connect() {
    const stream = new EventSource(`${words.base}/events`);
    stream.addEventListener("picture", (event) => picture(JSON.parse(event.data)));
    stream.addEventListener("alerts", (event) => alerts(JSON.parse(event.data)));
    stream.addEventListener("away", () => shine("off", words.textAway));
    stream.addEventListener("error", () => {
      shine("off", words.textLost);
      // A refused stream is closed for good by the browser; ask again from the beginning.
      if (stream.readyState === EventSource.CLOSED) setTimeout(connect, 3000);
    });
    addEventListener("pagehide", () => stream.close());
  }
  connect();
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
