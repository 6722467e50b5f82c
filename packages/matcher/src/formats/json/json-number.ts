// The states of a number, by what was read last; 0 before it begins.
const [MINUS, ZERO, INTEGER, POINT, FRACTION, EXPONENT_E, EXPONENT_SIGN, EXPONENT] = [
  1, 2, 3, 4, 5, 6, 7, 8,
]
const [PLUS_SIGN, MINUS_SIGN, DOT, NULL_DIGIT, NINE, UPPER_E, LOWER_E] = [
  43, 45, 46, 48, 57, 69, 101,
]

/** Whether a number may end in a state of `numberAfter`. */
export const mayEndNumber = (state: number): boolean =>
  state === ZERO || state === INTEGER || state === FRACTION || state === EXPONENT

/** The state of a JSON number after one more sign, from 0; 0 where the sign is no part of it. */
export function numberAfter(state: number, sign: number): number {
  if (sign >= NULL_DIGIT && sign <= NINE) {
    if (state === ZERO) return 0
    if (state === 0 || state === MINUS) return sign === NULL_DIGIT ? ZERO : INTEGER
    if (state === INTEGER) return INTEGER
    return state === POINT || state === FRACTION ? FRACTION : EXPONENT
  }
  if (sign === DOT) return state === ZERO || state === INTEGER ? POINT : 0
  if (sign === LOWER_E || sign === UPPER_E) {
    return state === ZERO || state === INTEGER || state === FRACTION ? EXPONENT_E : 0
  }
  if (sign === PLUS_SIGN) return state === EXPONENT_E ? EXPONENT_SIGN : 0
  if (sign !== MINUS_SIGN) return 0
  if (state === 0) return MINUS
  return state === EXPONENT_E ? EXPONENT_SIGN : 0
}
