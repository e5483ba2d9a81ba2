/* The admin's switch of themes (Django's own theme.js) for tokens.css, which knows only what the system prefers: its dark
   colours hold when dark is chosen, never when light is. Without this file, or with "auto", the system decides. */
(() => {
  "use strict";

  const SYSTEM = "(prefers-color-scheme: dark)";
  const { cssRules } = document.getElementById("tokens").sheet;
  const dark = [...cssRules].find((rule) => rule.media?.mediaText.includes("prefers-color-scheme"));
  const chosen = { dark: "all", light: "not all" };

  function follow() {
    dark.media.mediaText = chosen[document.documentElement.dataset.theme] || SYSTEM;
  }

  follow();
  new MutationObserver(follow).observe(document.documentElement, { attributeFilter: ["data-theme"] });
})();
