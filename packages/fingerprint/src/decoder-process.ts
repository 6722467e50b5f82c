import { describe } from './picture/describe.ts'
import { readFrames } from './decoder/frames.ts'
import { DEFAULT_LIMITS } from './outcome.ts'
import { READY } from './decoder/record.ts'

// Started by `createDecoder`: files in on standard input, one record a line out, ends with its input.
const [maxBytes = 0, maxPixels = DEFAULT_LIMITS.maxPixels] = process.argv.slice(2).map(Number)

await import('./picture/restricted-sharp.ts')
process.stdout.write(`${READY}\n`)
for await (const bytes of readFrames(process.stdin, maxBytes)) {
  const outcome = await describe(bytes, { ...DEFAULT_LIMITS, maxPixels })
  process.stdout.write(`${JSON.stringify(outcome)}\n`)
}
