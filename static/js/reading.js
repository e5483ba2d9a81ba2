/* The reader's settings without a reload: text size and line length. The other script is the server's to set.

   Without this file the same links choose, and the server remembers (articles/pages/article/reading_preferences.py). */
(() => {
  "use strict";

  const KEPT = 365 * 24 * 60 * 60; // seconds, as the server keeps it
  const NAMES = ["size", "width", "script"]; // the order in the cookie (articles/reading/choices.py)
  const article = document.querySelector(".reading[data-size]");
  const tools = document.querySelector("[data-reading]");
  if (!article || !tools) return;
  const panel = tools.querySelector("details");
  const status = tools.querySelector("[role=status]");
  const links = [...tools.querySelectorAll("a[rel=nofollow][href^='?']")];

  function remember(choice) {
    const safe = location.protocol === "https:" ? "; secure" : "";
    const value = NAMES.map((name) => choice.get(name)).join(".");
    document.cookie = `reading=${value}; path=/; max-age=${KEPT}; samesite=lax${safe}`;
  }

  /* Every other link of the panel chooses beside what has just been chosen. */
  function choose(link) {
    const { set, to } = link.dataset;
    article.dataset[set] = to;
    for (const each of links) {
      const query = new URLSearchParams(each.getAttribute("href"));
      if (each.dataset.set !== set && query.has(set)) query.set(set, to);
      each.setAttribute("href", `?${query}`);
      if (each.dataset.set === set) each.toggleAttribute("aria-current", false);
    }
    link.setAttribute("aria-current", "true");
    remember(new URLSearchParams(link.getAttribute("href")));
    status.textContent = link.textContent;
  }

  tools.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-set]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    choose(link);
  });

  function close(focus) {
    if (!panel.open) return;
    panel.open = false;
    if (focus) panel.querySelector("summary").focus();
  }

  panel.addEventListener("keydown", (event) => event.key === "Escape" && close(true));
  document.addEventListener("pointerdown", (event) => panel.contains(event.target) || close(false));

  /* The address that chose is no address to hand on: the cookie has it now. */
  const asked = new URLSearchParams(location.search);
  if (NAMES.some((name) => asked.has(name))) {
    for (const name of NAMES) asked.delete(name);
    const left = asked.toString();
    history.replaceState(history.state, "", location.pathname + (left && `?${left}`) + location.hash);
  }
})();
