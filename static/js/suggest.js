/* Suggestions while typing, for every search box that names where to ask (data-suggest).

   The pattern is WAI-ARIA's combobox with a list, selected by hand: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
   Without this file the boxes are plain ones; nothing else depends on it. */
(() => {
  "use strict";

  const PAUSE = 120; // milliseconds after the last key
  const LONGEST = 200; // characters; a longer text is a paste
  const REMEMBERED = 60; // answers, so that taking a letter back asks nobody
  /* What input methods show of unfinished pinyin: letters, apostrophes and spaces between syllables. */
  const PINYIN = /^[a-z' ]+$/i;

  /* What a search box holds for a suggestion: an outlet is asked for as one. */
  function query(suggestion) {
    if (suggestion.kind !== "outlet") return suggestion.text;
    const plain = /^[^\s()（）"＂“”「」『』|｜*＊]+$/.test(suggestion.text);
    return "source:" + (plain ? suggestion.text : `"${suggestion.text.replaceAll('"', "")}"`);
  }

  class Suggestions {
    constructor(input, number) {
      this.input = input;
      this.known = new Map();
      this.options = [];
      this.active = -1;
      this.composed = null; // what an input method has not finished
      this.list = document.createElement("ul");
      this.list.id = `suggestions-${number}`;
      this.list.className = "suggestions";
      this.list.hidden = true;
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", input.dataset.suggestLabel);
      this.status = document.createElement("p");
      this.status.className = "unseen";
      this.status.setAttribute("role", "status");
      input.after(this.list, this.status);
      for (const [name, value] of [
        ["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", this.list.id], ["aria-expanded", "false"],
      ]) input.setAttribute(name, value);
      this.listen();
    }

    listen() {
      const { input, list } = this;
      input.addEventListener("input", () => this.typed());
      input.addEventListener("compositionstart", () => (this.composed = ""));
      input.addEventListener("compositionupdate", (event) => (this.composed = event.data));
      input.addEventListener("compositionend", () => {
        this.composed = null;
        this.typed();
      });
      input.addEventListener("keydown", (event) => this.pressed(event));
      input.addEventListener("blur", () => this.close());
      // The box keeps the focus while one presses on the list.
      list.addEventListener("pointerdown", (event) => event.preventDefault());
      list.addEventListener("click", (event) => {
        const option = event.target.closest("[role=option]");
        if (option) this.accept(this.options.indexOf(option));
      });
      window.addEventListener("pagehide", () => this.close());
    }

    typed() {
      this.forget();
      const text = this.input.value;
      const unfinished = this.composed !== null && !PINYIN.test(this.composed);
      if (unfinished || !text.trim() || text.length > LONGEST) return this.close();
      if (this.known.has(text)) return this.show(this.known.get(text));
      this.timer = setTimeout(() => this.ask(text), PAUSE);
    }

    /* What has been asked for, and not answered, is of no interest any more. */
    forget() {
      clearTimeout(this.timer);
      this.request?.abort();
      this.request = undefined;
    }

    async ask(text) {
      const request = (this.request = new AbortController());
      let found;
      try {
        const address = `${this.input.dataset.suggest}?${new URLSearchParams({ q: text })}`;
        // Not kept by the browser: what a reader types is nobody's business.
        const answer = await fetch(address, { signal: request.signal, cache: "no-store" });
        found = answer.ok ? (await answer.json()).suggestions : [];
      } catch {
        return; // aborted, or the site is away: typing goes on without suggestions
      }
      this.remember(text, found);
      if (this.input.value === text && document.activeElement === this.input) this.show(found);
    }

    remember(text, found) {
      this.known.set(text, found);
      if (this.known.size > REMEMBERED) this.known.delete(this.known.keys().next().value);
    }

    show(found) {
      if (!found.length) return this.close();
      this.found = found;
      this.options = found.map((suggestion, number) => this.option(suggestion, number));
      this.list.replaceChildren(...this.options);
      this.list.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      this.choose(-1);
      this.status.textContent = `${this.input.dataset.suggestLabel} ${found.length}`;
    }

    option(suggestion, number) {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${number}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const text = document.createElement("span");
      text.className = "suggestions__text";
      text.lang = "";
      text.textContent = suggestion.text;
      const count = document.createElement("span");
      count.className = "suggestions__count";
      const kind = suggestion.kind === "outlet" ? `${this.input.dataset.suggestOutlet} · ` : "";
      count.textContent = ` ${kind}${suggestion.count.toLocaleString(document.documentElement.lang)}`;
      option.append(text, count);
      return option;
    }

    choose(number) {
      this.options[this.active]?.setAttribute("aria-selected", "false");
      this.active = number;
      const option = this.options[number];
      if (option) {
        option.setAttribute("aria-selected", "true");
        option.scrollIntoView({ block: "nearest" });
        this.input.setAttribute("aria-activedescendant", option.id);
      } else {
        this.input.removeAttribute("aria-activedescendant");
      }
    }

    close() {
      this.forget();
      this.list.hidden = true;
      this.options = [];
      this.choose(-1);
      this.status.textContent = "";
      this.input.setAttribute("aria-expanded", "false");
    }

    accept(number) {
      this.input.value = query(this.found[number]);
      this.close();
      // One of several fields of a form: the reader goes on to the next.
      if (!("suggestStay" in this.input.dataset)) this.input.form.requestSubmit();
    }

    /* With an input method at work its keys are its own. */
    pressed(event) {
      if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
      const open = !this.list.hidden;
      const count = this.options.length;
      if (event.key === "Escape" && open) this.close();
      else if (event.key === "ArrowDown" && open) this.choose(this.active + 1 < count ? this.active + 1 : -1);
      else if (event.key === "ArrowUp" && open) this.choose(this.active < 0 ? count - 1 : this.active - 1);
      else if (event.key === "ArrowDown" && this.input.value.trim()) this.typed();
      else if (event.key === "Enter" && open && this.active >= 0) this.accept(this.active);
      else return;
      event.preventDefault();
    }
  }

  document.querySelectorAll("input[data-suggest]").forEach((input, number) => new Suggestions(input, number));
})();
