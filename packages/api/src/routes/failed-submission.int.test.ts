import { LANGUAGES } from '@nightlight/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { translator } from '../console/texts.ts'
import {
  caller,
  digestOf,
  digests,
  handIn,
  openTestList,
  type Caller,
} from '../fixtures/seed-list.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
let officer: Caller
beforeAll(async () => {
  test = await createTestApp()
  officer = await caller(test, 'Officer')
})
afterAll(() => test[Symbol.asyncDispose]())

type Told = Record<string, unknown> & { id: string }

/** Hands a file in. @returns the answer, and the submission as it is read afterwards, by an officer and in the console */
async function handedIn(file: string | Buffer, query: Record<string, string> = {}) {
  const listId = await openTestList(test, officer)
  const answer = await handIn(test, officer, listId, file, query)
  const list = await test.app.inject({
    url: `/v1/hash-lists/${listId}/submissions`,
    headers: officer,
  })
  const [{ id }] = list.json<{ items: [Told] }>().items
  const read = await test.app.inject({ url: `/v1/submissions/${id}`, headers: officer })
  const cookie = await test.sessionOf('police', 'Colleague')
  const page = async (language: string) =>
    (
      await test.app.inject({
        url: `/console/submissions/${id}?lang=${language}`,
        headers: { cookie },
      })
    ).body
  return { answer, submission: read.json<Told>(), page }
}

const damaged = `{"@odata.context":"x","value":[{"SHA1":"${'0123456789'.repeat(4)}"},{"SHA1":`

describe('a submission that failed', () => {
  it('tells why, and how far its file could be read', async () => {
    const { answer, submission } = await handedIn(damaged, { categories: '{"none":"csam"}' })
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { code: 'list-malformed' }])
    expect(submission).toMatchObject({
      state: 'failed',
      format: 'vics',
      failure: { code: 'list-malformed', line: 1, byte: damaged.length },
    })
  })

  it('says so in the console, in every language', async () => {
    const [cut, empty] = [await handedIn(digests(0, 2)), await handedIn(Buffer.from([0, 1, 2, 3]))]
    expect(cut.submission['failure']).toMatchObject({ code: 'list-algorithm-needed', line: null })
    expect(empty.submission['failure']).toMatchObject({ code: 'list-not-text' })
    for (const language of LANGUAGES) {
      const t = translator(language)
      expect(await cut.page(language)).toContain(t('failure.list-algorithm-needed'))
      const page = await empty.page(language)
      expect(page).toContain(t('failure.list-not-text').replaceAll("'", '&#39;'))
      expect(page).toContain(t('failure-place.none'))
    }
    const { page } = await handedIn(damaged, { categories: '{"none":"csam"}' })
    expect(await page('en')).toContain(
      `Media 1 was the last that could be read; by then ${damaged.length} bytes of the file had come.`,
    )
  })
})

describe('a submission', () => {
  it('goes on telling what its categories left out and did not have', async () => {
    const row = (n: number, category: string): string =>
      JSON.stringify({ sha256: digestOf(n), category })
    const file = [row(1, '1'), row(2, '2'), row(3, '7'), row(4, '7'), row(5, digestOf(5))]
    const categories = '{"1":"csam","2":"skip"}'
    const { answer, submission, page } = await handedIn(file.join('\n'), { categories })
    const told = { skipped: 1, unmapped: { 7: 2, other: 1 } }
    expect(answer.json()).toMatchObject(told)
    expect(submission).toMatchObject({ ...told, state: 'staged', failure: null })
    for (const language of LANGUAGES) {
      const t = translator(language)
      const body = await page(language)
      expect(body).toContain(t('submission.rows-skipped', { n: 1, unit: t('unit.line') }))
      expect(body).toContain(t('unmapped.other'))
      expect(body).not.toContain(digestOf(5))
    }
  })
})
