let maskList: Uint16Array | undefined

/** All words of up to four bits, those of fewer first. */
export function masks(): Uint16Array {
  if (maskList !== undefined) return maskList
  const byBits: number[][] = [[], [], [], [], []]
  for (let mask = 0; mask < 65_536; mask++) {
    let bits = 0
    for (let rest = mask; rest !== 0 && bits < 5; rest &= rest - 1) bits++
    byBits[bits]?.push(mask)
  }
  maskList = Uint16Array.from(byBits.flat())
  return maskList
}
