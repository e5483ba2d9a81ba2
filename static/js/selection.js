/* A reader's selection of articles, with notes: in this browser's own store (localStorage), sent nowhere.

   Without this file the boxes beside search results are fields of an ordinary form that leads to /selection/?id=…, and that
   page is a form that downloads its list. */
(() => {
  "use strict";

  const KEY = "newsarchive.selection";
  const { href, label, most, full } = document.currentScript.dataset;
  const status = document.createElement("p");
  /* What the reader unticked on this page. A list that somebody shared is whole, though none of it is one's own. */
  const taken = new Set();
  let link = null;

  /* [{id, note}], in the order of picking. A browser that keeps nothing, or somebody else's value, is an empty selection. */
  function read() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      return kept.items.filter((item) => /^[0-9a-z]{1,32}$/.test(item.id)).map(({ id, note }) => ({ id, note: String(note || "") }));
    } catch {
      return [];
    }
  }

  function write(items) {
    try {
      localStorage.setItem(KEY, JSON.stringify({ version: 1, items }));
    } catch {
      return; // forbidden or full: the page works as without this file
    }
    show();
  }

  function address(items) {
    return items.length ? `${href}?${items.map((item) => `id=${item.id}`).join("&")}` : href;
  }

  function say(text) {
    status.textContent = text;
  }

  /* The items with one of them where the page /selection/ shows it: after the next row above that is kept, else before the
     next below. Elsewhere as they are. */
  function settled(items, id) {
    const rows = [...document.querySelectorAll("[data-picked]")].map((row) => row.dataset.picked);
    const at = rows.indexOf(id);
    const one = items.find((item) => item.id === id);
    if (at < 0 || !one) return items;
    const others = items.filter((item) => item !== one);
    const nearest = (ids) => ids.map((each) => others.findIndex((item) => item.id === each)).find((place) => place >= 0);
    const above = nearest(rows.slice(0, at).reverse());
    others.splice(above === undefined ? (nearest(rows.slice(at + 1)) ?? others.length) : above + 1, 0, one);
    return others;
  }

  function pick(id, wanted) {
    const items = read().filter((item) => item.id !== id);
    const before = read().find((item) => item.id === id);
    if (wanted && !before && items.length >= Number(most)) {
      say(full);
      return show();
    }
    if (!wanted) {
      taken.add(id);
      return write(items);
    }
    taken.delete(id);
    return before ? show() : write(settled([...items, { id, note: "" }], id));
  }

  function note(id, text) {
    const items = read();
    const known = items.find((item) => item.id === id);
    if (known) known.note = text;
    else if (text && items.length < Number(most)) items.push({ id, note: text });
    write(items);
  }

  /* Boxes and the link in the masthead say what is stored. */
  function show() {
    const items = read();
    const ids = new Set(items.map((item) => item.id));
    for (const box of document.querySelectorAll("input[data-pick]")) {
      box.checked = ids.has(box.value);
      const row = box.closest("[data-picked]");
      if (row) row.classList.toggle("selection__out", taken.has(box.value) && !box.checked);
    }
    if (!link && items.length) {
      link = document.createElement("a");
      link.className = "places__selection";
      if (window.location.pathname === href) link.setAttribute("aria-current", "true");
      document.querySelector(".places")?.append(link);
    }
    if (!link) return;
    link.hidden = !items.length;
    link.href = address(items);
    link.textContent = `${label} (${items.length})`;
  }

  /* The page /selection/: notes come from the store and go there. */
  function listed(form) {
    const rows = [...form.querySelectorAll("[data-picked]")];
    const known = new Map(read().map((item) => [item.id, item.note]));
    for (const row of rows) {
      const id = row.dataset.picked;
      const field = row.querySelector("textarea");
      if (!field.value) field.value = known.get(id) || "";
      field.addEventListener("input", () => note(id, field.value));
    }
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[name=move]");
      if (!button) return;
      event.preventDefault();
      move(form, button);
    });
    const told = document.querySelector("[data-scripted]");
    told.textContent = told.dataset.scripted;
    const all = form.querySelector("[data-pick-all]");
    const clear = form.querySelector("[data-clear]");
    all.parentElement.hidden = false;
    all.addEventListener("click", () => {
      for (const row of rows) pick(row.dataset.picked, true);
    });
    clear.addEventListener("click", () => {
      if (!window.confirm(clear.dataset.sure)) return;
      write([]);
      window.location.assign(href);
    });
    // What was taken out is not downloaded.
    form.addEventListener("formdata", (event) => {
      const left = new Set([...form.querySelectorAll(".selection__out")].map((row) => row.dataset.picked));
      const ids = event.formData.getAll("id").filter((id) => !left.has(id));
      event.formData.delete("id");
      for (const id of ids) event.formData.append("id", id);
    });
  }

  /* A row moves past its neighbour: the neighbour is what is taken out of the page and put back, so the row keeps its
     focus, and the page scrolls so that the pressed button stays where it is pressed again. */
  function move(form, button) {
    const row = button.closest("[data-picked]");
    const up = button.value.startsWith("up-");
    const neighbour = up ? row.previousElementSibling : row.nextElementSibling;
    if (!neighbour) return;
    const top = button.getBoundingClientRect().top;
    if (up) row.after(neighbour);
    else row.before(neighbour);
    const rows = [...form.querySelectorAll("[data-picked]")];
    rows.forEach((each, place) => {
      const [first, second] = each.querySelectorAll("[name=move]");
      first.disabled = place === 0;
      second.disabled = place === rows.length - 1;
    });
    (button.disabled ? row.querySelector("[name=move]:enabled") : button).focus({ preventScroll: true });
    window.scrollBy({ top: button.getBoundingClientRect().top - top, behavior: "instant" });
    write(settled(read(), row.dataset.picked));
    readdress(rows.map((each) => each.dataset.picked));
    const told = { headline: row.querySelector("h2").textContent, place: rows.indexOf(row) + 1, count: rows.length };
    say(form.dataset.moved.replace(/\{(\w+)\}/g, (_all, name) => told[name]));
  }

  /* The page's own address and those of the styles name the articles in this order. */
  function readdress(ids) {
    const style = new URLSearchParams(window.location.search).get("style");
    const query = (named) => `?${[...ids.map((id) => `id=${id}`), ...(named ? [`style=${named}`] : [])].join("&")}`;
    window.history.replaceState(window.history.state, "", query(encodeURIComponent(style || "")));
    for (const link of document.querySelectorAll(".chips a")) {
      link.setAttribute("href", query(new URL(link.href).searchParams.get("style")));
    }
  }

  function begin() {
    status.className = "unseen";
    status.setAttribute("role", "status");
    document.body.append(status);
    for (const box of document.querySelectorAll("input[data-pick]")) {
      box.closest("label").hidden = false;
      box.addEventListener("change", () => pick(box.value, box.checked));
    }
    const form = document.querySelector("form[data-selection]");
    if (form) listed(form);
    const page = document.querySelector("[data-pick-page]");
    if (page) page.hidden = false;
    page?.addEventListener("click", () => {
      for (const box of document.querySelectorAll("input[data-pick]")) pick(box.value, true);
    });
    // What was ticked on earlier pages belongs to it, too.
    document.getElementById("pick")?.addEventListener("submit", (event) => {
      event.preventDefault();
      window.location.assign(address(read()));
    });
    if (!form && window.location.pathname === href && !window.location.search && read().length) {
      window.location.replace(address(read()));
    }
    show();
  }

  begin();
  window.addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) show();
  });
  // Back from another page, which may have changed the selection.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) show();
  });
})();
