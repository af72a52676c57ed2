/* The theme switch: light, dark or what the system says. */
const box = document.querySelector("[data-theme-switch]");

function stored() {
  try { return localStorage.getItem("theme") || "system"; } catch { return "system"; }
}

function choose(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try { localStorage.setItem("theme", theme); } catch { /* private mode: the choice lasts for this page */ }
}

if (box) {
  box.hidden = false;
  const current = box.querySelector(`[value="${stored()}"]`);
  if (current) current.checked = true;
  box.addEventListener("change", (event) => choose(event.target.value));
}
