// The signs of the map, the table and the legend have one home: a shape for each technology, a ring for each state, a dash for each
// kind of line. Colour only repeats what the shape already says.
import type { Connection, SegmentKind, SiteState, Technology } from './api'
import type { Theme } from './url'

export type Sign = Technology | 'open'

/** Outlines in a box of 24 × 24; the map's canvas and the page's SVG draw the same ones. */
export const SHAPE: Record<Sign, string> = {
  fibre: 'M12 6.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11Z',
  radio: 'M12 5.6L18.2 16.6H5.8Z',
  leased: 'M7 7H17V17H7Z',
  open: 'M12 6.9a5.1 5.1 0 1 1 0 10.2a5.1 5.1 0 1 1 0-10.2Z',
}
export const CROSS = 'M9.8 9.8L14.2 14.2M14.2 9.8L9.8 14.2'
export const RING = 'M12 2.2a9.8 9.8 0 1 1 0 19.6a9.8 9.8 0 1 1 0-19.6Z'
export const RING_DASH = [3.6, 2.56]

export const COLOUR: Record<Theme, Record<Sign | 'ink' | 'paper' | 'warn' | 'existing' | 'route' | 'outline', string>> = {
  light: {
    fibre: '#0072b2',
    radio: '#b45f00',
    leased: '#8e4585',
    open: '#6b7280',
    ink: '#1b2430',
    paper: '#ffffff',
    warn: '#b3261e',
    existing: '#4b5563',
    route: '#e0a100',
    outline: '#ffffff',
  },
  dark: {
    fibre: '#56b4e9',
    radio: '#f0a030',
    leased: '#cc79a7',
    open: '#9ca3af',
    ink: '#e6eaf0',
    paper: '#171c23',
    warn: '#ff8a80',
    existing: '#aab4c2',
    route: '#ffd866',
    outline: '#11151a',
  },
}

/** What the sign of a site shows: the plan's technology, or for a connected site how it is connected today. */
export function signOf(site: { technology: Technology | null; connection?: Connection }): Sign {
  if (site.technology) return site.technology
  return site.connection && site.connection !== 'open' ? site.connection : 'open'
}

/** Dash patterns of the lines, in multiples of the line's width (as the map takes them). */
export const DASH: Record<SegmentKind, number[] | null> = {
  trench: null,
  own_duct: [3.2, 1.6],
  rented_duct: [1, 1.4],
  built: [6, 1.2, 1, 1.2],
  drop: null,
}

export function SiteSign({ sign, state, size = 18 }: { sign: Sign; state?: SiteState | undefined; size?: number }) {
  const hollow = sign === 'open'
  const ringed = state === 'planned' || state === 'connected'
  return (
    <svg
      class={`sign sign-${sign}`}
      width={size}
      height={size}
      viewBox={ringed ? '0 0 24 24' : '4 4 16 16'}
      aria-hidden="true"
      focusable="false"
    >
      <path d={SHAPE[sign]} fill={hollow ? 'none' : 'currentColor'} stroke="currentColor" stroke-width={hollow ? 2.2 : 0} />
      {state === 'unsolvable' && <path d={CROSS} stroke="var(--bad)" stroke-width="2" fill="none" />}
      {ringed && (
        <path
          d={RING}
          fill="none"
          stroke="var(--ink)"
          stroke-width="1.6"
          stroke-dasharray={state === 'planned' ? RING_DASH.join(' ') : undefined}
        />
      )}
    </svg>
  )
}

/** The ring alone, for the words about states. */
export function StateSign({ state, size = 18 }: { state: SiteState; size?: number }) {
  return (
    <svg class="sign" width={size} height={size} viewBox="3 3 18 18" aria-hidden="true" focusable="false">
      {state === 'connected' || state === 'planned' ? (
        <path
          d={RING}
          transform="translate(2.4 2.4) scale(.8)"
          fill="none"
          stroke="var(--ink)"
          stroke-width="2.4"
          stroke-dasharray={state === 'planned' ? RING_DASH.join(' ') : undefined}
        />
      ) : (
        <path d={SHAPE.open} fill="none" stroke="var(--open)" stroke-width="2.2" />
      )}
      {state === 'unsolvable' && <path d={CROSS} stroke="var(--bad)" stroke-width="2" fill="none" />}
    </svg>
  )
}

export function LineSign({ kind }: { kind: SegmentKind | 'existing' | 'route' }) {
  const dash = kind === 'existing' || kind === 'route' ? null : DASH[kind]
  const width = kind === 'drop' ? 1.4 : kind === 'existing' ? 1.8 : kind === 'route' ? 7 : 3
  return (
    <svg class={`sign line-${kind}`} width="30" height="12" viewBox="0 0 30 12" aria-hidden="true" focusable="false">
      <path
        d="M1 6H29"
        stroke="currentColor"
        stroke-width={width}
        stroke-dasharray={dash?.map((part) => part * width).join(' ')}
        fill="none"
      />
    </svg>
  )
}

/** A node of the existing network: a point of presence, or a chamber or closure. */
export function NodeSign({ kind }: { kind: 'pop' | 'chamber' }) {
  return (
    <svg class="sign line-existing" width="15" height="15" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {kind === 'pop' ? (
        <path d="M10 2L18 10L10 18L2 10Z" fill="currentColor" />
      ) : (
        <path d="M4 4H16V16H4Z" fill="var(--paper)" stroke="currentColor" stroke-width="2" />
      )}
    </svg>
  )
}
