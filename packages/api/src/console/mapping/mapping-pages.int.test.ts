import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caller, digestOf, openTestList, post } from '../../fixtures/seed-list.ts'
import { sender } from '../../fixtures/send-file.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
type Sender = Awaited<ReturnType<typeof sender>>
let officer: Sender
let colleague: Sender
beforeAll(async () => {
  test = await createTestApp()
  officer = await sender(test, await test.sessionOf('police', 'Inge Peeters'))
  colleague = await sender(test, await test.sessionOf('police', 'Jan Maes'))
})
afterAll(() => test[Symbol.asyncDispose]())

/** A CSV of digests, each with its code. */
const csv = (rows: readonly (readonly [number, string])[]): string =>
  `sha256,category\n${rows.map(([n, code]) => `${digestOf(n)},${code}\n`).join('')}`

async function handIn(rows: readonly (readonly [number, string])[], listId?: string) {
  const list = listId ?? (await openTestList(test, await caller(test, 'Opener')))
  const done = await officer.sendFile(`/console/hash-lists/${list}/hand-in`, csv(rows))
  const id = /submissions\/([0-9a-f-]{36})/.exec(String(done.headers.location))![1]!
  return { id, listId: list, path: `/console/submissions/${id}` }
}
const rowOf = (id: string) =>
  test.db.selectFrom('submission').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
/** What codes mean in later files. */
const usual = async () =>
  (await test.db.selectFrom('category_map').select('classes').executeTakeFirstOrThrow()).classes
const markIn = (page: string): string => /name="seen" value="([^"]*)"/.exec(page)?.[1] ?? ''

async function map(by: Sender, path: string, classes: Record<string, string>, more = {}) {
  const seen = markIn((await by.get(`${path}/mapping`)).body)
  const fields = Object.entries(classes).map(([code, name]) => [`code:${code}`, name])
  return by.post(`${path}/mapping`, { seen, ...Object.fromEntries(fields), ...more })
}
/** Activates what its page shows. */
async function activate(by: Sender, path: string) {
  const seen = markIn((await by.get(`${path}/activate`)).body)
  return by.post(`${path}/activate`, { seen })
}
/** The row of a submission on the page of lists. */
const rowIn = async (id: string): Promise<string> => {
  const { body } = await colleague.get('/console/lists')
  return body.match(/<tr>[^]*?<\/tr>/g)!.find((row) => row.includes(`submissions/${id}"`))!
}
const classesOf = async (id: string) =>
  (
    await test.db
      .selectFrom('list_entry')
      .select(['category', 'legal_class'])
      .where('submission_id', '=', id)
      .orderBy('id')
      .execute()
  )
    .map((row) => [row.category, row.legal_class])
    .toSorted((a, b) => (String(a) < String(b) ? -1 : 1))

describe('the codes of a file', () => {
  it('are what it waits for, and no second person, until they are explained', async () => {
    const supervisor = await sender(test, await test.sessionOf('supervisor', 'Sue'))
    const { id, path } = await handIn([[80, 'M1']])
    const waits = async () => (await supervisor.get('/console/supervision')).body.includes(path)
    const seen = async () => [
      /class="badge wait">([^<]*)</.exec(await rowIn(id))?.[1],
      /class="badge wait">([^<]*)</.exec((await colleague.get(path)).body)?.[1],
      await waits(),
    ]
    expect(await seen()).toEqual(['codes to be explained', 'codes to be explained', false])
    await map(officer, path, { M1: 'skip' })
    expect(await seen()).toEqual(['to be handed in again', 'to be handed in again', false])
    await map(officer, path, { M1: 'csam' })
    expect(await seen()).toEqual(['waits for a second person', 'waits for a second person', true])
  })

  it('keep whoever explained them from activating it, which its page says to them alone', async () => {
    const { path } = await handIn([[85, 'P1']])
    await map(colleague, path, { P1: 'csam' })
    const third = await sender(test, await test.sessionOf('police', 'Third One'))
    const own = 'You said what codes in it mean'
    const page = (await colleague.get(path)).body
    for (const text of [own, 'or a supervisor of the hotline']) expect(page).toContain(text)
    expect(page).not.toContain(`${path}/activate`)
    for (const other of [officer, third]) expect((await other.get(path)).body).not.toContain(own)
    expect((await third.get(path)).body).toContain(`${path}/activate`)
  })

  it('that are left out lead to handing the file in again, on its page and on the overview', async () => {
    const { path, listId } = await handIn([[7, 'L1']])
    await map(officer, path, { L1: 'skip' })
    const way = `href="/console/hash-lists/${listId}/hand-in"`
    const page = (await officer.get(path)).body
    for (const text of ['nobody can activate it: the same file', `class="button primary" ${way}`])
      expect(page).toContain(text)
    for (const text of ['nother officer or a supervisor', 'Say what the codes mean'])
      expect(page).not.toContain(text)
    const overview = (await colleague.get('/console')).body.replaceAll(/\s+/g, ' ')
    expect(overview).toMatch(new RegExp(`href="${path}"\\s*>Hand the same file in again: `))
    expect(overview).not.toContain(`${path}/mapping`)
  })

  it('are shown with rows and examples, and nothing counts before they are mapped', async () => {
    const { id, path } = await handIn([
      [0, 'A1'],
      [1, 'A1'],
      [2, 'B9'],
      [3, ''],
    ])
    expect(await rowOf(id)).toMatchObject({
      state: 'staged',
      accepted: 4,
      codes: { A1: 2, B9: 1, none: 1 },
    })
    const page = (await officer.get(`${path}/mapping`)).body
    for (const text of ['A1', 'B9', 'without a code', 'still to be said']) {
      expect(page).toContain(text)
    }
    expect(page).not.toContain(digestOf(0))
    expect(page).not.toContain('as in an earlier file')
    expect(page).toMatch(/<input type="checkbox" name="default" value="yes" \/>/)
    expect((await colleague.get(path)).body).not.toContain(`${path}/activate`)
    const refused = await activate(colleague, path)
    expect([refused.statusCode, refused.body]).toEqual([
      409,
      expect.stringContaining('Somebody first says what the codes in it mean'),
    ])
    await map(officer, path, { A1: 'csam', B9: 'harmful' })
    expect((await activate(colleague, path)).statusCode).toBe(409)
    const done = await map(officer, path, { none: 'csam' })
    expect(done.headers.location).toBe(`${path}/mapping?done=mapped`)
    expect((await activate(colleague, path)).statusCode).toBe(303)
    expect(await classesOf(id)).toEqual([
      [null, 'csam'],
      ['A1', 'csam'],
      ['A1', 'csam'],
      ['B9', 'harmful'],
    ])
  })

  it('that have no meaning yet are told after what was saved, as is what has to be read again', async () => {
    const { path } = await handIn([
      [5, 'S1'],
      [6, 'S2'],
    ])
    const saved = async (classes: Record<string, string>) => {
      const done = await map(officer, path, classes)
      return /<p class="(\w+)" role="status">\s*(.*?)\s*<\/p>/s
        .exec((await officer.get(String(done.headers.location))).body)
        ?.slice(1)
    }
    expect(await saved({ S1: 'csam' })).toEqual([
      'attention',
      expect.stringContaining('Codes still have no meaning'),
    ])
    expect(await saved({ S2: 'skip' })).toEqual([
      'attention',
      'Saved. Nobody can activate it like this.',
    ])
    expect(await saved({ S2: 'csam' })).toEqual([
      'flash',
      'Saved. That is how it counts once it is activated.',
    ])
  })

  it('are mapped in a later file as they were before, where that was wanted', async () => {
    const first = await handIn([
      [10, 'C1'],
      [11, 'C2'],
    ])
    await map(officer, first.path, { C1: 'csam', C2: 'harmful' }, { default: 'yes' })
    expect((await activate(colleague, first.path)).statusCode).toBe(303)
    const { id, path } = await handIn([
      [12, 'C1'],
      [13, 'C2'],
    ])
    expect((await rowOf(id)).categories).toMatchObject({ C1: 'csam', C2: 'harmful' })
    const page = (await colleague.get(`${path}/mapping`)).body
    expect(page.match(/as in an earlier file: Inge Peeters/g)).toHaveLength(2)
    expect((await colleague.get(`${path}/activate`)).body).toContain('as in an earlier file: Inge')
    expect((await colleague.get(path)).body).toContain(`${path}/activate`)
    expect(await classesOf(id)).toEqual([
      ['C1', 'csam'],
      ['C2', 'harmful'],
    ])
    await map(officer, path, { C2: 'csam' })
    expect(
      (await colleague.get(`${path}/mapping`)).body.match(/as in an earlier file/g),
    ).toHaveLength(1)
    expect((await activate(colleague, path)).statusCode).toBe(303)
    expect(await classesOf(id)).toEqual([
      ['C1', 'csam'],
      ['C2', 'csam'],
    ])
  })

  it('mean nothing in a later file before somebody else has activated the one they were said of', async () => {
    const first = await handIn([[14, 'C3']])
    await map(colleague, first.path, { C3: 'harmful' }, { default: 'yes' })
    const early = await handIn([[15, 'C3']])
    const { categories } = await rowOf(early.id)
    expect(Object.keys(categories ?? {})).not.toContain('C3')
    const third = await sender(test, await test.sessionOf('police', 'An Third'))
    expect((await activate(third, first.path)).statusCode).toBe(303)
    const { id } = await handIn([[16, 'C3']])
    expect((await rowOf(id)).categories).toMatchObject({ C3: 'harmful' })
  })

  it('do not make a later file count on the word of whoever said it before', async () => {
    const first = await handIn([[17, 'C4']])
    await map(colleague, first.path, { C4: 'csam' }, { default: 'yes' })
    const third = await sender(test, await test.sessionOf('police', 'An Third'))
    expect((await activate(third, first.path)).statusCode).toBe(303)
    const { id, path } = await handIn([[18, 'C4']])
    expect(Object.values((await rowOf(id)).mapped_by['C4'] ?? {})).toEqual(['Jan Maes'])
    expect((await third.get(path)).body).toContain('Jan Maes')
    expect((await colleague.get(path)).body).not.toContain(`${path}/activate`)
    expect((await activate(colleague, path)).statusCode).toBe(403)
    expect((await activate(third, path)).statusCode).toBe(303)
  })

  it('are kept for later files by what was saved last of them', async () => {
    const first = await handIn([[19, 'C5']])
    await map(officer, first.path, { C5: 'csam' }, { default: 'yes' })
    await map(officer, first.path, { C5: 'harmful' })
    const third = await sender(test, await test.sessionOf('police', 'An Third'))
    expect((await activate(third, first.path)).statusCode).toBe(303)
    const later = await handIn([[9, 'C5']])
    expect(Object.keys((await rowOf(later.id)).categories ?? {})).not.toContain('C5')
  })

  it('are left out while the file is read again, and not activated before', async () => {
    const rows = [
      [20, 'D1'],
      [21, 'D3'],
    ] as const
    const { path, listId } = await handIn(rows)
    await map(officer, path, { D1: 'csam', D3: 'skip' }, { default: 'yes' })
    const third = await sender(test, await test.sessionOf('police', 'An Third'))
    await map(third, path, { D1: 'csam' }, { default: 'yes' })
    expect((await officer.get(path)).body).toContain('hand the same file in again')
    const fourth = await sender(test, await test.sessionOf('police', 'Eva Fourth'))
    expect((await activate(fourth, path)).statusCode).toBe(409)
    await officer.post(`${path}/discard`, { reason: 'handed in again' })
    const again = await handIn(rows, listId)
    expect(await rowOf(again.id)).toMatchObject({ skipped: 1, codes: { D1: 1, D3: 1 } })
    expect((await activate(third, again.path)).statusCode).toBe(403)
    expect(Object.keys(await usual())).not.toContain('D3')
    expect((await activate(fourth, again.path)).statusCode).toBe(303)
    expect(await usual()).toMatchObject({ D1: 'csam', D3: 'skip' })
  })

  it('hold as the worse of two that one file gives a picture', async () => {
    const { id, path } = await handIn([
      [30, 'E1'],
      [30, 'E2'],
      [31, 'E1'],
      [32, 'E1'],
      [32, 'E2'],
      [32, 'E3'],
    ])
    await map(officer, path, { E1: 'harmful', E2: 'csam', E3: 'harmful' })
    expect((await activate(colleague, path)).statusCode).toBe(303)
    const classes = (await classesOf(id)).map(([, name]) => String(name))
    expect(classes.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['csam', 'csam', 'harmful'])
  })

  it('are activated as they were shown, and not as somebody changed them meanwhile', async () => {
    const { id, path } = await handIn([
      [36, 'J1'],
      [37, 'J1'],
      [38, 'J2'],
    ])
    await map(officer, path, { J1: 'csam', J2: 'harmful' })
    const page = (await colleague.get(`${path}/activate`)).body.replaceAll(/\s+/g, ' ')
    const shown = [...page.matchAll(/<tr> <th scope="row">(J\d)<.*?<\/tr>/g)]
    expect(shown.map(([row, code]) => [code, row.replaceAll(/<[^>]*>/g, ' ').trim()])).toEqual([
      ['J1', expect.stringMatching(/^J1\s+2\s+child sexual abuse/)],
      ['J2', expect.stringMatching(/^J2\s+1\s+/)],
    ])
    await map(officer, path, { J1: 'harmful' })
    const late = await colleague.post(`${path}/activate`, { seen: markIn(page) })
    expect([late.statusCode, late.body]).toEqual([
      409,
      expect.stringContaining('changed it meanwhile'),
    ])
    expect((await colleague.post(`${path}/activate`)).statusCode).toBe(409)
    expect((await rowOf(id)).state).toBe('staged')
    expect((await colleague.post(`${path}/activate`, { seen: markIn(late.body) })).statusCode).toBe(
      303,
    )
    expect((await classesOf(id)).map(([, name]) => name)).toEqual(['harmful', 'harmful', 'harmful'])
  })

  it('are not mapped by the one who then activates it alone', async () => {
    const { id, path } = await handIn([[40, 'F1']])
    await map(colleague, path, { F1: 'csam' })
    expect((await colleague.get(path)).body).not.toContain(`${path}/activate`)
    expect((await activate(colleague, path)).statusCode).toBe(403)
    const third = await sender(test, await test.sessionOf('police', 'An Third'))
    expect((await activate(third, path)).statusCode).toBe(303)
    expect(await rowOf(id)).toMatchObject({ state: 'active', activator: 'An Third' })
  })

  it('count on nobody who said any of it, whoever saved it last', async () => {
    const { id, path } = await handIn([
      [41, 'F2'],
      [42, 'F3'],
    ])
    await map(colleague, path, { F2: 'csam' })
    await map(officer, path, { F2: 'csam', F3: 'harmful' })
    expect((await colleague.get(path)).body).not.toContain(`${path}/activate`)
    expect((await activate(colleague, path)).statusCode).toBe(403)
    for (const activated of [
      {
        activated_by: Object.keys((await rowOf(id)).mapped_by['F3'] ?? {})[0],
        activator: 'Somebody',
      },
      { activated_by: 'key:other', activator: ' jan  MAES' },
    ]) {
      const force = test.db
        .updateTable('submission')
        .set({ state: 'active', activated_at: new Date(), ...activated })
        .where('id', '=', id)
        .execute()
      await expect(force).rejects.toMatchObject({ constraint: 'submission_mapped_four_eyes' })
    }
    const third = await sender(test, await test.sessionOf('police', 'An Third'))
    expect((await activate(third, path)).statusCode).toBe(303)
  })

  it('are held by the database too', async () => {
    const { id } = await handIn([[50, 'G1']])
    const activated = { state: 'active', activated_by: 'police:x', activator: 'x' } as const
    const force = test.db.updateTable('submission').set(activated).where('id', '=', id).execute()
    await expect(force).rejects.toMatchObject({ constraint: 'submission_mapped' })
  })

  it('are not changed from a page that is out of date, nor afterwards, nor by others', async () => {
    const { id, path } = await handIn([[60, 'H1']])
    const seen = markIn((await officer.get(`${path}/mapping`)).body)
    await map(officer, path, { H1: 'csam' })
    const late = await officer.post(`${path}/mapping`, { seen, 'code:H1': 'harmful' })
    expect([late.statusCode, late.body]).toEqual([
      409,
      expect.stringContaining('changed it meanwhile'),
    ])
    const wrong = await map(officer, path, { H1: 'fine' })
    expect(wrong.statusCode).toBe(400)
    const stranger = await sender(
      test,
      await test.sessionOf('police', 'Stranger', 'Foreign Police'),
    )
    expect((await stranger.get(`${path}/mapping`)).statusCode).toBe(404)
    expect((await stranger.post(`${path}/mapping`, { seen, 'code:H1': 'skip' })).statusCode).toBe(
      404,
    )
    const second = await caller(test, 'Second', 'supervisor')
    const { mark } = (
      await test.app.inject({ url: `/v1/submissions/${id}`, headers: second })
    ).json<{ mark: string }>()
    await post(test, second, `/v1/submissions/${id}/activate?mark=${mark}`)
    expect((await map(officer, path, { H1: 'harmful' })).statusCode).toBe(409)
    expect((await rowOf(id)).categories).toMatchObject({ H1: 'csam' })
  })
})
