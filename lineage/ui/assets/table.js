// Draws rows of text that wraps; a click on a row tells Python which. All text is set as text.
export default function ({ data: [data], parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".table");
  host.style.maxHeight = `${data.height}px`;
  const table = make("table");
  const head = make("tr", make("thead", table));
  for (const column of data.columns) make("th", head, column).scope = "col";
  const body = make("tbody", table);
  for (const row of data.rows) {
    const line = make("tr", body);
    for (const cell of row.cells) fill(make("td", line), cell, data.colours);
    if (data.clickable) choosable(line, row, data, setTriggerValue);
  }
  const { scrollTop } = host;
  host.replaceChildren(table);
  if (data.more) make("p", host, data.more);
  host.scrollTo(0, scrollTop);
  host.dataset.ready = "1";
}

function fill(place, cell, colours) {
  const text = make(cell.code ? "code" : "span", place, cell.text);
  if (!cell.state) return;
  text.className = "state";
  text.style.setProperty("--ink", colours[cell.state]);
}

function choosable(line, row, data, tell) {
  const choose = () => tell("chosen", row.id);
  line.className = "choosable";
  line.tabIndex = 0;
  line.setAttribute("aria-selected", String(row.id === data.chosen));
  line.addEventListener("click", () => getSelection().isCollapsed && choose());
  line.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose();
  });
}

function make(tag, parent, text) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  parent?.append(element);
  return element;
}
