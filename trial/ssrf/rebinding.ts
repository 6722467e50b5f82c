import { REBINDING_DOMAIN, REBINDINGS } from './names.ts'
import type { Page } from './pages.ts'

const FETCHES_A_NAME = 10

/**
 * Pages of the site whose pictures lie at names that change their mind; each name is asked again and
 * again, and every other picture leads once more to its own name.
 *
 * @param path  `/rebinding/PAGE/PICTURES`, `/again/…` or `/picture/…`
 */
export function rebindingPage(path: string, port: number): Page | null {
  const [, what = '', page = '', count = ''] = path.split('/')
  if (what === 'again') return { location: path.replace('again', 'picture') }
  if (what !== 'rebinding') return null
  const pictures = Array.from({ length: Number(count) }, (_, at) => {
    const number = Number(page) * 1000 + Math.floor(at / FETCHES_A_NAME)
    const how = REBINDINGS[number % REBINDINGS.length]!
    const file = `${at % 2 === 0 ? 'again' : 'picture'}/${at}`
    return `<img src="http://${how}-${number}.${REBINDING_DOMAIN}:${port}/${file}">`
  })
  return { type: 'text/html', body: pictures.join('') }
}
