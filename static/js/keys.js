/* Keys for every page: / ? j k o n p. Whoever does not want them switches them off (WCAG 2.1.4), in the list that ? opens.

   Without this file nothing is missing but the keys; the button that opens their list shows itself here. */
(() => {
  "use strict";

  const KEPT = "keys"; // in localStorage, "off" where they are switched off
  const dialog = document.querySelector("dialog[data-keys]");
  const opener = document.querySelector("[data-keys-open]");
  if (!dialog?.showModal || !opener) return;
  const toggle = dialog.querySelector("input[type=checkbox]");
  /* What input methods and Chinese layouts make of the same keys. */
  const SAME = { "？": "?", "、": "/", "／": "/" };

  function wanted() {
    try {
      return localStorage.getItem(KEPT) !== "off";
    } catch {
      return true; // storage is closed to this page: the keys work, switching them off lasts for one page
    }
  }

  let on = wanted();
  toggle.checked = on;
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
  toggle.addEventListener("change", () => {
    on = toggle.checked;
    try {
      if (on) localStorage.removeItem(KEPT);
      else localStorage.setItem(KEPT, "off");
    } catch {
      // as above
    }
  });

  const seen = (element) => element.getClientRects().length > 0;

  function search() {
    const fields = [...document.querySelectorAll("main input[type=search], .masthead input[type=search]")].filter(seen);
    fields[0]?.focus();
    fields[0]?.select();
  }

  /* The item that has the focus; else, going down, the first that is not above the window's top. */
  function walk(by) {
    const items = [...document.querySelectorAll("[data-result]")].filter(seen);
    const here = items.findIndex((item) => item.contains(document.activeElement));
    const next = here >= 0 ? here + by : by > 0 ? items.findIndex((item) => item.getBoundingClientRect().top >= 0) : -1;
    const link = items[next]?.querySelector("a[href]") ?? (items[next]?.matches("a[href]") ? items[next] : null);
    if (!link) return;
    link.focus({ preventScroll: true });
    items[next].scrollIntoView({ block: "nearest" });
  }

  const ACTIONS = {
    "/": search,
    "?": () => dialog.showModal(),
    j: () => walk(1),
    k: () => walk(-1),
    o: () => document.activeElement.closest("[data-result]") && document.activeElement.click(),
    n: () => document.querySelector("main a[rel~=next]")?.click(),
    p: () => document.querySelector("main a[rel~=prev]")?.click(),
  };

  const typing = (element) => element.closest("input:not([type=checkbox]), textarea, select, [contenteditable], [role=textbox]");

  /* 229: an input method has the key, also where `isComposing` is not (yet, or no longer) set. */
  const composing = (event) => event.isComposing || event.keyCode === 229;

  document.addEventListener("keydown", (event) => {
    if (!on || event.defaultPrevented || composing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    const action = ACTIONS[SAME[event.key] ?? event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
})();
