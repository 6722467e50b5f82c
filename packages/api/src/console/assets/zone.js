// Times are written in UTC; whoever reads elsewhere sees theirs, and UTC when pointing at it.
const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
if (!['UTC', 'Etc/UTC', undefined].includes(timeZone)) {
  const format = new Intl.DateTimeFormat(
    { en: 'en-GB', fr: 'fr-BE', nl: 'nl-BE', de: 'de-BE' }[document.documentElement.lang],
    { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23', timeZone },
  )
  const exact = new Intl.DateTimeFormat(format.resolvedOptions().locale, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
    timeZone,
  })
  for (const time of document.querySelectorAll('time[datetime]')) {
    const utc = time.textContent.trim()
    const at = new Date(time.dateTime)
    if (Number.isNaN(at.getTime()) || !utc.endsWith(' UTC')) continue
    time.title = utc
    time.textContent = (/:\d\d:\d\d UTC$/.test(utc) ? exact : format).format(at)
  }
}
