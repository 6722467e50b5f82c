/** Why the scripts of a page did not run: what its operator can see to. */
const UNRENDERED = /^(?:rendering-off|renderer-missing|render-[a-z-]+)$/

/** What is said of a check: its codes, and beside `not-rendered` the sign that says why. */
export const checkCodes = ({
  codes,
  evidence,
}: {
  codes: readonly string[]
  evidence: readonly string[]
}): string[] =>
  codes.includes('not-rendered')
    ? [...new Set([...codes, ...evidence.filter((sign) => UNRENDERED.test(sign))])]
    : [...codes]
