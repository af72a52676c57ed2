/* Keyboard for lists: j and k move, Enter opens, x selects; data-key names any other key of the page. */
const TYPING = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";

const rows = () => [...document.querySelectorAll("table[data-list] tbody tr")].filter((row) => target(row));
const target = (row) => row.querySelector("[data-row-link]") || row.querySelector("a[href]") || row.querySelector("input");
const focused = () => document.activeElement?.closest?.("table[data-list] tbody tr");

function move(step) {
  const all = rows();
  if (!all.length) return;
  const place = all.indexOf(focused());
  const next = all[Math.max(0, Math.min(all.length - 1, place + step))];
  target(next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function toggle() {
  focused()?.querySelector(".pick input")?.click();
}

function openRow() {
  const row = focused();
  if (row && !document.activeElement.matches("a, button")) target(row).click();
}

function seek() {
  const field = document.querySelector("main input[type=search]");
  if (field) field.select();
  else document.dispatchEvent(new CustomEvent("palette:open"));
}

function help() {
  const dialog = document.getElementById("keys-help");
  if (!dialog || dialog.open) return;
  const here = dialog.querySelector("[data-keys-here]");
  here.replaceChildren(...[...document.querySelectorAll("[data-key]")].map(describe));
  dialog.showModal();
}

function describe(control) {
  const line = document.createElement("div");
  const [term, text, key] = ["dt", "dd", "kbd"].map((name) => document.createElement(name));
  key.textContent = control.dataset.key;
  text.textContent = control.getAttribute("aria-label") || control.textContent.trim();
  term.append(key);
  line.append(term, text);
  return line;
}

const ACTIONS = { j: () => move(1), k: () => move(-1), x: toggle, Enter: openRow, "/": seek, "?": help };

function act(event) {
  const own = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  const action = ACTIONS[event.key] || (own && (() => own.click()));
  if (!action) return;
  if (event.key !== "Enter") event.preventDefault();
  action();
}

document.addEventListener("keydown", (event) => {
  const busy = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
  if (busy || document.querySelector("dialog[open]") || event.target.closest?.(TYPING)) return;
  act(event);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all]")) {
    for (const box of event.target.closest("table").querySelectorAll("tbody .pick input")) box.checked = event.target.checked;
  }
  const table = event.target.closest?.("table[data-list]");
  if (table) report(table);
});

/* The bar of bulk actions shows itself while something is selected. */
function report(table) {
  const count = table.querySelectorAll("tbody .pick input:checked").length;
  for (const bar of document.querySelectorAll("[data-selection]")) {
    bar.hidden = count === 0;
    const shown = bar.querySelector("[data-selection-count]");
    if (shown) shown.textContent = count;
  }
}
