import { existsSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { findProgram } from '../decoder/sandbox.ts'

/** A program and what it needs to see of the files beside the system's programs and libraries. */
export type Ffmpeg = { program: string; paths: string[] }

/** Where systems say which of several libraries of one name is meant. */
const CHOICES = '/etc/alternatives'

/**
 * The ffmpeg to read videos with: the one of the operator's choice, else the one on PATH.
 *
 * The folder where it lies is visible to it, with the libraries that a build of its own has there.
 *
 * @param path  empty counts as none
 * @returns undefined when there is none
 */
export function findFfmpeg(path: string | undefined): Ffmpeg | undefined {
  const program = path === undefined || path === '' ? findProgram('ffmpeg') : path
  if (program === undefined || !existsSync(program)) return undefined
  const folders = [dirname(program), dirname(realpathSync(program)), CHOICES]
  return { program, paths: [...new Set(folders)] }
}
