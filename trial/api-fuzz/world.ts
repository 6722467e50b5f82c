import { ROLES, type Role } from '../../packages/contract/src/index.ts'
import {
  chooseLookupPlace,
  startLookupMatcher,
} from '../../packages/api/src/fixtures/lookup-matcher.ts'
import { seedObjects, type Objects } from '../../packages/api/src/fixtures/seed-objects.ts'
import { createTestApp, type TestApp } from '../../packages/api/src/fixtures/test-app.ts'
import { freePort, prepareQueue } from '../../packages/runtime/src/index.ts'
import { createLauncher, type NoticesProcess } from '../notice-kills/notices-process.ts'

const ENTRY = new URL('../../packages/api/src/main.ts', import.meta.url).pathname

/** Limits would answer in place of what is tried. */
const UNLIMITED = { RATE_PER_KEY: '1000000', RATE_PER_NETWORK: '1000000' }

export type World = {
  test: TestApp
  port: number
  keys: Readonly<Record<Role, string>>
  /** Objects that exist, of the authority and the provider whose keys these are. */
  ids: Objects
  /** Starts the real api process on the port; resolves when it listens. */
  start(): Promise<NoticesProcess>
  /** Lines of its log. */
  logged: string[]
  [Symbol.asyncDispose](): Promise<void>
}

/** A database with objects of every kind, a key of every role, the api process on a port of its own, and a matcher. */
export async function openWorld(): Promise<World> {
  await using resources = new AsyncDisposableStack()
  const test = resources.use(await createTestApp())
  await prepareQueue({ kind: 'postgres', url: test.env.DATABASE_URL })
  const { ids, providerKey } = await seedObjects(test)
  const keys = {} as Record<Role, string>
  for (const role of ROLES) keys[role] = role === 'provider' ? providerKey : await test.keyOf(role)
  const lookups = resources.use(await chooseLookupPlace())
  resources.use(await startLookupMatcher(test.env, lookups))
  const port = await freePort()
  const logged: string[] = []
  const launch = createLauncher(
    {
      ...test.env,
      HOST: '127.0.0.1',
      PORT: String(port),
      LOOKUP_AT: lookups.at,
      LOOKUP_TOKEN: lookups.token,
      ...UNLIMITED,
    },
    (line) => logged.push(line),
    ENTRY,
  )
  const lives: NoticesProcess[] = []
  const held = resources.move()
  return {
    test,
    port,
    keys,
    ids,
    logged,
    async start() {
      const life = launch()
      lives.push(life)
      if (!(await life.ready)) throw new Error(`Starting the api process: ${life.words()}`)
      return life
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(lives.map((life) => life.kill()))
      await held.disposeAsync()
    },
  }
}
