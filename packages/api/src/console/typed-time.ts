import { DomainError } from '@nightlight/contract'
import { Type } from 'typebox'
import { html, type Html } from './html.ts'

/** As a browser sends a date with a time: a clock on the wall, which is a moment only in a zone. */
export const Moment = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}$' })
/** In which zone that clock hangs; empty without a script, where it is UTC. */
export const Zone = Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_+/-]{0,64}$' }))

const DAY_MS = 86_400_000

/** As a field of a date with a time has it, in UTC. */
export const minuteOf = (at: Date): string => at.toISOString().slice(0, 16)

/**
 * The moment that somebody typed by the clock of their zone: the first of two where clocks are put back.
 *
 * @param zone  of the IANA, empty for UTC
 * @throws {DomainError} invalid `time-not-there`: no clock there shows it, as where clocks are put forward; `body-invalid`:
 *   there is no such zone
 */
export function momentOf(typed: string, zone: string = ''): Date {
  const asUtc = Date.parse(`${typed}:00Z`)
  // what the clock is ahead of UTC, on either side of a change
  const found = [asUtc - DAY_MS, asUtc + DAY_MS]
    .map((near) => asUtc - (Date.parse(`${onTheWall(near, zone)}:00Z`) - near))
    .filter((ms) => onTheWall(ms, zone) === typed)
  if (found.length === 0) {
    throw new DomainError('invalid', 'time-not-there', 'Reading a time: no clock shows it')
  }
  return new Date(Math.min(...found))
}

function onTheWall(ms: number, zone: string): string {
  const at = new Date(Math.floor(ms / 60_000) * 60_000)
  if (Number.isNaN(at.getTime())) return ''
  return zone === '' ? minuteOf(at) : clockOf(zone).format(at).replace(' ', 'T')
}

/** Swedes write dates as fields have them. Kept by nobody: what zones are called is up to who sends them. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone })
  } catch {
    throw new DomainError('invalid', 'body-invalid', 'Reading a time: no such zone', {
      detail: { field: 'zone' },
    })
  }
}

/**
 * A field of a date with a time, and beside its name the zone that it is in: UTC, which a script makes that of the reader.
 *
 * One in a form, for the zone has a field of its own.
 */
export const momentField = (
  label: string,
  name: string,
  { value, min, max }: { value?: Date; min?: Date; max?: Date },
): Html =>
  // no hidden field: it goes with what was typed when a form is shown again
  html`<label
      >${label} (<span data-zone>UTC</span>)<input
        type="datetime-local"
        name="${name}"
        ${value && html` value="${minuteOf(value)}"`}
        ${min && html` min="${minuteOf(min)}"`}
        ${max && html` max="${minuteOf(max)}"`}
        required
        data-moment /></label
    ><input type="text" name="zone" hidden />`
