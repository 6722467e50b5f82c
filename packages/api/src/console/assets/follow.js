// What is under way is asked about while its page lies open. Once it has changed the page is shown anew, but never below a hand that is at it: then a link says so.
const followed = document.querySelector('[data-follow]')
const FIRST_MS = 2_000
const MOST_MS = 15_000

const isTyped = ({ type, checked, defaultChecked, value, defaultValue }) =>
  ['checkbox', 'radio'].includes(type) ? checked !== defaultChecked : value !== defaultValue
/** What was just done has the focus from the start, so that it is heard: no hand is at anything there. */
const isAtRest = (one) => one === null || one === document.body || one.matches('.flash, .undo')
const isTouched = () =>
  !isAtRest(document.activeElement) ||
  !getSelection().isCollapsed ||
  [...document.querySelectorAll('input:not([type=hidden]), textarea')].some(isTyped)

function showChanged(said) {
  const [link] = followed.getElementsByTagName('a')
  if (!isTouched()) return location.replace(link.href)
  const show = Object.assign(document.createElement('a'), {
    href: link.href,
    textContent: said.dataset.show,
  })
  said.replaceChildren(said.dataset.changed, ' ', show)
}

let tenths = null
function showProgress(said, { words, part }) {
  const places = document.querySelectorAll('[data-now]')
  for (const [at, place] of places.entries()) place.textContent = words[at] ?? place.textContent
  if (part === null) return
  const bar = document.querySelector('svg.read rect:not(.track)')
  bar?.setAttribute('width', String(Math.max(8, Math.round(part * 1000))))
  // not with every step: it is read aloud
  const now = Math.floor(part * 10)
  if (tenths !== null && now !== tenths) said.textContent = words.join(', ')
  tenths = now
}

async function follow() {
  if (document.hidden) return true
  const { dataset } = followed
  const answer = await fetch(dataset.follow, { redirect: 'manual', cache: 'no-store' })
  // signed out: the next click says so
  if (!answer.ok) return answer.status >= 500
  const now = await answer.json()
  const [said] = followed.getElementsByTagName('span')
  if (now.state === dataset.state) showProgress(said, now)
  else showChanged(said)
  return now.state === dataset.state
}

async function followOn(waited) {
  const goesOn = await follow().catch(() => true)
  const next = Math.min(MOST_MS, waited * 1.25)
  if (goesOn) setTimeout(() => void followOn(next), next)
}
if (followed) setTimeout(() => void followOn(FIRST_MS), FIRST_MS)
