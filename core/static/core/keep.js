/* What somebody typed into a form marked data-keep outlives an expired session, a lost connection and a refusal.

   Drafts lie in this browser, one per user, page and form, until the server has accepted the form: a submit carries a
   token, and the server answers an accepted one with the same token in the cookie "accepted". */
"use strict";

const DAYS_KEPT = 7;
const PREFIX = "keep:";

forgetOld();
forgetAccepted();
document.querySelectorAll("form[data-keep]").forEach(keep);

function keep(form, number) {
  const key = PREFIX + [document.body.dataset.user, location.pathname, form.id || number].join(":");
  restore(form, key);
  let soon;
  const save = () => store(key, { at: Date.now(), values: valuesOf(form) });
  form.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(save, 400);
  });
  form.addEventListener("change", save);
  form.addEventListener("submit", () => {
    clearTimeout(soon);
    const token = crypto.getRandomValues(new Uint32Array(3)).join("-");
    tokenField(form).value = token;
    store(key, { at: Date.now(), token, values: valuesOf(form) });
  });
}

function restore(form, key) {
  const draft = load(key);
  if (!draft || JSON.stringify(draft.values) === JSON.stringify(valuesOf(form))) return;
  const fresh = valuesOf(form);
  fill(form, draft.values);
  const notice = document.getElementById("kept").content.firstElementChild.cloneNode(true);
  notice.querySelector("button").addEventListener("click", () => {
    fill(form, fresh);
    localStorage.removeItem(key);
    notice.remove();
  });
  form.prepend(notice);
}

/* Fields in the order of the page; files, passwords and hidden fields are never kept. */
function fieldsOf(form) {
  const never = ["file", "password", "hidden", "submit", "button", "reset", "fieldset", "image"];
  return [...form.elements].filter((field) => field.name && !never.includes(field.type));
}

function valuesOf(form) {
  return fieldsOf(form).map((field) => [field.name, valueOf(field)]);
}

function valueOf(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked;
  if (field.type === "select-multiple") return [...field.selectedOptions].map((option) => option.value);
  return field.value;
}

/* A form that has changed since, in number or order of its fields, takes what still fits by name. */
function fill(form, values) {
  const left = [...values];
  fieldsOf(form).forEach((field) => {
    const at = left.findIndex(([name]) => name === field.name);
    if (at < 0) return;
    const [[, value]] = left.splice(at, 1);
    if (typeof value === "boolean") field.checked = value;
    else if (Array.isArray(value)) [...field.options].forEach((option) => (option.selected = value.includes(option.value)));
    else field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: false }));
  });
}

function tokenField(form) {
  const existing = form.querySelector("input[name=keep-token]");
  if (existing) return existing;
  const field = Object.assign(document.createElement("input"), { type: "hidden", name: "keep-token" });
  form.append(field);
  return field;
}

function forgetAccepted() {
  const accepted = document.cookie.match(/(?:^|; )accepted=([0-9-]+)/);
  if (!accepted) return;
  keys().forEach((key) => load(key)?.token === accepted[1] && localStorage.removeItem(key));
  document.cookie = "accepted=; path=/; max-age=0; samesite=lax";
}

function forgetOld() {
  const oldest = Date.now() - DAYS_KEPT * 24 * 3600 * 1000;
  keys().forEach((key) => (load(key)?.at ?? 0) < oldest && localStorage.removeItem(key));
}

function keys() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return []; /* storage switched off: the form works, nothing is kept */
  }
}

function load(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function store(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    /* storage full or switched off: the form works, nothing is kept */
  }
}
