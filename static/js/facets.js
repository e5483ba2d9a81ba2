/* The filter box over a long list of outlets beside a search's results. Without this file the list is there in full. */
(() => {
  "use strict";

  for (const field of document.querySelectorAll("[data-facet-filter]")) {
    const fold = field.closest("details");
    const items = [...fold.querySelectorAll("li")];
    const status = fold.querySelector("[role=status]");
    const plain = (text) => text.normalize("NFKC").toLowerCase().trim();
    field.closest("label").hidden = false;
    field.addEventListener("input", () => {
      const wanted = plain(field.value);
      for (const item of items) item.hidden = !plain(item.querySelector(".facets__name").textContent).includes(wanted);
      status.textContent = items.every((item) => item.hidden) ? status.dataset.none : "";
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !field.value) return;
      field.value = "";
      field.dispatchEvent(new Event("input"));
    });
  }
})();
