import { MESSAGE, readMessages } from './decoder/messages.ts'
import { encodeRecord, type DecoderRecord } from './decoder/record.ts'
import { giveUpWriting, testGuards } from './decoder/self-test.ts'
import { DEFAULT_LIMITS, type DescribeOptions, type NeedsFull } from './outcome.ts'
import { describe } from './picture/describe.ts'

// Started by `createDecoder`: messages in on standard input, records out, ends with its input.
const [maxBytes = 0, maxPixels = DEFAULT_LIMITS.maxPixels, port = 0] = process.argv
  .slice(2)
  .map(Number)
const limits = { ...DEFAULT_LIMITS, maxPixels }
const say = (record: DecoderRecord) => process.stdout.write(encodeRecord(record))
const messages = readMessages(process.stdin, maxBytes)

await import('./picture/restricted-sharp.ts')
const guards = await testGuards(port)
giveUpWriting()
say({ kind: 'ready', guards })

for await (const { type, payload } of messages) {
  let isDropped = false
  const ask: NeedsFull = async (description) => {
    say({ kind: 'question', description })
    const { value } = await messages.next()
    isDropped = value?.type === MESSAGE.drop
    return !isDropped
  }
  const needsFull = type === MESSAGE.describeQuickly ? ask : undefined
  const onFirstFrame: DescribeOptions['onFirstFrame'] = async (description) => {
    say({ kind: 'first-frame', description })
    await messages.next()
  }
  const outcome = await describe(payload, { ...limits, needsFull, onFirstFrame })
  if (!isDropped) say({ kind: 'outcome', outcome })
}
