import { createHash } from 'node:crypto'
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { proveEvent } from '@nightlight/audit'
import { canonicalBytes, createRecordSigner, newId, writeAudit } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CANARY_HASH, CANARY_URL, seedCase, type SeededCase } from '../fixtures/seed-case.ts'
import { seedTakedown, type SeededTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { createApiKey } from '../identity/api-key.ts'
import { exportCase } from './export-case.ts'
import { EACH, python, signedAnew, signLog, unzip, VERIFIER } from './testing-verifier.ts'

/** As far as the tests alter lines. */
type Altered = {
  record: { verdict: string; address: { url: string } }
  event: { role: string }
  index: number
  proof: string[]
  takedownId: string
}

let test: TestApp
let seeded: SeededCase
let takedown: SeededTakedown
let dir: string
let archive: Buffer
let files: Map<string, Buffer>
let publicKey: string
const body = { reason: 'police-request', legalBasis: 'Art. 18 DSA' } as const
const signerOfTest = () => createRecordSigner(Buffer.from(test.env.FIELD_KEY, 'hex'))

const ask = async (payload: Record<string, unknown>, role: 'supervisor' | 'analyst', id?: string) =>
  test.app.inject({
    method: 'POST',
    url: `/v1/takedowns/${id ?? takedown.takedownId}/exports`,
    headers: { authorization: `Bearer ${await test.keyOf(role)}` },
    payload,
  })
const send = async (url: string, key: string, payload: Record<string, unknown>) => {
  const headers = { authorization: `Bearer ${key}` }
  const answer = await test.app.inject({ method: 'POST', url, headers, payload })
  if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.statusCode}`)
  return answer.json()
}

/** The provider disputes the notice and says why, people of the hotline take its answers down; one decides. */
async function answered(): Promise<void> {
  const { noticeId } = takedown
  const reference = 'NL-2026-000001'
  await test.db.updateTable('notice').set({ reference }).where('id', '=', noticeId).execute()
  const [analyst, supervisor] = [await test.keyOf('analyst'), await test.keyOf('supervisor')]
  const { provider_id: provider } = await test.db
    .selectFrom('notice')
    .select('provider_id')
    .where('id', '=', noticeId)
    .executeTakeFirstOrThrow()
  const { key } = await createApiKey(test.db, test.crypto, {
    role: 'provider',
    name: 'Host',
    provider,
    actor: 'test',
  })
  const replies = `/v1/notices/${noticeId}/replies`
  const disputed = { answer: 'disputed', detail: 'Words of the provider' }
  await send(replies, key, { answers: [disputed] })
  const told = { answer: 'refused', detail: 'told me by phone, Canary Person' }
  const { replies: taken } = await send(replies, analyst, { answers: [told] })
  await send(`/v1/replies/${taken[0].id}/handled`, analyst, {})
  await test.app.inject({
    method: 'POST',
    url: '/v1/replies/import',
    headers: { authorization: `Bearer ${analyst}`, 'content-type': 'text/csv' },
    payload: `reference,answer,detail\n${reference},impossible,typed by Canary Person\n`,
  })
  const { id } = await test.db.selectFrom('dispute').select('id').executeTakeFirstOrThrow()
  const decision = { verdict: 'uphold', reason: 'Canary Person looked again' }
  await send(`/v1/disputes/${id}/decisions`, supervisor, decision)
}
const json = (name: string) => JSON.parse(files.get(name)!.toString())
const jsonl = (name: string) =>
  files
    .get(name)!
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))

beforeAll(async () => {
  test = await createTestApp()
  dir = await mkdtemp(join(tmpdir(), 'nightlight-case-'))
  seeded = await seedCase(test)
  takedown = await seedTakedown(test, seeded)
  const event = { actor: 'analyst:Canary Person', objectType: 'takedown' }
  for (let n = 0; n < 5; n++) {
    const objectId = n % 2 === 0 ? takedown.takedownId : newId()
    await writeAudit(test.db, { ...event, action: 'takedown.opened', objectId })
  }
  const decision = { match_id: seeded.matchId, actor: 'analyst:Canary Person' } as const
  await test.db
    .insertInto('decision')
    .values({ id: newId(), ...decision, verdict: 'confirm', reason: 'Canary Person said so' })
    .execute()
  await answered()
  await signLog(test)
  archive = (await ask(body, 'supervisor')).rawPayload
  files = unzip(archive)
  publicKey = (await test.app.inject('/record-key')).json().publicKey
})
afterAll(async () => {
  await test[Symbol.asyncDispose]()
  await rm(dir, { recursive: true })
})

/** What the verifier says of each: null where it believes it. */
function verdicts(asked: readonly Record<string, unknown>[]): (string | null)[] {
  const base = { base: encoded(files) }
  const input = [base, ...asked].map((one) => JSON.stringify(one)).join('\n')
  const { out } = python(['-c', EACH, VERIFIER, publicKey], input)
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as string | null)
}

const encoded = (some: ReadonlyMap<string, Buffer>): Record<string, string> =>
  Object.fromEntries([...some].map(([name, data]) => [name, data.toString('base64')]))

/** A bit of some bytes turned over; which one follows from `n` alone. */
function flipped(bytes: Buffer, n: number): Buffer {
  const bit = createHash('sha256').update(`bit ${n}`).digest().readUInt32LE() % (bytes.length * 8)
  const changed = Buffer.from(bytes)
  changed[bit >> 3]! ^= 1 << (bit & 7)
  return changed
}

describe('verify.py', () => {
  it('passes its own vectors of RFC 8032', () => {
    expect(python([VERIFIER, '--self-test'])).toMatchObject({ code: 0 })
  })

  it('passes a good export, as an archive and unpacked, and says each check', async () => {
    const path = join(dir, 'case.zip')
    await writeFile(path, archive)
    const { code, out } = python([VERIFIER, path, '--public-key', publicKey])
    expect(out).toContain(`PASSED  case ${takedown.takedownId}`)
    const { length } = jsonl('audit.jsonl')
    expect(out).toContain(`ok  ${length} events of this case are in the signed log`)
    expect(out).not.toContain('WHOSE key')
    expect(code).toBe(0)
    const folder = join(dir, 'case')
    await mkdir(folder)
    for (const [name, data] of files) await writeFile(join(folder, name), data)
    const unpacked = python([VERIFIER, folder])
    expect([unpacked.code, unpacked.out]).toEqual([0, expect.stringContaining('WHOSE key')])
  })

  it('ends with 1 and names the file, and believes no other key', async () => {
    const path = join(dir, 'altered.zip')
    const altered = Buffer.from(archive)
    altered[altered.indexOf('nightlight/case"')]! ^= 1
    await writeFile(path, altered)
    expect(python([VERIFIER, path])).toMatchObject({ code: 1 })
    const other = createRecordSigner(Buffer.alloc(32, 9)).publicKey
    await writeFile(path, archive)
    const stranger = python([VERIFIER, path, '--public-key', other])
    expect([stranger.code, stranger.out]).toEqual([1, expect.stringContaining('manifest.sig')])
  })

  it('finds each of 300 changes of one bit, spread over all files, at the file', () => {
    const names = [...files.keys()]
    const changes = Array.from({ length: 300 }, (_, n) => {
      const name = names[n % names.length]!
      return { name, files: { [name]: flipped(files.get(name)!, n).toString('base64') } }
    })
    const said = verdicts(changes)
    expect(said).toHaveLength(300)
    const missed = changes.filter(({ name }, n) => {
      const at = name === 'manifest.json' ? 'manifest.sig' : name
      return !said[n]?.startsWith(at)
    })
    expect(missed.map(({ name }) => name)).toEqual([])
  })

  it('finds each change of one bit anywhere in the archive itself', () => {
    // Half of them in the directory at the end, the rest anywhere.
    const changes = Array.from({ length: 100 }, (_, n) => {
      const kept = n % 2 === 0 ? archive.length - 700 : 0
      const changed = [archive.subarray(0, kept), flipped(archive.subarray(kept), n)]
      return { archive: Buffer.concat(changed).toString('base64') }
    })
    const said = verdicts([...changes, { archive: archive.toString('base64') }])
    expect(said.slice(0, -1).filter((one) => one === null)).toEqual([])
    expect(said.at(-1)).toBeNull()
  })

  it('finds what was altered by somebody who can sign the manifest anew, at its line', () => {
    const signer = signerOfTest()
    const altered = (name: string, n: number, change: (value: Altered) => void) => {
      const lines = jsonl(name)
      change(lines[n])
      const content = lines.map((one) => `${canonicalBytes(one).toString()}\n`).join('')
      return { files: encoded(signedAnew(files, name, Buffer.from(content), signer)) }
    }
    const dropped = (name: string) => {
      const content = files.get(name)!
      const rest = content.subarray(content.indexOf('\n') + 1)
      return { files: encoded(signedAnew(files, name, rest, signer)) }
    }
    const note = files
      .get('checkpoint.txt')!
      .toString()
      .replace(/\n\d+\n/, '\n4\n')
    const said = verdicts([
      altered('observations.jsonl', 1, (one) => (one.record.verdict = 'gone')),
      altered('observations.jsonl', 0, (one) => (one.record.address.url += 'x')),
      altered('audit.jsonl', 1, (one) => (one.event.role = 'police')),
      altered('audit.jsonl', 0, (one) => (one.index += 1)),
      altered('audit.jsonl', 2, (one) => one.proof.pop()),
      altered('notices.jsonl', 0, (one) => (one.takedownId = seeded.matchId)),
      dropped('observations.jsonl'),
      dropped('audit.jsonl'),
      dropped('notices.jsonl'),
      { files: encoded(signedAnew(files, 'checkpoint.txt', Buffer.from(note), signer)) },
    ])
    const places = said.map((one) => one?.split(':')[0])
    expect(places).toEqual([
      'observations.jsonl line 2',
      'observations.jsonl line 1',
      'audit.jsonl line 2',
      'audit.jsonl line 1',
      'audit.jsonl line 3',
      'notices.jsonl line 1',
      'observations.jsonl',
      'audit.jsonl',
      'notices.jsonl',
      'checkpoint.txt',
    ])
  })
})

describe('verify.py and the log', () => {
  it('has events of all that a case is made of', () => {
    const kinds = jsonl('audit.jsonl').map(({ event }) => event.objectType)
    expect(new Set(kinds)).toEqual(new Set(['takedown', 'notice', 'reply', 'dispute']))
  })

  it('takes no event of another case, which the log does have, in the place of one of this', async () => {
    const { id } = await test.db
      .selectFrom('audit_event')
      .select('id')
      .where('object_type', '=', 'takedown')
      .where('object_id', '!=', takedown.takedownId)
      .where('leaf_index', 'is not', null)
      .executeTakeFirstOrThrow()
    const { event, index, proof } = await proveEvent(test.db, id)
    const lines = jsonl('audit.jsonl')
    const at = lines.findLastIndex((one) => one.index < index)
    lines[at] = { event, index, proof }
    const content = lines.map((one) => `${canonicalBytes(one).toString()}\n`).join('')
    const signer = signerOfTest()
    const signed = signedAnew(files, 'audit.jsonl', Buffer.from(content), signer)
    expect(verdicts([{ files: encoded(signed) }])).toEqual([
      `audit.jsonl line ${at + 1}: the event is not about this case`,
    ])
  })
})

describe('POST /v1/takedowns/{id}/exports', () => {
  it('has the exact address, digests of the file, what was sent and what was seen', () => {
    const { addresses, content, match, decisions, reports } = json('case.json')
    expect(addresses).toMatchObject([{ id: seeded.pageId, url: CANARY_URL, isPage: true }])
    expect(content).toMatchObject({ id: seeded.mediaId, sha256: CANARY_HASH })
    expect(match).toMatchObject({ algorithm: 'pdq', distance: 12, entry: { legalClass: 'csam' } })
    expect(decisions).toMatchObject([{ verdict: 'confirm', role: 'analyst' }])
    expect(reports).toMatchObject([{ id: seeded.reportId }])
    expect(jsonl('observations.jsonl').map(({ record }) => record)).toMatchObject([
      { type: 'nightlight/observation', address: { url: CANARY_URL }, httpStatus: 200 },
      { type: 'nightlight/case-check', verdict: 'present', findings: [{ code: 'same-bytes' }] },
    ])
    const [notice] = jsonl('notices.jsonl')
    expect(notice).toMatchObject({
      messageId: `<${takedown.noticeId}@example.invalid>`,
      recipient: { mailbox: 'canary-mailbox@host.example' },
      attempts: [{ outcome: 'accepted', smtpCode: 250, startedAt: '2026-03-01T13:00:00.000Z' }],
    })
  })

  it('has the words of the provider, and of what people took down that they did and when', () => {
    const [{ replies }] = jsonl('notices.jsonl')
    expect(replies).toMatchObject([
      { way: 'api', answer: 'disputed', detail: 'Words of the provider' },
      { way: 'person', answer: 'refused', detail: null, handledAt: expect.any(String) },
      { way: 'csv', answer: 'impossible', detail: null },
    ])
    expect(json('case.json').disputes).toMatchObject([{ outcome: null, endedAt: null }])
  })

  it('has no reporter, no name of a person, no word of theirs, no perceptual hash', () => {
    const text = archive.toString('latin1')
    for (const never of ['canary-reporter', 'Canary Person', 'seen at', 'script>alert(1)']) {
      expect(text).not.toContain(never)
    }
    const parts = [...files].filter(([name]) => name.startsWith('case') || name.endsWith('.jsonl'))
    for (const [, data] of parts)
      expect(data.toString()).not.toMatch(/"(?:hash|phash|hashes|pdqHash)"/)
  })

  it('says for what and on what ground, and is in the log with the digest of its manifest', async () => {
    expect(json('manifest.json')).toMatchObject({
      ...body,
      madeBy: { role: 'supervisor' },
      recipient: null,
      log: { events: jsonl('audit.jsonl').length, unsigned: 0 },
    })
    const event = await test.db
      .selectFrom('audit_event')
      .select(['object_id', 'detail'])
      .where('action', '=', 'case.exported')
      .executeTakeFirst()
    const manifest = createHash('sha256').update(files.get('manifest.json')!).digest('hex')
    const detail = { reason: body.reason, recipient: null, encrypted: false, manifest }
    expect(event).toEqual({ object_id: takedown.takedownId, detail })
  })

  it('gives the same parts each time but for the manifest, and counts what is not signed yet', async () => {
    const again = unzip((await ask(body, 'supervisor')).rawPayload)
    const changed = [...files.keys()].filter((name) => !again.get(name)?.equals(files.get(name)!))
    expect(changed).toEqual(['manifest.json', 'manifest.sig'])
    const { log } = JSON.parse(again.get('manifest.json')!.toString())
    expect(log.unsigned).toBeGreaterThan(0)
  })

  it('is for supervisors, for takedowns that there are, and says why', async () => {
    expect((await ask(body, 'analyst')).statusCode).toBe(403)
    expect((await ask(body, 'supervisor', newId())).statusCode).toBe(404)
    expect((await ask({ reason: 'police-request' }, 'supervisor')).statusCode).toBe(400)
    const foreign = { ...body, recipientId: newId() }
    expect((await ask(foreign, 'supervisor')).json()).toMatchObject({ code: 'provider-not-found' })
  })

  it('goes to the log before the first byte, or not at all', async () => {
    const count = async () =>
      (
        await test.db
          .selectFrom('audit_event')
          .select('id')
          .where('action', '=', 'case.exported')
          .execute()
      ).length
    const before = await count()
    await ask(body, 'supervisor', newId())
    expect(await count()).toBe(before)
    const { db, crypto } = test
    const deps = { db, crypto, signer: signerOfTest(), now: () => new Date() }
    const by = { actor: 'key:test', role: 'supervisor' }
    const asked = { ...body, takedownId: takedown.takedownId, recipientId: null, by }
    const over = exportCase(deps, asked, { mostBytes: 1_000 })
    await expect(over).rejects.toMatchObject({ code: 'case-too-large' })
    expect(await count()).toBe(before)
  })
})
