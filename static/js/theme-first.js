/* Runs before first paint: a chosen theme must not flash in after the other one. */
(() => {
  let chosen = null;
  try { chosen = localStorage.getItem("theme"); } catch (blocked) { chosen = null; }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
