// SHA-256 of bytes that come piece by piece, which no browser has (FIPS 180-4).
const ROUNDS = (() => {
  const primes = []
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n)
  const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0
  return {
    start: primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime))),
    add: Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime))),
  }
})()

// oxlint-disable-next-line no-unused-vars -- upload.js, with which this is one module, makes them
const createSha256 = () => {
  const state = Int32Array.from(ROUNDS.start)
  const { add } = ROUNDS
  const words = new Int32Array(64)
  const rest = new Uint8Array(64)
  let [held, length] = [0, 0]
  const block = (bytes, at) => {
    for (let i = 0; i < 16; i++, at += 4)
      words[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]
    for (let i = 16; i < 64; i++) {
      const x = words[i - 15]
      const y = words[i - 2]
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
      words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0
    }
    // one by one: unpacking a typed array goes through an iterator, which costs more than the rounds
    let a = state[0]
    let b = state[1]
    let c = state[2]
    let d = state[3]
    let e = state[4]
    let f = state[5]
    let g = state[6]
    let h = state[7]
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + add[i] + words[i]) | 0
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g
      g = f
      f = e
      e = (d + t1) | 0
      d = c
      c = b
      b = a
      a = (t1 + t2) | 0
    }
    state[0] += a
    state[1] += b
    state[2] += c
    state[3] += d
    state[4] += e
    state[5] += f
    state[6] += g
    state[7] += h
  }
  const update = (bytes) => {
    length += bytes.length
    let at = 0
    if (held > 0) {
      at = Math.min(64 - held, bytes.length)
      rest.set(bytes.subarray(0, at), held)
      held += at
      if (held < 64) return
      block(rest, 0)
    }
    for (; at + 64 <= bytes.length; at += 64) block(bytes, at)
    rest.set(bytes.subarray(at))
    held = bytes.length - at
  }
  const hex = () => {
    const bits = length * 8
    const end = new Uint8Array((held < 56 ? 64 : 128) - held)
    end[0] = 0x80
    const view = new DataView(end.buffer)
    view.setUint32(end.length - 8, Math.floor(bits / 2 ** 32))
    view.setUint32(end.length - 4, bits >>> 0)
    update(end)
    return [...state].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
  }
  return { update, hex }
}
