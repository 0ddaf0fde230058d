// Draws rows × columns of buttons; a click tells Python which cell. All text is set as text.
export default function ({ data: [data], parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".matrix");
  const cells = new Map(data.cells.map((cell) => [JSON.stringify([cell.row, cell.column]), cell]));
  const table = make("table");
  const head = make("tr", make("thead", table));
  make("th", head, data.corner).scope = "col";
  for (const column of data.columns) {
    const title = make("th", head);
    title.scope = "col";
    make("b", title, column.label);
    make("span", title, column.note);
  }
  const body = make("tbody", table);
  for (const row of data.rows) {
    const line = make("tr", body);
    const title = make("th", line);
    title.scope = "row";
    make("b", title, row.label);
    make("span", title, row.note);
    for (const column of data.columns) fill(make("td", line), cells.get(JSON.stringify([row.id, column.id])), data, setTriggerValue);
  }
  // Where the reader had scrolled to is kept.
  const { scrollLeft, scrollTop } = host;
  host.replaceChildren(table);
  host.scrollTo(scrollLeft, scrollTop);
  host.dataset.ready = "1";
}

function fill(place, cell, data, tell) {
  if (!cell) {
    place.textContent = "·";
    place.className = "empty";
    return;
  }
  const button = make("button", place);
  button.type = "button";
  button.title = cell.tip;
  button.style.setProperty("--ink", data.colours[cell.state]);
  button.setAttribute("aria-pressed", String(cell.row === data.chosen[0] && cell.column === data.chosen[1]));
  make("b", button, cell.count);
  for (const word of cell.words) make("span", button, word);
  button.addEventListener("click", () => tell("chosen", [cell.row, cell.column]));
}

function make(tag, parent, text) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  parent?.append(element);
  return element;
}
