import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export const STEP_S = 30
const SECRET_BYTES = 20
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export const newTotpSecret = (): Buffer => randomBytes(SECRET_BYTES)

/**
 * The code of one step.
 *
 * @param step  steps of 30 s since 1970
 * @see RFC 6238, RFC 4226 5.3
 */
export function totpCode(
  secret: Uint8Array,
  step: number,
  { digits = 6, algorithm = 'sha1' }: { digits?: number; algorithm?: string } = {},
): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac(algorithm, secret).update(counter).digest()
  const number = mac.readUInt32BE(mac.at(-1)! & 0x0f) & 0x7fff_ffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/**
 * The step that a code is of: the present one, the one before or the one after, for clocks that differ.
 *
 * @param after  steps up to this one were used, and count no more
 * @returns null when the code is of none of them
 */
export function totpStep(
  secret: Uint8Array,
  code: string,
  { now, after }: { now: Date; after: number },
): number | null {
  const typed = Buffer.from(code.replaceAll(/\s/g, ''))
  const present = Math.floor(now.getTime() / 1000 / STEP_S)
  let found: number | null = null
  for (const step of [present - 1, present, present + 1]) {
    const right = Buffer.from(totpCode(secret, step))
    const isSame = typed.length === right.length && timingSafeEqual(typed, right)
    if (isSame && step > after) found ??= step
  }
  return found
}

/** RFC 4648, without padding: how a secret is typed into an app. */
export function base32(bytes: Uint8Array): string {
  let bits = ''
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
  return (bits.match(/.{1,5}/g) ?? [])
    .map((part) => BASE32[Number.parseInt(part.padEnd(5, '0'), 2)])
    .join('')
}
