import { randomBytes } from 'node:crypto'
import { mkdtempDisposable } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { createApiKey } from '@nightlight/api'
import { DomainError } from '@nightlight/contract'
import { explainSandbox } from '@nightlight/fingerprint'
import { connect, processLogins } from '@nightlight/runtime'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  keptSecret,
  readServiceFile,
  removeServiceFile,
  writeServiceFile,
  type DataDirectory,
} from './data-directory.ts'
import { openStation, type Station } from './station.ts'
import { createSupervisor, type RoleSpec, type Supervisor } from './supervisor.ts'
import { keysOf } from './keys-of.ts'
import { SETTINGS } from './service-settings.ts'

export type Service = {
  url: string
  key: string
  station: Station
  supervisor: Supervisor
  [Symbol.asyncDispose](): Promise<void>
}

const entryOf = (name: string): string =>
  import.meta.resolve(
    name === 'exchange' ? '@nightlight/matcher/exchange' : `@nightlight/${name}/main`,
  )

/**
 * Starts everything on one machine: database, queue, the six processes, and writes down where it is
 * for the other commands.
 *
 * @throws {DomainError} conflict `service-running`, `port-in-use`; as `openStation`
 * @param options.beforeRoles starts what the roles will talk to; its result is added to the settings
 */
export async function startService(
  directory: DataDirectory,
  env: Readonly<Record<string, string | undefined>>,
  options: {
    port: number
    say: (line: string) => void
    beforeRoles?: (station: Station, supervisor: Supervisor) => Promise<Record<string, string>>
  },
): Promise<Service> {
  const { say } = options
  await mustNotRun(directory)
  await requireFreePort(options.port)
  await using resources = new AsyncDisposableStack()
  const station = resources.use(await openStation(directory, env))
  say(`database   ${station.database}`)
  say(`queue      ${station.queue}`)
  // a database of the operator's own has the logins that they made
  const logins = station.isOwn ? await processLogins(station.databaseUrl) : null
  const supervisor = createSupervisor({
    logFile: directory.log,
    env: {
      DATABASE_URL: station.databaseUrl,
      FIELD_KEY: station.fieldKey,
      ...(station.redisUrl ? { REDIS_URL: station.redisUrl } : {}),
      LOG_LEVEL: env['LOG_LEVEL'] ?? 'info',
    },
    say,
  })
  resources.use(supervisor)
  const settings = { ...env, ...(await options.beforeRoles?.(station, supervisor)) }
  const keptHead = { AUDIT_KEPT_HEAD: directory.keptHead }
  const lookups = {
    LOOKUP_AT: join(resources.use(await shortLived()).path, 'lookups.sock'),
    LOOKUP_TOKEN: randomBytes(32).toString('hex'),
  }
  const snapshot = { LIST_SNAPSHOT: join(directory.path, 'lists.snapshot'), ...lookups }
  const roles = [
    roleOf('matcher', settings, snapshot),
    roleOf('crawler', settings),
    roleOf('notices', settings),
    roleOf('exchange', settings),
    roleOf('audit', settings, keptHead),
  ]
  const apiRole = roleOf('api', settings, {
    PORT: String(options.port),
    UPLOAD_DIR: join(directory.path, 'uploads'),
    ...lookups,
  })
  const [api, ...others] = await Promise.all([
    supervisor.start(withLogin(apiRole, logins)),
    ...roles.map((role) => supervisor.start(withLogin(role, logins))),
  ])
  say('processes  api, audit, crawler, exchange, matcher, notices ready')
  sayIsolation(others[1]?.['sandbox'], say)
  const url = String(api['url'])
  const key = await localKey(directory, station)
  resources.defer(() => removeServiceFile(directory))
  await writeServiceFile(directory, {
    url,
    databaseUrl: station.databaseUrl,
    key,
    pid: process.pid,
  })
  const held = resources.move()
  return { url, key, station, supervisor, [Symbol.asyncDispose]: () => held.disposeAsync() }
}

/** A directory for the sockets of one start: their paths may not be long, as that of the data may. */
const shortLived = async () => mkdtempDisposable(join(tmpdir(), 'nightlight-'))

/** How pictures are kept from doing harm; loud where the machine offers too little. */
function sayIsolation(sandbox: unknown, say: (line: string) => void): void {
  const name = typeof sandbox === 'string' ? sandbox : 'unknown'
  const { meaning, advice } = explainSandbox(name)
  say(`decoder    ${name}: ${meaning}`)
  if (advice !== undefined) say(`           WARNING: for a stronger sandbox, ${advice}`)
}

function roleOf(
  name: string,
  settings: Readonly<Record<string, string | undefined>>,
  more: Record<string, string> = {},
): RoleSpec {
  const env: Record<string, string> = { ...more }
  for (const setting of [...(SETTINGS[name] ?? []), 'SWEEP_MS', 'QUEUE_PREFIX']) {
    for (const variable of [setting, `${setting}_FILE`]) {
      const value = settings[variable]
      if (value !== undefined && value !== '') env[variable] = value
    }
  }
  return { name, entry: entryOf(name), env }
}

const withLogin = (role: RoleSpec, logins: Readonly<Record<string, string>> | null): RoleSpec => {
  const login = logins?.[role.name]
  return login === undefined ? role : { ...role, env: { ...role.env, DATABASE_URL: login } }
}

/** The key that commands on this machine use; made once for a data directory. */
async function localKey(directory: DataDirectory, station: Station): Promise<string> {
  return keptSecret(join(directory.path, 'keys', 'local.key'), async () => {
    const db = connect(station.databaseUrl, { max: 1 })
    try {
      const { crypto } = await keysOf(db, station)
      const actor = 'command-line'
      const made = await createApiKey(db, crypto, { role: 'supervisor', name: actor, actor })
      return made.key
    } finally {
      await db.destroy()
    }
  })
}

const ASKED_MS = 3_000

/** Only its own service takes the key of a directory: a process or port of that number may be another's by now. */
async function mustNotRun(directory: DataDirectory): Promise<void> {
  const service = await readServiceFile(directory)
  if (!service) return
  const answer = await fetch(new URL('/v1/hash-lists?limit=1', service.url), {
    headers: { authorization: `Bearer ${service.key}` },
    signal: AbortSignal.timeout(ASKED_MS),
  }).catch(() => null)
  await answer?.body?.cancel()
  if (answer?.ok !== true) return
  throw new DomainError(
    'conflict',
    'service-running',
    `Starting: this installation runs already, at ${service.url} (process ${service.pid}); use that one, or stop it with "kill ${service.pid}" first`,
  )
}

async function requireFreePort(port: number): Promise<void> {
  if (port === 0) return
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') {
      throw new DomainError(
        'forbidden',
        'port-forbidden',
        `Starting: this user may not open port ${port}; choose one above 1023 with --port`,
        { cause: error },
      )
    }
    throw new DomainError(
      'conflict',
      'port-in-use',
      `Starting: port ${port} is taken by another program; stop that one or choose a port with --port`,
      { cause: error },
    )
  } finally {
    server.close()
  }
}
