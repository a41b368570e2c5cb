/* Comfort only: the total of a sheet while it is filled in. The server adds up for itself. */
"use strict";

const total = document.querySelector(".total");
if (total) {
  const figures = [...document.querySelectorAll("[data-score]")];
  /* A figure counts by its weight, a level by the points its option names; neither while its condition is not ticked. */
  const counts = (field) =>
    (field.dataset.tick || "")
      .split(" ")
      .filter(Boolean)
      .every((name) => document.querySelector(`[name="${name}"]`)?.checked);
  const worth = (field) =>
    field.tagName === "SELECT"
      ? Number(field.selectedOptions[0]?.dataset.points) || 0
      : (Number(field.value) || 0) * Number(field.dataset.score);
  const show = () => {
    const sum = figures.filter(counts).reduce((sum, figure) => sum + worth(figure), 0);
    total.querySelector("output").textContent = String(Math.round(sum * 100) / 100);
  };
  total.hidden = false;
  const ticks = [...document.querySelectorAll("[data-ticks]")];
  [...figures, ...ticks].forEach((figure) => {
    figure.addEventListener("input", show);
    figure.addEventListener("change", show);
  });
  show();
}
