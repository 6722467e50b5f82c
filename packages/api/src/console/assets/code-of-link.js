// A link has its code after "#", which a browser keeps to itself: put it in the form, and out of the address.
const typed = document.querySelector('[data-code-of-link]')
const field = typed?.querySelector('input')
const code = location.hash.slice(1)
if (field && code) {
  field.value = code
  history.replaceState(null, '', location.pathname + location.search)
  typed.hidden = true
  // after the browser has given the focus to the field by itself, which it complains about otherwise
  requestAnimationFrame(() => field.form.querySelector('button').focus())
}
