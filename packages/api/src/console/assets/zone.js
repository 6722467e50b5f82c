// Times are written in UTC; whoever reads elsewhere sees theirs, UTC when pointing at one, and all in UTC by a button.
const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
const line = document.querySelector('.zone')
if (line && !['UTC', 'Etc/UTC', undefined].includes(timeZone)) {
  const written = { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23', timeZone }
  const language = { en: 'en-GB', fr: 'fr-BE', nl: 'nl-BE', de: 'de-BE' }[
    document.documentElement.lang
  ]
  const format = new Intl.DateTimeFormat(language, written)
  const exact = new Intl.DateTimeFormat(language, { ...written, timeStyle: 'medium' })
  const times = [...document.querySelectorAll('time[datetime]')].flatMap((time) => {
    const utc = time.textContent.trim()
    const at = new Date(time.dateTime)
    if (Number.isNaN(at.getTime()) || !utc.endsWith(' UTC')) return []
    const yours = (/:\d\d:\d\d UTC$/.test(utc) ? exact : format).format(at)
    return [{ time, utc, yours }]
  })
  const [said] = line.children
  const button = Object.assign(document.createElement('button'), {
    type: 'button',
    className: 'link',
  })
  const inUtc = said.textContent
  const zone = timeZone.replaceAll('_', ' ')
  const KEPT = 'times'

  // Fields of a time hold it in the zone that is shown, which goes along with it: the server reads it by that.
  const fields = [...document.querySelectorAll('input[data-moment]')].map((field) => ({
    field,
    of: field.form.elements.zone,
    label: field.closest('label').querySelector('[data-zone]'),
    limits: ['min', 'max'].filter((name) => field[name]).map((name) => [name, field[name]]),
  }))
  const clock = new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    timeStyle: 'short',
    timeZone,
  })
  const minute = (at, isUtc) =>
    isUtc ? at.toISOString().slice(0, 16) : clock.format(at).replace(' ', 'T')

  const showField = ({ field, of, label, limits }, isUtc) => {
    // typed where clocks were those of another zone, and shown again
    const isElsewhere = !['', timeZone].includes(of.value)
    const to = isElsewhere ? of.value : isUtc ? '' : timeZone
    if (field.value && of.value !== to) {
      field.value = minute(new Date(of.value === '' ? `${field.value}Z` : field.value), isUtc)
    }
    for (const [name, utc] of limits) {
      field[name] = isElsewhere ? '' : minute(new Date(`${utc}Z`), isUtc)
    }
    of.value = to
    label.textContent = to === '' ? 'UTC' : to.replaceAll('_', ' ')
  }

  const show = (isUtc) => {
    for (const one of fields) showField(one, isUtc)
    for (const { time, utc, yours } of times) {
      time.textContent = isUtc ? utc : yours
      time.title = isUtc ? `${yours}, ${zone}` : utc
    }
    said.textContent = isUtc ? inUtc : line.dataset.yours.replace('*', zone)
    button.textContent = (isUtc ? line.dataset.toYours : line.dataset.toUtc).replace('*', zone)
  }

  let isUtc = localStorage.getItem(KEPT) === 'utc'
  line.append(' ', button)
  button.addEventListener('click', () => {
    isUtc = !isUtc
    localStorage.setItem(KEPT, isUtc ? 'utc' : 'yours')
    show(isUtc)
  })
  show(isUtc)
}
