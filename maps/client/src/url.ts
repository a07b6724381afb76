// The address is the state: every view can be shared as a link and survives a reload. Nothing else is remembered for the user
// except the assumptions not yet computed (assumptions.ts).
import { useEffect, useState } from 'preact/hooks'
import { keepFocus } from './focus'

export type ViewName = 'map' | 'table' | 'compare'
export type Lang = 'de' | 'en'
export type Theme = 'light' | 'dark'
export const FILTERS = ['district', 'kind', 'technology', 'class', 'state', 'group'] as const
export type FilterName = (typeof FILTERS)[number]
export type Filters = Record<FilterName, string[]>
export type Centre = { lon: number; lat: number; zoom: number }

export interface View {
  run: string | null
  scenario: string | null
  view: ViewName
  site: string | null
  q: string
  filters: Filters
  sort: string | null
  page: number
  lang: Lang
  theme: Theme | null
  c: Centre | null
  a: string | null
  b: string | null
  hide: string[]
}

const VIEWS: readonly ViewName[] = ['map', 'table', 'compare']

function list(search: URLSearchParams, key: string): string[] {
  const values = search.getAll(key).filter((value) => value !== '')
  return [...new Set(values)]
}

function centre(text: string | null): Centre | null {
  const parts = (text ?? '').split(',').map(Number)
  const [lon, lat, zoom] = parts
  if (parts.length !== 3 || lon === undefined || lat === undefined || zoom === undefined) return null
  const sane = Math.abs(lon) <= 180 && Math.abs(lat) <= 85 && zoom >= 0 && zoom <= 24
  return sane ? { lon, lat, zoom } : null
}

export function parse(text: string): View {
  const search = new URLSearchParams(text)
  const view = search.get('view') as ViewName
  const page = Number(search.get('page') ?? '1')
  const theme = search.get('theme')
  const filters = Object.fromEntries(FILTERS.map((name) => [name, list(search, name)])) as Filters
  return {
    run: search.get('run') || null,
    scenario: search.get('scenario') || null,
    view: VIEWS.includes(view) ? view : 'map',
    site: search.get('site') || null,
    q: (search.get('q') ?? '').slice(0, 200),
    filters,
    sort: search.get('sort') || null,
    page: Number.isInteger(page) && page > 0 && page < 1e6 ? page : 1,
    lang: search.get('lang') === 'en' ? 'en' : 'de',
    theme: theme === 'light' || theme === 'dark' ? theme : null,
    c: centre(search.get('c')),
    a: search.get('a') || null,
    b: search.get('b') || null,
    hide: list(search, 'hide'),
  }
}

export function format(view: View): string {
  const search = new URLSearchParams()
  const set = (key: string, value: string | null) => {
    if (value) search.set(key, value)
  }
  set('scenario', view.scenario)
  set('run', view.run)
  set('view', view.view === 'map' ? null : view.view)
  set('a', view.a)
  set('b', view.b)
  set('site', view.site)
  set('q', view.q)
  for (const name of FILTERS) for (const value of view.filters[name]) search.append(name, value)
  set('sort', view.sort)
  set('page', view.page > 1 ? String(view.page) : null)
  set('lang', view.lang === 'de' ? null : view.lang)
  set('theme', view.theme)
  if (view.c) set('c', `${view.c.lon.toFixed(5)},${view.c.lat.toFixed(5)},${view.c.zoom.toFixed(2)}`)
  for (const value of view.hide) search.append('hide', value)
  const text = search.toString()
  return text ? `?${text}` : ''
}

/** Whether two lists of filters select the same sites. */
export function active(view: View): number {
  return FILTERS.reduce((sum, name) => sum + view.filters[name].length, view.q ? 1 : 0)
}

export const NO_FILTERS: Filters = { state: [], technology: [], class: [], district: [], kind: [], group: [] }

let current: View | null = null
const listeners = new Set<(view: View) => void>()

export function now(): View {
  current ??= parse(location.search)
  return current
}

/** Change the address. `replace` leaves no entry in the history: for typing and for moving the map. */
export function go(patch: Partial<View>, how: 'push' | 'replace' = 'push'): void {
  keepFocus()
  const next = { ...now(), ...patch }
  const before = format(now())
  current = next
  const after = format(next)
  if (after !== before) {
    const address = location.pathname + after
    if (how === 'push') history.pushState(null, '', address)
    else history.replaceState(null, '', address)
  }
  for (const listener of listeners) listener(next)
}

export function useView(): View {
  const [view, set] = useState(now)
  useEffect(() => {
    const listener = (next: View) => set(next)
    listeners.add(listener)
    set(now())
    return () => void listeners.delete(listener)
  }, [])
  return view
}

export function watchHistory(): void {
  addEventListener('popstate', () => {
    current = parse(location.search)
    for (const listener of listeners) listener(current)
  })
}
