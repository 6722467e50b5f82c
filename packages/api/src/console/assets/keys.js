// Single keys for what a page can do. Elements declare theirs by `data-key`; nothing works by a key alone.
const sheet = document.querySelector('details.keys')
if (sheet) {
  const kept = {
    get: (name) => {
      try {
        return localStorage.getItem(name)
      } catch {
        return null
      }
    },
    set: (name, value) => {
      try {
        localStorage.setItem(name, value)
      } catch {
        // Without a memory it holds for this page.
      }
    },
  }
  const GO_MS = 3000
  const items = [
    ...document.querySelectorAll(
      '[data-item], main tbody tr:has(a[href]):not([data-item] tr, .jump)',
    ),
  ]
  let isOn = kept.get('nightlight-keys') !== 'off'
  let last = null
  let going = null
  let armed = null
  let hint = null
  const said = document.querySelector('.key-said')

  const all = (selector) => [...document.querySelectorAll(selector)]
  const declared = (key) => all('[data-key]').filter((one) => one.dataset.key === key)
  const isField = (one) => one.matches('input, textarea, select, [contenteditable]')
  const here = () => items.find((item) => item.contains(document.activeElement)) ?? last

  const showState = () => {
    for (const one of all('.keys [data-while]')) {
      const key = one.dataset.for
      const isThere = key === 'items' ? items.length > 0 : !key || declared(key).length > 0
      one.hidden = (one.dataset.while === 'on') !== isOn || !isThere
    }
  }

  const goTo = (item) => {
    last = item
    const target = item.matches('[data-item]') ? item : item.querySelector('a[href]')
    target.focus({ preventScroll: true })
    item.scrollIntoView({ block: 'nearest' })
  }

  // Which of those that wait it was when the form of one was sent: the next one stands in its place on the page that follows.
  const ofVerdicts = () => items.filter((item) => item.querySelector('[data-key="c"]'))
  const PLACE = 'nightlight-place'
  const resume = () => {
    try {
      const [path, at] = (sessionStorage.getItem(PLACE) ?? '').split(' ')
      sessionStorage.removeItem(PLACE)
      const isDone =
        path === location.pathname && document.querySelector('.flash[data-said], .undo')
      return (isDone && at > 0 && ofVerdicts()[at]) || null
    } catch {
      return null
    }
  }
  let resumed = null
  addEventListener('submit', ({ target }) => {
    const at = ofVerdicts().findIndex((item) => item.contains(target))
    try {
      if (at >= 0) sessionStorage.setItem(PLACE, `${location.pathname} ${at}`)
    } catch {
      // Without a memory the first one is next.
    }
  })

  const step = (by) => {
    if (resumed !== null && by > 0 && here() === resumed) {
      goTo(resumed)
      resumed = null
      return
    }
    const at = items.indexOf(here())
    const next = at < 0 ? (by > 0 ? 0 : items.length - 1) : at + by
    if (items[next]) goTo(items[next])
  }

  const disarm = () => {
    armed?.classList.remove('armed')
    hint?.remove()
    armed = hint = null
  }

  /** A form that asks for something is gone to, and what the key stands for is what Enter does there. */
  const arm = (button) => {
    disarm()
    for (let one = button.closest('details'); one; one = one.parentElement.closest('details')) {
      one.open = true
    }
    const fields = [...button.form.elements].filter(
      (one) => isField(one) && one.type !== 'hidden' && !one.disabled,
    )
    if (fields.length === 0) return button.form.requestSubmit(button)
    armed = button
    armed.classList.add('armed')
    hint = document.createElement('p')
    hint.className = 'fine'
    hint.setAttribute('role', 'status')
    button.form.append(hint)
    hint.textContent = sheet.dataset.armed
    const first = fields.find((one) => one.required && one.value === '') ?? fields[0]
    first.focus()
    last = items.find((item) => item.contains(button)) ?? last
    return undefined
  }

  /**
   * What a key acts on: what is chosen, or what belongs to no item. Never on another item of the same list. Where nothing is
   * chosen, the first match that waits for a verdict: its form asks for a reason before anything is done.
   */
  const meant = (found) => {
    const item = here()
    const isOutside = (element) => !items.some((one) => one.contains(element))
    const one = found.find((element) => item?.contains(element)) ?? found.find(isOutside)
    if (one) return one
    if (found.length > 1) return item || !found[0].closest('.match') ? undefined : found[0]
    return item?.parentElement.contains(found[0]) ? undefined : found[0]
  }

  const act = (key) => {
    const found = declared(key)
    if (found.length === 0) return false
    const one = meant(found)
    if (!one) said.textContent = sheet.dataset.nowhere.replace('*', key)
    else if (one.form && one.matches('button')) arm(one)
    else if (isField(one)) one.focus()
    else one.click()
    return true
  }

  const turn = (on) => {
    isOn = on
    kept.set('nightlight-keys', on ? 'on' : 'off')
    disarm()
    showState()
  }

  // Stays in view where keys do something to what the page shows, or for who asked for it.
  const pin = (isOpen) => {
    sheet.open = isOpen
    sheet.toggleAttribute('data-pinned', isOpen)
  }

  /** The sheet shows places while a letter is waited for. */
  const go = (isWaiting) => {
    clearTimeout(going)
    going = isWaiting ? setTimeout(go, GO_MS, false) : null
    sheet.toggleAttribute('data-going', isWaiting)
  }

  const inField = (event) => {
    const { key, target } = event
    if (key === 'Escape' && armed) {
      const item = items.find((one) => one.contains(target))
      disarm()
      target.blur()
      if (item) goTo(item)
    } else if (key === 'Enter' && !event.shiftKey && armed && armed.form === target.form) {
      if (target.matches('select')) return
      event.preventDefault()
      target.form.requestSubmit(armed)
    }
  }

  const pressed = (key) => {
    said.textContent = ''
    if (going !== null) {
      go(false)
      return act(`g ${key}`)
    }
    if (key === 'g') {
      go(true)
      return true
    }
    if (key === '?') {
      const isOpen = !(sheet.open && sheet.getBoundingClientRect().bottom <= innerHeight)
      pin(isOpen)
      kept.set('nightlight-keys-sheet', isOpen ? 'open' : 'shut')
      return true
    }
    const isArrow = key === 'ArrowDown' || key === 'ArrowUp'
    // elsewhere they move the page
    if (isArrow && !items.includes(document.activeElement.closest('[data-item], tr'))) return false
    const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[key]
    if (by === undefined) return act(key)
    if (items.length > 0) step(by)
    return true
  }

  document.addEventListener('keydown', (event) => {
    const { target, isComposing, ctrlKey, altKey, metaKey, key } = event
    if (event.defaultPrevented || isComposing || ctrlKey || altKey || metaKey) return
    if (target instanceof Element && isField(target)) inField(event)
    else if (isOn && key.length > 0 && pressed(key)) event.preventDefault()
  })
  document.addEventListener('focusin', ({ target }) => {
    if (armed && armed.form !== target.form) disarm()
  })
  for (const button of all('.keys [data-keys]')) {
    button.addEventListener('click', () => turn(button.dataset.keys === 'on'))
  }
  for (const item of items) if (item.matches('[data-item]')) item.tabIndex = -1
  last = resumed = resume()
  showState()
  const wish = kept.get('nightlight-keys-sheet')
  // A telephone has no keys: one line there.
  const hasKeys = matchMedia('(hover: hover) and (min-width: 40rem)').matches
  const acts = all('[data-key]').some((one) => !one.closest('.keys, header'))
  if (hasKeys && (wish === 'open' || (wish === null && acts))) pin(true)
  else sheet.open = wish !== 'shut' && hasKeys
  sheet.hidden = false
}
