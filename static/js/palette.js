/* Ctrl-K: search and jump. Without script the same control is a link to the search page. */
const dialog = document.getElementById("palette");
const WAIT = 140;
let timer = 0;
let running = null;

function open(event) {
  event?.preventDefault();
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("input").select();
}

async function search(term) {
  running?.abort();
  running = new AbortController();
  const url = new URL(dialog.dataset.searchUrl, location.href);
  url.searchParams.set("q", term);
  const results = document.getElementById("palette-results");
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: running.signal });
    if (!answer.ok) throw new Error(`search answered ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    results.replaceChildren(...(page.querySelector("main") || page.body).childNodes);
  } catch (failure) {
    if (failure.name === "AbortError") return;
    results.replaceChildren(document.getElementById("palette-failed").content.cloneNode(true));
  }
}

function move(step) {
  const links = [...dialog.querySelectorAll(".palette-results a")];
  const place = links.indexOf(document.activeElement) + step;
  if (place < 0) dialog.querySelector("input").focus();
  else links[Math.min(place, links.length - 1)]?.focus();
}

function onKey(event) {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  const input = dialog.querySelector("input");
  if (event.key in steps) {
    event.preventDefault();
    move(steps[event.key]);
  } else if (event.key === "Enter" && event.target === input) {
    const first = dialog.querySelector(".palette-results a");
    if (first) { event.preventDefault(); first.click(); }
  } else if (event.key.length === 1 && event.target !== input && !event.ctrlKey && !event.metaKey) {
    input.focus();
  }
}

if (dialog) {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") open(event);
  });
  document.addEventListener("palette:open", () => open());
  for (const link of document.querySelectorAll("[data-palette-open]")) link.addEventListener("click", open);
  dialog.addEventListener("keydown", onKey);
  dialog.addEventListener("input", (event) => {
    clearTimeout(timer);
    const term = event.target.value.trim();
    if (term) timer = setTimeout(search, WAIT, term);
  });
}
