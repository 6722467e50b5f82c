/** What a caller can do about each code of figures, exports and hand-overs. */
export const FIGURE_DETAILS: Readonly<Record<string, string>> = {
  'period-invalid': 'Name a period that begins before it ends and is not longer than ten years',
  'group-invalid':
    'Name of and key together, or neither, and a group of the clock: of matches list, class, tier and source, of takedowns all others and list and class',
  'export-differs':
    'The figures come out otherwise now: ask the operator whether events were changed',
  'figures-busy': 'Wait until the figures that are being made are ready',
  'hand-over-not-found': 'Look for it in the list of hand-overs',
  'hand-over-not-received': 'Say first that it was received',
  'hand-over-nothing-waits': 'No case of it waits for your word',
}
