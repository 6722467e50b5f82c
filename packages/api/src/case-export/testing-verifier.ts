import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogKey, runRound } from '@nightlight/audit'
import { canonicalBytes, type RecordSigner } from '@nightlight/runtime'
import type { Stored } from '../fixtures/seed-case.ts'
import type { TestApp } from '../fixtures/test-app.ts'

export const VERIFIER = new URL('verify.py', import.meta.url).pathname

/** Runs Python as a person would. */
export function python(args: readonly string[], input?: string): { code: number; out: string } {
  const program = process.env['PYTHON'] ?? 'python3'
  const { status, stdout, stderr } = spawnSync(program, ['-B', ...args], {
    encoding: 'utf8',
    maxBuffer: 1e8,
    ...(input === undefined ? {} : { input }),
  })
  return { code: status ?? -1, out: stdout + stderr }
}

/** Places and signs what was written to the log so far. */
export const signLog = (test: TestApp): Promise<void> =>
  signLogWith(test, Buffer.from(test.env.FIELD_KEY, 'hex'))

/** @param rootKey  of the installation, 32 bytes */
export async function signLogWith({ db, crypto }: Stored, rootKey: Uint8Array): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'nightlight-case-'))
  const key = createLogKey(rootKey)
  const deps = { db, crypto, key, keptHead: join(dir, 'kept-head'), now: () => new Date() }
  const round = await runRound(deps, { everyMs: 0 })
  await rm(dir, { recursive: true })
  if (round.status !== 'done') throw new Error('Signing the log of a test: it was not')
}

/** Files of an archive of ours, by its local headers. */
export function unzip(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  for (let at = 0; archive.readUInt32LE(at) === 0x04_03_4b_50;) {
    const name = at + 30
    const content = name + archive.readUInt16LE(at + 26)
    const end = content + archive.readUInt32LE(at + 18)
    files.set(archive.toString('latin1', name, content), archive.subarray(content, end))
    at = end
  }
  return files
}

/** The same files with one of them replaced, and everything signed anew by who has the real key. */
export function signedAnew(
  files: ReadonlyMap<string, Buffer>,
  name: string,
  content: Buffer,
  signer: RecordSigner,
): Map<string, Buffer> {
  const next = new Map(files).set(name, content)
  const manifest = JSON.parse(next.get('manifest.json')!.toString())
  for (const part of manifest.parts) {
    const bytes = next.get(part.name)!
    part.bytes = bytes.length
    part.sha256 = createHash('sha256').update(bytes).digest('hex')
  }
  const signed = canonicalBytes(manifest)
  return next.set('manifest.json', signed).set('manifest.sig', signer.signBytes(signed))
}

/** Reads lines of `{label, files: {name: base64}}` and prints a line of JSON for each: what the verifier says, or null. */
export const EACH = `
import base64, importlib.util, json, sys
spec = importlib.util.spec_from_file_location("verify", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
key = sys.argv[2]
base = {}
for line in sys.stdin:
    asked = json.loads(line)
    if "base" in asked:
        base = {name: base64.b64decode(data) for name, data in asked["base"].items()}
        continue
    try:
        if "archive" in asked:
            module.verify(module.unpack(base64.b64decode(asked["archive"])), key)
        else:
            changed = {name: base64.b64decode(data) for name, data in asked["files"].items()}
            module.verify({**base, **changed}, key)
        print("null")
    except module.Failure as failure:
        print(json.dumps(str(failure)))
`
