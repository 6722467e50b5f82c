import type { Page } from 'playwright-core'
import { digestOf } from '../../packages/api/src/fixtures/seed-list.ts'

/** A file with the codes of its source, handed in as an officer does: only the form asks later what they mean. */
export async function handInByForm(page: Page, url: string, listId: string): Promise<string> {
  await page.goto(`${url}/console/hash-lists/${listId}/hand-in`)
  const lines = Array.from({ length: 9 }, (_, n) => `${digestOf(`coded ${n}`)},${1 + (n % 3)}`)
  await page.setInputFiles('input[name="file"]', {
    name: 'seizures.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`sha256,category\n${lines.join('\n')}\n`),
  })
  await page.click('form[action$="/hand-in"] button.primary')
  await page.waitForURL('**/console/submissions/*')
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}
