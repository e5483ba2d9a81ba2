/* Rescued pictures, large, one after the other, in a native dialog (templates/article/_viewer.html).

   The browser keeps the focus inside, closes on Esc and gives the focus back. Without this file, or with a modifier key, the
   picture's link leads to the picture alone. */
(() => {
  "use strict";

  const SWIPE = 48; // CSS pixels sideways before a movement is a swipe
  const dialog = document.querySelector("dialog[data-viewer]");
  const links = [...document.querySelectorAll("a.figure__picture")];
  if (!dialog || !links.length || !dialog.showModal) return;
  const picture = dialog.querySelector(".viewer__picture");
  const words = dialog.querySelector(".viewer__words");
  const place = dialog.querySelector(".viewer__place");
  const steps = [...dialog.querySelectorAll("[data-step]")];
  let at = 0;
  let opener = null;

  function show(number) {
    at = number;
    const small = links[at].querySelector("img");
    picture.removeAttribute("src"); // not the one before under the new words
    picture.src = links[at].href;
    picture.alt = small?.alt ?? "";
    const caption = links[at].closest("figure").querySelectorAll(".figure__caption, .figure__credit");
    words.replaceChildren(...[...caption].map((each) => each.cloneNode(true)));
    words.lang = links[at].closest("[lang]")?.lang ?? "";
    place.textContent = links.length > 1
      ? place.dataset.words.replace("{n}", at + 1).replace("{all}", links.length) : "";
    for (const button of steps) {
      const there = at + Number(button.dataset.step);
      button.disabled = there < 0 || there >= links.length;
      button.hidden = links.length < 2;
    }
  }

  function step(by) {
    if (links[at + by]) show(at + by);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.figure__picture");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    opener = link;
    show(links.indexOf(link));
    dialog.showModal();
  });

  dialog.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    step(by);
  });

  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (button) step(Number(button.dataset.step));
    else if (event.target.closest("[data-close]") || event.target === dialog) dialog.close();
  });

  /* Where one was in the article, at the picture seen last. */
  dialog.addEventListener("close", () => {
    picture.removeAttribute("src");
    const last = links[at] ?? opener;
    last?.focus({ preventScroll: last === opener });
  });

  let from = null;
  dialog.addEventListener("touchstart", (event) => {
    from = event.touches.length === 1 ? event.touches[0] : null; // two fingers enlarge
  }, { passive: true });
  dialog.addEventListener("touchend", (event) => {
    const to = event.changedTouches[0];
    if (!from || event.touches.length) return;
    const sideways = to.clientX - from.clientX;
    if (Math.abs(sideways) > SWIPE && Math.abs(sideways) > 2 * Math.abs(to.clientY - from.clientY)) step(sideways < 0 ? 1 : -1);
    from = null;
  }, { passive: true });
})();
