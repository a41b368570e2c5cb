/* Comfort only: every page works without this file. */
"use strict";

/* A second click does not submit twice. The button is disabled after its own name and value have gone along. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-again")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => buttonsOf(form).forEach((button) => (button.disabled = true)));
});

/* Coming back with the browser's own button finds the form usable. */
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    buttonsOf(form).forEach((button) => (button.disabled = false));
  });
});

/* An open menu closes on Escape and on a click elsewhere. */
const openMenus = () => document.querySelectorAll("details.shell-menu[open]");
document.addEventListener("click", (event) => {
  openMenus().forEach((menu) => menu.contains(event.target) || (menu.open = false));
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  openMenus().forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

function buttonsOf(form) {
  return [...form.elements].filter((element) => element.type === "submit");
}
