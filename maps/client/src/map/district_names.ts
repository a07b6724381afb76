// Where to write a district's name. The tiles hold its polygon in pieces; the name stands once, in the middle of the pieces seen so
// far, and moves only when more of the district comes into sight.
import type { Feature, FeatureCollection, Position } from 'geojson'

interface Seen {
  area: number
  lon: number
  lat: number
}

/** Twice the signed area of a ring and its weighted centre. */
function weigh(ring: Position[]): Seen {
  let area = 0
  let lon = 0
  let lat = 0
  for (let i = 0; i + 1 < ring.length; i++) {
    const [x0 = 0, y0 = 0] = ring[i] ?? []
    const [x1 = 0, y1 = 0] = ring[i + 1] ?? []
    const cross = x0 * y1 - x1 * y0
    area += cross
    lon += (x0 + x1) * cross
    lat += (y0 + y1) * cross
  }
  return { area: Math.abs(area), lon: lon / (3 * area), lat: lat / (3 * area) }
}

export class DistrictNames {
  private readonly seen = new Map<string, Seen>()

  /** Take in the pieces on screen; true when a name has to move. */
  see(pieces: readonly Feature[]): boolean {
    const sums = new Map<string, { area: number; lon: number; lat: number }>()
    for (const { geometry, properties } of pieces) {
      const name = properties?.['name'] as unknown
      if (typeof name !== 'string') continue
      const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.type === 'MultiPolygon' ? geometry.coordinates : []
      for (const [outer] of polygons) {
        if (!outer) continue
        const { area, lon, lat } = weigh(outer)
        if (!(area > 0)) continue
        const sum = sums.get(name) ?? { area: 0, lon: 0, lat: 0 }
        sums.set(name, { area: sum.area + area, lon: sum.lon + lon * area, lat: sum.lat + lat * area })
      }
    }
    let moved = false
    for (const [name, sum] of sums) {
      if (sum.area < (this.seen.get(name)?.area ?? 0) * 1.05) continue
      this.seen.set(name, { area: sum.area, lon: sum.lon / sum.area, lat: sum.lat / sum.area })
      moved = true
    }
    return moved
  }

  points(): FeatureCollection {
    return {
      type: 'FeatureCollection',
      features: [...this.seen].map(([name, { lon, lat }]) => ({
        type: 'Feature',
        properties: { name },
        geometry: { type: 'Point', coordinates: [lon, lat] },
      })),
    }
  }
}
