/* A part of the page that asks the server again and again: it is left alone while nothing is new, while a
   reader is in it, and while nobody looks. */
const part = (event) => event.target.closest?.("[data-live]");

function busy(root) {
  const held = root.contains(document.activeElement) && document.activeElement.matches("summary, button, input, select");
  return document.hidden || held || root.querySelector("details[open]") !== null;
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const root = part(event);
  if (root && event.detail.elt === root && busy(root)) event.preventDefault();
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 304) event.detail.shouldSwap = false;
});
