/* Saved searches, in this browser's own store (localStorage), sent nowhere. Each is a link that can be shared; all can be
   written to a file and read again. Without this file the section stays hidden. */
(() => {
  "use strict";

  const KEY = "newsarchive.saved";
  const LONGEST = 200; // characters of a name
  const MOST = 500;
  const SAID = 4000; // milliseconds that the page says what was done
  const place = document.querySelector("[data-saved]");
  const list = place.querySelector(".saved__list");
  const status = place.querySelector(".saved__said");

  /* What a search's address says, without its page or part; always the address of a search of this archive. */
  function query(text) {
    const fields = new URLSearchParams(text);
    fields.delete("page");
    fields.delete("part");
    return new URLSearchParams([...fields].filter(([, value]) => value)).toString();
  }

  function sound(found) {
    const searches = Array.isArray(found?.searches) ? found.searches : [];
    return searches
      .filter((one) => typeof one?.name === "string" && typeof one?.query === "string" && query(one.query))
      .map((one) => ({ name: one.name.slice(0, LONGEST), query: query(one.query) }))
      .slice(0, MOST);
  }

  function read() {
    try {
      return sound(JSON.parse(localStorage.getItem(KEY)));
    } catch {
      return [];
    }
  }

  function write(searches) {
    try {
      localStorage.setItem(KEY, JSON.stringify({ version: 1, searches }));
    } catch {
      return; // forbidden or full
    }
    show();
  }

  function change(at, changed) {
    write(read().flatMap((one) => (one.query === at ? changed(one) : [one])));
  }

  function row(one) {
    const item = place.querySelector("template").content.firstElementChild.cloneNode(true);
    const link = item.querySelector("a");
    link.href = `${place.dataset.saved}?${one.query}`;
    link.textContent = one.name;
    const rename = item.querySelector("[data-rename]");
    const remove = item.querySelector("[data-remove]");
    for (const button of [rename, remove]) button.setAttribute("aria-label", `${button.textContent}: ${one.name}`);
    remove.addEventListener("click", () => {
      change(one.query, () => []);
      place.querySelector("summary").focus();
    });
    rename.addEventListener("click", () => edit(one, link, rename));
    return item;
  }

  /* The name becomes a field: Enter keeps it, Escape does not. */
  function edit(one, link, button) {
    const field = document.createElement("input");
    field.value = one.name;
    field.maxLength = LONGEST;
    field.setAttribute("aria-label", button.getAttribute("aria-label"));
    link.replaceWith(field);
    button.hidden = true;
    field.select();
    let done = false;
    const end = (name) => {
      if (done) return;
      done = true;
      change(one.query, (kept) => [{ ...kept, name: name.trim() || kept.name }]);
      list.querySelector(`a[href$="${CSS.escape(one.query)}"]`)?.focus();
    };
    field.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === "Enter") end(field.value);
      if (event.key === "Escape") end(one.name);
    });
    field.addEventListener("blur", () => end(field.value));
  }

  function show() {
    const searches = read();
    const here = query(window.location.search);
    list.replaceChildren(...searches.map(row));
    place.querySelector("[data-count]").textContent = searches.length ? `(${searches.length})` : "";
    place.querySelector(".saved__none").hidden = searches.length > 0;
    place.querySelector("[data-out]").hidden = !searches.length;
    place.querySelector("[data-save]").hidden = !here || searches.some((one) => one.query === here);
  }

  let unsaying = 0;
  function say(text) {
    clearTimeout(unsaying); // or what is said now would go when what was said before is over
    status.textContent = text;
    unsaying = setTimeout(() => {
      status.textContent = "";
    }, SAID);
  }

  function toFile() {
    const text = JSON.stringify({ version: 1, searches: read() }, null, 1);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = "saved-searches.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  /* The field is emptied before its file is read: emptied after, it would lose a file that was chosen meanwhile. */
  async function fromFile(field) {
    const [file] = field.files;
    field.value = "";
    let found = [];
    try {
      found = sound(JSON.parse(await file.text()));
    } catch {
      found = [];
    }
    say(found.length ? place.dataset.added : place.dataset.broken);
    const kept = read();
    const known = new Set(kept.map((one) => one.query));
    write([...kept, ...found.filter((one) => !known.has(one.query))].slice(0, MOST));
  }

  place.hidden = false;
  place.querySelector("[data-save]").addEventListener("click", () => {
    const here = query(window.location.search);
    write([{ name: (place.dataset.name.trim() || here).slice(0, LONGEST), query: here }, ...read()]);
    say(place.dataset.added);
    place.querySelector("summary").focus();
  });
  place.querySelector("[data-out]").addEventListener("click", toFile);
  place.querySelector("[data-in]").addEventListener("change", (event) => fromFile(event.target));
  window.addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) show();
  });
  // Back from another page, where searches may have been saved or removed.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) show();
  });
  show();
})();
