// The map's style: the basemap of `maps/style` and, above it, existing network, plan, route and sites.
import type { FeatureCollection } from 'geojson'
import type { ExpressionSpecification, GeoJSONSourceSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl'
import dark from '../../../style/dark.json'
import light from '../../../style/light.json'
import type { SegmentKind } from '../api'
import { COLOUR, DASH } from '../signs'
import type { Theme } from '../url'

export const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] }

/** What lies on the map. Network and existing network are addresses: the map's worker fetches and reads them beside the page. */
export interface Data {
  sites: FeatureCollection
  network: FeatureCollection | string
  existing: FeatureCollection | string
  route: FeatureCollection
  selected: FeatureCollection
  /** One point for each district's name; the tiles would give one in every tile. */
  names: FeatureCollection
}

const KINDS: SegmentKind[] = ['drop', 'trench', 'own_duct', 'rented_duct', 'built']
/** Above this many sites clusters dissolve later. */
const MANY = 3000

export interface Clusters {
  cluster: boolean
  clusterMaxZoom: number
  clusterRadius: number
}

export function clustersOf(sites: number, wanted: boolean): Clusters {
  const many = sites > MANY
  return { cluster: wanted || many, clusterMaxZoom: many ? 14 : 11, clusterRadius: many ? 40 : 11 }
}

/** Where a district's name may stand: in the middle or, when signs stand there, at the nearest free place around it. */
function placesOfName(): (string | [number, number])[] {
  const places: (string | [number, number])[] = ['center', [0, 0]]
  for (let far = 0.6; far < 4.3; far += 0.6) {
    places.push('top', [0, far], 'bottom', [0, -far], 'left', [far, 0], 'right', [-far, 0])
    places.push('top-left', [far, far], 'top-right', [-far, far], 'bottom-left', [far, -far], 'bottom-right', [-far, -far])
  }
  return places
}

/** Lines grow with the sites behind them, so that the trunk of the tree is seen as one. */
function width(factor: number): ExpressionSpecification {
  const sites: ExpressionSpecification = ['min', 6, ['sqrt', ['max', 1, ['to-number', ['get', 'sites_behind'], 1]]]]
  const at = (base: number, growth: number): ExpressionSpecification => ['*', factor, ['+', base, ['*', growth, sites]]]
  return ['interpolate', ['linear'], ['zoom'], 9, at(0.7, 0.2), 12, at(1.2, 0.45), 15, at(2.4, 0.9), 18, at(5, 1.6)]
}

function line(kind: SegmentKind, theme: Theme): LayerSpecification {
  const dash = DASH[kind]
  const colours = COLOUR[theme]
  return {
    id: `network-${kind}`,
    type: 'line',
    source: 'network',
    filter: ['==', ['get', 'kind'], kind],
    layout: { 'line-cap': dash ? 'butt' : 'round', 'line-join': 'round' },
    paint: {
      'line-color': kind === 'built' ? colours.ink : colours.fibre,
      'line-width': kind === 'drop' ? ['interpolate', ['linear'], ['zoom'], 10, 0.6, 13, 1, 18, 2.4] : width(1),
      ...(dash ? { 'line-dasharray': dash } : {}),
      ...(kind === 'drop' ? { 'line-opacity': 0.8 } : {}),
    },
  }
}

/** The layers a name in `hide` switches off. */
export function layersOf(name: string): string[] {
  return name === 'existing' ? ['existing-lines', 'existing-nodes'] : [`network-${name}`]
}

export function style(theme: Theme, data: Data, hidden: readonly string[], clusters: boolean): StyleSpecification {
  const base = structuredClone(theme === 'dark' ? dark : light) as unknown as StyleSpecification
  const colours = COLOUR[theme]
  const count = (sign: string): ExpressionSpecification => ['case', ['==', ['get', 'sign'], sign], 1, 0]
  const sites: GeoJSONSourceSpecification = {
    type: 'geojson',
    data: data.sites,
    ...clustersOf(data.sites.features.length, clusters),
    clusterProperties: {
      fibre: ['+', count('fibre')],
      radio: ['+', count('radio')],
      leased: ['+', count('leased')],
      open: ['+', count('open')],
    },
  }
  const shown = (layer: LayerSpecification, ...names: string[]): LayerSpecification =>
    names.some((name) => hidden.includes(name))
      ? ({ ...layer, layout: { ...layer.layout, visibility: 'none' } } as LayerSpecification)
      : layer
  const labels = base.layers.filter((layer) => layer.type === 'symbol')
  const streetNames = labels.filter((layer) => layer['source-layer'] !== 'districts')
  const districtNames = labels
    .filter((layer) => layer['source-layer'] === 'districts')
    .map((layer) => {
      const { 'source-layer': _, ...rest } = layer
      const layout = { ...rest.layout, 'text-padding': 2, 'text-overlap': 'always', 'text-variable-anchor-offset': placesOfName() }
      return { ...rest, source: 'names', layout } as LayerSpecification
    })
  const signs: LayerSpecification[] = [
    {
      id: 'sites',
      type: 'symbol',
      source: 'sites',
      filter: ['!', ['has', 'point_count']],
      layout: {
        'icon-image': ['concat', `site|${theme}|`, ['get', 'sign'], '|', ['get', 'state']],
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
        'icon-size': ['interpolate', ['linear'], ['zoom'], 9, 0.45, 11, 0.58, 13, 0.85, 16, 1.15],
      },
    },
    {
      id: 'clusters',
      type: 'symbol',
      source: 'sites',
      filter: ['has', 'point_count'],
      layout: {
        'icon-image': ['concat', `donut|${theme}|`, ['get', 'fibre'], '|', ['get', 'radio'], '|', ['get', 'leased'], '|', ['get', 'open']],
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
      },
    },
  ]
  // What stands higher is placed first. The signs once more, unseen and above the names, keep the names off them; the names
  // themselves are drawn above the signs, so that one without a free place is still read.
  const keepOff = signs.map(
    (layer) =>
      ({
        ...layer,
        id: `${layer.id}-place`,
        maxzoom: 14.5,
        layout: { ...layer.layout, 'icon-ignore-placement': false },
        paint: { 'icon-opacity': 0 },
      }) as LayerSpecification,
  )
  const ground = base.layers.filter((layer) => layer.type !== 'symbol')
  return {
    ...base,
    sources: {
      ...base.sources,
      sites,
      network: { type: 'geojson', data: data.network, tolerance: 0.2 },
      existing: { type: 'geojson', data: data.existing },
      route: { type: 'geojson', data: data.route },
      selected: { type: 'geojson', data: data.selected },
      names: { type: 'geojson', data: data.names },
    },
    layers: [
      ...ground,
      shown(
        {
          id: 'existing-lines',
          type: 'line',
          source: 'existing',
          filter: ['in', ['get', 'type'], ['literal', ['cable', 'duct']]],
          layout: { 'line-cap': 'round', 'line-join': 'round' },
          paint: {
            'line-color': colours.existing,
            'line-width': ['interpolate', ['linear'], ['zoom'], 9, 0.8, 14, 1.8, 18, 4],
            'line-opacity': 0.85,
          },
        },
        'existing',
      ),
      {
        id: 'route',
        type: 'line',
        source: 'route',
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: { 'line-color': colours.route, 'line-width': ['interpolate', ['linear'], ['zoom'], 9, 6, 14, 11, 18, 20], 'line-opacity': 0.9 },
      },
      ...KINDS.map((kind) => shown(line(kind, theme), kind)),
      ...streetNames,
      shown(
        {
          id: 'existing-nodes',
          type: 'symbol',
          source: 'existing',
          // From afar only the points of presence; chambers and closures come with the streets.
          filter: ['all', ['==', ['get', 'type'], 'node'], ['any', ['==', ['get', 'kind'], 'pop'], ['>=', ['zoom'], 12.5]]],
          minzoom: 9,
          layout: {
            'icon-image': ['concat', `node|${theme}|`, ['get', 'kind']],
            'icon-allow-overlap': true,
            'icon-ignore-placement': true,
            'icon-size': ['interpolate', ['linear'], ['zoom'], 10, 0.7, 15, 1.1],
          },
        } as LayerSpecification,
        'existing',
      ),
      ...signs,
      ...districtNames,
      ...keepOff,
      {
        id: 'selected-site',
        type: 'symbol',
        source: 'selected',
        layout: {
          'icon-image': ['concat', `site|${theme}|`, ['get', 'sign'], '|', ['get', 'state']],
          'icon-allow-overlap': true,
          'icon-ignore-placement': true,
        },
      },
      {
        id: 'selected',
        type: 'symbol',
        source: 'selected',
        layout: { 'icon-image': `selected|${theme}`, 'icon-allow-overlap': true, 'icon-ignore-placement': true },
      },
      {
        id: 'site-names',
        type: 'symbol',
        source: 'sites',
        minzoom: 14.5,
        filter: ['!', ['has', 'point_count']],
        layout: {
          'text-field': ['get', 'name'],
          'text-font': ['sans-serif'],
          'text-size': 12,
          'text-offset': [0, 1.25],
          'text-anchor': 'top',
          'text-max-width': 12,
          'text-optional': true,
        },
        paint: { 'text-color': colours.ink, 'text-halo-color': colours.paper, 'text-halo-width': 1.6 },
      },
    ],
  }
}
