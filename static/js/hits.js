/* From hit to hit in an article that a search found: which one it is of how many, and the ways to the next and the previous.

   Without this file the ways stand at the hit itself (static/css/hits.css), and the first is a link away. */
(() => {
  "use strict";

  const bar = document.querySelector(".hits[data-hits]");
  const first = document.getElementById("hit-1");
  if (!bar || !first) return;
  const total = Number(bar.dataset.hits);
  const count = bar.querySelector(".hits__count");
  const ways = [...bar.querySelectorAll("[data-hit]")];
  const number = new Intl.NumberFormat("en");
  let here = 0;

  function named() {
    const found = /^#hit-([1-9]\d*)$/.exec(location.hash);
    return found && Number(found[1]) <= total ? Number(found[1]) : 0;
  }

  /* From the last hit on to the first, and the other way round. */
  function show() {
    here = named();
    for (const way of ways) {
      const to = here + Number(way.dataset.hit);
      way.hidden = !here && way.dataset.hit === "-1";
      way.setAttribute("href", `#hit-${to > total ? 1 : to < 1 ? total : to}`);
    }
    if (!here) return;
    const label = ways[1].querySelector("[data-next]");
    label.textContent = label.dataset.next;
    count.textContent = count.dataset.text.replace("##", number.format(total)).replace("#", number.format(here));
  }

  /* The focus stays on the way, so that Enter goes on to the next hit; the address is one entry of the history for all. */
  bar.addEventListener("click", (event) => {
    const way = event.target.closest("[data-hit]");
    if (!way || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    location.replace(new URL(way.getAttribute("href"), location.href));
    way.focus({ preventScroll: true });
  });

  bar.classList.add("hits--live");
  window.addEventListener("hashchange", show);
  show();
})();
