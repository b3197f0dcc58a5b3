// Charts: drawn from the numbers on the page, in the page's own colours, anew when the numbers change.
"use strict";

(() => {
  const drawn = new WeakMap();
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });
  const short = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 2 });
  const HEIGHT = 180;

  function axes() {
    const look = { stroke: color("--faint"), grid: { stroke: color("--chart-grid"), width: 1 }, ticks: { stroke: color("--chart-grid"), width: 1 }, font: "11px system-ui, sans-serif" };
    return [
      { ...look, space: 84, size: 30, values: times },
      { ...look, size: 52, values: (_, ticks) => ticks.map((tick) => short.format(tick)) },
    ];
  }

  const two = (n) => String(n).padStart(2, "0");
  function clock(seconds, withDay, fine) {
    const at = new Date(seconds * 1000);
    const time = `${two(at.getHours())}:${two(at.getMinutes())}${fine ? `:${two(at.getSeconds())}` : ""}`;
    const day = `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    return withDay === "day" ? day : withDay ? `${day} ${time}` : time;
  }
  function times(plot, ticks) {
    const span = plot.scales.x.max - plot.scales.x.min;
    // Within minutes the same minute would stand under several lines.
    const fine = ticks.length > 1 && ticks[1] - ticks[0] < 60;
    return ticks.map((tick) => clock(tick, span > 5 * 86400 ? "day" : span > 86400, fine));
  }

  const line = (label, name, more = {}) => ({ label, stroke: color(name), width: 1.5, points: { show: false }, value: (_, v) => (v == null ? "—" : number.format(v)), ...more });
  const time = (names) => ({ label: names.nameTime, value: (_, v) => (v == null ? "—" : clock(v, true)) });
  const level = (label, name, dash) => line(label, name, { width: 1, dash });
  const dots = (label, name) => line(label, name, { width: 0, paths: () => null, points: { show: true, size: 8, width: 2, stroke: color(name), fill: color("--panel") } });

  // What each kind of chart draws from its rows: (names, rows) -> {data, series, unit}.
  const kinds = {
    flow: (names, rows, bucket) => ({
      data: [rows.map((row) => row[0]), rows.map((row) => row[1] / bucket)],
      series: [line(names.nameHandled, "--chart-1", { fill: color("--chart-1") + "22", paths: uPlot.paths.stepped({ align: 1 }) })],
      floor: 1,
    }),
    value: (names, rows) => ({
      data: [rows.t, rows.value, rows.floor, rows.exposure],
      series: [line(names.nameValue, "--chart-1", stepped()), level(names.nameFloor, "--bad", [5, 3]), level(names.nameExposure, "--chart-2", [2, 2])],
    }),
    ltv: (names, rows) => ({
      data: [rows.t, rows.ltv, ...rows.lines.map((at) => rows.t.map(() => at))],
      series: [line(names.nameLtv, "--chart-1", stepped()), level(names.nameWarn, "--wait", [5, 3]), level(names.nameCall, "--warn", [5, 3]), level(names.nameLiquidate, "--bad", [5, 3])],
    }),
    price: (names, rows) => ({
      data: [rows.t, rows.price, rows.other, rows.doubt, rows.t.map(() => rows.approved)],
      series: [
        line(names.namePrice, "--chart-1", { points: { show: true, size: 4, fill: color("--chart-1") } }),
        line(names.nameOther, "--chart-2", { dash: [2, 2], points: { show: true, size: 4 } }),
        dots(names.nameDoubt, "--bad"), level(names.nameApproved, "--faint", [6, 4]),
      ],
    }),
  };
  function stepped() { return { paths: uPlot.paths.stepped({ align: 1 }), points: { show: true, size: 4 } }; }

  // A single moment is a point without a line; the axis gets room around it.
  function room(_, low, high) {
    if (low == null) return [0, 1];
    return low === high ? [low - 1800, high + 1800] : [low, high];
  }
  const scale = (floor) => (_, low, high) => {
    if (low == null) return [0, 1];
    const pad = Math.max((high - low) * 0.12, Math.abs(high) * 0.01, 0.01);
    return floor ? [0, Math.max(high * 1.15, floor)] : [Math.max(0, low - pad), high + pad];
  };

  function draw(box) {
    const rows = JSON.parse(box.dataset.rows);
    const what = kinds[box.dataset.chart](box.dataset, rows, Number(box.dataset.bucket || 1));
    const old = drawn.get(box);
    const look = matchMedia("(prefers-color-scheme: dark)").matches + box.clientWidth;
    if (old && old.look === look && old.plot.root.isConnected) {
      old.plot.setData(what.data);
      showLast(old.plot);
      old.source = box.dataset.rows;
      return;
    }
    old?.plot.destroy();
    box.replaceChildren();
    const plot = new uPlot({
      width: Math.max(200, box.clientWidth), height: HEIGHT, padding: [8, 18, 0, 0],
      cursor: { y: false, points: { size: 6 } }, hooks: { setCursor: [showLast] }, legend: { live: true },
      scales: { x: { time: true, range: room }, y: { range: scale(what.floor) } },
      axes: axes(), series: [time(box.dataset), ...what.series],
    }, what.data, box);
    showLast(plot);
    drawn.set(box, { plot, look, source: box.dataset.rows });
  }

  // The legend says the newest values until somebody points at others.
  function showLast(plot) {
    if (plot.cursor.idx == null) plot.setLegend({ idx: plot.data[0].length - 1 });
  }

  function drawAll() {
    for (const box of document.querySelectorAll("[data-chart]")) {
      const old = drawn.get(box);
      if (!old || old.source !== box.dataset.rows || !old.plot.root.isConnected) draw(box);
    }
  }

  // Between two readings of the panels the flow goes on in time; its counts come with the next reading.
  // Its time is the hub's, as far as the page knows it.
  const ahead = Date.parse(document.body.dataset.now) - Date.now();
  let last = null;
  document.body.addEventListener("picture", (event) => {
    const box = document.querySelector('[data-chart="flow"]');
    const now = { at: (Date.now() + ahead) / 1000, done: event.detail.done };
    const before = last;
    last = now;
    if (!box || !before) return;
    const bucket = Number(box.dataset.bucket);
    const rows = JSON.parse(box.dataset.rows);
    const step = Math.floor(now.at / bucket) * bucket;
    while (rows.length === 0 || rows[rows.length - 1][0] < step) rows.push([rows.length ? rows[rows.length - 1][0] + bucket : step, 0]);
    while (rows.length > 200) rows.shift();
    box.dataset.rows = JSON.stringify(rows);
    const seconds = Math.max(0.2, now.at - before.at);
    const rate = Math.max(0, now.done - before.done) / seconds;
    document.getElementById("rate").textContent = number.format(Math.round(rate * 10) / 10);
    drawAll();
  });

  document.addEventListener("htmx:after:swap", drawAll);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => document.querySelectorAll("[data-chart]").forEach(draw));
  let resizing = 0;
  addEventListener("resize", () => { clearTimeout(resizing); resizing = setTimeout(() => document.querySelectorAll("[data-chart]").forEach(draw), 150); });
  drawAll();
})();
