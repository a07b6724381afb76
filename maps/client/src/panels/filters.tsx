// The filter: the same for map, table and downloads. Counts come from the server and say what a tick would leave.
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { Facet, SiteState, Technology } from '../api'
import { bandwidth } from '../format'
import { useSession } from '../session'
import { SiteSign, StateSign } from '../signs'
import { FILTERS, NO_FILTERS, active, go, type FilterName } from '../url'
import { useWords } from '../words'

const FACET: Record<FilterName, Facet> = {
  state: 'state',
  technology: 'technology',
  class: 'class',
  district: 'district',
  kind: 'kind',
  group: 'project_group',
}
const STATES: SiteState[] = ['connected', 'planned', 'unsolvable', 'open']
const TECHNOLOGIES: (Technology | 'none')[] = ['fibre', 'radio', 'leased', 'none']
const CLASSES = ['100M', '1G', '10G']
const OPEN_AT_FIRST: FilterName[] = ['technology', 'state']

export function useChoices(): (name: FilterName) => { value: string; label: string; sign?: ComponentChildren; count: number | null }[] {
  const w = useWords()
  const { city, sites, view } = useSession()
  return (name) => {
    const counts = sites.data?.facets[FACET[name]]
    const order: Record<FilterName, readonly string[]> = {
      state: STATES,
      technology: TECHNOLOGIES,
      class: CLASSES,
      district: city.data?.districts ?? [],
      kind: city.data?.kinds.map((kind) => kind.id) ?? [],
      group: city.data?.project_groups ?? [],
    }
    const known = [...order[name]]
    for (const value of [...Object.keys(counts ?? {}), ...view.filters[name]]) if (!known.includes(value)) known.push(value)
    return known.map((value) => ({ value, label: label(name, value), sign: sign(name, value), count: counts ? (counts[value] ?? 0) : null }))
  }

  function label(name: FilterName, value: string): string {
    switch (name) {
      case 'state':
        return STATES.includes(value as SiteState) ? w.t(`state.${value as SiteState}`) : value
      case 'technology':
        return value === 'none' ? w.t('technology.none') : w.technology(value as Technology)
      case 'class':
        return value === 'none' || value === '' ? w.t('class.none') : bandwidth(value)
      case 'kind':
        return w.kind(city.data, value)
      case 'district':
      case 'group':
        return value === '' || value === 'none' ? w.t('group.none') : value
    }
  }
}

function sign(name: FilterName, value: string): ComponentChildren {
  if (name === 'technology') return <SiteSign sign={value === 'none' ? 'open' : (value as Technology)} size={16} />
  if (name === 'state') return <StateSign state={value as SiteState} size={16} />
  return undefined
}

export function toggle(values: string[], value: string): string[] {
  return values.includes(value) ? values.filter((one) => one !== value) : [...values, value]
}

export function FilterPanel({ wide }: { wide: boolean }) {
  const w = useWords()
  const { view } = useSession()
  const count = active(view)
  return (
    <details class="panel" open={wide}>
      <summary>
        <h2>{w.t('filter.title')}</h2>
        {count > 0 && <span class="pill">{w.n(count)}</span>}
      </summary>
      {view.view === 'compare' && <p class="small quiet">{w.t('filter.not_here')}</p>}
      {FILTERS.map((name) => (
        <FacetGroup key={name} name={name} />
      ))}
      <p class="panel-foot">
        <button
          type="button"
          class="button"
          disabled={count === 0}
          onClick={() => go({ filters: NO_FILTERS, q: '', page: 1 })}
        >
          {w.t('filter.reset')}
        </button>
      </p>
    </details>
  )
}

function FacetGroup({ name }: { name: FilterName }) {
  const w = useWords()
  const { view } = useSession()
  const choices = useChoices()(name)
  const chosen = view.filters[name]
  const [open, set] = useState(OPEN_AT_FIRST.includes(name) || chosen.length > 0)
  return (
    <details class="facet" open={open} onToggle={(event) => set(event.currentTarget.open)}>
      <summary>
        <h3>{w.t(`filter.${name}`)}</h3>
        {chosen.length > 0 && <span class="pill">{w.n(chosen.length)}</span>}
      </summary>
      <ul aria-label={w.t(`filter.${name}`)}>
        {choices.map((choice) => (
          <li key={choice.value}>
            <label class={choice.count === 0 && !chosen.includes(choice.value) ? 'tick none' : 'tick'}>
              <input
                type="checkbox"
                checked={chosen.includes(choice.value)}
                onChange={() => go({ filters: { ...view.filters, [name]: toggle(chosen, choice.value) }, page: 1 })}
              />
              {choice.sign}
              <span class="tick-label">{choice.label}</span>
              <span class="count">{choice.count === null ? '' : w.n(choice.count)}</span>
            </label>
          </li>
        ))}
      </ul>
    </details>
  )
}

/** What is filtered, in words, each removable. */
export function FilterChips() {
  const w = useWords()
  const { view } = useSession()
  const choices = useChoices()
  if (active(view) === 0) return null
  return (
    <ul class="chips" aria-label={w.t('filter.active')}>
      {view.q && <Chip label={`„${view.q}“`} remove={() => go({ q: '', page: 1 })} />}
      {FILTERS.flatMap((name) =>
        view.filters[name].map((value) => (
          <Chip
            key={`${name}=${value}`}
            label={`${w.t(`filter.${name}`)}: ${choices(name).find((one) => one.value === value)?.label ?? value}`}
            remove={() => go({ filters: { ...view.filters, [name]: toggle(view.filters[name], value) }, page: 1 })}
          />
        )),
      )}
    </ul>
  )
}

function Chip({ label, remove }: { label: string; remove: () => void }) {
  const w = useWords()
  return (
    <li class="chip">
      <span>{label}</span>
      <button type="button" aria-label={w.t('filter.remove', { what: label })} onClick={remove}>
        ×
      </button>
    </li>
  )
}
