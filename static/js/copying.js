/* Buttons that copy a citation, with its italics where the other program takes them. Without this file they stay hidden, and
   the text can be marked and copied by hand. */
(() => {
  "use strict";

  const SHOWN = 2000; // milliseconds that a button says so

  function mark(element) {
    const range = document.createRange();
    range.selectNodeContents(element);
    const marked = window.getSelection();
    marked.removeAllRanges();
    marked.addRange(range);
  }

  /* Browsers offer their clipboard over HTTPS and on loopback only; elsewhere the old command copies what is marked. */
  async function copy(element) {
    if (!navigator.clipboard || !window.ClipboardItem) {
      mark(element);
      return document.execCommand("copy");
    }
    const text = new Blob([element.textContent], { type: "text/plain" });
    const html = new Blob([element.innerHTML], { type: "text/html" });
    try {
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": text, "text/html": html })]);
      return true;
    } catch {
      mark(element);
      return document.execCommand("copy");
    }
  }

  /* One button at a time says so, that of what the clipboard holds, and as long as any, whatever was pressed before. */
  let unsay = () => {};
  let unsaying = 0;

  for (const button of document.querySelectorAll("button[data-copy]")) {
    const said = button.textContent;
    const status = button.closest("details, form").querySelector("[data-copied]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (!(await copy(document.getElementById(button.dataset.copy)))) return;
      clearTimeout(unsaying);
      unsay();
      unsay = () => {
        button.textContent = said;
        status.textContent = "";
      };
      button.textContent = status.textContent = status.dataset.copied;
      unsaying = setTimeout(unsay, SHOWN);
    });
  }
})();
