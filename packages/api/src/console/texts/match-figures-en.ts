/** Figures of how long matches wait for a decision, and the list of these matches. */
export const matchFiguresEn = {
  'measure.match-decision': 'Match to decision, all matches',
  'measure-how.match-decision':
    'From the moment a match was found to the first decision of a person that was not undone, whether it confirmed or rejected. Not from the report: a match may be found long after it, when a list is new, and one picture may have been reported often. What a look back found begins when it was released or seen anew. A decision that turns another one round changes nothing here.',
  'match-figure.item':
    'One item is one match that a person has to decide: one picture and one entry of a list. What stopped waiting without a decision counts for as long as it waited: its list or entry counts no more, a takedown at each of its places speaks for it already, or what showed it was erased. What waits again counts since it was found, the time in between included.',
  'match-figure.found': 'found',
  'match-figure.ended': 'Decided',
  'match-figure.confirmed': 'Confirmed',
  'match-figure.rejected': 'Rejected',
  'match-figure.open': 'Waiting',
  'match-figure.closed': 'Waits no more, undecided',
  'match-figure.before': 'Decided before, in no other figure',
  'match-figure.by-rule':
    'Decided by the rule of a list as they were found, in none of these figures: {n}.',
  'match-figure.by-rule-few':
    'Decided by the rule of a list as they were found, in none of these figures: not told of fewer than {n}, nor where the rest would be so few.',
  'match-figure.all': 'Time to decision of all matches, rejected and waiting ones too',
  'match-figure.title': 'Matches of a figure',
  'match-figure.count': '{n} {n|match|matches}',
  'match-figure.empty': 'No match fits all of this. Take a choice back.',
  'match-figure.found-at': 'Found',
  'match-state.open': 'waiting',
  'match-state.ended': 'decided',
  'match-state.closed': 'waits no more',
  'match-state.before': 'decided before',
  'match-state.counted': 'all of the figure',
  'dimension.tier': 'Kind of match',
  'dimension.source': 'Way of the first report',
}
