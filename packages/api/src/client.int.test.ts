import { generateKeyPairSync } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { ApiError, createClient, type Client, type OperationName } from '@nightlight/client'
import { ROLES, type Role } from '@nightlight/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientSamples, type Sample } from './fixtures/client-samples.ts'
import { seedObjects } from './fixtures/seed-objects.ts'
import { createTestApp, type TestApp } from './fixtures/test-app.ts'
import { isAllowed, type Access } from './identity/principal.ts'
import { NOT_ONCE } from './routes/once.ts'

type Described = { 'x-permission': Access; 'x-idempotency-key'?: boolean }

let test: TestApp
let url: string
let samples: Record<string, Sample<OperationName>>
let described: Record<string, Described>
const keys = {} as Record<Role, string>
beforeAll(async () => {
  test = await createTestApp({ limits: { perKey: 1e6, perNetwork: 1e6 } })
  const { ids, providerKey } = await seedObjects(test)
  for (const role of ROLES) keys[role] = role === 'provider' ? providerKey : await test.keyOf(role)
  const { publicKey } = generateKeyPairSync('ed25519')
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  samples = clientSamples(ids, { publicKey: pem })
  url = await test.app.listen({ host: '127.0.0.1', port: 0 })
  const { paths } = (await test.app.inject({ url: '/openapi.json' })).json<{
    paths: Record<string, Record<string, Described>>
  }>()
  described = Object.fromEntries(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, one]) => [`${method.toUpperCase()} ${path}`, one]),
    ),
  )
})
afterAll(() => test[Symbol.asyncDispose]())

const ROLE_ORDER = ['supervisor', 'admin', 'police', 'analyst', 'auditor', 'provider'] as const

function clientOf(name: string): Client {
  const access = described[name]?.['x-permission'] ?? 'public'
  const role = samples[name]?.as ?? ROLE_ORDER.find((one) => isAllowed(one, access))
  return createClient({ url, key: keys[role ?? 'reporter'], tries: 1 })
}

/** @returns what it answers, a file read to its end; or the error */
async function called(name: string, idempotencyKey?: string): Promise<unknown> {
  const { input } = samples[name]!
  const asked = idempotencyKey === undefined ? input : { ...input, idempotencyKey }
  type Any = { call: (name: string, input: unknown) => Promise<unknown> }
  const client = clientOf(name) as Any
  const answer = await client.call(name, asked).catch((error: unknown) => error)
  return answer instanceof ReadableStream ? (await new Response(answer).bytes()).length : answer
}

function faultIn({ refused }: Sample<OperationName>, answer: unknown): unknown {
  if (answer instanceof ApiError) return answer.code === refused ? null : answer
  return answer instanceof Error || refused !== undefined ? answer : null
}

const keysKept = async (): Promise<number> =>
  (await test.db.selectFrom('idempotency_key').select('actor').execute()).length

describe('every operation', () => {
  it('has a sample, and no sample is of none', () => {
    expect(Object.keys(samples).sort()).toEqual(Object.keys(described).sort())
    const paths = new Set(
      Object.keys(described).map((name) => name.replaceAll(/\{(\w+)\}/g, ':$1')),
    )
    expect([...NOT_ONCE].filter((path) => !paths.has(`POST ${path}`))).toEqual([])
  })

  it('that reads is reached by the client', async () => {
    const reads = Object.entries(samples).filter(([name]) => name.startsWith('GET '))
    const told = reads.map(async ([name, sample]) => [name, faultIn(sample, await called(name))])
    expect((await Promise.all(told)).filter(([, fault]) => fault !== null)).toEqual([])
  })

  it('that changes something is reached, and done once where that is said', async () => {
    const changes = Object.entries(samples).filter(([name]) => !name.startsWith('GET '))
    for (const [name, sample] of changes) {
      const once = described[name]?.['x-idempotency-key'] === true
      const key = once ? `once-for-${name.replaceAll(' ', '-')}` : undefined
      const before = await keysKept()
      const answer = await called(name, key)
      expect([name, faultIn(sample, answer)]).toEqual([name, null])
      if (!once || answer instanceof ApiError) continue
      expect([name, await called(name, key)]).toEqual([name, answer])
      expect([name, (await keysKept()) - before]).toEqual([name, 1])
    }
  })
})

describe('the example of the README', () => {
  it('does what it says', async () => {
    const readme = await readFile(
      new URL('../README.md', import.meta.resolve('@nightlight/client')),
      'utf8',
    )
    const [, text = ''] = /```ts\n(.*?)```/s.exec(readme) ?? []
    const code = stripTypeScriptTypes(text.replace(/^import .*\n/, ''))
    const lines: string[] = []
    const env = { NIGHTLIGHT_URL: url, NIGHTLIGHT_KEY: keys.supervisor }
    const console = { log: (...said: unknown[]) => lines.push(said.join(' ')) }
    const AsyncFunction = (async () => undefined).constructor as typeof Function
    const run = new AsyncFunction('createClient', 'ApiError', 'process', 'console', code)
    await run(createClient, ApiError, { env }, console)
    expect(lines.slice(-2)).toEqual(['unchanged', 'entry-not-found 404'])
    expect(lines.length).toBeGreaterThan(2)
  })
})
