// Map or table or comparison of the same selection; what is filtered; link and downloads of exactly this view.
import { useState } from 'preact/hooks'
import { path } from '../api'
import { useSession } from '../session'
import { format, go, type ViewName } from '../url'
import { useMedia } from '../use'
import { useWords } from '../words'
import { toCard } from './card'
import { FilterChips } from './filters'

const VIEWS: ViewName[] = ['map', 'table', 'compare']

export function Toolbar() {
  const w = useWords()
  const { view, city, sites, query, runId, run, shown, card, listed: answered } = useSession()
  const narrow = useMedia('(max-width: 63.99rem)')
  const [copied, set] = useState<'yes' | 'no' | null>(null)
  const copy = async () => {
    const full = `${location.origin}${location.pathname}${format({ ...view, run: runId })}`
    try {
      await navigator.clipboard.writeText(full)
      set('yes')
    } catch {
      set('no')
    }
    setTimeout(() => set(null), 4000)
  }
  // Filter and downloads are of the sites that map and table list.
  const listed = view.view !== 'compare'
  const total = sites.data?.total
  const all = city.data?.counts.sites
  return (
    <div class="toolbar">
      <div class="bar">
        <nav class="segments" aria-label={w.t('view.label')}>
          {VIEWS.map((name) => (
            <a
              key={name}
              href={format({ ...view, view: name })}
              aria-current={view.view === name ? 'page' : undefined}
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) return
                event.preventDefault()
                go({ view: name })
              }}
            >
              {w.t(`view.${name}`)}
            </a>
          ))}
        </nav>
        <p class="hits" role="status" data-of={answered ? format(view) : undefined}>
          {listed && total !== undefined && all !== undefined && w.t('hits', { count: w.n(total), all: w.n(all) })}
        </p>
        <div class="row tools">
          <button type="button" class="button" onClick={copy}>
            {copied === 'yes' ? w.t('link.copied') : w.t('link.copy')}
          </button>
          {listed && (
            <>
              <a class="button" href={path('/sites.csv', query)} download>
                CSV
              </a>
              <a class="button" href={path('/sites.geojson', query)} download={`${city.data?.name ?? 'lichtweg'}.geojson`}>
                GeoJSON
              </a>
            </>
          )}
          <span class="sr" role="status">
            {copied === 'yes' ? w.t('link.copied') : ''}
          </span>
        </div>
      </div>
      {copied === 'no' && <p class="small">{w.t('link.by_hand')}</p>}
      {listed && <FilterChips />}
      {narrow && view.site && (
        <p>
          <button type="button" class="link" onClick={toCard}>
            {w.t('card.jump', { name: card.data?.name ?? view.site })} ↓
          </button>
        </p>
      )}
      {shown !== null && shown !== runId && (
        <p class="small quiet">{w.t(run.data ? 'shown.previous' : 'shown.loading')}</p>
      )}
    </div>
  )
}
