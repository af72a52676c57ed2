/* The week sheet by keyboard: arrows move between cells, as in any table of figures. */
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function target(input, rows, columns) {
  const cell = input.closest("td");
  let row = cell.parentElement;
  let place = [...row.children].indexOf(cell);
  for (;;) {
    if (rows) row = rows > 0 ? row.nextElementSibling : row.previousElementSibling;
    place += columns;
    const next = row?.children[place];
    if (!next) return null;
    const found = next.querySelector("[data-cell]");
    if (found) return found;
  }
}

/* Left and right belong to the text until the caret stands at its end. */
function atEdge(input, columns) {
  if (!columns) return true;
  const edge = columns > 0 ? input.value.length : 0;
  return input.selectionStart === edge && input.selectionEnd === edge;
}

document.addEventListener("keydown", (event) => {
  const move = MOVES[event.key];
  if (!move || !event.target.matches?.("[data-cell]") || event.altKey || event.ctrlKey || event.metaKey) return;
  if (!atEdge(event.target, move[1])) return;
  const next = target(event.target, ...move);
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
});

for (const choice of document.querySelectorAll("select[name=person]")) {
  choice.addEventListener("change", () => choice.form.requestSubmit());
}
