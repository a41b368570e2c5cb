/* Comfort only: the total of a sheet while it is filled in. The server adds up for itself. */
"use strict";

const total = document.querySelector(".total");
if (total) {
  const figures = [...document.querySelectorAll("[data-score]")];
  const show = () => {
    const sum = figures.reduce((sum, figure) => sum + (Number(figure.value) || 0), 0);
    total.querySelector("output").textContent = String(Math.round(sum * 10) / 10);
  };
  total.hidden = false;
  total.closest("form").addEventListener("input", show);
  figures.forEach((figure) => figure.addEventListener("change", show));
  show();
}
