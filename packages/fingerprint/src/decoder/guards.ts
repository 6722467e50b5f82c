/**
 * What a decoder process finds to hold when it starts, in the order of the bits of its first record.
 *
 * `no-file`: every attempt to create a file failed, in the kernel. `no-file-bytes`: no byte can be put
 * into a file (limit 0). `no-core-file`: no core dump (limit 0). `no-dumped-memory`: a dump written by
 * other means would hold none of its memory. `no-network`: a listener of the parent cannot be reached
 * and no interface leads out. `no-rights`: no capability, and none to be had. `hidden-files`: home
 * directories, settings and temporary files cannot be seen. `bounded-memory`, `bounded-time`: limits
 * of the kernel. `no-spill`: libvips is told never to use a temporary file, and has no place for one.
 */
export const GUARDS = [
  'no-file',
  'no-file-bytes',
  'no-core-file',
  'no-dumped-memory',
  'no-network',
  'no-rights',
  'hidden-files',
  'bounded-memory',
  'bounded-time',
  'no-spill',
] as const

export type Guard = (typeof GUARDS)[number]

/** Guards as bits. */
export function guardBits(guards: readonly Guard[]): number {
  return guards.reduce((bits, guard) => bits | (1 << GUARDS.indexOf(guard)), 0)
}

/** Bits as guards; unknown bits are left out. */
export function guardsOf(bits: number): Guard[] {
  return GUARDS.filter((_, bit) => (bits & (1 << bit)) !== 0)
}
