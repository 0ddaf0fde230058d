// Draws a vis network whose parts all have their place; a click tells Python which hops or which box.
import "../pyvis.vis/vis-network.min.js";

const drawings = new WeakMap();

export default function ({ data: [data], parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".network");
  let drawing = drawings.get(host);
  if (!drawing || drawing.hash !== data.hash) {
    drawing?.network.destroy();
    drawing = draw(host, data);
    drawings.set(host, drawing);
  }
  drawing.tell = (choice) => setTriggerValue("chosen", choice);
  if (drawing.turn !== data.turn) {
    drawing.turn = data.turn;
    select(drawing, new Set(data.chosen), null);
  }
}

function draw(host, data) {
  host.replaceChildren();
  host.dataset.ready = "";
  host.setAttribute("role", "img");
  host.setAttribute("aria-label", data.summary);
  const canvas = document.createElement("div");
  canvas.className = "canvas";
  canvas.style.background = data.look.canvas;
  canvas.style.height = `${height(host, data)}px`;
  const legend = document.createElement("div");
  legend.className = "legend";
  legend.innerHTML = data.legend;
  const under = document.createElement("div");
  under.className = "under";
  under.append(legend);
  host.append(canvas, under);
  const parts = { nodes: new vis.DataSet(data.nodes), edges: new vis.DataSet(data.edges) };
  const network = new vis.Network(canvas, parts, data.options);
  const drawing = {
    hash: data.hash,
    network,
    edges: data.edges,
    items: new Map(data.nodes.map((item) => [item.id, item])),
    pieces: new Map(data.edges.map((piece) => [piece.id, piece])),
  };
  network.on("beforeDrawing", (context) => ground(context, data));
  network.on("click", (where) => click(drawing, where));
  network.once("afterDrawing", () => {
    fit(network, host, data);
    host.dataset.ready = "1";
  });
  under.append(tools(network, () => fit(network, host, data)));
  // The wheel belongs to the page, unless Ctrl says that it is for the picture.
  const wheel = (event) => {
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
  };
  canvas.addEventListener("wheel", wheel, { capture: true });
  canvas.addEventListener("mouseleave", () => {
    for (const tip of canvas.querySelectorAll(".vis-tooltip")) tip.style.visibility = "hidden";
  });
  host.network = network;
  return drawing;
}

function height(host, data) {
  return Math.max(200, Math.min(680, data.tall * scale(host, data) + 24));
}

// As large as fits, but never so small that nothing can be read: then one pans.
function scale(host, data) {
  return Math.max(0.55, Math.min(1.2, (host.clientWidth || 1100) / (data.wide + 24)));
}

function fit(network, host, data) {
  const by = scale(host, data);
  const canvas = host.querySelector(".canvas");
  const start = Math.min(data.wide / 2, canvas.clientWidth / 2 / by - 12);
  const middle = data.tall / 2 + data.top;
  network.moveTo({ position: { x: start, y: middle }, scale: by, animation: false });
}

function tools(network, whole) {
  const bar = document.createElement("div");
  bar.className = "tools";
  const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor, animation: { duration: 120 } });
  const all = [
    ["+", "Zoom in", () => zoom(1.3)],
    ["−", "Zoom out", () => zoom(1 / 1.3)],
    ["Fit", "Show everything", whole],
  ];
  for (const [text, label, act] of all) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.title = label;
    button.setAttribute("aria-label", label);
    button.addEventListener("click", act);
    bar.append(button);
  }
  return bar;
}

function ground(context, data) {
  const look = data.look;
  for (const frame of data.nodes.filter((item) => item.part === "frame")) {
    context.beginPath();
    context.roundRect(frame.left, frame.top, frame.wide, frame.tall, 10);
    context.fillStyle = look.fill;
    context.fill();
    context.setLineDash([6, 4]);
    context.lineWidth = 1.3;
    context.strokeStyle = look.stroke;
    context.stroke();
    context.setLineDash([]);
  }
  for (const text of data.nodes.filter((item) => item.part === "text")) {
    context.font = `${text.bold ? "bold " : ""}${text.size}px ${look.family}`;
    context.fillStyle = text.muted ? look.muted : look.text;
    context.textAlign = text.align;
    context.textBaseline = "alphabetic";
    context.fillText(text.label, text.left, text.top);
  }
}

function click(drawing, where) {
  const item = drawing.items.get(where.nodes[0]);
  const hops = item ? item.hops : drawing.pieces.get(where.edges[0])?.hops ?? [];
  const node = item?.part === "node" ? item.id : "";
  select(drawing, new Set(hops), node || null);
  if (node || hops.length) drawing.tell({ node, hops });
}

function select(drawing, hops, node) {
  const edges = drawing.edges.filter((piece) => piece.hops.some((hop) => hops.has(hop))).map((piece) => piece.id);
  drawing.network.setSelection({ nodes: node ? [node] : [], edges }, { highlightEdges: false });
}
