import { resolve } from 'node:path'
import { findProgram, isExecutable } from '@nightlight/runtime'

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
 * @param path  of the operator's choice, in whose place no other is taken; empty counts as none
 * @returns undefined when nothing can be executed at `path`, or, without one, there is none on PATH
 */
export function findChromium(path: string | undefined): string | undefined {
  if (path === undefined || path === '') return findProgram(NAMES)
  return isExecutable(path) ? resolve(path) : undefined
}
