// What can be taken back for a short time says so for that time alone.
for (const line of document.querySelectorAll('[data-undo-ms]')) {
  setTimeout(() => {
    const forms = [...line.querySelectorAll('form')]
    const wasHere = forms.some((form) => form.contains(document.activeElement))
    for (const after of line.querySelectorAll('[data-after]')) {
      after.hidden = false
      if (!wasHere) continue
      // what has the focus is about to go: whoever was there stays there
      after.tabIndex = -1
      after.focus()
    }
    for (const form of forms) form.remove()
  }, Number(line.dataset.undoMs))
}
