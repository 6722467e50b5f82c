import { createHash, randomBytes } from 'node:crypto'
import { mkdtempDisposable, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { caller, digests, openTestList, type Caller } from '../fixtures/seed-list.ts'
import { sender } from '../fixtures/send-file.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { createSlots } from '../lists/upload-slots.ts'
import { setSignatureRule, ruleOfList } from '../machines/signature-rule-store.ts'
import { KEPT_ERASURES } from '../retention/kept-erasures.ts'
import { keepingAt, readSchedules, runErasures } from '@nightlight/runtime'
import { startUploadReader } from './read-uploads.ts'
import { openSpool, type Spool } from './spool.ts'

const MiB = 2 ** 20
const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex')
const ENTRIES = 500
/** A bit above 2 MiB, of digests that no other test has and lines that say nothing. */
const fileFrom = (from: number): Buffer =>
  Buffer.from(`${digests(from, from + ENTRIES)}${'# nothing\n'.repeat(210_000)}`)

let test: TestApp
let officer: Caller
let listId: string
let spool: Spool
let dir: string
await using folder = await mkdtempDisposable(join(tmpdir(), 'nightlight-uploads-'))
beforeAll(async () => {
  dir = folder.path
  spool = await openSpool(dir)
  test = await createTestApp({ spool })
  officer = await caller(test, 'Officer')
  listId = await openTestList(test, officer)
})
afterAll(() => test[Symbol.asyncDispose]())

type Told = {
  id: string
  state: string
  offset: number
  size: number
  submissionId: string | null
  failure: string | null
  code?: string
}
const begin = async (
  file: Buffer,
  { by = officer, app = test.app, query = 'algorithm=sha256', list = listId } = {},
): Promise<[number, Told]> => {
  const answer = await app.inject({
    method: 'POST',
    url: `/v1/hash-lists/${list}/uploads?${query}`,
    headers: by,
    payload: { size: file.length, headSha256: sha256(file.subarray(0, MiB)) },
  })
  return [answer.statusCode, answer.json<Told>()]
}
const send = async (
  id: string,
  offset: number,
  payload: Buffer,
  { by = officer, app = test.app } = {},
): Promise<[number, Told]> => {
  const headers = { ...by, 'content-type': 'application/octet-stream' }
  const url = `/v1/uploads/${id}?offset=${offset}`
  const answer = await app.inject({ method: 'PATCH', url, headers, payload })
  return [answer.statusCode, answer.json<Told>()]
}
const look = async (id: string, by = officer): Promise<[number, Told]> => {
  const answer = await test.app.inject({ url: `/v1/uploads/${id}`, headers: by })
  return [answer.statusCode, answer.json<Told>()]
}
const finish = async (
  id: string,
  digest: string,
  { app = test.app } = {},
): Promise<[number, Told]> => {
  const url = `/v1/uploads/${id}/finish`
  const payload = { sha256: digest }
  const answer = await app.inject({ method: 'POST', url, headers: officer, payload })
  return [answer.statusCode, answer.json<Told>()]
}
const sendWhole = async (file: Buffer, { app = test.app } = {}): Promise<string> => {
  const [, { id }] = await begin(file, { app })
  for (let at = 0; at < file.length; at += MiB)
    await send(id, at, file.subarray(at, at + MiB), { app })
  return id
}
const WAIT = { timeout: 60_000, interval: 50 }
const until = (id: string, state: string): Promise<Told> =>
  vi.waitFor(async () => {
    const [, told] = await look(id)
    expect(told.state).toBe(state)
    return told
  }, WAIT)
const submission = (id: string | null) =>
  test.db.selectFrom('submission').selectAll().where('id', '=', id!).executeTakeFirstOrThrow()

describe('a file in parts', () => {
  it('goes on from the last part that came, and is read once it is whole', async () => {
    const file = fileFrom(0)
    const [status, begun] = await begin(file)
    expect([status, begun]).toMatchObject([201, { state: 'receiving', offset: 0 }])
    expect(await send(begun.id, 0, file.subarray(0, MiB))).toMatchObject([200, { offset: MiB }])
    // whoever sends was closed: it asks with the same file
    const again = await begin(file)
    expect(again).toMatchObject([200, { id: begun.id, offset: MiB }])
    expect(await finish(begun.id, sha256(file))).toMatchObject([409, { code: 'upload-not-whole' }])
    // an id in capitals is the same one, down to the folder of its parts
    await send(begun.id.toUpperCase(), MiB, file.subarray(MiB))
    const [done, whole] = await finish(begun.id, sha256(file))
    expect([done, whole.submissionId]).toEqual([200, expect.any(String)])
    const read = await until(begun.id, 'done')
    expect(await submission(read.submissionId)).toMatchObject({
      state: 'staged',
      accepted: ENTRIES,
      submitter: 'Officer',
      file_sha256: Buffer.from(sha256(file), 'hex'),
    })
    // nothing of it lies there any more, and saying it again changes nothing
    expect(await readdir(dir)).toEqual(['place'])
    expect(await finish(begun.id, sha256(file))).toMatchObject([
      200,
      { state: 'done', submissionId: read.submissionId },
    ])
  })

  it('lies here sealed', async () => {
    const file = fileFrom(40_000)
    const [, { id }] = await begin(file)
    await send(id, 0, file.subarray(0, MiB))
    const [name = ''] = await readdir(join(dir, id))
    const kept = await readFile(join(dir, id, name))
    expect(kept.length).toBeGreaterThan(MiB)
    expect(kept.includes(file.subarray(0, 64))).toBe(false)
    const gone = await test.app.inject({
      method: 'DELETE',
      url: `/v1/uploads/${id}`,
      headers: officer,
    })
    expect(gone.statusCode).toBe(204)
    expect(await readdir(dir)).toEqual(['place'])
    expect(await look(id)).toMatchObject([404, { code: 'upload-not-found' }])
  })

  it('is the same upload for two that send it at once, and the same submission for who sends it anew', async () => {
    const file = fileFrom(80_000)
    const [[, one], [, two]] = await Promise.all([begin(file), begin(file)])
    expect(one.id).toBe(two.id)
    const both = await Promise.all([
      send(one.id, 0, file.subarray(0, MiB)),
      send(one.id, 0, file.subarray(0, MiB)),
    ])
    expect(both.map(([status]) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    const id = await sendWhole(file)
    expect(id).toBe(one.id)
    await finish(id, sha256(file))
    const { submissionId } = await until(id, 'done')
    const anew = await sendWhole(file)
    expect(anew).not.toBe(id)
    expect(await finish(anew, sha256(file))).toMatchObject([200, { state: 'done', submissionId }])
  })

  it.each([
    ['elsewhere', MiB, MiB, 'upload-offset-differs'],
    ['too short', 0, 1_000, 'upload-part-size'],
    ['beyond its end', 0, 2 * MiB + 1_000_000, 'upload-too-long'],
  ])('takes no part %s', async (_what, offset, length, code) => {
    const file = fileFrom(120_000)
    const [, { id }] = await begin(file)
    const [status, told] = await send(id, offset, Buffer.alloc(length, 'a'))
    expect([status >= 400, told.code]).toEqual([true, code])
    expect(await look(id)).toMatchObject([200, { offset: 0 }])
  })

  it.each([
    ['a picture', (bytes: Buffer) => bytes],
    ['a compressed picture', (bytes: Buffer) => gzipSync(bytes)],
  ])('that is %s is never written down', async (_what, written) => {
    const head = Buffer.from('89504e470d0a1a0a', 'hex')
    const picture = written(Buffer.concat([head, randomBytes(2 * MiB)]))
    const [, { id }] = await begin(picture)
    expect(await send(id, 0, picture.subarray(0, MiB))).toMatchObject([
      400,
      { code: 'file-is-picture' },
    ])
    expect(await readdir(dir)).not.toContain(id)
  })

  it('that begins otherwise than was said is refused', async () => {
    const [, { id }] = await begin(fileFrom(160_000))
    const other = fileFrom(170_000).subarray(0, MiB)
    expect(await send(id, 0, other)).toMatchObject([400, { code: 'upload-file-differs' }])
  })

  it('that is another one than was sent fails with its submission, of which nobody is said to have thrown it away', async () => {
    const file = fileFrom(200_000)
    const id = await sendWhole(file)
    await finish(id, sha256('another file'))
    const failed = await until(id, 'failed')
    expect(failed.failure).toBe('digest-wrong')
    const row = await submission(failed.submissionId)
    expect(row).toMatchObject({ state: 'failed', failure: 'digest-wrong', ended_by: null })
  })

  it('that cannot be read fails with its submission', async () => {
    const file = Buffer.from('{"value": [')
    const id = await sendWhole(file)
    await finish(id, sha256(file))
    const { submissionId, failure } = await until(id, 'failed')
    expect(failure).toBe('list-malformed')
    expect((await submission(submissionId)).state).toBe('failed')
  })

  it('is refused before it comes, where it would be refused afterwards', async () => {
    expect(await begin(fileFrom(0), { query: 'algorithm=sha256&purpose=other' })).toMatchObject([
      409,
      { code: 'submission-terms-differ' },
    ])
    const signed = await caller(test, 'Signer', 'police', 'Signing Police')
    const list = await openTestList(test, signed)
    const by = { actor: 'police:x', name: 'x', at: new Date() }
    await setSignatureRule(test.db, (await ruleOfList(test.db, list)).authorityId, true, by)
    expect(await begin(fileFrom(0), { by: signed, list })).toMatchObject([
      403,
      { code: 'signature-required' },
    ])
  })

  it('is nobody else’s', async () => {
    const [, { id }] = await begin(fileFrom(240_000))
    const colleague = await caller(test, 'Colleague')
    expect(await look(id, colleague)).toMatchObject([404, { code: 'upload-not-found' }])
    const part = fileFrom(240_000).subarray(0, MiB)
    expect(await send(id, 0, part, { by: colleague })).toMatchObject([404, {}])
  })

  it.each([
    ['done', Buffer.from(digests(260_000, 260_003))],
    ['failed', Buffer.from('{"value": [1')],
  ])('that is %s is not thrown away by a colleague whose page is older', async (state, file) => {
    const headers = await caller(test, 'Colleague')
    const desk = await sender(test, await test.sessionOf('police', 'Colleague'))
    const id = await sendWhole(file)
    await finish(id, sha256(file))
    const told = await until(id, state)
    const url = `/v1/uploads/${id}`
    const refused = await test.app.inject({ method: 'DELETE', url, headers })
    const { code } = refused.json<{ code: string }>()
    expect([refused.statusCode, code]).toEqual([409, 'upload-not-receiving'])
    const shown = await desk.post(`/console/uploads/${id}/drop`)
    expect(shown.statusCode).toBe(409)
    expect(shown.body).toContain('All of this file has come already.')
    // whoever sent it still asks what became of it
    expect(await look(id)).toEqual([200, told])
    const droppings = test.db.selectFrom('audit_event').where('object_id', '=', id)
    expect(
      await droppings.select('action').where('action', '=', 'upload-dropped').execute(),
    ).toEqual([])
  })

  it('is read by the next process where one was killed', async () => {
    await using own = await mkdtempDisposable(join(tmpdir(), 'nightlight-uploads-'))
    const kept = await openSpool(own.path)
    await using stopped = await createTestApp({ spool: kept, uploads: { atOnce: 0 } })
    const key = await caller(stopped, 'Officer')
    const list = await openTestList(stopped, key)
    const file = fileFrom(280_000)
    const at = { by: key, app: stopped.app }
    const [, { id }] = await begin(file, { ...at, list })
    for (let from = 0; from < file.length; from += MiB)
      await send(id, from, file.subarray(from, from + MiB), at)
    const finished = await stopped.app.inject({
      method: 'POST',
      url: `/v1/uploads/${id}/finish`,
      headers: key,
      payload: { sha256: sha256(file) },
    })
    expect(finished.json()).toMatchObject({ state: 'reading' })
    const { db, crypto } = stopped
    const log = { error: () => undefined, info: () => undefined, warn: () => undefined } as never
    const now = () => new Date()
    const again = { db, crypto, now, log, spool: kept, uploadSlots: createSlots(1) }
    await using _ = startUploadReader(again)
    const found = db.selectFrom('file_upload').select('state')
    await expect.poll(async () => (await found.executeTakeFirstOrThrow()).state, WAIT).toBe('done')
    const row = await db.selectFrom('submission').selectAll().executeTakeFirstOrThrow()
    expect(row).toMatchObject({ state: 'staged', accepted: ENTRIES })
  })

  it('that nobody goes on with goes after some days, and its parts with it', async () => {
    const file = fileFrom(320_000)
    const [, { id }] = await begin(file)
    await send(id, 0, file.subarray(0, MiB))
    const inDays = (days: number) =>
      keepingAt(readSchedules(), null, new Date(Date.now() + days * 86_400_000))
    const erasures = KEPT_ERASURES.filter(({ task }) => task === 'file_upload.left')
    await runErasures(test.db, erasures, inDays(2))
    expect((await look(id))[0]).toBe(200)
    await runErasures(test.db, erasures, inDays(4))
    expect((await look(id))[0]).toBe(404)
    await spool.keepOnly(async () => new Set())
    expect(await readdir(dir)).toEqual(['place'])
  })
})

describe('at the console', () => {
  const at = async () => sender(test, await test.sessionOf('police', 'Officer At Desk'))

  it('comes in parts, is shown while it is not whole, and leads to its submission', async () => {
    const desk = await at()
    const file = fileFrom(360_000)
    const said = { algorithm: 'sha256', size: String(file.length), legalBasis: 'BR 55.12/2026' }
    const head = { headSha256: sha256(file.subarray(0, MiB)) }
    const begun = await desk.post(`/console/hash-lists/${listId}/uploads`, { ...said, ...head })
    const { id, partBytes } = begun.json<{ id: string; partBytes: number }>()
    expect(partBytes).toBeGreaterThan(MiB)
    const part = (offset: number, bytes: Buffer, form = desk.form) =>
      desk.sendBody(`/console/uploads/${id}/parts?offset=${offset}`, bytes, {
        'content-type': 'application/octet-stream',
        'form-token': form,
      })
    expect((await part(0, file.subarray(0, MiB), 'x')).json()).toMatchObject({ code: 'cross-site' })
    expect((await part(0, file.subarray(0, MiB))).json()).toEqual({ offset: MiB })
    const page = (await desk.get(`/console/hash-lists/${listId}/hand-in`)).body
    expect(page).toMatch(/1\s?MB of 2\s?MB is here/)
    expect((await part(MiB, file.subarray(MiB))).json()).toEqual({ offset: file.length })
    const sent = await desk.post(`/console/uploads/${id}/finish`, { sha256: sha256(file) })
    const { location } = sent.json<{ location: string }>()
    expect(location).toMatch(/^\/console\/submissions\/[\da-f-]{36}\?done=sent$/)
    expect((await desk.get(location)).body).toContain('All of the file is here')
  })

  it('is thrown away by a button, without a script', async () => {
    const desk = await at()
    const file = fileFrom(400_000)
    const head = { size: String(file.length), headSha256: sha256(file.subarray(0, MiB)) }
    const begun = await desk.post(`/console/hash-lists/${listId}/uploads`, head)
    const { id } = begun.json<{ id: string }>()
    const gone = await desk.post(`/console/uploads/${id}/drop`)
    expect(gone.headers.location).toBe(`/console/hash-lists/${listId}/hand-in?done=dropped`)
    expect((await desk.get(String(gone.headers.location))).body).toContain('Thrown away.')
  })

  it('keeps the session of whoever sends it, up to its absolute end', async () => {
    await using other = await createTestApp()
    const list = await openTestList(other, await caller(other, 'Opener'))
    const desk = await sender(other, await other.sessionOf('police', 'Officer'))
    const file = fileFrom(0)
    const head = { size: String(10 * file.length), headSha256: sha256(file.subarray(0, MiB)) }
    const { id } = (await desk.post(`/console/hash-lists/${list}/uploads`, head)).json<{
      id: string
    }>()
    const part = (n: number) =>
      desk.sendBody(`/console/uploads/${id}/parts?offset=${n * MiB}`, file.subarray(0, MiB), {
        'content-type': 'application/octet-stream',
        'form-token': desk.form,
      })
    for (let n = 0; n < 4; n++) {
      expect((await part(n)).statusCode).toBe(200)
      other.pass(14 * 60_000)
    }
    expect((await desk.get('/console')).statusCode).toBe(200)
    other.pass(16 * 60_000)
    const out = await part(4)
    expect([out.statusCode, out.headers.location]).toEqual([303, '/'])
    // who signs in anew goes on with what is here
    const back = await sender(other, await other.sessionOf('police', 'Officer'))
    const same = await back.post(`/console/hash-lists/${list}/uploads`, head)
    expect(same.json()).toMatchObject({ id, offset: 4 * MiB })
  })

  it('a try of a file that is too long is refused before it comes', async () => {
    const desk = await at()
    const refused = await test.app.inject({
      method: 'POST',
      url: `/console/hash-lists/${listId}/try`,
      headers: {
        'content-type': 'multipart/form-data; boundary=x',
        'content-length': '2000000000',
      },
    })
    expect(refused.statusCode).toBe(303)
    const page = (await desk.get(`/console/hash-lists/${listId}/hand-in`)).body
    expect(page).toContain('data-trymost="1073741824"')
  })
})
