// What is on screen: the city, the run chosen by the address, the sites that pass the filter. One object, made once at the top.
import { createContext } from 'preact'
import { useContext, useEffect, useMemo, useRef } from 'preact/hooks'
import { path, wordsIn, type City, type Progress, type Run, type SiteCard, type SiteList } from './api'
import { go, type View } from './url'
import { useLoaded, useProgress, useRested, type Loaded } from './use'

export const PAGE_SIZE = 50

export interface Session {
  view: View
  city: Loaded<City>
  runs: Loaded<{ runs: Run[] }>
  /** The run the address names, or the newest one of its scenario. */
  run: Loaded<Run>
  runId: string | null
  progress: Progress | null
  /** The run whose result map and table show: the chosen one once it has a result, the last one shown until then. */
  shown: string | null
  shownRun: Run | null
  sites: Loaded<SiteList>
  /** Whether that list answers what the address asks for now, and not what it asked a moment ago. */
  listed: boolean
  /** The site the address names. */
  card: Loaded<SiteCard>
  /** The filter as the server takes it. */
  query: Record<string, string | readonly string[] | null>
  scenario: string | null
  restart: (id: string) => void
}

export const SessionContext = createContext<Session | null>(null)

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('used outside of the session')
  return session
}

export function hasResult(run: Run | null): run is Run & { result: NonNullable<Run['result']> } {
  return run !== null && run.result !== null
}

function choose(view: View, city: City | null, runs: Run[] | null): string | null {
  // The comparison shows A beside its map: header, result line and site card speak of one run.
  if (view.view === 'compare' && view.a) return view.a
  if (view.run) return view.run
  if (!city) return null
  if (!view.scenario || view.scenario === city.default_scenario) {
    if (city.default_run) return city.default_run
  }
  const scenario = view.scenario ?? city.default_scenario
  return runs?.find((run) => run.scenario === scenario && run.result)?.id ?? null
}

export function useNewSession(view: View): Session {
  const city = useLoaded<City>(path('/city'))
  const runs = useLoaded<{ runs: Run[] }>(path('/runs'))
  const runId = choose(view, city.data, runs.data?.runs ?? null)
  const run = useLoaded<Run>(runId ? path(`/runs/${encodeURIComponent(runId)}`) : null)
  const chosen = run.data?.id === runId ? run.data : null
  const progress = useProgress(chosen, () => {
    run.reload()
    runs.reload()
  })
  const last = useRef<string | null>(null)
  useEffect(() => {
    if (hasResult(chosen)) last.current = chosen.id
  }, [chosen])
  const waiting = chosen !== null && (chosen.state === 'queued' || chosen.state === 'running')
  const shown = runId === null ? null : hasResult(chosen) ? chosen.id : waiting ? last.current : chosen ? null : last.current
  const scenario = chosen?.scenario ?? view.scenario ?? city.data?.default_scenario ?? null
  // Without a run the sites are shown as the scenario finds them; an address may name one that this city does not have.
  const found = shown === null && city.data?.scenarios.some((one) => one.name === scenario) ? scenario : null
  const q = useRested(view.q.trim(), 200)
  const { filters } = view
  const query = useMemo(
    () => ({
      run: shown,
      scenario: found,
      q: q || null,
      state: filters.state,
      technology: filters.technology,
      class: filters.class,
      district: filters.district,
      kind: filters.kind,
      project_group: filters.group,
    }),
    [shown, found, q, filters],
  )
  const settled = city.data !== null && (runId === null ? runs.data !== null || city.data.default_run !== null : chosen !== null || run.failure !== null)
  const asked = settled ? path('/sites', { ...query, sort: view.sort, page: view.page, page_size: PAGE_SIZE }) : null
  const sites = useLoaded<SiteList>(asked)
  const card = useLoaded<SiteCard>(view.site && settled ? path(`/sites/${encodeURIComponent(view.site)}`, { run: shown, scenario: found, ...wordsIn(view.lang) }) : null)
  return {
    view,
    city,
    runs,
    run: { ...run, data: chosen },
    runId,
    progress,
    shown,
    shownRun: shown === null ? null : chosen?.id === shown ? chosen : (runs.data?.runs.find((one) => one.id === shown) ?? null),
    sites,
    listed: asked !== null && sites.of === asked && q === view.q.trim(),
    card: { ...card, data: card.data?.id === view.site ? card.data : null },
    query,
    scenario,
    restart: (id) => {
      go({ run: id, page: 1 })
      runs.reload()
    },
  }
}
