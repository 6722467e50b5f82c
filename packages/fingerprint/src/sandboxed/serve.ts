import { once } from 'node:events'
import { guardBits } from '../decoder/guards.ts'
import { giveUpWriting, testGuards } from '../decoder/self-test.ts'
import { frameHeader, readFrames } from './frames.ts'

/** Hands one message to the parent; waits while the parent has not taken the ones before. */
export type Say = (...parts: readonly Uint8Array[]) => Promise<void>

/**
 * What a program of `createSandboxedProgram` does with its life: tests its sandbox, says what it found,
 * takes one file on standard input, answers, ends.
 *
 * Its last argument is the port of a listener that it must not be able to reach.
 *
 * @param maxBytes  longest file
 */
export async function serve(
  maxBytes: number,
  answer: (file: Buffer, say: Say) => Promise<void>,
): Promise<void> {
  const guards = await testGuards(Number(process.argv.at(-1)))
  giveUpWriting()
  const bits = Buffer.alloc(2)
  bits.writeUInt16BE(guardBits(guards))
  await say(bits)
  for await (const file of readFrames(process.stdin, maxBytes)) {
    await answer(file, say)
    break
  }
  process.stdin.destroy()
}

const say: Say = async (...parts) => {
  const length = parts.reduce((sum, { byteLength }) => sum + byteLength, 0)
  process.stdout.write(frameHeader(length))
  for (const part of parts) {
    if (!process.stdout.write(part)) await once(process.stdout, 'drain')
  }
}
