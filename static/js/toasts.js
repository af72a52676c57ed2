/* Toasts: from the server's messages, from `HX-Trigger: {"toast": {text, tone}}`, and for failed requests. */
const shelf = document.getElementById("toasts");
const pattern = document.getElementById("toast-template");
const TONES = ["ok", "notice", "warning", "critical", "info", "neutral"];
const CALM = 6000;

function show(text, tone = "info") {
  if (!shelf || !text) return;
  const toast = pattern.content.firstElementChild.cloneNode(true);
  const known = TONES.includes(tone) ? tone : "info";
  toast.className = `toast tone-${known}`;
  toast.querySelector("p").textContent = text;
  const use = toast.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${known}`));
  shelf.append(toast);
  expire(toast, known);
}

/* Bad news stays until it is dismissed: nobody should miss it by looking away. */
function expire(toast, tone) {
  if (tone === "critical" || tone === "warning") return;
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, CALM) : toast.remove());
  setTimeout(leave, CALM);
}

function sentence(xhr) {
  const type = xhr.getResponseHeader("Content-Type") || "";
  if (type.includes("json")) return fromJson(xhr.responseText);
  if (type.includes("html") && xhr.responseText.includes("data-sentence")) {
    const found = new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector("[data-sentence]");
    return found ? found.dataset.sentence || found.textContent.trim() : "";
  }
  return "";
}

function fromJson(text) {
  try {
    const body = JSON.parse(text);
    return body.detail || body.message || body.title || "";
  } catch { return ""; }
}

function fallback(status) {
  return shelf.dataset[`s${status}`] || (status >= 500 ? shelf.dataset.s500 : shelf.dataset.s422);
}

if (shelf) {
  for (const toast of shelf.querySelectorAll("[data-toast]")) {
    expire(toast, TONES.find((tone) => toast.classList.contains(`tone-${tone}`)));
  }
  shelf.addEventListener("click", (event) => {
    if (event.target.closest("[data-dismiss]")) event.target.closest("[data-toast]").remove();
  });
  document.addEventListener("toast", (event) => show(event.detail.text || event.detail.value, event.detail.tone));
  document.addEventListener("htmx:sendError", () => show(shelf.dataset.s0, "critical"));
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = event.detail;
    show(sentence(xhr) || fallback(xhr.status), xhr.status >= 500 ? "critical" : "warning");
  });
}

/* A refused form comes back as a form: put it where the old one stood, with its errors. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  const isForm = (xhr.status === 422 || xhr.status === 409) && xhr.getResponseHeader("X-Swap") === "form";
  if (isForm) event.detail.shouldSwap = true;
});
