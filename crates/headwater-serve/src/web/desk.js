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
    bar.value = now.done;
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

tellTimes(document);
const main = document.querySelector("main");
if (main?.dataset.progress) watchProgress(main);
if (main?.dataset.case) {
  useKeys(main);
  judgeInPlace(main);
}
