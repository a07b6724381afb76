// The map and what lies on it: legend with switches, zoom, scale, sources. Without WebGL the server's own picture stands here, and
// the table says the same.
import type { FeatureCollection } from 'geojson'
import { useEffect, useRef, useState } from 'preact/hooks'
import { path, wordsIn } from '../api'
import { Legend } from '../map/legend'
import type { CityMap, Fetched } from '../map/city_map'
import { pointAt } from '../map/place'
import { openSite, seek } from '../panels/card'
import { Loading, Note, Trouble } from '../parts'
import { useSession } from '../session'
import { NO_FILTERS, active, go, now, type Theme } from '../url'
import { useLoaded } from '../use'
import { useWords } from '../words'

export function MapFrame({ theme, hidden }: { theme: Theme; hidden: boolean }) {
  const w = useWords()
  const { view, city, sites: list, shown, query, card } = useSession()
  const holder = useRef<HTMLDivElement>(null)
  const [map, setMap] = useState<CityMap | null>(null)
  const [broken, fail] = useState(false)
  const [missed, miss] = useState<readonly Fetched[]>([])
  const ready = city.data !== null && list.data !== null
  const sites = useLoaded<FeatureCollection>(ready ? path('/sites.geojson', query) : null)
  const network = shown ? path(`/runs/${encodeURIComponent(shown)}/network.geojson`) : null
  const existing = city.data ? path('/existing.geojson') : null
  const chosen = card.data
  const way =
    shown && chosen?.state === 'planned' && chosen.technology === 'fibre'
      ? path(`/runs/${encodeURIComponent(shown)}/network.geojson`, { site: chosen.id })
      : null
  const loaded = useLoaded<FeatureCollection>(way)
  const route = way !== null && loaded.of === way ? loaded.data : null

  const bounds = city.data?.bounds
  useEffect(() => {
    const element = holder.current
    if (!element || !bounds) return
    let stopped = false
    let made: CityMap | null = null
    import('../map/city_map').then(
      ({ CityMap }) => {
        if (stopped) return
        try {
          made = new CityMap(element, {
            theme,
            words: w,
            bounds,
            centre: now().c,
            select: openSite,
            moved: (c) => go({ c }, 'replace'),
            failed: () => fail(true),
            missing: (what) => miss((old) => (old.includes(what) ? old : [...old, what])),
          })
          setMap(made)
        } catch {
          fail(true)
        }
      },
      () => fail(true),
    )
    return () => {
      stopped = true
      made?.remove()
      setMap(null)
    }
  }, [bounds])

  useEffect(() => map?.setLook(theme, w), [map, theme, w.lang])
  useEffect(() => {
    if (sites.data) map?.setSites(sites.data)
  }, [map, sites.data])
  useEffect(() => {
    miss((old) => old.filter((what) => what !== 'network'))
    map?.setNetwork(network)
  }, [map, network])
  useEffect(() => map?.setExisting(existing), [map, existing])
  useEffect(() => map?.setRoute(route), [map, route])
  useEffect(() => map?.setSelected(view.site), [map, view.site, sites.data])
  useEffect(() => {
    if (!map || !chosen || (way !== null && !route && !loaded.failure) || !seek(chosen.id)) return
    const here = chosen.lon !== null && chosen.lat !== null ? [pointAt([chosen.lon, chosen.lat])] : []
    map.reveal([...here, ...(route?.features ?? [])])
  }, [map, chosen, way, route, loaded.failure])
  useEffect(() => map?.setHidden(view.hide), [map, view.hide.join()])
  useEffect(() => map?.showCentre(view.c), [map, view.c])
  useEffect(() => {
    if (!hidden) map?.resize()
  }, [map, hidden])

  if (broken) return hidden ? null : <WithoutMap theme={theme} />
  const missing = list.data && sites.data ? list.data.total - sites.data.features.length : 0
  return (
    <div class="map-frame" hidden={hidden}>
      <div class="map-stage">
      <div class="map" ref={holder} />
      {map && (
        <>
          <div class="map-tools" role="group" aria-label={w.t('map.tools')}>
            <button type="button" class="button icon" aria-label={w.t('map.zoom_in')} title={w.t('map.zoom_in')} onClick={() => map.zoom(1)}>
              +
            </button>
            <button type="button" class="button icon" aria-label={w.t('map.zoom_out')} title={w.t('map.zoom_out')} onClick={() => map.zoom(-1)}>
              −
            </button>
            <button type="button" class="button icon" aria-label={w.t('map.fit')} title={w.t('map.fit')} onClick={() => map.fit()}>
              <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
                <path d="M1 5V1h4M9 1h4v4M13 9v4H9M5 13H1V9" fill="none" stroke="currentColor" stroke-width="1.7" />
              </svg>
            </button>
          </div>
        </>
      )}
      <div class="map-notes">
        {sites.failure && <Trouble failure={sites.failure} retry={sites.reload} />}
        {missed.map((what) => (
          <p key={what} class="map-note">
            {w.t(`map.missing.${what}`)}
          </p>
        ))}
        {sites.data && sites.data.features.length === 0 && list.data?.total === 0 && (
          <Note title={w.t(active(view) > 0 ? 'empty.filtered' : 'empty.city')}>
            <p>{w.t(active(view) > 0 ? 'empty.filtered_hint' : 'empty.city_hint')}</p>
            {active(view) > 0 && (
              <button type="button" class="button" onClick={() => go({ filters: NO_FILTERS, q: '', page: 1 })}>
                {w.t('filter.reset')}
              </button>
            )}
          </Note>
        )}
        {missing > 0 && !sites.loading && !list.loading && (
          <p class="map-note">
            {w.t(missing === 1 ? 'map.without_position_one' : 'map.without_position', { count: w.n(missing) })}{' '}
            <button type="button" class="link" onClick={() => go({ view: 'table' })}>
              {w.t('map.to_table')}
            </button>
          </p>
        )}
      </div>
      <p class="map-hint" aria-hidden="true">
        {w.t('map.keys')}
      </p>
      {!map && (
        <div class="map-wait">
          <Loading rows={2} />
        </div>
      )}
      </div>
      <p class="sources">{[...(city.data?.attribution ?? []), 'MapLibre'].join(' · ')}</p>
      <Legend />
    </div>
  )
}

function WithoutMap({ theme }: { theme: Theme }) {
  const w = useWords()
  const { shown, city } = useSession()
  return (
    <div class="without-map">
      <Note title={w.t('map.no_webgl')}>
        <p>{w.t('map.no_webgl_hint')}</p>
        <button type="button" class="button main" onClick={() => go({ view: 'table' })}>
          {w.t('map.to_table')}
        </button>
      </Note>
      <img class={`picture ${theme}`} src={path('/map.svg', { run: shown, ...wordsIn(w.lang) })} alt={w.t('map.picture', { city: city.data?.name ?? '' })} />
      <p class="small quiet">{city.data?.attribution.join(' · ')}</p>
    </div>
  )
}
