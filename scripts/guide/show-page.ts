import type { Page } from 'playwright-core'
import { createSignInLink } from '../../packages/api/src/identity/sign-in-link.ts'
import { DEMO_AUTHORITY } from '../../packages/cli/src/demo/settings.ts'
import type { Role } from '../../packages/contract/src/roles.ts'
import type { RunningDemo } from './demo.ts'
import type { GuideObjects } from './objects.ts'
import type { GuidePage } from './pages.ts'
import { replyPath } from './reply-path.ts'

const LINK_MS = 600_000
/** For something that is on a page which has come, or comes when it loads itself again. */
const WAIT_MS = 10_000
const NAMES: Readonly<Record<Role, string>> = {
  analyst: 'Ada',
  supervisor: 'Sam',
  police: 'Paul',
  provider: 'Piet',
  auditor: 'Audrey',
  admin: 'Alex',
  reporter: 'Rita',
}

export async function signIn(
  { db, crypto, url }: RunningDemo,
  page: Page,
  role: Role,
  { ids }: GuideObjects,
  name = NAMES[role],
): Promise<void> {
  const acting = {
    ...(role === 'police' && { authority: DEMO_AUTHORITY }),
    ...(role === 'provider' && { provider: ids['providers'] }),
  }
  const who = { role, name, again: true, ttlMs: LINK_MS, baseUrl: url }
  await page.goto(await createSignInLink(db, crypto, { ...who, ...acting }))
  await page.click('form[action="/sign-in"] button')
  await page.waitForURL(/\/(console|portal)$/)
}

/** Where a page of the guide is. @throws {Error} the demo has nothing of the kind */
export function addressOf({ name, route, query = '', which }: GuidePage, ids: GuideObjects['ids']) {
  const idOf = (kind: string): string => {
    const id = ids[`${kind} ${which}`] ?? ids[kind]
    if (!id) throw new Error(`Writing the guide: the demo has no ${kind} for ${name}`)
    return id
  }
  const path = route.replaceAll(/([\w-]+)\/:\w+/g, (_, kind: string) => `${kind}/${idOf(kind)}`)
  return path + query
}

/** Goes to a page as somebody would, and makes it ready for its picture. @throws {Error} it is not there */
export async function showPage(
  page: Page,
  demo: RunningDemo,
  one: GuidePage,
  objects: GuideObjects,
): Promise<void> {
  const { url, db, crypto } = demo
  if (one.route === '/reply') {
    // The secret stands after # alone, and whoever is here next opens the notice with it.
    await page.goto(url + (await replyPath(db, crypto, objects)))
    return
  }
  if (new URL(page.url()).pathname === '/reply') {
    await page.click('form[action="/reply"] button')
    await page.waitForURL('**/reply/notice?*')
  }
  const address = addressOf(one, objects.ids)
  const answer = await page.goto(url + (one.from ?? address))
  if (answer?.status() !== 200) {
    throw new Error(`Writing the guide: ${one.name} answers ${answer?.status()}`)
  }
  for (const [selector, text] of Object.entries(one.fills ?? {})) {
    const typed = text
      .replaceAll('REFERENCE', objects.reference)
      .replaceAll('ADDRESS', objects.address)
    await fillIn(page, selector, typed)
  }
  if (one.presses) {
    await Promise.all([
      page.waitForNavigation(),
      page.locator(one.presses).first().click({ timeout: WAIT_MS }),
    ])
    const path = new URL(page.url()).pathname
    if (path !== address.split('?')[0]) {
      throw new Error(`Writing the guide: ${one.name} led to another page`)
    }
  }
  if (one.opens) await page.click(one.opens, { timeout: WAIT_MS })
  if (one.shows) await page.locator(one.shows).first().scrollIntoViewIfNeeded({ timeout: WAIT_MS })
}

async function fillIn(page: Page, selector: string, text: string): Promise<void> {
  const field = page.locator(selector).first()
  if ((await field.evaluate((element) => element.tagName)) === 'SELECT') {
    await field.selectOption(text, { timeout: WAIT_MS })
  } else await field.fill(text, { timeout: WAIT_MS })
}
