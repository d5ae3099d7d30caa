// What the pages do beyond what they do without a script: nothing here is needed.
"use strict";

document.documentElement.classList.add("scripted");

// The language, as soon as it is chosen.
document.querySelector("#language")?.addEventListener("change", (event) => event.target.form.requestSubmit());

// Times as the reader's own clock has them.
function tellTimes(part) {
  for (const time of part.querySelectorAll("time[datetime]")) {
    const moment = new Date(time.dateTime);
    if (isNaN(moment)) continue;
    time.title = time.textContent;
    time.textContent = moment.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  }
}

// A case at work: its steps as they come, then its trace.
function watchProgress(main) {
  const text = document.querySelector("#progress-text");
  const bar = document.querySelector("#progress-bar");
  const last = document.querySelector("#progress-last");
  const steps = [...document.querySelectorAll(".steps li")];
  const events = new EventSource(main.dataset.progress);
  events.addEventListener("message", (event) => {
    const now = JSON.parse(event.data);
    if (text.textContent !== now.text) text.textContent = now.text;
    last.textContent = now.last;
    bar.max = Math.max(now.total, 1);
    // A bar without a value says that there is work, and not how much.
    if (now.total > 0 || now.step === 0) bar.value = now.done;
    else bar.removeAttribute("value");
    steps.forEach((step, at) => {
      step.classList.toggle("done", at + 1 < now.step);
      if (at + 1 === now.step) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    });
    if (now.step === steps.length + 1) {
      events.close();
      location.reload();
    }
  });
}

// A trace: findings by keyboard.
function useKeys(main) {
  document.querySelector(".keys")?.removeAttribute("hidden");
  const isFinding = (row) => row.matches(".v-differs, .v-unsupported, .against-itself") && row.offsetParent !== null;
  const findings = () => [...main.querySelectorAll(".row")].filter(isFinding);
  const current = () => main.querySelector(".row.current");

  function go(to) {
    if (!to) return;
    current()?.classList.remove("current");
    to.classList.add("current");
    to.tabIndex = -1;
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: "center" });
  }

  function step(by) {
    const all = findings();
    const now = all.indexOf(current());
    if (now >= 0) return go(all[now + by]);
    const below = all.findIndex((row) => row.getBoundingClientRect().bottom > innerHeight / 3);
    go(by > 0 ? all[Math.max(below, 0)] : all[below - 1] ?? all[0]);
  }

  function form() {
    const details = current()?.querySelector(".judge details");
    if (details) details.open = true;
    return details?.querySelector("form");
  }

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    o: () => current()?.querySelector("a.open")?.click(),
    a: () => form()?.querySelector("[value=agree]").click(),
    d: () => form()?.querySelector("[value=disagree]").click(),
    n: () => form()?.querySelector("textarea").focus(),
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select");
    if (event.key === "Escape" && typing) return go(typing.closest(".row"));
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
  if (location.hash) go(document.querySelector(location.hash + ".row"));
}

// A judgement without leaving the place: the page is fetched anew, and the row takes its place.
function judgeInPlace(main) {
  main.addEventListener("submit", async (event) => {
    const form = event.target.closest(".judge form");
    if (!form) return;
    event.preventDefault();
    const row = form.closest(".row");
    const body = new URLSearchParams(new FormData(form, event.submitter));
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const judged = page.getElementById(row.id)?.querySelector(".judge");
      if (!judged) throw new Error("no row");
      tellTimes(judged);
      row.querySelector(".judge").replaceWith(judged);
      row.classList.add("current");
      row.tabIndex = -1;
      row.focus({ preventScroll: true });
    } catch {
      form.submit();
    }
  });
}

// A new case: what is dropped goes into the fields that are there without a script.
function takeDrops(form) {
  const field = (id) => form.querySelector("#" + id);
  const [text, file, address, files, addresses] = ["text", "file", "address", "files", "addresses"].map(field);
  const [article, sources] = form.querySelectorAll("fieldset");
  const words = form.dataset;
  const say = (sentence, names) => sentence.replace(/\{names?\}/, () => names.join(", "));
  // Words that are dragged within the page only move.
  let isOwn = false;

  function put(input, all) {
    const transfer = new DataTransfer();
    for (const one of all) transfer.items.add(one);
    input.files = transfer.files;
  }

  function showChosen() {
    const items = [...files.files].map((one) => {
      const [item, name, button] = ["li", "bdi", "button"].map((tag) => document.createElement(tag));
      name.textContent = one.name;
      button.type = "button";
      button.textContent = "×";
      button.setAttribute("aria-label", say(words.remove, [one.name]));
      button.addEventListener("click", () => {
        put(files, [...files.files].filter((other) => other !== one));
        showChosen();
        files.focus();
      });
      item.append(name, button);
      return item;
    });
    field("chosen").replaceChildren(...items);
  }

  // What a drag holds: files, or else links, or else words. A folder cannot be sent.
  function held(transfer) {
    const items = [...transfer.items].filter((item) => item.kind === "file");
    const isFolder = (item) => item.webkitGetAsEntry?.()?.isDirectory;
    const loose = items.filter((item) => !isFolder(item)).map((item) => item.getAsFile());
    const folders = items.filter(isFolder).map((item) => item.getAsFile().name);
    const plain = items.length > 0 ? "" : transfer.getData("text/plain").trim();
    const list = items.length > 0 ? "" : transfer.getData("text/uri-list") || plain;
    const links = list.split(/\s*\n/).filter((line) => /^https?:\/\/\S+$/i.test(line));
    return { loose, links, plain: links.length > 0 ? "" : plain, folders };
  }

  function take(transfer, wantsArticle) {
    const { loose, links, plain, folders } = held(transfer);
    const told = { article: [], sources: [], nothing: folders };
    if (!addresses) told.nothing.push(...links.splice(0));
    if (plain && !wantsArticle) loose.push(new File([plain], "text.txt", { type: "text/plain" }));
    // An article is given in one way only: what was given before makes room.
    if (wantsArticle && (plain || loose.length > 0 || links.length > 0)) {
      text.value = plain;
      put(file, plain ? [] : loose.splice(0, 1));
      if (address) address.value = plain || file.files.length > 0 ? "" : links.shift();
      told.article.push(plain ? words.text : file.files[0]?.name ?? address.value);
    }
    put(files, [...files.files, ...loose]);
    if (links.length > 0) addresses.value = [addresses.value.trim(), ...links].filter(Boolean).join("\n");
    told.sources.push(...loose.map((one) => one.name), ...links);
    showChosen();
    const said = Object.entries(told).filter(([, names]) => names.length > 0);
    field("taken").textContent = said.map(([what, names]) => say(words[what], names)).join(" ");
  }

  // Words find their own way into a field for words, and links into one for addresses.
  function isOurs(event) {
    const has = (type) => event.dataTransfer.types.includes(type);
    if (isOwn) return false;
    if (has("Files")) return true;
    const into = event.target.closest?.("textarea, input");
    return (has("text/uri-list") && (!into || ![address, addresses].includes(into))) || (has("text/plain") && !into);
  }

  function show(isDragging, over) {
    document.documentElement.classList.toggle("dragging", isDragging);
    for (const part of [article, sources]) part.classList.toggle("over", part === over);
  }

  document.addEventListener("dragstart", () => { isOwn = true; });
  document.addEventListener("dragend", () => { isOwn = false; });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) show(false); });
  document.addEventListener("dragover", (event) => {
    if (!isOurs(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    show(true, event.target.closest?.("fieldset"));
  });
  document.addEventListener("drop", (event) => {
    show(false);
    if (!isOurs(event)) return;
    event.preventDefault();
    const over = event.target.closest?.("fieldset");
    const isGiven = text.value.trim() || file.files.length > 0 || address?.value;
    take(event.dataTransfer, over === article || (over !== sources && !isGiven));
  });
  files.addEventListener("change", showChosen);
  field("drop-hint").hidden = false;
  showChosen();
}

tellTimes(document);
const main = document.querySelector("main");
if (main?.dataset.progress) watchProgress(main);
if (main?.dataset.case) {
  useKeys(main);
  judgeInPlace(main);
}
const order = document.querySelector("form[data-article]");
if (order) takeDrops(order);
