// The pages work without this file: it adds printing, and says when a request failed.
(() => {
  "use strict";
  const problem = () => document.getElementById("problem");
  const show = (failed) => {
    const box = problem();
    if (box) {
      box.hidden = !failed;
    }
  };

  document.documentElement.classList.add("scripted");
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) {
      window.print();
    }
  });
  document.addEventListener("htmx:beforeRequest", () => show(false));
  document.addEventListener("htmx:responseError", (event) => show(event.detail.xhr.status !== 401));
  document.addEventListener("htmx:sendError", () => show(true));
  // a download leaves its page as it is: what became of it has to be asked
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-takes]")) {
      window.setTimeout(() => window.htmx?.trigger("#progress", "refresh"), 700);
    }
  });
  // whoever uses the keyboard goes on where the new rows begin
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.requestConfig.elt.matches(".older a")) {
      const shown = document.querySelectorAll("ol.hits");
      shown[shown.length - 1]?.querySelector("a")?.focus({ preventScroll: true });
    }
  });
})();
