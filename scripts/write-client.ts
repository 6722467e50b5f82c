import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { clientTypes } from './client-types.ts'
import { describeApi } from './describe-api.ts'

// node scripts/run.mjs scripts/write-client.ts: after a change of the routes or schemas of the API.
const directory = new URL('../packages/client/src/operations/', import.meta.url)
const files = clientTypes(await describeApi())
mkdirSync(directory, { recursive: true })
for (const name of readdirSync(directory)) {
  if (!files.has(name)) rmSync(new URL(name, directory))
}
for (const [name, text] of files) writeFileSync(new URL(name, directory), text)
