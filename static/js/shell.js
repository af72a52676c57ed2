/* Small manners of the page: menus close, dialogs open, errors get the focus. */
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  closeMenus(event.target);
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog) {
    event.preventDefault(); // without script the same control is a link to a page with the form
    dialog.showModal();
  }
  const filler = event.target.closest("[data-fill]");
  if (filler) fill(filler);
  if (event.target.matches("dialog.dialog, dialog.palette")) event.target.close();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details[data-menu][open]");
  closeMenus(null);
  menu?.querySelector("summary").focus();
});

function fill(button) {
  const field = document.getElementById(button.dataset.fill);
  if (!field) return;
  field.value = button.dataset.fillValue;
  const secret = [...field.form.elements].find((other) => other.type === "password");
  if (secret) secret.value = button.dataset.fillSecret || secret.value;
  (secret || field).focus();
}

function focusErrors(root) {
  root.querySelector?.("[data-autofocus]")?.focus();
}

focusErrors(document);
document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.target));

for (const button of document.querySelectorAll("[data-keys-help]")) {
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById("keys-help").showModal());
}
