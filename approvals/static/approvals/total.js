/* Comfort only: the total of a sheet while it is filled in. The server adds up for itself. */
"use strict";

const total = document.querySelector(".total");
if (total) {
  const figures = [...document.querySelectorAll("[data-score]")];
  /* A figure counts by its weight, a level by the points its option names. */
  const worth = (field) =>
    field.tagName === "SELECT"
      ? Number(field.selectedOptions[0]?.dataset.points) || 0
      : (Number(field.value) || 0) * Number(field.dataset.score);
  const show = () => {
    const sum = figures.reduce((sum, figure) => sum + worth(figure), 0);
    total.querySelector("output").textContent = String(Math.round(sum * 100) / 100);
  };
  total.hidden = false;
  figures.forEach((figure) => {
    figure.addEventListener("input", show);
    figure.addEventListener("change", show);
  });
  show();
}
