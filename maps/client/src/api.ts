// The server's answers, version 1. Money in euros, lengths in metres, dates ISO; what is not known is null, never zero.

import type { Lang } from './url'

export type Technology = 'fibre' | 'radio' | 'leased'
export type Connection = 'open' | Technology
export type SiteState = 'connected' | 'planned' | 'unsolvable' | 'open'
export type SegmentKind = 'trench' | 'own_duct' | 'rented_duct' | 'built' | 'drop'
export type RunState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
export type Stage = 'import' | 'options' | 'plan' | 'verify' | 'store'

export interface City {
  name: string
  synthetic: boolean
  crs: string
  bounds: [number, number, number, number]
  attribution: string[]
  program_version: string
  districts: string[]
  project_groups: string[]
  kinds: { id: string; label_de: string; label_en: string; school: boolean }[]
  scenarios: Scenario[]
  default_scenario: string
  policies: { name: string; label_de: string; label_en: string }[]
  counts: {
    sites: number
    open: number
    connected: number
    without_position: number
    segments: number
    nodes: number
    findings: number
  }
  default_run: string | null
}

export interface Scenario {
  name: string
  as_of: string
  target: string | null
  policy: string
  note_de: string | null
  note_en: string | null
}

export interface Changes {
  technology?: Record<string, Technology | null>
  prices?: { trench_factor?: number; leased_factor?: number }
}

export interface Progress {
  stage: Stage
  objective_eur: number | null
  lower_bound_eur: number | null
  gap: number | null
  gap_of_saving: number | null
  seconds: number
}

export interface Part {
  name: string
  sites: number
  fibre: number
  leased: number
  cost_eur: number
}

export interface Result {
  sites: number
  connected: number
  cost_eur: number
  own_share_eur: number | null
  shortfall_eur: number
  premium_eur: number
  objective_eur: number
  lower_bound_eur: number
  gap: number
  gap_of_saving: number | null
  verified: boolean
  seconds: number
  all_leased_eur: number | null
  by_technology: { technology: Technology | 'none'; sites: number; cost_eur: number; own_share_eur: number | null }[]
  by_district: Part[]
  by_project_group: Part[]
  trench_m: number
  own_duct_m: number
  rented_duct_m: number
  built_m: number
  other_policies: {
    policy: string
    fibre: number
    leased: number
    cost_eur: number
    own_share_eur: number | null
    objective_eur: number
    gap: number
  }[]
}

export interface Run {
  id: string
  state: RunState
  scenario: string
  policy: string
  as_of: string
  seed: number
  version: string
  created_at: string
  synthetic: boolean
  changes: Changes | null
  error: { message_de: string; message_en: string; hint_de: string | null; hint_en: string | null } | null
  progress: Progress | null
  result: Result | null
}

export interface SiteRow {
  id: string
  name: string
  kind: string
  district: string | null
  address: string | null
  project_group: string | null
  connection: Connection
  state: SiteState
  technology: Technology | null
  need: string | null
  class: string | null
  cost_eur: number | null
  own_share_eur?: number | null
  shortfall_eur: number | null
  lon: number | null
  lat: number | null
}

export type Facet = 'district' | 'kind' | 'technology' | 'class' | 'state' | 'project_group'

export interface SiteList {
  total: number
  page: number
  page_size: number
  sites: SiteRow[]
  facets: Partial<Record<Facet, Record<string, number>>>
}

export interface Option {
  technology: Technology
  available: boolean
  reason_de: string | null
  reason_en: string | null
  capex_eur: number | null
  opex_per_year_eur: number | null
  present_value_eur: number | null
  shortfall_eur: number | null
  premium_eur: number | null
  objective_eur: number | null
  class: string | null
  lead_time_weeks: number | null
  score: number | null
  chosen: boolean
}

export interface Finding {
  kind: string
  severity: string
  file: string | null
  line: number | null
  column: string | number | null
  message: string
  hint: string | null
}

export interface SiteCard extends SiteRow {
  pupils: number | null
  desks: number | null
  source: string | null
  robustness: number | null
  share_eur: number | null
  saved_if_left_eur: number | null
  stand_alone_eur: number | null
  drop_m: number | null
  fed_from: string | null
  route_m: number | null
  shared_with: number | null
  breakdown: { item: string; amount_eur: number }[]
  options: Option[]
  findings: Finding[]
}

export interface Comparison {
  a: Run
  b: Run
  difference: { cost_eur: number; objective_eur: number; fibre: number; leased: number }
  sites: {
    id: string
    name: string
    kind: string
    district: string | null
    technology_a: Technology | null
    technology_b: Technology | null
    cost_a_eur: number | null
    cost_b_eur: number | null
    difference_eur: number
    lon: number | null
    lat: number | null
  }[]
}

/** What went wrong, in both languages, with the id the operator finds in the log. */
export class Failure extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly message_de: string,
    readonly message_en: string,
    readonly hint_de: string | null,
    readonly hint_en: string | null,
    readonly id: string | null,
  ) {
    super(message_en)
  }
}

function unreachable(): Failure {
  return new Failure(
    0,
    'unreachable',
    'Der Server antwortet nicht',
    'the server does not answer',
    'Läuft „lichtweg serve“ noch? Dann neu laden.',
    'is `lichtweg serve` still running? then reload',
    null,
  )
}

async function failure(response: Response): Promise<Failure> {
  try {
    const { error } = (await response.json()) as { error: Failure }
    return new Failure(
      response.status,
      error.code,
      error.message_de,
      error.message_en,
      error.hint_de ?? null,
      error.hint_en ?? null,
      error.id ?? null,
    )
  } catch {
    return new Failure(
      response.status,
      'unexpected',
      `Unerwartete Antwort des Servers (${response.status})`,
      `unexpected answer of the server (${response.status})`,
      null,
      null,
      null,
    )
  }
}

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response
  try {
    response = await fetch(path, { ...init, headers: { accept: 'application/json', ...init.headers } })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw unreachable()
  }
  if (!response.ok) throw await failure(response)
  return (await response.json()) as T
}

/** What to ask for so that an answer that holds words is in that language: German is what the server speaks unasked. */
export function wordsIn(lang: Lang): { lang: Lang | null } {
  return { lang: lang === 'de' ? null : lang }
}

let worded: Promise<RegExp[]> | null = null

/** The paths whose answers come in the language asked for, from the server's own description; any other would refuse to be asked. */
async function wordedPaths(): Promise<RegExp[]> {
  type Description = { paths: Record<string, { get?: { parameters?: { name: string }[] } }> }
  const { paths } = await ask<Description>('/api/openapi.json', {})
  return Object.entries(paths)
    .filter(([, { get }]) => get?.parameters?.some(({ name }) => name === 'lang'))
    .map(([path]) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`))
}

async function speakable(address: string): Promise<string> {
  const [path = '', query = ''] = address.split('?')
  const search = new URLSearchParams(query)
  if (!search.has('lang')) return address
  worded ??= wordedPaths().catch(() => {
    worded = null
    return []
  })
  if ((await worded).some((pattern) => pattern.test(path))) return address
  search.delete('lang')
  const rest = search.toString()
  return rest ? `${path}?${rest}` : path
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const address = await speakable(path)
  signal?.throwIfAborted()
  return ask<T>(address, signal ? { signal } : {})
}

export function post<T>(path: string, body?: unknown): Promise<T> {
  return ask<T>(path, {
    method: 'POST',
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
}

export const API = '/api/v1'

/** `/api/v1/…` with a query of the parameters that have a value; lists are comma separated. */
export function path(rest: string, query: Record<string, string | number | readonly string[] | null | undefined> = {}): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '') continue
    if (Array.isArray(value)) {
      for (const one of value as readonly string[]) search.append(key, one)
    } else search.set(key, String(value))
  }
  const text = search.toString()
  return `${API}${rest}${text ? `?${text}` : ''}`
}
