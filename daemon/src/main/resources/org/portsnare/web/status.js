"use strict";

// Keeps the page as it is now. The server makes all HTML and escapes it; without this script the
// page is fixed.

const MAX_ROWS = 100;
const RETRY_MILLIS = 30000;
const RELOAD_MILLIS = 2000;
const MAP_MILLIS = 30000;

const list = document.getElementById("list");
const live = document.getElementById("live");
const none = document.getElementById("none");
const upper = document.getElementById("top");

// Events that come while the list is fetched: the list may lack them. Null at other times.
let waiting = null;
let reloading = false;

function find(sender) {
  return Array.from(list.rows).find((row) => row.dataset.sender === sender);
}

function trim() {
  while (list.rows.length > MAX_ROWS) list.lastElementChild.remove();
  none.hidden = list.rows.length > 0;
}

function remove(banned) {
  const row = find(banned);
  if (row) row.remove();
}

function add(made) {
  remove(made.banned);
  list.insertAdjacentHTML("afterbegin", made.html);
  list.firstElementChild.classList.add("new");
  trim();
}

function change(event) {
  const row = find(event.banned);
  if (!row) return;
  const evidence = row.querySelector(".evidence");
  evidence.className = "evidence " + event.evidence;
  evidence.textContent = event.evidence;
  if (event.outcome !== "counted") return;
  const hits = row.querySelector(".hits");
  hits.textContent = (Number(hits.textContent.replaceAll(",", "")) + 1).toLocaleString("en");
}

function take(event) {
  if (event.html) add(event);
  else if (event.outcome === "ended") {
    remove(event.banned);
    trim();
  } else if (event.outcome !== "observed") change(event);
}

function receive(message) {
  const event = JSON.parse(message.data);
  if (waiting) waiting.push(event);
  else take(event);
}

async function reload() {
  reloading = false;
  waiting = [];
  try {
    const rows = await fetch("/rows");
    if (rows.ok) list.innerHTML = await rows.text();
    trim();
  } catch (failure) {
    // The old rows stay, and the next connection tries again.
  } finally {
    const late = waiting.filter((event) => event.html || event.outcome === "ended");
    waiting = null;
    late.forEach(take);
  }
}

function reloadSoon() {
  if (reloading) return;
  reloading = true;
  setTimeout(reload, RELOAD_MILLIS);
}

function say(text, isOn) {
  live.hidden = false;
  live.textContent = text;
  live.className = isOn ? "on" : "";
}

function connect() {
  const events = new EventSource("/events");
  events.onopen = () => {
    say("this page is live", true);
    reload();
  };
  events.onerror = () => {
    say("not connected, trying again", false);
    if (events.readyState === EventSource.CLOSED) setTimeout(connect, RETRY_MILLIS);
  };
  events.addEventListener("ban", receive);
  events.addEventListener("row", receive);
  events.addEventListener("top", (message) => {
    const now = JSON.parse(message.data);
    upper.innerHTML = now.html;
    document.title = now.title;
    chart();
  });
  events.addEventListener("skipped", reloadSoon);
}

// --- the charts, and the time that they are about -----------------------------------------------

const charts = document.getElementById("charts");
let range = new URLSearchParams(location.search).get("range") || "day";

async function chart() {
  try {
    const answer = await fetch("/charts?range=" + range);
    if (!answer.ok) return;
    const html = await answer.text();
    const chosen = charts.contains(document.activeElement);
    charts.innerHTML = html;
    if (chosen) charts.querySelector("[aria-current]").focus();
  } catch (failure) {
    // The old charts stay.
  }
}

charts.addEventListener("click", (event) => {
  const link = event.target.closest("[data-range]");
  if (!link) return;
  event.preventDefault();
  range = link.dataset.range;
  history.replaceState(null, "", link.href);
  chart();
});

// --- the map of the IPv4 space ------------------------------------------------------------------

const ORDER = 8;
const SIDE = 1 << ORDER;
const canvas = document.getElementById("hilbert");
const place = document.getElementById("place");
const explanation = place.textContent;
const points = new Map();

// The point of a number on the curve (Hilbert), and the number of a point.
function pointOf(number) {
  let x = 0;
  let y = 0;
  for (let s = 1, t = number; s < SIDE; s *= 2, t >>= 2) {
    const rx = 1 & (t >> 1);
    const ry = 1 & (t ^ rx);
    [x, y] = turned(s, x, y, rx, ry);
    x += s * rx;
    y += s * ry;
  }
  return [x, y];
}

function numberOf(x, y) {
  let number = 0;
  for (let s = SIDE / 2; s > 0; s /= 2) {
    const rx = (x & s) > 0 ? 1 : 0;
    const ry = (y & s) > 0 ? 1 : 0;
    number += s * s * ((3 * rx) ^ ry);
    [x, y] = turned(SIDE, x, y, rx, ry);
  }
  return number;
}

function turned(side, x, y, rx, ry) {
  if (ry === 1) return [x, y];
  return rx === 1 ? [side - 1 - y, side - 1 - x] : [y, x];
}

function draw() {
  const size = canvas.width / SIDE;
  const paint = canvas.getContext("2d");
  const style = getComputedStyle(document.body);
  const most = Math.max(...points.values());
  paint.fillStyle = style.getPropertyValue("--box");
  paint.fillRect(0, 0, canvas.width, canvas.height);
  paint.fillStyle = style.getPropertyValue("--hot");
  for (const [number, count] of points) {
    const [x, y] = pointOf(number);
    paint.globalAlpha = 0.35 + 0.65 * (Math.log(1 + count) / Math.log(1 + most));
    // A lone point is drawn larger than its network, or nobody would see it.
    paint.fillRect(x * size - 1, y * size - 1, size + 2, size + 2);
  }
  paint.globalAlpha = 1;
}

function name(number) {
  const count = points.get(number) || 0;
  const bans = count === 1 ? "1 ban" : count.toLocaleString("en") + " bans";
  return (number >> 8) + "." + (number & 255) + ".0.0/16: " + bans;
}

canvas.addEventListener("pointermove", (event) => {
  const box = canvas.getBoundingClientRect();
  const x = Math.floor(((event.clientX - box.left) / box.width) * SIDE);
  const y = Math.floor(((event.clientY - box.top) / box.height) * SIDE);
  place.textContent = name(numberOf(x, y));
});
canvas.addEventListener("pointerleave", () => {
  place.textContent = explanation;
});

async function map() {
  try {
    const pairs = await (await fetch("/map.json")).json();
    points.clear();
    for (let i = 0; i < pairs.length; i += 2) points.set(pairs[i], pairs[i + 1]);
    document.getElementById("map").hidden = points.size === 0;
    if (points.size > 0) draw();
  } catch (failure) {
    // The old map stays.
  }
}

connect();
map();
setInterval(map, MAP_MILLIS);
