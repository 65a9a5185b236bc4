// Shows the copy buttons, which need a script, and says aloud when one has worked.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const remark = button.parentElement.querySelector("output");
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy");
    }
    remark.textContent = "복사했습니다";
  });
}
