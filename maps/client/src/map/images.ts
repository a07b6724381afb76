// The signs as pictures for the map, drawn when the map first asks for one by its name. A name carries all that the picture shows:
// `site|theme|sign|state` and `donut|theme|fibre|radio|leased|open`.
import { COLOUR, CROSS, RING, RING_DASH, SHAPE, type Sign } from '../signs'
import type { Theme } from '../url'

export const RATIO = 2

/** One canvas for all pictures: to make one for each of some hundred clusters takes longer than to draw them. */
let board: CanvasRenderingContext2D | null = null
const LARGEST = 56

interface Sheet {
  context: CanvasRenderingContext2D
  size: number
}

function sheet(size: number): Sheet {
  if (!board) {
    const element = document.createElement('canvas')
    element.width = element.height = LARGEST * RATIO
    board = element.getContext('2d', { willReadFrequently: true })
    if (!board) throw new Error('no canvas')
  }
  board.reset()
  board.scale(RATIO, RATIO)
  return { context: board, size }
}

function pixels({ context, size }: Sheet): ImageData {
  return context.getImageData(0, 0, size * RATIO, size * RATIO)
}

function site(theme: Theme, sign: Sign, state: string): ImageData {
  const colours = COLOUR[theme]
  const paper = sheet(28)
  const { context } = paper
  context.translate(2, 2)
  const shape = new Path2D(SHAPE[sign])
  const ring = new Path2D(RING)
  context.lineJoin = 'round'
  if (state === 'planned' || state === 'connected') {
    context.fillStyle = colours.paper
    context.globalAlpha = 0.72
    context.fill(ring)
    context.globalAlpha = 1
    context.strokeStyle = colours.ink
    context.lineWidth = 1.5
    if (state === 'planned') context.setLineDash(RING_DASH)
    context.stroke(ring)
    context.setLineDash([])
  }
  if (sign === 'open') {
    context.strokeStyle = colours.paper
    context.lineWidth = 5
    context.stroke(shape)
    context.fillStyle = colours.paper
    context.fill(shape)
    context.strokeStyle = colours.open
    context.lineWidth = 2.2
    context.stroke(shape)
  } else {
    context.strokeStyle = colours.paper
    context.lineWidth = 2.4
    context.stroke(shape)
    context.fillStyle = colours[sign]
    context.fill(shape)
  }
  if (state === 'unsolvable') {
    context.strokeStyle = colours.warn
    context.lineWidth = 2
    context.stroke(new Path2D(CROSS))
  }
  return pixels(paper)
}

function donut(theme: Theme, counts: number[]): ImageData {
  const colours = COLOUR[theme]
  const total = counts.reduce((sum, one) => sum + one, 0)
  const outer = Math.min(24, 6.6 + 2 * Math.log2(Math.max(2, total)))
  const width = 3.6
  const size = Math.ceil(outer * 2 + 4)
  const paper = sheet(size)
  const { context } = paper
  const middle = size / 2
  context.beginPath()
  context.arc(middle, middle, outer + 1, 0, 2 * Math.PI)
  context.fillStyle = colours.paper
  context.fill()
  const signs: Sign[] = ['fibre', 'radio', 'leased', 'open']
  let from = -Math.PI / 2
  context.lineWidth = width
  const parts = counts.filter((one) => one > 0).length
  counts.forEach((count, i) => {
    if (count === 0 || total === 0) return
    const to = from + (2 * Math.PI * count) / total
    const space = parts > 1 ? Math.min(0.07, (to - from) / 4) : 0
    context.beginPath()
    context.arc(middle, middle, outer - width / 2, from + space / 2, to - space / 2)
    context.strokeStyle = colours[signs[i] ?? 'open']
    context.stroke()
    from = to
  })
  context.fillStyle = colours.ink
  context.font = `600 ${total > 999 ? 9.5 : total < 10 ? 10 : 11}px -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(String(total), middle, middle + 0.5)
  return pixels(paper)
}

function selected(theme: Theme): ImageData {
  const colours = COLOUR[theme]
  const paper = sheet(44)
  const { context } = paper
  context.beginPath()
  context.arc(22, 22, 17, 0, 2 * Math.PI)
  context.lineWidth = 6
  context.strokeStyle = colours.paper
  context.stroke()
  context.lineWidth = 3.2
  context.strokeStyle = colours.route
  context.stroke()
  context.lineWidth = 1
  context.beginPath()
  context.arc(22, 22, 19.2, 0, 2 * Math.PI)
  context.strokeStyle = colours.ink
  context.stroke()
  return pixels(paper)
}

function node(theme: Theme, kind: string): ImageData {
  const colours = COLOUR[theme]
  const paper = sheet(20)
  const { context } = paper
  const half = kind === 'pop' ? 7 : kind === 'chamber' ? 4.5 : 3.5
  context.fillStyle = kind === 'pop' ? colours.existing : colours.paper
  context.strokeStyle = kind === 'pop' ? colours.paper : colours.existing
  context.lineWidth = 1.6
  context.beginPath()
  if (kind === 'pop') {
    context.moveTo(10, 10 - half - 1)
    context.lineTo(10 + half + 1, 10)
    context.lineTo(10, 10 + half + 1)
    context.lineTo(10 - half - 1, 10)
    context.closePath()
  } else context.rect(10 - half, 10 - half, 2 * half, 2 * half)
  context.fill()
  context.stroke()
  return pixels(paper)
}

const SIGNS: readonly string[] = ['fibre', 'radio', 'leased', 'open'] satisfies Sign[]

/** The picture of that name; null if the name is none of ours. */
export function draw(name: string): ImageData | null {
  const [what, theme, ...rest] = name.split('|')
  if (theme !== 'light' && theme !== 'dark') return null
  switch (what) {
    case 'site': {
      const [sign = 'open', state = 'open'] = rest
      return site(theme, SIGNS.includes(sign) ? (sign as Sign) : 'open', state)
    }
    case 'donut':
      return donut(theme, rest.slice(0, 4).map((part) => Math.max(0, Math.trunc(Number(part)) || 0)))
    case 'selected':
      return selected(theme)
    case 'node':
      return node(theme, rest[0] ?? 'closure')
    default:
      return null
  }
}
