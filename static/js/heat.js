"use strict";

// Calendars by keyboard: one tab stop each, the arrows go through the days. Without this script every day is a link.

(() => {
  const DAY = 86_400_000;
  const maps = [...document.querySelectorAll("[data-heat]")];
  const said = document.querySelector("[data-heat-said]");

  /** Days since 1970 of what a link leads to: `/archive/2020/08/05/`, of a month or year its first day. */
  const dayOf = (link) => {
    const [, year, month = "01", day = "01"] =
      /\/archive\/(\d{4})\/(?:(\d\d)\/)?(?:(\d\d)\/)?(?:\?|$)/.exec(link.getAttribute("href")) ?? [];
    const at = new Date(0);
    at.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
    return at.getTime() / DAY;
  };

  const groups = Map.groupBy
    ? Map.groupBy(maps, (map) => map.dataset.heat)
    : maps.reduce((found, map) => found.set(map.dataset.heat, [...(found.get(map.dataset.heat) ?? []), map]), new Map());

  for (const [kind, of] of groups) {
    const stops = of.flatMap((map) =>
      [...map.querySelectorAll("a:not([data-whole])")].map((link) => ({ link, map, day: dayOf(link) })),
    );
    stops.sort((one, other) => one.day - other.day);
    const placeOf = new Map(stops.map((stop, place) => [stop.link, place]));
    const down = kind === "days" ? 7 : 1; // weeks are rows, or columns
    const across = kind === "days" ? 1 : 7;

    const step = (from, days) => {
      if (kind === "bars") return stops[from + Math.sign(days)];
      const wanted = stops[from].day + days;
      return days > 0
        ? stops.slice(from + 1).find((stop) => stop.day >= wanted)
        : stops.slice(0, from).findLast((stop) => stop.day <= wanted);
    };
    const end = (from, last) => {
      const own = stops.filter((stop) => stop.map === stops[from].map);
      return last ? own.at(-1) : own[0];
    };
    const moves = {
      ArrowRight: (from) => step(from, across),
      ArrowLeft: (from) => step(from, -across),
      ArrowDown: (from) => step(from, down),
      ArrowUp: (from) => step(from, -down),
      PageDown: (from) => step(from, 30),
      PageUp: (from) => step(from, -30),
      Home: (from) => end(from, false),
      End: (from) => end(from, true),
    };

    // Months of one year are one calendar, years are one each.
    const together = kind === "days" ? of : null;
    const enter = ({ link, map }) => {
      for (const { link: other } of stops.filter((stop) => together || stop.map === map)) other.tabIndex = -1;
      link.tabIndex = 0;
    };
    for (const map of of) {
      const own = stops.filter((stop) => stop.map === map);
      if (own.length) enter(own.at(-1));
      map.addEventListener("focusin", ({ target }) => {
        const place = placeOf.get(target);
        if (place === undefined) return;
        enter(stops[place]);
        if (said) said.textContent = target.title || target.getAttribute("aria-label");
      });
      map.addEventListener("keydown", (event) => {
        const place = placeOf.get(event.target);
        const move = moves[event.key];
        if (place === undefined || !move || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        move(place)?.link.focus();
      });
    }
  }
})();
