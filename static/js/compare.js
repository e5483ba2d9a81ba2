/* The compare chart under the pointer and the arrow keys: what all lines say of one step, in one place. And the words that
   go with each search, once the chart is there.

   Without this file every point is a link with a title, one after the other in the order of the tab key. With it the chart
   is one stop: left and right go along a line, up and down from line to line. */
(() => {
  "use strict";

  const ns = "http://www.w3.org/2000/svg";

  class Chart {
    constructor(frame) {
      this.frame = frame;
      this.svg = frame.querySelector(".chart__plot");
      this.lines = [...this.svg.querySelectorAll(":scope > g[class^=series-]")].map((group) => [...group.querySelectorAll("a")]);
      this.links = this.lines.flat();
      this.columns = new Map();
      if (!this.links.length) return;
      this.links.forEach((link) => this.take(link));
      this.links[0].setAttribute("tabindex", "0");
      this.cross = this.svg.insertBefore(document.createElementNS(ns, "line"), this.svg.querySelector(":scope > g[class^=series-]"));
      this.cross.setAttribute("class", "chart__cross");
      this.cross.setAttribute("y2", "100%");
      this.box = frame.appendChild(document.createElement("div"));
      this.box.className = "chart__told";
      this.box.setAttribute("aria-hidden", "true"); // each link says its own
      this.hide();
      this.listen();
    }

    /* The browser's own tip would cover the box. */
    take(link) {
      const title = link.querySelector("title");
      link.setAttribute("aria-label", title.textContent);
      title.remove();
      link.setAttribute("tabindex", "-1");
      const column = link.querySelector("rect").getAttribute("x");
      if (!this.columns.has(column)) this.columns.set(column, []);
      this.columns.get(column).push(link);
    }

    column(link) {
      const height = (each) => parseFloat(each.querySelector("use").getAttribute("y"));
      return this.columns.get(link.querySelector("rect").getAttribute("x")).toSorted((a, b) => height(a) - height(b));
    }

    listen() {
      const { svg, frame } = this;
      svg.addEventListener("pointermove", (event) => this.show(event.target.closest("a")));
      svg.addEventListener("pointerleave", () => this.show(document.activeElement?.closest?.(".chart__plot a")));
      // On the frame: Chromium makes an <svg> that listens for focus a stop of the Tab key itself.
      frame.addEventListener("focusin", (event) => this.show(event.target.closest("a")));
      frame.addEventListener("focusout", () => this.hide());
      frame.addEventListener("keydown", (event) => this.pressed(event));
      // A finger has no hovering: the first touch shows, the second follows.
      svg.addEventListener("pointerdown", (event) => (this.shown = event.pointerType === "touch" ? this.current : undefined));
      svg.addEventListener("click", (event) => {
        const link = event.target.closest("a");
        if (event.pointerType !== "touch" || !link || this.shown === link) return;
        event.preventDefault();
        this.show(link);
      });
    }

    show(link) {
      if (!link) return this.hide();
      if (link === this.current) return;
      this.current = link;
      const x = link.querySelector("use").getAttribute("x");
      this.cross.setAttribute("x1", x);
      this.cross.setAttribute("x2", x);
      this.cross.style.display = "";
      const rows = this.column(link);
      const when = document.createElement("p");
      when.textContent = link.getAttribute("aria-label").split("\n")[0];
      const list = document.createElement("ul");
      list.append(...rows.map((each) => this.row(each, each === link)));
      this.box.replaceChildren(when, list);
      this.box.hidden = false;
      this.place(parseFloat(x) / 100);
    }

    row(link, current) {
      const row = document.createElement("li");
      row.className = link.parentNode.getAttribute("class");
      row.classList.toggle("chart__told--at", current);
      row.textContent = link.getAttribute("aria-label").split("\n")[1];
      return row;
    }

    /* Beside the step, on the side that has room. */
    place(share) {
      const plot = this.svg.getBoundingClientRect();
      const left = plot.left - this.frame.getBoundingClientRect().left + share * plot.width;
      const width = this.box.offsetWidth;
      const room = this.frame.clientWidth - left - 16;
      const at = room > width ? left + 16 : Math.max(0, left - width - 16);
      this.box.style.insetInlineStart = `${Math.min(at, this.frame.clientWidth - width)}px`;
    }

    hide() {
      this.current = undefined;
      this.box.hidden = true;
      this.cross.style.display = "none";
    }

    pressed(event) {
      const link = event.target.closest("a");
      if (!link || event.ctrlKey || event.metaKey || event.altKey) return;
      const line = this.lines.find((each) => each.includes(link));
      const column = this.column(link);
      const along = (list, by) => list[list.indexOf(link) + by];
      const next = {
        ArrowRight: () => along(line, 1),
        ArrowLeft: () => along(line, -1),
        ArrowDown: () => along(column, 1),
        ArrowUp: () => along(column, -1),
        Home: () => line[0],
        End: () => line.at(-1),
      }[event.key];
      if (event.key === "Escape") this.hide();
      if (!next) return;
      event.preventDefault();
      const target = next();
      if (!target) return;
      link.setAttribute("tabindex", "-1");
      target.setAttribute("tabindex", "0");
      target.focus();
    }
  }

  /* The words take longer than the chart, so they come after it. Without this file, or if it fails, a link leads to them. */
  async function words(link) {
    const place = link.closest("#words");
    place.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(link.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = answer.ok && page.getElementById("words");
      if (found) place.replaceWith(document.adoptNode(found));
    } catch {
      // The link stays.
    } finally {
      place.removeAttribute("aria-busy");
    }
  }

  document.querySelectorAll(".chart__frame").forEach((frame) => new Chart(frame));
  document.querySelectorAll("[data-words]").forEach(words);
})();
