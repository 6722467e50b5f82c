// A page that lies open says when there is more to do than before; it never changes below somebody's eyes.
const news = document.querySelector('[data-live]')
const EVERY_MS = 60_000
let least = null

function tellNews() {
  const { news: text, show: word, at } = news.dataset
  const link = Object.assign(document.createElement('a'), { href: at ?? '', textContent: word })
  news.replaceChildren(text, ...(at === undefined ? [] : [' ', link]))
  news.hidden = false
}

async function look() {
  if (document.hidden) return true
  const answer = await fetch(news.dataset.live, { redirect: 'manual', cache: 'no-store' })
  // signed out: the next click says so
  if (!answer.ok) return answer.status >= 500
  const now = await answer.json()
  least ??= now
  const more = Object.keys(now).some((name) => now[name] > least[name])
  for (const name of Object.keys(now)) least[name] = Math.min(least[name], now[name])
  if (more) tellNews()
  return !more
}

async function again() {
  const goOn = await look().catch(() => true)
  if (goOn) setTimeout(() => void again(), EVERY_MS)
}
if (news) void again()
