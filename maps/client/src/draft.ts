// Assumptions changed but not yet computed. They live in the browser's session storage, because they are a thought of this user
// and not yet a view to share; once computed they are part of the run.
import { useEffect, useState } from 'preact/hooks'
import type { Changes, Run, Technology } from './api'
import { keepFocus } from './focus'

export interface Draft {
  policy: string | null
  trench_factor: number
  leased_factor: number
  technology: Record<string, Technology>
}

const KEY = 'lichtweg.draft'
const NAMES = 'lichtweg.names'
const FRESH: Draft = { policy: null, trench_factor: 1, leased_factor: 1, technology: {} }

function read<T>(key: string): T | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') as T | null
  } catch {
    return null
  }
}

function write(key: string, value: unknown): void {
  try {
    if (value === null) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Storage may be forbidden; the draft then lives as long as the page.
  }
}

let draft: Draft | null = read<Draft>(KEY)
const names: Record<string, string> = read<Record<string, string>>(NAMES) ?? {}
const listeners = new Set<() => void>()

export function setDraft(next: Draft | null): void {
  keepFocus()
  draft = next
  write(KEY, next)
  for (const listener of listeners) listener()
}

/** Remember what a site is called, so that the list of assumptions can name it. */
export function remember(id: string, name: string): void {
  if (names[id] === name) return
  names[id] = name
  write(NAMES, names)
}

export function nameOf(id: string): string {
  return names[id] ?? id
}

export function fromRun(run: Run | null): Draft {
  const { technology, prices } = run?.changes ?? {}
  const fixed = Object.entries(technology ?? {}).filter((entry): entry is [string, Technology] => entry[1] !== null)
  return {
    policy: run?.policy ?? null,
    trench_factor: prices?.trench_factor ?? 1,
    leased_factor: prices?.leased_factor ?? 1,
    technology: Object.fromEntries(fixed),
  }
}

export function toChanges(from: Draft): Changes {
  const prices: NonNullable<Changes['prices']> = {}
  if (from.trench_factor !== 1) prices.trench_factor = from.trench_factor
  if (from.leased_factor !== 1) prices.leased_factor = from.leased_factor
  const changes: Changes = {}
  if (Object.keys(from.technology).length > 0) changes.technology = from.technology
  if (Object.keys(prices).length > 0) changes.prices = prices
  return changes
}

export interface DraftState {
  /** What the next run would assume. */
  assumed: Draft
  /** Whether that differs from the run on screen. */
  changed: boolean
  change: (patch: Partial<Draft>) => void
  fix: (site: string, technology: Technology | null) => void
}

export function useDraft(run: Run | null): DraftState {
  const [, again] = useState(0)
  useEffect(() => {
    const listener = () => again((n) => n + 1)
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }, [])
  const base = run ? fromRun(run) : FRESH
  const assumed = draft ?? base
  const change = (patch: Partial<Draft>) => {
    const next = { ...assumed, ...patch }
    setDraft(same(next, base) ? null : next)
  }
  return {
    assumed,
    changed: !same(assumed, base),
    change,
    fix: (site, technology) => {
      const fixed = { ...assumed.technology }
      if (technology === null) delete fixed[site]
      else fixed[site] = technology
      change({ technology: fixed })
    },
  }
}

function same(a: Draft, b: Draft): boolean {
  const flat = (one: Draft) =>
    JSON.stringify([one.policy, one.trench_factor, one.leased_factor, Object.entries(one.technology).sort(([x], [y]) => (x < y ? -1 : 1))])
  return flat(a) === flat(b)
}
