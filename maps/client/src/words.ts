// Two typed catalogues, German first. A key that one of them lacks does not compile.
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import de from '../i18n/de.json'
import en from '../i18n/en.json'
import * as format from './format'
import type { City, Technology } from './api'
import type { Lang } from './url'

export type Key = keyof typeof de
const CATALOGUES: Record<Lang, Record<Key, string>> = { de, en }

export interface Words {
  lang: Lang
  t: (key: Key, values?: Record<string, string | number>) => string
  /** One of a pair of texts the server sends in both languages. */
  of: (de: string | null | undefined, en: string | null | undefined) => string
  n: (value: number, digits?: number) => string
  euros: (value: number) => string
  wholeEuros: (value: number) => string
  exactEuros: (value: number) => string
  metres: (value: number) => string
  gap: (value: number) => string
  percent: (share: number) => string
  date: (text: string) => string
  moment: (text: string) => string
  seconds: (value: number) => string
  technology: (value: Technology | null | 'none' | 'open') => string
  kind: (city: City | null, id: string) => string
  policy: (city: City | null, name: string) => string
}

export function words(lang: Lang): Words {
  const catalogue = CATALOGUES[lang]
  const t: Words['t'] = (key, values) => {
    const text = catalogue[key]
    return values ? text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)) : text
  }
  return {
    lang,
    t,
    of: (german, english) => (lang === 'de' ? (german ?? english) : (english ?? german)) ?? '',
    n: (value, digits) => format.number(lang, value, digits),
    euros: (value) => format.euros(lang, value),
    wholeEuros: (value) => format.wholeEuros(lang, value),
    exactEuros: (value) => format.exactEuros(lang, value),
    metres: (value) => format.metres(lang, value),
    gap: (value) => format.gap(lang, value),
    percent: (share) => format.percent(lang, share),
    date: (text) => format.date(lang, text),
    moment: (text) => format.moment(lang, text),
    seconds: (value) => format.seconds(lang, value),
    technology: (value) => t(`technology.${value === null || value === 'none' ? 'open' : value}`),
    kind: (city, id) => {
      const kind = city?.kinds.find((one) => one.id === id)
      return kind ? (lang === 'de' ? kind.label_de : kind.label_en) : id
    },
    policy: (city, name) => {
      const policy = city?.policies.find((one) => one.name === name)
      return policy ? (lang === 'de' ? policy.label_de : policy.label_en) : name
    },
  }
}

export const WordsContext = createContext<Words>(words('de'))
export const useWords = (): Words => useContext(WordsContext)
