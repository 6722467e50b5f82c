/** Gives out a number of places at once, each until it is disposed of. */
export type Slots = {
  /** @returns null when all are taken */
  take(): Disposable | null
}

export function createSlots(count: number): Slots {
  let taken = 0
  return {
    take() {
      if (taken >= count) return null
      taken++
      return {
        [Symbol.dispose]: () => {
          taken--
        },
      }
    },
  }
}

/** Places for files that come in, by the API and the console together. */
export type UploadSlots = { uploadSlots: Slots }
