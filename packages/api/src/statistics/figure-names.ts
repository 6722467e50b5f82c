import {
  DIMENSIONS,
  MATCH_DIMENSIONS,
  MATCH_MEASURE_NAMES,
  MEASURE_NAMES,
  MEASURES,
  type Dimension,
  type MatchDimension,
  type MatchMeasureName,
  type MeasureName,
} from '@nightlight/notices'

/** Everything that is measured, of takedowns and of matches. */
export const FIGURE_NAMES = [...MEASURE_NAMES, ...MATCH_MEASURE_NAMES] as const
export type FigureName = MeasureName | MatchMeasureName
export type FigureGroup = Dimension | MatchDimension
/** What any of it is told apart by. */
export const FIGURE_GROUPS: readonly FigureGroup[] = [
  ...DIMENSIONS,
  ...MATCH_DIMENSIONS.filter((by) => !isOneOf(DIMENSIONS, by)),
]

export function isOneOf<Name extends string>(names: readonly Name[], name: string): name is Name {
  return names.some((one) => one === name)
}
export const isOfMatches = (name: FigureName): name is MatchMeasureName =>
  isOneOf(MATCH_MEASURE_NAMES, name)

/** What the figures of one measure are told apart by. */
export function groupsOf(name: MatchMeasureName): readonly MatchDimension[]
export function groupsOf(name: MeasureName): readonly Dimension[]
export function groupsOf(name: FigureName): readonly FigureGroup[]
export function groupsOf(name: FigureName): readonly FigureGroup[] {
  return isOfMatches(name) ? MATCH_DIMENSIONS : DIMENSIONS
}

/** The two clocks as they are told: a match is found at no clock of takedowns. */
export function clocksOf(name: FigureName): { from: string; to: string } {
  if (isOfMatches(name)) return { from: 'found', to: 'T3' }
  const { from, to } = MEASURES[name]
  return { from: from.toUpperCase(), to: to.toUpperCase() }
}
