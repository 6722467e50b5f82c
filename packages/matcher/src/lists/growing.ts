type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array

/** A list of numbers that grows to twice its room; `view` is what is in it. */
export class Growing<T extends Numbers> {
  #values: T
  #length = 0

  constructor(values: T) {
    this.#values = values
  }

  get length(): number {
    return this.#length
  }

  get bytes(): number {
    return this.#values.byteLength
  }

  get view(): T {
    return this.#values.subarray(0, this.#length) as T
  }

  at(place: number): number {
    return this.#values[place]!
  }

  set(place: number, value: number): void {
    this.#values[place] = value
  }

  push(value: number): void {
    this.room(1)
    this.#values[this.#length++] = value
  }

  append(values: ArrayLike<number>): void {
    this.room(values.length)
    this.#values.set(values, this.#length)
    this.#length += values.length
  }

  /** Makes room for so many more; after it they can be written without a failure. */
  room(count: number): void {
    const wanted = this.#length + count
    if (wanted <= this.#values.length) return
    const Type = this.#values.constructor as new (length: number) => T
    const larger = new Type(Math.max(64, wanted, this.#values.length * 2))
    larger.set(this.view)
    this.#values = larger
  }
}
