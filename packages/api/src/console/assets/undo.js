// What can be taken back for a short time says so for that time alone.
for (const line of document.querySelectorAll('[data-undo-ms]')) {
  setTimeout(() => {
    for (const form of line.querySelectorAll('form')) form.remove()
    for (const after of line.querySelectorAll('[data-after]')) after.hidden = false
  }, Number(line.dataset.undoMs))
}
