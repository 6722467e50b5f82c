import { findProgram } from '@nightlight/runtime'

/** The one without windows first: it can do less. */
const NAMES = [
  'chromium-headless-shell',
  'chrome-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
]

/**
 * The Chromium to render with.
 *
 * @param path  of the operator's choice; empty counts as none
 * @returns undefined when there is none on PATH either
 */
export function findChromium(path: string | undefined): string | undefined {
  return path === undefined || path === '' ? findProgram(NAMES) : path
}
