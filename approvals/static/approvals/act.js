/* Comfort only: a phrase is put into the opinion by a click. */
"use strict";

document.querySelectorAll(".phrases").forEach((phrases) => {
  const opinion = phrases.closest("form").querySelector("textarea");
  phrases.hidden = false;
  phrases.addEventListener("click", (event) => {
    if (event.target.tagName !== "BUTTON") return;
    opinion.value += event.target.textContent;
    opinion.dispatchEvent(new Event("input", { bubbles: true }));
    opinion.focus();
  });
});
