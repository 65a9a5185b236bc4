// What scripts add to pages that are whole without them: the theme that was chosen, copying, the subscribe dialog.
const root = document.documentElement;
const chosen = (() => { try { return localStorage.getItem("theme") || ""; } catch { return ""; } })();
if (chosen) root.dataset.theme = chosen;

document.addEventListener("DOMContentLoaded", () => {
  for (const select of document.querySelectorAll("[data-theme-choice]")) {
    select.value = chosen;
    select.parentElement.hidden = false;
    select.addEventListener("change", () => {
      root.dataset.theme = select.value;
      try { localStorage.setItem("theme", select.value); } catch { /* private windows keep nothing */ }
    });
  }
  copying(document);
  for (const part of document.querySelectorAll("[data-watch]")) watch(part);
  operating();
  for (const link of document.querySelectorAll("a[data-dialog]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(link).catch(() => { location.href = link.href; });
    });
  }
});

function copying(part) {
  for (const button of part.querySelectorAll("[data-copy]")) {
    const field = part.querySelector(`#${button.dataset.copy}`);
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        document.execCommand("copy");
      }
      button.parentElement.querySelector("output").textContent = button.dataset.copied;
    });
  }
}

// The subscribe page, shown over this one; Escape and the button close it, and focus goes back to the link.
async function show(link) {
  const answer = await fetch(link.href);
  if (!answer.ok) throw new Error(answer.status);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "dialog-name");
  const heading = page.querySelector("h1");
  heading.id = "dialog-name";
  const close = document.createElement("button");
  close.type = "button";
  close.className = "close";
  close.textContent = root.lang === "en" ? "Close" : "닫기";
  close.addEventListener("click", () => dialog.close());
  dialog.append(close, heading, page.querySelector(".subscribe"));
  dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
  document.body.append(dialog);
  copying(dialog);
  dialog.showModal();
}

// How the house stands, asked again while the page is looked at: a server that is gone says nothing by itself.
function watch(part) {
  const word = part.querySelector("[data-word]"), list = document.querySelector("[data-problems]");
  const live = document.querySelector("[data-live]");
  if (live) live.hidden = false;
  const tell = (text, problems, wrong) => {
    if (word.textContent !== text) word.textContent = text;
    part.classList.toggle("failing", wrong);
    part.firstElementChild.textContent = wrong ? "▲" : "●";
    list.replaceChildren(...problems.map((told) => Object.assign(document.createElement("li"), { textContent: told })));
  };
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const told = await (await fetch(part.dataset.watch, { cache: "no-store", signal: AbortSignal.timeout(10000) })).json();
      tell(told.ok ? part.dataset.good : part.dataset.bad, told.problems, !told.ok);
    } catch {
      tell(part.dataset.gone, [], true);
    }
  }, 15000);
}

// An operator's token stays in this tab; the buttons that need one are shown where there is one.
function operating() {
  let token = "";
  try { token = sessionStorage.getItem("token") || ""; } catch { /* nothing is kept, so no button is shown */ }
  for (const form of document.querySelectorAll("form[data-keep]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      sessionStorage.setItem("token", form.elements.token.value.trim());
      form.reset();
      form.querySelector("output").textContent = form.dataset.kept;
    });
  }
  for (const form of document.querySelectorAll("form[data-post]")) {
    form.hidden = !token;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const told = Object.fromEntries(new FormData(form)), said = form.querySelector("output");
      const asked = { method: "POST", headers: { Authorization: `Bearer ${token}` } };
      if (Object.keys(told).length) {
        asked.headers["Content-Type"] = "application/json";
        asked.body = JSON.stringify(told);
      }
      said.textContent = "…";
      try {
        const answer = await fetch(form.dataset.post, asked);
        const why = answer.ok ? "" : (await answer.json().catch(() => ({}))).error || answer.status;
        said.textContent = answer.ok ? form.dataset.done : `${form.dataset.failed} ${why}`;
        if (answer.ok) setTimeout(() => location.reload(), 1000);
      } catch (error) {
        said.textContent = `${form.dataset.failed} ${error.message}`;
      }
    });
  }
}
