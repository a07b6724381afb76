// Who, where, which scenario and run, as of when; search, language, light or dark.
import { useEffect, useId, useState } from 'preact/hooks'
import type { Run } from '../api'
import { FullText } from '../parts'
import { useSession } from '../session'
import { go, type Theme } from '../url'
import { useMedia } from '../use'
import { useWords, type Words } from '../words'
import { openSite } from './card'

export function runLabel(w: Words, run: Run, policy: string): string {
  const parts = [w.moment(run.created_at), policy]
  if (run.result) parts.push(w.t('run.gap_short', { gap: w.gap(run.result.gap) }))
  else parts.push(w.t(`run.state.${run.state}`))
  if (changed(run) > 0) parts.push(w.t('run.changes', { count: changed(run) }))
  return parts.join(' · ')
}

export function changed(run: Run): number {
  const { technology, prices } = run.changes ?? {}
  const fixed = Object.values(technology ?? {}).filter((one) => one !== null).length
  const factors = [prices?.trench_factor, prices?.leased_factor].filter((one) => one !== undefined && one !== null && one !== 1)
  return fixed + factors.length
}

export function Header({ theme }: { theme: Theme }) {
  const w = useWords()
  const { view, city, runs, run, runId, scenario, sites, listed } = useSession()
  const id = useId()
  const narrow = useMedia('(max-width: 40rem)')
  const of = (runs.data?.runs ?? []).filter((one) => one.scenario === scenario)
  const asOf = run.data?.as_of ?? city.data?.scenarios.find((one) => one.name === scenario)?.as_of
  // Enter may come before the answer to what was typed; the first site of that answer is meant, not of the list before.
  const [opening, open] = useState(false)
  useEffect(() => {
    if (!opening || !listed) return
    open(false)
    const first = sites.data?.sites[0]
    if (view.q && first) openSite(first.id)
  }, [opening, listed])
  const full = run.data ? runLabel(w, run.data, w.policy(city.data, run.data.policy)) : undefined
  const fields = (
    <>
      <div class="field">
        <label for={`${id}s`}>{w.t('head.scenario')}</label>
        <select
          id={`${id}s`}
          value={scenario ?? ''}
          onChange={(event) => go({ scenario: event.currentTarget.value, run: null, a: null, page: 1 })}
        >
          {(city.data?.scenarios ?? []).map((one) => (
            <option key={one.name} value={one.name} title={w.of(one.note_de, one.note_en)}>
              {one.name}
            </option>
          ))}
        </select>
      </div>
      <div class="field grow">
        <label for={`${id}r`}>{w.t('head.run')}</label>
        <select
          id={`${id}r`}
          value={runId ?? ''}
          title={full}
          onChange={(event) => go({ run: event.currentTarget.value || null, a: view.view === 'compare' ? event.currentTarget.value : view.a, page: 1 })}
        >
          {runId === null && <option value="">{w.t('run.none')}</option>}
          {runId !== null && !of.some((one) => one.id === runId) && <option value={runId}>{runId}</option>}
          {of.map((one) => (
            <option key={one.id} value={one.id}>
              {runLabel(w, one, w.policy(city.data, one.policy))}
            </option>
          ))}
        </select>
        {full && <FullText text={full} />}
      </div>
      <p class="as-of">
        <span class="quiet">{w.t('head.as_of')}</span> <strong>{asOf ? w.date(asOf) : '–'}</strong>
      </p>
      <form
        class="search"
        role="search"
        onSubmit={(event) => {
          event.preventDefault()
          open(true)
        }}
      >
        <label class="sr" for={`${id}q`}>
          {w.t('head.search')}
        </label>
        <input
          id={`${id}q`}
          type="search"
          value={view.q}
          maxLength={200}
          placeholder={w.t('head.search_hint')}
          autocomplete="off"
          onInput={(event) => {
            open(false)
            go({ q: event.currentTarget.value, page: 1 }, 'replace')
          }}
        />
      </form>
      <div class="switches">
        <div class="segments" role="group" aria-label={w.t('head.language')}>
          {(['de', 'en'] as const).map((lang) => (
            <button
              key={lang}
              type="button"
              lang={lang}
              title={lang === 'de' ? 'Deutsch' : 'English'}
              aria-pressed={view.lang === lang}
              onClick={() => go({ lang }, 'replace')}
            >
              {lang.toUpperCase()}
            </button>
          ))}
        </div>
        <button
          type="button"
          class="button icon"
          title={theme === 'dark' ? w.t('head.to_light') : w.t('head.to_dark')}
          aria-label={theme === 'dark' ? w.t('head.to_light') : w.t('head.to_dark')}
          onClick={() => go({ theme: theme === 'dark' ? 'light' : 'dark' }, 'replace')}
        >
          <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
            <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6" />
            <path d="M8 1.8a6.2 6.2 0 0 1 0 12.4Z" fill="currentColor" />
          </svg>
        </button>
      </div>
    </>
  )
  return (
    <header class="head">
      <h1 class="brand">
        <img src="/favicon.svg" alt="" width="26" height="26" />
        <span>
          Lichtweg<span class="quiet"> · </span>
          <span class="city">{city.data?.name ?? '…'}</span>
        </span>
      </h1>
      {narrow ? (
        <details class="head-more">
          <summary>{w.t('head.more')}</summary>
          <div class="head-fields">{fields}</div>
        </details>
      ) : (
        fields
      )}
    </header>
  )
}
