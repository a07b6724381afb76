// Numbers, money, lengths and dates as the interface writes them: groups of three apart by a narrow no-break space, the unit after
// one, a certified bound never rounded in its own favour.
import type { Lang } from './url'

const NARROW = '\u202f'
const LOCALE: Record<Lang, string> = { de: 'de-DE', en: 'en-GB' }
export const MISSING = '–'

const formats = new Map<string, Intl.NumberFormat>()

export function number(lang: Lang, value: number, digits = 0): string {
  const key = `${lang}${digits}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(LOCALE[lang], { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: 'always' as unknown as boolean })
    formats.set(key, format)
  }
  return format
    .formatToParts(value === 0 ? 0 : value)
    .map((part) => (part.type === 'group' ? NARROW : part.type === 'minusSign' ? '−' : part.value))
    .join('')
}

/** Euros: millions with one decimal from one million on, else whole euros. */
export function euros(lang: Lang, value: number): string {
  if (Math.abs(value) >= 999_950) {
    const millions = number(lang, value / 1e6, 1)
    return lang === 'de' ? `${millions}${NARROW}Mio.${NARROW}€` : currencyFirst(`${millions}${NARROW}m`)
  }
  return wholeEuros(lang, value)
}

/** The English way: the sign of the amount, the currency, the amount. */
function currencyFirst(amount: string): string {
  return amount.startsWith('−') ? `−€${NARROW}${amount.slice(1)}` : `€${NARROW}${amount}`
}

export function wholeEuros(lang: Lang, value: number): string {
  const amount = number(lang, Math.round(value))
  return lang === 'de' ? `${amount}${NARROW}€` : currencyFirst(amount)
}

export function exactEuros(lang: Lang, value: number): string {
  const amount = number(lang, value, 2)
  return lang === 'de' ? `${amount}${NARROW}€` : currencyFirst(amount)
}

/** With its sign, for differences. */
export function signed(text: string, value: number): string {
  return value > 0 ? `+${text}` : text
}

export function metres(lang: Lang, value: number): string {
  if (value >= 10_000) return `${number(lang, value / 1000, 1)}${NARROW}km`
  return `${number(lang, Math.round(value))}${NARROW}m`
}

/** A proven upper bound in per cent, rounded up so that the printed figure is never better than the proof; 0 is proven to be best. */
export function gap(lang: Lang, value: number): string {
  const digits = value < 0.01 ? 2 : 1
  const scale = 10 ** digits
  const percent = Math.ceil(value * 100 * scale - 1e-9) / scale
  if (percent <= 0) return `0${NARROW}%`
  return `≤${NARROW}${number(lang, percent, digits)}${NARROW}%`
}

export function percent(lang: Lang, value: number): string {
  return `${number(lang, value * 100, 0)}${NARROW}%`
}

const dates = new Map<string, Intl.DateTimeFormat>()

function dateFormat(lang: Lang, timeZone: string, clock: boolean): Intl.DateTimeFormat {
  const key = `${lang}${timeZone}${clock}`
  let format = dates.get(key)
  if (!format) {
    const time = clock ? ({ hour: '2-digit', minute: '2-digit' } as const) : {}
    format = new Intl.DateTimeFormat(LOCALE[lang], { day: '2-digit', month: '2-digit', year: 'numeric', ...time, timeZone })
    dates.set(key, format)
  }
  return format
}

/** 2026-03-12 or an instant as 12.03.2026. */
export function date(lang: Lang, text: string): string {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const instant = new Date(day ? `${text}T00:00:00Z` : text)
  if (Number.isNaN(instant.getTime())) return text
  const timeZone = day ? 'UTC' : 'Europe/Berlin'
  return dateFormat(lang, timeZone, false).format(instant)
}

export function moment(lang: Lang, text: string): string {
  const instant = new Date(text)
  if (Number.isNaN(instant.getTime())) return text
  return dateFormat(lang, 'Europe/Berlin', true).format(instant).replace(', ', ' ')
}

export function seconds(lang: Lang, value: number): string {
  return `${number(lang, value, value < 10 ? 1 : 0)}${NARROW}s`
}

const CLASSES: Record<string, string> = { '100M': '100 Mbit/s', '1G': '1 Gbit/s', '10G': '10 Gbit/s' }

/** The name of a bandwidth class; one the city defines itself keeps its own name. */
export function bandwidth(id: string): string {
  return (CLASSES[id] ?? id).replace(' ', NARROW)
}
