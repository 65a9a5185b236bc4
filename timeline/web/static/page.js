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
