import type { Feature, Point, Position } from 'geojson'

export function pointAt(position: Position): Feature<Point> {
  return { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: position } }
}
