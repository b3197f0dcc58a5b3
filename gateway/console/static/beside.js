// The original beside what was understood: pointing at a field lights its source, and the other way round.
"use strict";

(() => {
  let pinned = false;

  const marksOf = (element) => new Set((element.dataset.marks || "").split(" ").filter(Boolean));
  const marked = () => [...document.querySelectorAll("#beside [data-marks]")];

  function light(element) {
    const wanted = element ? marksOf(element) : new Set();
    const lit = [];
    for (const one of marked()) {
      const on = [...marksOf(one)].some((mark) => wanted.has(mark));
      one.classList.toggle("lit", on);
      if (on) lit.push(one);
    }
    return lit;
  }

  function bringInto(element, lit) {
    const here = element.closest(".view");
    const there = lit.find((one) => one.closest(".view") !== here);
    const view = there?.closest(".view");
    if (!view) return;
    const box = there.getBoundingClientRect();
    const frame = view.getBoundingClientRect();
    if (box.top < frame.top + 24 || box.bottom > frame.bottom) view.scrollTop += box.top - frame.top - frame.height / 3;
    if (box.left < frame.left + 40 || box.right > frame.right) view.scrollLeft += box.left - frame.left - 60;
  }

  const source = (event) => event.target.closest?.("#beside [data-marks]");

  document.addEventListener("pointerover", (event) => {
    if (pinned) return;
    const element = source(event);
    const lit = light(element);
    if (element) bringInto(element, lit);
  });
  document.addEventListener("focusin", (event) => {
    const element = source(event);
    if (element) bringInto(element, light(element));
  });
  document.addEventListener("click", (event) => {
    const element = source(event);
    if (!element && !event.target.closest?.("#beside")) return;
    pinned = Boolean(element);
    const lit = light(element);
    if (element) bringInto(element, lit);
  });
})();
