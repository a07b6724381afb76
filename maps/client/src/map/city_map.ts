// MapLibre behind a small face: what the page tells it (data, theme, selection) and what it tells the page (chosen, moved, failed).
import type { Feature, FeatureCollection, Geometry, Point } from 'geojson'
import { GeoJSONSource, LngLatBounds, Map as MapLibre, ScaleControl, setWorkerUrl, type MapGeoJSONFeature, type PointLike } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import type { Connection, SegmentKind, SiteState, Technology } from '../api'
import { signOf } from '../signs'
import type { Centre, Theme } from '../url'
import type { Words } from '../words'
import { RATIO, draw } from './images'
import { DistrictNames } from './district_names'
import { pointAt } from './place'
import { NOTHING, clustersOf, layersOf, style, type Data } from './style'

setWorkerUrl(workerUrl)

export interface Setup {
  theme: Theme
  words: Words
  bounds: [number, number, number, number]
  /** Said before the label of the map, when there is more than one. */
  name?: string
  /** Whether sites that lie close together become one sign; many sites always do. */
  clusters?: boolean
  centre: Centre | null
  select: (site: string) => void
  moved: (centre: Centre) => void
  failed: () => void
  /** Something the map fetches itself did not come. */
  missing: (what: Fetched) => void
}

export type Fetched = 'city' | 'network' | 'existing'

/** How far from a sign a click, or the cross of the keyboard, still means it. */
const REACH = 9
const CROSS_REACH = 40
const LAID = ['network', 'existing', 'route', 'selected', 'names'] as const
const MOST_IMAGES = 800
/** Nearer than this the map never goes by itself, and a single site is never farther than `FAR`. */
const NEAR = 15
const FAR = 13
const MARGIN = 48
const LINES = ['network-trench', 'network-own_duct', 'network-rented_duct', 'network-built', 'network-drop'] as const

export class CityMap {
  private readonly map: MapLibre
  private readonly tip: HTMLElement
  private readonly data: Data = { sites: NOTHING, network: NOTHING, existing: NOTHING, route: NOTHING, selected: NOTHING, names: NOTHING }
  private readonly names = new DistrictNames()
  private readonly drawn: string[] = []
  private hidden: readonly string[] = []
  private theme: Theme
  private words: Words
  private chosen: string | null = null
  private last: string
  /** What to bring into view once the map has a size. */
  private wanted: LngLatBounds | null = null

  constructor(
    private readonly element: HTMLElement,
    private readonly setup: Setup,
  ) {
    this.theme = setup.theme
    this.words = setup.words
    const { bounds, centre } = setup
    this.map = new MapLibre({
      container: element,
      style: style(this.theme, this.data, this.hidden, this.setup.clusters ?? true),
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxPitch: 0,
      minZoom: 7,
      maxZoom: 19,
      fadeDuration: 0,
      transformRequest: (url) => ({ url: url.startsWith('/') ? location.origin + url : url }),
      ...(centre
        ? { center: [centre.lon, centre.lat] as [number, number], zoom: centre.zoom }
        : { bounds, fitBoundsOptions: { padding: 24 } }),
    })
    this.map.touchZoomRotate.disableRotation()
    this.map.keyboard.disableRotation()
    this.map.addControl(new ScaleControl({ maxWidth: 110, unit: 'metric' }), 'bottom-left')
    this.last = this.here()
    this.tip = document.createElement('div')
    this.tip.className = 'tip'
    this.tip.hidden = true
    element.append(this.tip)
    this.listen()
    this.name()
  }

  setSites(sites: FeatureCollection): void {
    const wanted = this.setup.clusters ?? true
    const before = clustersOf(this.data.sites.features.length, wanted)
    const after = clustersOf(sites.features.length, wanted)
    this.data.sites = { type: 'FeatureCollection', features: sites.features.map(slim) }
    if (before.clusterRadius !== after.clusterRadius) {
      const source = this.map.getSource('sites')
      if (source instanceof GeoJSONSource) void source.setClusterOptions(after)
    }
    this.put('sites')
    this.mark()
  }

  /** The address of the plan's lines; null takes them away. */
  setNetwork(address: string | null): void {
    this.fetch('network', address)
  }

  setExisting(address: string | null): void {
    this.fetch('existing', address)
  }

  setRoute(route: FeatureCollection | null): void {
    if ((route ?? NOTHING) === this.data.route) return
    this.data.route = route ?? NOTHING
    this.put('route')
  }

  setSelected(id: string | null): void {
    this.chosen = id
    this.mark()
  }

  /** Bring a site, with its route if it has one, into view; what is in view already moves nothing. */
  reveal(features: readonly Feature[]): void {
    const box = boxOf(features)
    if (!box) return
    const { clientWidth: width, clientHeight: height } = this.element
    if (width === 0 || height === 0) {
      this.wanted = box
      return
    }
    const margin = Math.min(MARGIN, width / 6, height / 6)
    const [from, to] = [this.map.project(box.getNorthWest()), this.map.project(box.getSouthEast())]
    if (from.x >= margin && from.y >= margin && to.x <= width - margin && to.y <= height - margin) return
    const camera = this.map.cameraForBounds(box, { padding: margin, maxZoom: NEAR })
    const city = this.map.cameraForBounds(this.setup.bounds, { padding: 0 })
    if (!camera?.center || camera.zoom === undefined) return
    const single = box.getNorth() === box.getSouth() && box.getEast() === box.getWest()
    const zoom = single ? Math.min(17, Math.max(FAR, this.map.getZoom())) : Math.max(camera.zoom, city?.zoom ?? 0)
    this.map.easeTo({ center: camera.center, zoom, duration: 500 })
  }

  setHidden(hidden: readonly string[]): void {
    if (hidden.join() === this.hidden.join()) return
    const changed = [...hidden, ...this.hidden].filter((name) => hidden.includes(name) !== this.hidden.includes(name))
    this.hidden = [...hidden]
    this.busy()
    for (const id of changed.flatMap(layersOf)) {
      if (this.map.getLayer(id)) this.map.setLayoutProperty(id, 'visibility', hidden.some((name) => layersOf(name).includes(id)) ? 'none' : 'visible')
    }
  }

  setLook(theme: Theme, words: Words): void {
    const changed = theme !== this.theme
    this.theme = theme
    this.words = words
    this.name()
    if (changed) this.restyle()
  }

  /** Go where the address says, unless the map is there already. */
  showCentre(centre: Centre | null): void {
    if (!centre) return
    const there = `${centre.lon.toFixed(5)},${centre.lat.toFixed(5)},${centre.zoom.toFixed(2)}`
    if (there === this.here()) return
    this.map.jumpTo({ center: [centre.lon, centre.lat], zoom: centre.zoom })
  }

  /** Take another map along wherever this one goes. */
  lead(other: CityMap): void {
    this.map.on('move', () => {
      if (other.here() === this.here()) return
      other.map.jumpTo({ center: this.map.getCenter(), zoom: this.map.getZoom() })
    })
  }

  zoom(steps: number): void {
    this.map.zoomTo(this.map.getZoom() + steps, { duration: 200 })
  }

  fit(): void {
    this.map.fitBounds(this.setup.bounds, { padding: 24, duration: 400 })
  }

  resize(): void {
    this.map.resize()
    const { wanted } = this
    this.wanted = null
    if (wanted) this.reveal([wanted.getSouthWest(), wanted.getNorthEast()].map((corner) => pointAt(corner.toArray())))
  }

  remove(): void {
    this.map.remove()
    this.tip.remove()
  }

  private here(): string {
    const { lng, lat } = this.map.getCenter()
    return `${lng.toFixed(5)},${lat.toFixed(5)},${this.map.getZoom().toFixed(2)}`
  }

  private name(): void {
    const canvas = this.map.getCanvas()
    canvas.setAttribute('aria-label', [this.setup.name, this.words.t('map.label')].filter(Boolean).join(': '))
    canvas.setAttribute('aria-roledescription', this.words.t('map.role'))
  }

  private put(name: keyof Data): void {
    const source = this.map.getSource(name)
    if (!(source instanceof GeoJSONSource)) return
    this.busy()
    source.setData(this.data[name])
  }

  private fetch(name: 'network' | 'existing', address: string | null): void {
    const data = address ?? NOTHING
    if (data === this.data[name]) return
    this.data[name] = data
    this.put(name)
  }

  /** What is on screen is older than what was asked for until the map says that it is idle. */
  private busy(): void {
    delete this.element.dataset['drawn']
    this.map.triggerRepaint()
  }

  private restyle(): void {
    this.busy()
    this.map.setStyle(style(this.theme, this.data, this.hidden, this.setup.clusters ?? true), { diff: false })
  }

  private mark(): void {
    const found = this.chosen === null ? undefined : this.data.sites.features.find((one) => one.properties?.['id'] === this.chosen)
    if (!found && this.data.selected === NOTHING) return
    this.data.selected = found ? { type: 'FeatureCollection', features: [found] } : NOTHING
    this.put('selected')
  }

  private listen(): void {
    const { map } = this
    map.setMissingStyleImageResolver((id) => {
      const picture = draw(id)
      if (!picture || map.hasImage(id)) return
      map.addImage(id, picture, { pixelRatio: RATIO })
      this.drawn.push(id)
      const old = this.drawn.length > MOST_IMAGES ? this.drawn.shift() : undefined
      if (old !== undefined && map.hasImage(old)) map.removeImage(old)
    })
    map.on('movestart', () => this.busy())
    map.on('moveend', () => {
      const here = this.here()
      if (here === this.last) return
      this.last = here
      const { lng, lat } = map.getCenter()
      this.setup.moved({ lon: Number(lng.toFixed(5)), lat: Number(lat.toFixed(5)), zoom: Number(map.getZoom().toFixed(2)) })
    })
    map.on('error', (event) => {
      const what = 'sourceId' in event ? event.sourceId : undefined
      if (what === 'city' || what === 'network' || what === 'existing') this.setup.missing(what)
      else if (/webgl/i.test(event.error.message)) this.setup.failed()
      else console.warn(event.error)
    })
    map.on('webglcontextlost', () => this.setup.failed())
    map.on('idle', () => {
      if (this.names.see(map.querySourceFeatures('city', { sourceLayer: 'districts' }))) {
        this.data.names = this.names.points()
        this.put('names')
      }
      // Read by whoever has to wait until the map shows what was asked for: the keyboard below, and the browser tests.
      this.element.dataset['drawn'] = String(this.data.sites.features.length)
      this.element.dataset['look'] = this.theme
      this.element.dataset['hidden'] = this.hidden.join(' ')
      this.element.dataset['shows'] = LAID.filter((name) => this.data[name] !== NOTHING).join(' ')
    })
    map.on('click', (event) => {
      const hit = this.nearest(event.point, REACH)
      if (hit) this.choose(hit)
    })
    map.on('mousemove', (event) => this.hover(event.point))
    map.on('mouseout', () => this.hover(null))
    map.getCanvas().addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      // A key pressed while the sites are still being drawn means the site that will be under the cross, not nothing.
      const open = () => {
        const hit = this.nearest(this.middle(), CROSS_REACH)
        if (hit) this.choose(hit)
      }
      if (this.element.dataset['drawn'] === undefined || !map.loaded()) {
        void map.once('idle', open)
        map.triggerRepaint()
      } else open()
    })
    map.on('move', () => {
      if (document.activeElement === map.getCanvas() && map.getCanvas().matches(':focus-visible')) this.hover(this.middle(), CROSS_REACH)
    })
  }

  private middle(): { x: number; y: number } {
    return { x: this.element.clientWidth / 2, y: this.element.clientHeight / 2 }
  }

  private nearest(point: { x: number; y: number }, reach: number): MapGeoJSONFeature | null {
    const box: [PointLike, PointLike] = [
      [point.x - reach, point.y - reach],
      [point.x + reach, point.y + reach],
    ]
    const layers = ['sites', 'clusters'].filter((id) => this.map.getLayer(id))
    const hits = this.map.queryRenderedFeatures(box, { layers })
    let best: MapGeoJSONFeature | null = null
    let least = Infinity
    for (const hit of hits) {
      const place = this.map.project((hit.geometry as Point).coordinates as [number, number])
      const far = Math.hypot(place.x - point.x, place.y - point.y)
      if (far < least) {
        least = far
        best = hit
      }
    }
    return best
  }

  private choose(hit: MapGeoJSONFeature): void {
    const cluster = hit.properties['cluster_id'] as number | undefined
    if (cluster === undefined) {
      this.setup.select(String(hit.properties['id']))
      return
    }
    const source = this.map.getSource('sites')
    const center = (hit.geometry as Point).coordinates as [number, number]
    if (source instanceof GeoJSONSource) {
      void source.getClusterExpansionZoom(cluster).then((zoom) => {
        this.map.easeTo({ center, zoom: Math.min(18, zoom + 0.3), duration: 400 })
      })
    }
  }

  private hover(point: { x: number; y: number } | null, reach = 4): void {
    const { map, tip, words } = this
    const hit = point && map.isStyleLoaded() ? this.nearest(point, reach) : null
    let text = hit ? describe(words, hit.properties) : ''
    if (point && !hit && map.isStyleLoaded()) {
      const lines = LINES.filter((id) => map.getLayer(id))
      const box: [PointLike, PointLike] = [
        [point.x - 3, point.y - 3],
        [point.x + 3, point.y + 3],
      ]
      const line = map.queryRenderedFeatures(box, { layers: lines })[0]
      if (line) text = describeLine(words, line.properties)
    }
    map.getCanvas().style.cursor = hit ? 'pointer' : ''
    tip.hidden = text === ''
    if (text === '' || !point) return
    tip.textContent = text
    const place = hit ? map.project((hit.geometry as Point).coordinates as [number, number]) : point
    const right = place.x > this.element.clientWidth - 260
    tip.style.left = right ? '' : `${place.x + 14}px`
    tip.style.right = right ? `${this.element.clientWidth - place.x + 14}px` : ''
    tip.style.top = `${Math.max(4, place.y - 14)}px`
  }
}

/** Only what the map shows of a site: everything else would be copied to the map's worker for nothing. */
function slim({ geometry, properties }: Feature): Feature {
  const { id, name, state, technology, connection } = properties as Record<string, unknown>
  const sign = signOf({ technology: technology as Technology | null, connection: connection as Connection })
  return { type: 'Feature', geometry, properties: { id, name, state, sign } }
}

function boxOf(features: readonly Feature[]): LngLatBounds | null {
  const box = new LngLatBounds()
  const take = (part: unknown): void => {
    if (!Array.isArray(part)) return
    if (typeof part[0] === 'number') box.extend(part as [number, number])
    else part.forEach(take)
  }
  for (const { geometry } of features) take((geometry as Exclude<Geometry, { type: 'GeometryCollection' }>).coordinates)
  return box.isEmpty() ? null : box
}

function describe(words: Words, properties: Record<string, unknown>): string {
  const total = properties['point_count'] as number | undefined
  if (total !== undefined) {
    const parts = (['fibre', 'radio', 'leased', 'open'] as const)
      .filter((sign) => Number(properties[sign]) > 0)
      .map((sign) => `${words.n(Number(properties[sign]))} ${words.technology(sign)}`)
    return `${words.t('map.cluster', { count: words.n(total) })}: ${parts.join(', ')}`
  }
  const sign = String(properties['sign']) as Technology | 'open'
  return [properties['name'], words.technology(sign), words.t(`state.${properties['state'] as SiteState}`)].join(' · ')
}

function describeLine(words: Words, properties: Record<string, unknown>): string {
  const kind = properties['kind'] as SegmentKind
  const parts = [words.t(`line.${kind}`), properties['name'], words.metres(Number(properties['length_m'] ?? 0))]
  if (typeof properties['cost_eur'] === 'number') parts.push(words.wholeEuros(properties['cost_eur']))
  if (kind !== 'drop' && typeof properties['sites_behind'] === 'number') {
    parts.push(words.t('map.behind', { count: words.n(properties['sites_behind']) }))
  }
  return parts.filter(Boolean).join(' · ')
}
