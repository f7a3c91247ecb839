"use strict";

// Lets the list grow. Without this the page is the list as it was. Texts are never parsed as HTML.

const MAX_ROWS = 100;
const RETRY_MILLIS = 30000;
const RELOAD_MILLIS = 2000;

const list = document.getElementById("list");
const live = document.getElementById("live");
const none = document.getElementById("none");

// Hits that came while the list is fetched, which may not have them yet; null when it is not.
let waiting = null;
let reloading = false;

function cell(name, text) {
  const cell = document.createElement("td");
  cell.className = name;
  cell.textContent = text;
  return cell;
}

function timeCell(since) {
  const cell = document.createElement("td");
  const time = document.createElement("time");
  cell.className = "time";
  time.dateTime = since;
  time.textContent = since.slice(0, 19).replace("T", " ");
  cell.append(time);
  return cell;
}

function portCell(ban) {
  const text = ban.port === 0 ? "" : String(ban.port);
  const port = cell("port", text);
  if (text) {
    const protocol = document.createElement("span");
    protocol.textContent = "/" + ban.protocol;
    port.append(protocol);
  }
  return port;
}

function rowOf(ban) {
  const row = document.createElement("tr");
  row.dataset.sender = ban.address;
  row.append(
    timeCell(ban.since),
    cell("sender", ban.address),
    portCell(ban),
    cell("trigger", ban.trigger),
    cell("evidence " + ban.evidence, ban.evidence),
    cell("hits number", ban.hits.toLocaleString("en")));
  return row;
}

function find(sender) {
  return Array.from(list.rows).find((row) => row.dataset.sender === sender);
}

function trim() {
  while (list.rows.length > MAX_ROWS) list.lastElementChild.remove();
  none.hidden = list.rows.length > 0;
}

function add(hit) {
  if (find(hit.banned)) return;
  const row = rowOf({ ...hit, address: hit.banned, since: hit.time, hits: 1 });
  row.classList.add("new");
  list.prepend(row);
  trim();
}

function change(hit) {
  const row = find(hit.banned);
  if (!row) return;
  const evidence = row.querySelector(".evidence");
  evidence.className = "evidence " + hit.evidence;
  evidence.textContent = hit.evidence;
  if (hit.outcome !== "counted") return;
  const hits = row.querySelector(".hits");
  hits.textContent = (Number(hits.textContent.replaceAll(",", "")) + 1).toLocaleString("en");
}

function take(hit) {
  if (hit.outcome === "banned") add(hit);
  else change(hit);
}

async function reload() {
  reloading = false;
  waiting = [];
  try {
    const bans = await (await fetch("/bans.json")).json();
    list.replaceChildren(...bans.map(rowOf));
    trim();
  } catch (failure) {
    // The rows that are there stay, and the next connection tries again.
  } finally {
    const late = waiting.filter((hit) => hit.outcome === "banned");
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
    say("connected", true);
    reload();
  };
  events.onerror = () => {
    say("not connected, trying again", false);
    if (events.readyState === EventSource.CLOSED) setTimeout(connect, RETRY_MILLIS);
  };
  events.addEventListener("hit", (event) => {
    const hit = JSON.parse(event.data);
    if (waiting) waiting.push(hit);
    else take(hit);
  });
  events.addEventListener("counts", (event) => {
    const counts = JSON.parse(event.data);
    for (const [id, text] of Object.entries(counts)) {
      document.getElementById(id).textContent = text;
    }
    document.title = counts.bans + " banned, Portsnare";
  });
  events.addEventListener("skipped", reloadSoon);
}

connect();
