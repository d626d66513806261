// Copying: a text to the clipboard, or, where the browser forbids that, the selection of where it stands.

/** A button that copies a text, which `shown` shows. */
function copyButton(label, text, shown) {
  const button = make("button", { type: "button", class: "copy" }, label);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.replaceChildren("Copied");
    } catch {
      if (shown.closest("details")) shown.closest("details").open = true;
      getSelection().selectAllChildren(shown);
      button.replaceChildren("Selected: press Ctrl+C");
    }
  });
  return button;
}

/** The command that judges a verdict again, to be copied. */
function command(verdict) {
  const code = make("code", { class: "command" }, commandOf(verdict));
  return make("div", { class: "rerun" }, code, copyButton("Copy", commandOf(verdict), code));
}
