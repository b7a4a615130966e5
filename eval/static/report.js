/* Filters the cases and shows passages where they are asked for; everything can be read without it. */
"use strict";
(() => {
  const form = document.getElementById("filters");
  const cases = [...document.querySelectorAll(".case")];
  const words = new Map(cases.map((one) => [one, [...one.querySelectorAll(".find")].map((part) => part.textContent).join("\n").toLowerCase()]));

  const matches = (one, wanted) =>
    wanted.words.every((word) => words.get(one).includes(word)) &&
    ["category", "right", "status"].every((name) => !wanted[name] || one.dataset[name] === wanted[name]) &&
    (!wanted.short || one.dataset.short.split(" ").includes(wanted.short)) &&
    (!wanted.worse || "worse" in one.dataset);

  const apply = () => {
    const wanted = Object.fromEntries(new FormData(form));
    wanted.words = wanted.words.toLowerCase().split(/\s+/).filter(Boolean);
    for (const one of cases) one.hidden = !matches(one, wanted);
    for (const group of document.querySelectorAll(".group")) {
      const kept = group.querySelectorAll(".case:not([hidden])").length;
      group.hidden = !kept;
      group.querySelector("h3 .quiet")?.replaceChildren(kept);
    }
    const shown = cases.filter((one) => !one.hidden).length;
    document.getElementById("count").textContent = shown === cases.length ? `${shown} cases` : `${shown} of ${cases.length} cases`;
    document.getElementById("none").hidden = shown > 0;
  };

  const openTarget = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let box = target; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
    if (target) target.scrollIntoView();
  };

  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  document.getElementById("open").addEventListener("click", () => cases.forEach((one) => { one.open = one.open || !one.hidden; }));
  document.getElementById("close").addEventListener("click", () => cases.forEach((one) => { one.open = false; }));
  for (const link of document.querySelectorAll("[data-set]"))
    link.addEventListener("click", () => {
      form.reset();
      form.elements[link.dataset.set].value = link.dataset.to;
      apply();
    });
  document.addEventListener("toggle", (event) => {
    const link = event.target.open && event.target.closest?.(".retrieved") && event.target.querySelector("a");
    if (!link) return;
    const text = document.createElement("p");
    text.className = "context";
    text.textContent = document.getElementById(link.hash.slice(1)).textContent;
    link.replaceWith(text);
  }, true);
  window.addEventListener("hashchange", openTarget);
  if (location.hash) openTarget();
  apply();
})();
