/* A brush over the timeline of a search: draw over the bars, or hold Shift and press the arrow keys on one of them, and the
   search is narrowed to those days. Without this file the bars are links, and the two dates can be typed. */
(() => {
  "use strict";

  const HEIGHT = 104; // the drawing's own units
  const DAY = 86400000;

  class Brush {
    constructor(figure) {
      this.figure = figure;
      this.svg = figure.querySelector(":scope > svg");
      this.steps = figure.dataset.steps.split(" ").map((step) => {
        const [first, last, count] = step.split(",");
        return { first, last, count: Number(count) };
      });
      this.start = Date.parse(this.steps[0].first);
      this.days = (Date.parse(this.steps.at(-1).last) - this.start) / DAY + 1;
      this.width = this.svg.viewBox.baseVal.width;
      this.from = this.to = -1; // numbers of steps; -1: nothing is chosen
      const page = document.documentElement.lang;
      const language = page === "en" ? "en-GB" : page; // the day before the month, as on the rest of the page
      this.day = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
      this.number = new Intl.NumberFormat(language);
      this.area = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      this.area.setAttribute("class", "timeline__brush");
      this.area.setAttribute("height", HEIGHT);
      this.label = document.createElement("output");
      this.label.className = "timeline__label";
      this.label.setAttribute("aria-live", "polite");
      this.label.textContent = figure.dataset.hint;
      this.links = [...this.svg.querySelectorAll("a")];
      this.rove(this.links[0]);
      figure.classList.add("timeline--brushed");
      figure.append(this.label);
      this.listen();
    }

    listen() {
      const { svg, figure } = this;
      svg.addEventListener("pointerdown", (event) => this.pressed(event));
      svg.addEventListener("pointermove", (event) => this.moved(event));
      svg.addEventListener("pointerup", (event) => this.released(event));
      svg.addEventListener("pointercancel", () => this.clear());
      svg.addEventListener("dragstart", (event) => event.preventDefault());
      // The click that ends a stroke is no click on a bar.
      svg.addEventListener("click", (event) => this.drawn && event.preventDefault(), true);
      // On the figure: Chromium makes an <svg> that listens for focus a stop of the Tab key itself.
      figure.addEventListener("keydown", (event) => this.typed(event));
      figure.addEventListener("focusin", (event) => {
        this.rove(event.target.closest("a"));
        if (this.from < 0 && event.target.matches(":focus-visible")) this.label.textContent = figure.dataset.keys;
      });
      figure.addEventListener("focusout", (event) => svg.contains(event.relatedTarget) || this.clear());
      // Coming back by the browser's own button finds nothing chosen.
      window.addEventListener("pageshow", () => this.clear());
    }

    /* The number of the step under the pointer. */
    at(event) {
      const box = this.svg.getBoundingClientRect();
      const share = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
      const moment = this.start + Math.min(Math.floor(share * this.days), this.days - 1) * DAY;
      return this.steps.findIndex((step) => Date.parse(step.last) >= moment);
    }

    pressed(event) {
      this.drawn = false;
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
      this.origin = this.at(event);
      this.x = event.clientX;
    }

    moved(event) {
      if (this.origin === undefined) return;
      const now = this.at(event);
      // A hand trembles: a stroke within one bar is a click on it.
      if (!this.drawn && (now === this.origin || Math.abs(event.clientX - this.x) < 4)) return;
      if (!this.drawn) this.svg.setPointerCapture(event.pointerId);
      this.drawn = true;
      this.choose(this.origin, now);
    }

    released() {
      this.origin = undefined;
      if (this.drawn && this.from >= 0) this.go();
    }

    /* One stop of the Tab key for all bars: the arrows go from one to the next. */
    rove(link) {
      for (const each of this.links) each.setAttribute("tabindex", each === link ? "0" : "-1");
    }

    /* Shift and an arrow widen the choice from the bar that has the focus; Enter goes there; Escape gives up. */
    typed(event) {
      const link = event.target.closest("a");
      const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (event.key === "Escape" && this.from >= 0) this.clear();
      else if (event.key === "Enter" && this.from >= 0) this.go();
      else if (way && event.shiftKey && link) this.widen(link, way);
      else if (way && link) this.links[this.links.indexOf(link) + way]?.focus();
      else return;
      event.preventDefault();
    }

    widen(link, way) {
      if (this.from < 0) this.anchor = this.end = this.stepOf(link);
      this.end = Math.min(Math.max(this.end + way, 0), this.steps.length - 1);
      this.choose(this.anchor, this.end);
    }

    stepOf(link) {
      const first = new URLSearchParams(link.search ?? link.getAttribute("href").split("?")[1]).get("from");
      return this.steps.findIndex((step) => step.first === first);
    }

    choose(one, other) {
      [this.from, this.to] = one < other ? [one, other] : [other, one];
      const left = this.place(this.steps[this.from].first);
      this.area.setAttribute("x", left);
      this.area.setAttribute("width", this.place(this.steps[this.to].last, 1) - left);
      this.svg.append(this.area);
      this.label.textContent = this.said();
    }

    /* Where a day begins, or (more = 1) ends, in the drawing's units. */
    place(day, more = 0) {
      return (((Date.parse(day) - this.start) / DAY + more) * this.width) / this.days;
    }

    said() {
      const chosen = this.steps.slice(this.from, this.to + 1);
      const count = chosen.reduce((sum, step) => sum + step.count, 0);
      const text = (count === 1 ? this.figure.dataset.one : this.figure.dataset.many).replace("#", this.number.format(count));
      const ends = [chosen[0].first, chosen.at(-1).last].map((day) => this.day.format(new Date(day)));
      return [[...new Set(ends)].join(" – "), text, this.drawn ? "" : this.figure.dataset.go].filter(Boolean).join(" · ");
    }

    go() {
      const target = new URL(this.figure.dataset.address, location.href);
      target.searchParams.set("from", this.steps[this.from].first);
      target.searchParams.set("to", this.steps[this.to].last);
      location.assign(target);
    }

    clear() {
      this.from = this.to = -1;
      this.origin = undefined;
      this.area.remove();
      this.label.textContent = this.figure.dataset.hint;
    }
  }

  for (const figure of document.querySelectorAll(".timeline[data-steps]")) {
    if (figure.dataset.steps.includes(" ")) new Brush(figure);
  }
})();
