const MAX_PAUSE_MS = 86_400_000

/**
 * How long a `Retry-After` header asks to wait, in seconds or as a date.
 *
 * @returns milliseconds, between a second and a day; null when it says nothing
 * @see RFC 9110, section 10.2.3
 */
export function retryAfterMs(header: string | null, now: Date): number | null {
  const text = header?.trim() ?? ''
  const pauseMs = /^[0-9]{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime()
  return Number.isNaN(pauseMs) ? null : Math.min(Math.max(pauseMs, 1000), MAX_PAUSE_MS)
}
