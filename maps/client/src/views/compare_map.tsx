// One map, two runs: A left of the slider, B right of it, with the sites that differ. Both move together. The table below says the
// same without a map.
import type { FeatureCollection } from 'geojson'
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks'
import { path, type Comparison } from '../api'
import type { CityMap } from '../map/city_map'
import { pointAt } from '../map/place'
import { openSite, seek } from '../panels/card'
import { Loading } from '../parts'
import { useSession } from '../session'
import { go, now, type Theme } from '../url'
import { useLoaded } from '../use'
import { useWords } from '../words'

export function CompareMap({ a, b, data, theme }: { a: string; b: string; data: Comparison | null; theme: Theme }) {
  const w = useWords()
  const id = useId()
  const { city, view } = useSession()
  const [maps, set] = useState<[CityMap, CityMap] | null>(null)
  const [broken, fail] = useState(false)
  const [share, split] = useState(50)
  const left = useRef<HTMLDivElement>(null)
  const right = useRef<HTMLDivElement>(null)
  const bounds = city.data?.bounds
  const differ = useMemo(() => new Set(data?.sites.map((site) => site.id)), [data])

  useEffect(() => {
    const holders = [left.current, right.current]
    if (!bounds || !holders[0] || !holders[1]) return
    let stopped = false
    const made: CityMap[] = []
    import('../map/city_map').then(
      ({ CityMap }) => {
        if (stopped) return
        try {
          for (const [i, holder] of holders.entries()) {
            made.push(
              new CityMap(holder as HTMLElement, {
                theme,
                words: w,
                bounds,
                name: i === 0 ? 'A' : 'B',
                clusters: false,
                centre: now().c,
                select: openSite,
                moved: (c) => go({ c }, 'replace'),
                failed: () => fail(true),
                missing: () => {},
              }),
            )
          }
          const [first, second] = made as [CityMap, CityMap]
          first.lead(second)
          second.lead(first)
          set([first, second])
        } catch {
          fail(true)
        }
      },
      () => fail(true),
    )
    return () => {
      stopped = true
      for (const map of made) map.remove()
      set(null)
    }
  }, [bounds])

  useEffect(() => {
    for (const map of maps ?? []) map.setLook(theme, w)
  }, [maps, theme, w.lang])
  useEffect(() => {
    const site = data?.sites.find((one) => one.id === view.site)
    if (maps && site && seek(site.id) && site.lon !== null && site.lat !== null) maps[0].reveal([pointAt([site.lon, site.lat])])
  }, [maps, data, view.site])
  if (broken || !bounds) return null
  return (
    <section class="split" aria-label={w.t('compare.map')}>
      <div class="map-stage">
        <div class="map" ref={left} />
        <div class="map" ref={right} style={{ clipPath: `inset(0 0 0 ${share}%)` }} />
        <span class="split-line" style={{ left: `${share}%` }} aria-hidden="true">
          <span>A</span>
          <span>B</span>
        </span>
        {!maps && (
          <div class="map-wait">
            <Loading rows={2} />
          </div>
        )}
      </div>
      <p class="sources">{[...(city.data?.attribution ?? []), 'MapLibre'].join(' · ')}</p>
      <p class="small quiet split-hint">{w.t('compare.map_hint')}</p>
      <div class="field split-slider">
        <label class="sr" for={id}>
          {w.t('compare.slider')}
        </label>
        <input
          id={id}
          type="range"
          min="0"
          max="100"
          value={share}
          aria-valuetext={w.t('compare.slider_value', { a: w.n(share), b: w.n(100 - share) })}
          onInput={(event) => split(event.currentTarget.valueAsNumber)}
        />
      </div>
      {maps && <Side map={maps[0]} run={a} differ={differ} />}
      {maps && <Side map={maps[1]} run={b} differ={differ} />}
    </section>
  )
}

/** Keeps one of the two maps filled with its run. */
function Side({ map, run, differ }: { map: CityMap; run: string; differ: Set<string> }) {
  const { view } = useSession()
  const sites = useLoaded<FeatureCollection>(path('/sites.geojson', { run }))
  useEffect(() => {
    if (!sites.data) return
    const features = sites.data.features.filter((site) => differ.has(String(site.properties?.['id'])))
    map.setSites({ type: 'FeatureCollection', features })
  }, [map, sites.data, differ])
  useEffect(() => map.setNetwork(path(`/runs/${encodeURIComponent(run)}/network.geojson`)), [map, run])
  useEffect(() => map.setSelected(view.site), [map, view.site, sites.data, differ])
  return null
}
