"use strict";

// Adds events to the list. Without this script the list is fixed. Texts are never parsed as HTML.

const MAX_ROWS = 100;
const RETRY_MILLIS = 30000;
const RELOAD_MILLIS = 2000;

const list = document.getElementById("list");
const live = document.getElementById("live");
const none = document.getElementById("none");

// Events that come while the list is fetched: the list may lack them. Null at other times.
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

function add(event) {
  const before = find(event.banned);
  if (before) before.remove();
  const hits = event.protocol ? 1 : 0;
  const row = rowOf({ ...event, address: event.banned, since: event.time, hits });
  row.classList.add("new");
  list.prepend(row);
  trim();
}

function remove(event) {
  const row = find(event.banned);
  if (row) row.remove();
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
  if (event.outcome === "banned") add(event);
  else if (event.outcome === "ended") remove(event);
  else if (event.outcome !== "observed") change(event);
}

async function reload() {
  reloading = false;
  waiting = [];
  try {
    const bans = await (await fetch("/bans.json")).json();
    list.replaceChildren(...bans.map(rowOf));
    trim();
  } catch (failure) {
    // The old rows stay, and the next connection tries again.
  } finally {
    const late = waiting.filter((event) => ["banned", "ended"].includes(event.outcome));
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
  events.addEventListener("ban", (message) => {
    const event = JSON.parse(message.data);
    if (waiting) waiting.push(event);
    else take(event);
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
